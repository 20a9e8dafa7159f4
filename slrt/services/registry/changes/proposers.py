"""Telling whoever stands behind a proposal what became of it, and opening the name of a protected objector."""

from uuid import UUID

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.workflow.change import CHANGE
from slrt.domain.workflow.machine import one_of
from slrt.services.registry.changes.moving import locked
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Change, Proposer
from slrt.store.walls.context import acting

WAYS = ("phone", "visit", "letter", "counter")
"""How somebody was told."""


def tell(actor: Actor, *, change_id: UUID, how: str) -> Proposer:
    """Note that the proposer was told the outcome. Raises NotFound, Denied, and Refused while there is none."""
    one_of("how", how, WAYS)
    with acting(actor):
        change = locked(actor, change_id)
        access.check(actor, Permission.CHANGE_PROPOSE, change.area_code)
        proposer = _of(change)
        if change.state not in CHANGE.ended:
            raise Refused(Problem("no_outcome", "Belum ada keputusan.", "There is no decision yet."))
        if proposer.told_at is None:
            proposer.told_at, proposer.told_how, proposer.told_by_id = clock.now(), how, actor.user_id
            proposer.save(update_fields=["told_at", "told_how", "told_by"])
            subject = Subject("change", change.id, change.area_code, change.family_id)
            record(actor, "change.tell", subject, after={"how": how, "outcome": change.state})
        return proposer


def reveal_proposer(actor: Actor, *, change_id: UUID, reason: str) -> Proposer:
    """The name behind a protected objection, for who must know it; leaves an event. Raises NotFound, Denied."""
    with acting(actor):
        change = locked(actor, change_id)
        access.check(actor, Permission.PROPOSER_READ, change.area_code)
        if not reason.strip():
            raise Refused(Problem("missing", "Isi alasan.", "Give a reason.", "reason"))
        subject = Subject("change", change.id, change.area_code, change.family_id)
        record(actor, "change.reveal_proposer", subject, reason=reason)
        return _of(change)


def _of(change: Change) -> Proposer:
    proposer: Proposer | None = Proposer.objects.filter(change_id=change.id).first()
    if proposer is None:
        raise NotFound(f"nobody is named behind {change.id}")
    return proposer
