"""What the desk and the job behind it do with a file: upload, ask for its dry run, confirm, report failure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from django.db import connection

from slrt.domain import clock, identity
from slrt.domain.access import Actor
from slrt.domain.problems import Problem, Refused
from slrt.services import live
from slrt.services.registry.batches import files
from slrt.services.registry.batches.inputs import NewBatch
from slrt.services.registry.batches.life import OPEN, begin, check_import, in_state, locked, told
from slrt.store.registry.models import Batch, SavedMapping
from slrt.store.walls.context import acting

ALONE = 4_411_041
"""The lock of the one process that works on files of the desk."""


def upload(actor: Actor, new: NewBatch, chunks: Iterable[bytes], *, submission: UUID) -> Batch:
    """Keep a file and begin its batch; `sha256` and `size` of `new` are filled in. The same submission is one batch.

    Raises Denied, and Refused when the file is empty or too large.
    """
    check_import(actor, new.area_code)
    with acting(actor):
        before: Batch | None = Batch.objects.visible_to(actor).filter(id=submission).first()
    if before is not None:
        return before
    sha256, size = files.keep(submission, chunks)
    return begin(actor, replace(new, sha256=sha256, size=size), submission=submission)


def ask_check(actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """Have the dry run made with these headers for the layout's columns; they are remembered for the next file."""
    with acting(actor):
        batch = locked(actor, batch_id)
        in_state(batch, OPEN)
        if any(identity.without_numbers(text) != text for text in mapping.values()):
            raise Refused(_number_as_header())
        batch.state, batch.mapping, batch.done, batch.total, batch.problem = "checking", dict(mapping), 0, 0, ""
        SavedMapping.objects.update_or_create(
            area_code=actor.area_code,
            layout=batch.layout,
            defaults={"mapping": dict(mapping), "by_id": actor.user_id, "at": clock.now()},
        )
        return told(actor, batch, "batch.check", {})


def confirm(actor: Actor, batch_id: UUID) -> Batch:
    """A person has seen the dry run and wants it written. Raises Refused before there is one."""
    with acting(actor):
        batch = locked(actor, batch_id)
        if batch.state == "applying":
            return batch
        in_state(batch, ("checked",))
        batch.state, batch.done, batch.total = "applying", 0, 0
        return told(actor, batch, "batch.start", {})


def progress(actor: Actor, batch_id: UUID, done: int, total: int) -> None:
    """Tell how far the dry run is."""
    with acting(actor):
        batch = locked(actor, batch_id)
        if batch.state == "checking":
            batch.done, batch.total = min(done, total), total
            batch.save(update_fields=["done", "total"])
            live.announce("batch", batch.id, batch.area_code)


def fail(actor: Actor, batch_id: UUID, problem: Problem) -> Batch:
    """The file cannot be gone on with; what is wrong is kept in both languages."""
    with acting(actor):
        batch = locked(actor, batch_id)
        in_state(batch, ("checking", "applying"))
        batch.state = "failed"
        said = {"id": problem.message_id, "en": problem.message_en}
        batch.problem = identity.without_numbers(json.dumps(said, ensure_ascii=False))
        return told(actor, batch, "batch.fail", {"code": problem.code})


def _number_as_header() -> Problem:
    return Problem(
        "number_as_header",
        "Judul kolom yang dipilih berisi nomor orang, jadi itu bukan judul. Periksa baris judul di berkas.",
        "A chosen header holds somebody's number, so it is no header. Check the header row of the file.",
    )


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this process is the one that works on files now; ends with the connection, so a kill frees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ALONE])
        (mine,) = cursor.fetchone() or (False,)
    try:
        yield bool(mine)
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ALONE])
