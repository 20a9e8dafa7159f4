"""Files that people brought to the desk: dry runs are made, confirmed lists written, lists taken back."""

import logging
import time
from collections.abc import Callable
from itertools import takewhile

from slrt.domain import access
from slrt.domain.access import Actor
from slrt.domain.problems import Problem, Refused
from slrt.exchange.imports.applying import apply
from slrt.exchange.imports.gate import Order, dry_run
from slrt.exchange.imports.layouts import layout
from slrt.exchange.imports.problems import Unreadable
from slrt.reads import accounts
from slrt.reads.registry.imports import ImportedFile, files_to_work_on
from slrt.services.registry import batches

logger = logging.getLogger(__name__)

TELL_EVERY = 1.0
"""Seconds between two words on how far a dry run is."""


def work_on_files() -> int:
    """Do all there is to do, one file after the other; how many. Another process that does it leaves nothing to do."""
    with batches.alone() as mine:
        found = files_to_work_on() if mine else []
        return sum(_work(file) for file in found)


def _work(file: ImportedFile) -> bool:
    if file.state == "undoing":
        for _ in takewhile(bool, iter(lambda: batches.undo_some(access.system(), file.id), None)):
            pass
        return True
    if not batches.list_of(file.id).exists():
        return False
    actor = _actor(file)
    if actor is None:
        batches.fail(access.system(), file.id, _NOBODY)
        return True
    try:
        _run(actor, file)
    except Unreadable as unreadable:
        batches.fail(actor, file.id, unreadable.problem)
    except Refused as refused:
        batches.fail(actor, file.id, refused.problems[0])
    return True


def _run(actor: Actor, file: ImportedFile) -> None:
    order = Order(
        actor=actor,
        file=batches.list_of(file.id),
        layout=layout(file.layout),
        work=batches.work_place(),
        area_code=file.area_code,
        mapping=file.mapping,
        rejects=batches.rejects_of(file.id),
    )
    if file.state == "checking":
        report = dry_run(order, _telling(actor, file))
        batches.checked(actor, file.id, report.to_json())
    else:
        apply(order, lambda done, total: None, file.id)


def _telling(actor: Actor, file: ImportedFile) -> Callable[[int, int], None]:
    last = [time.monotonic()]

    def tell(done: int, total: int) -> None:
        if time.monotonic() - last[0] >= TELL_EVERY:
            last[0] = time.monotonic()
            batches.progress(actor, file.id, done * 1000 // max(1, total), 1000)

    return tell


def _actor(file: ImportedFile) -> Actor | None:
    """Whoever brought the file, in the post that lets them import there."""
    posts = accounts.actors_of(file.by_id) if file.by_id else []
    return next((actor for actor in posts if batches.can_import(actor, file.area_code)), None)


_NOBODY = Problem(
    "nobody",
    "Petugas yang mengunggah berkas ini tidak lagi bertugas. Unggah lagi oleh petugas lain.",
    "Whoever uploaded this file holds no post any more. Have somebody else upload it again.",
)
