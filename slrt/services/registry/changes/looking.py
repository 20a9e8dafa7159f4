"""Reading a change shows names and papers of people: it leaves an event, on the family's trail where there is one."""

from uuid import UUID

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound
from slrt.services.registry import identity
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Change
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting

LOOK = "change.look"


def look(actor: Actor, change_id: UUID) -> None:
    """Leave the event that this change was read: once for each reader and ten minutes. Raises NotFound, Denied."""
    with acting(actor):
        change = Change.objects.visible_to(actor).filter(id=change_id).first()
        if change is None:
            raise NotFound(f"no change {change_id}")
        if change.family_id is not None:
            identity.look(actor, change.family_id)
            return
        access.check(actor, Permission.FAMILY_READ, change.area_code)
        since = clock.now() - identity.LOOKED_RECENTLY
        seen = Event.objects.visible_to(actor).filter(actor_id=actor.user_id, verb=LOOK)
        if not seen.filter(subject_id=change_id, at__gt=since).exists():
            record(actor, LOOK, Subject("change", change.id, change.area_code))
