"""Reading a case, a referral packet or a paper is an event too: each shows a person's record."""

from datetime import timedelta

from slrt.domain import access, clock
from slrt.domain.access import Actor
from slrt.services.trail.record import Subject, record
from slrt.store.cases.models import Attachment, Case, Referral
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting

LOOKED_RECENTLY = timedelta(minutes=10)

_KINDS = {Case: "case", Referral: "referral", Attachment: "attachment"}


def look(actor: Actor, row: Case | Referral | Attachment) -> None:
    """Leave the event that `row` was read: once for each reader, row and ten minutes."""
    kind = _KINDS[type(row)]
    verb = f"{kind}.look"
    case_id = row.id if isinstance(row, Case) else row.case_id
    with acting(access.system(row.area_code)):  # a receiver reaches neither events nor the case
        since = clock.now() - LOOKED_RECENTLY
        if Event.objects.filter(actor_id=actor.user_id, verb=verb, subject_id=row.id, at__gt=since).exists():
            return
        family_id = Case.objects.filter(id=case_id).values_list("family_id", flat=True).first()
    with acting(actor):
        record(actor, verb, Subject(kind, row.id, row.area_code, family_id, case_id))
