"""Who may ask for which change, and take which step."""

from uuid import UUID

from slrt.domain import access
from slrt.domain.access import Actor, Permission
from slrt.domain.registry.chains import next_verb
from slrt.domain.workflow.change import CHANGE, REACHED_BY, WAITING
from slrt.domain.workflow.machine import Bond, Step, can_step
from slrt.store.registry.models import Change, ChangeStep

DIRECT: dict[str, Permission] = {
    "new_family": Permission.FAMILY_REGISTER,
    "merge_people": Permission.DUPLICATE_DECIDE,
    "merge_families": Permission.DUPLICATE_DECIDE,
    "undo": Permission.CHANGE_UNDO,
    "erase": Permission.IDENTITY_ERASE,
}
"""Kinds whose direct writing needs more than changing a family."""


def permission_for(route: str, kind: str) -> Permission:
    """What asking for such a change needs."""
    if route in ("proposal", "objection"):
        return Permission.CHANGE_PROPOSE
    return DIRECT.get(kind, Permission.FAMILY_CHANGE)


def check_submit(actor: Actor, route: str, kind: str, area_code: str) -> None:
    """Raise Denied unless the actor may ask for such a change there."""
    access.check(actor, permission_for(route, kind), area_code)


def can_submit(actor: Actor, route: str, kind: str, area_code: str | None = None) -> bool:
    """Whether the screen offers it."""
    return access.can(actor, permission_for(route, kind), area_code)


def bond(change: Change) -> Bond:
    """Where the change lies, and whose eyes have seen it already: its proposer and its verifier."""
    endorsed = ChangeStep.objects.filter(change_id=change.id, verb="endorse").values_list("by_id", flat=True)
    handlers: set[UUID] = {by for by in (change.by_id, *endorsed) if by is not None}
    return Bond(change.area_code, frozenset(handlers))


def is_due(change: Change, step: Step) -> bool:
    """Whether the chain of this change has the step next (steps that are no station are always in turn)."""
    if step.verb not in REACHED_BY.values():
        return True
    return change.state in WAITING and next_verb(change.state, change.stations) == step.verb


def open_steps(actor: Actor, change: Change) -> tuple[Step, ...]:
    """What the actor may do with the change now: the page draws these as buttons."""
    here = bond(change)
    return tuple(
        step for step in CHANGE.steps_from(change.state) if is_due(change, step) and can_step(actor, step, here)
    )
