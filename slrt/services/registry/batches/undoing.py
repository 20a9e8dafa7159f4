"""Taking a whole list back: its changes are undone some at a time, newest first; what came on top of it stays."""

from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.services import live
from slrt.services.registry.batches.life import locked
from slrt.services.registry.changes.inputs import Proposal
from slrt.services.registry.changes.submitting import submit
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Batch, Change
from slrt.store.walls.context import acting

TOGETHER = 50
"""Changes undone in one transaction: a crash costs no more than these, and nobody waits long for a family."""

MOST_LEFT = 1000
"""So many changes may be left; with more, somebody has to look at the list before it is undone any further."""


def can_undo(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers undoing a list."""
    return access.can(actor, Permission.CHANGE_UNDO, area_code)


def begin_undo(actor: Actor, batch_id: UUID, reason: str) -> Batch:
    """Decide that a list is taken back. Raises Refused without a reason, or for a list that is not applied."""
    with acting(actor):
        batch = locked(actor, batch_id)
        access.check(actor, Permission.CHANGE_UNDO, batch.area_code)
        if not reason.strip():
            raise Refused(Problem("missing", "Isi alasan.", "Give a reason.", "reason"))
        if batch.state == "undoing":
            return batch
        if batch.state not in ("applied", "applying", "failed"):
            raise Refused(
                Problem(
                    "wrong_state",
                    "Hanya berkas yang sudah ditulis yang dapat dibatalkan.",
                    "Only a file that was written can be undone.",
                )
            )
        batch.state, batch.problem = "undoing", ""
        batch.total, batch.done = _changes(batch).count(), 0
        batch.report = {**batch.report, "not_undone": []}
        batch.revision += 1
        batch.save()
        record(actor, "batch.undo", Subject("batch", batch.id, batch.area_code), reason=reason.strip())
        live.announce("batch", batch.id, batch.area_code)
        return batch


def undo_some(actor: Actor, batch_id: UUID) -> int:
    """Undo the next changes of the list, and give how many were looked at; 0 when all are, and the list is undone.

    A change that something newer came on top of is left, and named in the report. Safe to repeat after a crash.
    """
    with acting(actor):
        batch = locked(actor, batch_id)
        if batch.state != "undoing":
            return 0
        left = set(batch.report["not_undone"])
        waiting = list(_changes(batch).exclude(id__in=left).order_by("-at", "-id")[:TOGETHER])
        for change in waiting:
            if not _undone(actor, change):
                _leave(batch, change)
        batch.done = min(batch.total, batch.done + len(waiting))
        if not waiting:
            batch.state, batch.applied_at = "undone", clock.now()
        elif len(batch.report["not_undone"]) > MOST_LEFT:
            batch.state, batch.problem = "applied", "too many changes have newer ones on top of them"
        batch.save()
        live.announce("batch", batch.id, batch.area_code)
        return len(waiting)


def _changes(batch: Batch) -> QuerySet[Change]:
    undone = Change.objects.filter(undoes_id=OuterRef("id"))
    return Change.objects.filter(batch_id=batch.id, state="applied", lead__isnull=True).exclude(Exists(undone))


def _undone(actor: Actor, change: Change) -> bool:
    proposal = Proposal(
        kind="undo",
        route="direct",
        area_code=change.area_code,
        wish={"change": str(change.id)},
        source=change.source,
        channel="import",
        family_id=change.family_id,
        reason="Pembatalan berkas impor",
    )
    try:
        with transaction.atomic():
            submit(actor, proposal, submission=uuid5(change.id, "undo"), accept_warnings=True)
    except (Refused, NotFound):
        return False
    return True


def _leave(batch: Batch, change: Change) -> None:
    batch.report = {**batch.report, "not_undone": [*batch.report["not_undone"], str(change.id)]}
