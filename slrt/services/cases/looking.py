"""Reading a case or a referral packet is an event too: both show a person's record."""

from datetime import timedelta

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.services.trail.record import Subject, record
from slrt.store.cases.models import Case, Referral
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting

LOOKED_RECENTLY = timedelta(minutes=10)


def look(actor: Actor, row: Case | Referral) -> None:
    """Leave the event that `row` was read: once for each reader, row and ten minutes.

    A receiver reaches no events, so each page it opens leaves one.
    """
    kind = "case" if isinstance(row, Case) else "referral"
    case = row if isinstance(row, Case) else None
    with acting(actor):
        since = clock.now() - LOOKED_RECENTLY
        own = Event.objects.visible_to(actor).filter(actor_id=actor.user_id, verb=f"{kind}.look")
        if own.filter(subject_id=row.id, at__gt=since).exists():
            return
        family_id = case.family_id if case else None
        case_id = row.id if isinstance(row, Case) else row.case_id
        record(actor, f"{kind}.look", Subject(kind, row.id, row.area_code, family_id, case_id))
