"""The life of a batch: begun with its file, applied part by part, ended or failed; each part counts once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from slrt.domain import access, clock, identity
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.services import live
from slrt.services.registry.batches.inputs import ImportedFamily, NewBatch, PartDone
from slrt.services.registry.batches.part import Part
from slrt.services.registry.register import no_second_nik
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Batch
from slrt.store.walls.context import acting

OPEN = ("uploaded", "checking", "checked")


def can_import(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers importing lists."""
    return access.can(actor, Permission.REGISTER_IMPORT, area_code)


def check_import(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may import lists into this area."""
    access.check(actor, Permission.REGISTER_IMPORT, area_code)


def begin(actor: Actor, new: NewBatch, *, submission: UUID) -> Batch:
    """The batch of a file; the same submission again is the same batch. Raises Denied."""
    with acting(actor):
        check_import(actor, new.area_code)
        before: Batch | None = Batch.objects.visible_to(actor).filter(id=submission).first()
        if before is not None:
            return before
        batch: Batch = Batch.objects.create(
            id=submission,
            kind=new.kind,
            layout=new.layout,
            area_code=new.area_code,
            file_name=identity.without_numbers(new.file_name)[:160],
            sha256=new.sha256,
            size=new.size,
            source=new.source,
            listed_on=new.listed_on,
            mapping=dict(new.mapping),
            by_id=actor.user_id,
            at=clock.now(),
        )
        after = {"layout": batch.layout, "sha256": batch.sha256, "size": batch.size}
        record(actor, "batch.begin", _subject(batch), after=after)
        live.announce("batch", batch.id, batch.area_code)
        return batch


def checked(actor: Actor, batch_id: UUID, report: Mapping[str, Any]) -> Batch:
    """Keep the report of a dry run. Raises NotFound, and Refused when applying has begun."""
    with acting(actor):
        batch = locked(actor, batch_id)
        in_state(batch, OPEN)
        batch.state, batch.report = "checked", {**batch.report, "dry_run": dict(report)}
        return told(actor, batch, "batch.check", {})


def start(
    actor: Actor, batch_id: UUID, parts: int, *, empty: int = 0, report: Mapping[str, Any] | None = None
) -> Batch:
    """A person confirmed the dry run: from here on parts are written. Starting again goes on where it stopped.

    The first `empty` parts have nothing to write; `report` tells of them.
    """
    with acting(actor):
        batch = locked(actor, batch_id)
        if batch.state == "applying" and batch.total:
            if batch.total != parts:
                raise Refused(Problem("other_file", "Berkas tidak sama lagi.", "The file is not the same any more."))
            return batch
        if batch.state == "applying":
            batch.total = parts
            batch.save(update_fields=["total"])
            return batch
        in_state(batch, OPEN)
        batch.state, batch.total, batch.done = "applying", parts, empty
        batch.report = {**batch.report, "run": dict(report or {})}
        return told(actor, batch, "batch.start", {"parts": parts})


def apply_part(
    actor: Actor,
    batch_id: UUID,
    part: int,
    families: Sequence[ImportedFamily],
    report: Mapping[str, Any] | None = None,
) -> PartDone | None:
    """Write one part, all or nothing; None when it was written before. `report` tells of the run up to this part.

    Raises Refused when a NIK of it was taken in the meantime (check the part again), or a part before it is missing.
    """
    with acting(actor):
        batch = locked(actor, batch_id)
        in_state(batch, ("applying",))
        if part < batch.done:
            return None
        if part > batch.done:
            raise Refused(Problem("not_in_order", "Bagian sebelumnya belum ditulis.", "An earlier part is missing."))
        with no_second_nik():
            done = Part(actor, batch).write(families)
        batch.done = part + 1
        applied = _summed(batch.report.get("applied", {}), done.as_json())
        batch.report = {**batch.report, "applied": applied, "run": dict(report or {})}
        batch.save()
        live.announce("batch", batch.id, batch.area_code)
        return done


def finish(actor: Actor, batch_id: UUID, report: Mapping[str, Any]) -> Batch:
    """All parts are written. Raises Refused while one is missing."""
    with acting(actor):
        batch = locked(actor, batch_id)
        if batch.state == "applied":
            return batch
        in_state(batch, ("applying",))
        if batch.done != batch.total:
            raise Refused(Problem("not_in_order", "Masih ada bagian yang belum ditulis.", "Some parts are missing."))
        batch.state, batch.applied_at = "applied", clock.now()
        batch.report = {**batch.report, "run": dict(report)}
        return told(actor, batch, "batch.apply", batch.report.get("applied", {}))


def cancel(actor: Actor, batch_id: UUID, reason: str) -> Batch:
    """Give up a file before anything of it was written. Raises Refused afterwards: then it is undone."""
    with acting(actor):
        batch = locked(actor, batch_id)
        in_state(batch, OPEN)
        batch.state = "cancelled"
        return told(actor, batch, "batch.cancel", {}, reason)


def take_rejects(actor: Actor, batch_id: UUID) -> None:
    """Leave the event that the rows a file lost were taken out: they hold whole numbers. Raises NotFound, Denied."""
    with acting(actor):
        batch = locked(actor, batch_id)
        record(actor, "batch.take_rejects", _subject(batch))


def locked(actor: Actor, batch_id: UUID) -> Batch:
    """The batch, held until the transaction ends. Raises NotFound outside the actor's sight, Denied."""
    batch: Batch | None = Batch.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=batch_id).first()
    if batch is None:
        raise NotFound(f"no batch {batch_id}")
    check_import(actor, batch.area_code)
    return batch


def in_state(batch: Batch, states: tuple[str, ...]) -> None:
    """Raise Refused unless the batch is in one of these states."""
    if batch.state not in states:
        raise Refused(
            Problem(
                "wrong_state",
                "Langkah ini tidak bisa dilakukan pada berkas ini sekarang.",
                "This cannot be done with the file now.",
            )
        )


def told(actor: Actor, batch: Batch, verb: str, after: Mapping[str, Any], reason: str = "") -> Batch:
    """Save the batch, with its event and the news of it."""
    batch.revision += 1
    batch.save()
    record(actor, verb, _subject(batch), after={"state": batch.state, **after}, reason=reason)
    live.announce("batch", batch.id, batch.area_code)
    return batch


def _summed(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other[name] for name in other}


def _subject(batch: Batch) -> Subject:
    return Subject("batch", batch.id, batch.area_code)
