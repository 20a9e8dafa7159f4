"""Writing a checked file to the register: one transaction for each batch of rows, going on where it broke off.

A file that changes nothing leaves no trace. One that was begun and not ended is found again by what it holds.
"""

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from slrt.domain.problems import Problem, Refused
from slrt.exchange.imports.faults import fault
from slrt.exchange.imports.gate import Checking, Order, area_of, check_import, rejecting, work_folder
from slrt.exchange.imports.outcomes import CheckedFamily, CheckedMember, Outcome
from slrt.exchange.imports.report import Report
from slrt.exchange.imports.spreading import Done
from slrt.reads.registry.imports import ImportedFile, imported_file
from slrt.services.registry import batches
from slrt.services.registry.batches import ImportedFamily, ImportedMember

TRIES = 3
"""So often a batch is checked again when somebody registered one of its numbers meanwhile."""

FILES = UUID("6f1c2f0e-58d1-4d0e-9a53-7f2d4c0b9a11")
"""Names files by what they hold."""


@dataclass(frozen=True)
class Applied:
    """What came of a file. `batch_id` is None when there never was anything to write; `written` are counts of rows."""

    batch_id: UUID | None
    report: Mapping[str, Any]
    written: Mapping[str, int]


def apply(order: Order, done: Done, batch_id: UUID | None = None) -> Applied:
    """Check every row and write those that are taken; the same call again goes on after a crash.

    With `batch_id` the file is written under that batch, which a person confirmed. Raises Unreadable, Denied, and
    Refused when the batch is being undone or the file is another one than before.
    """
    check_import(order.actor, order.area_code)
    with work_folder(order.work) as folder:
        checking = Checking(order, folder, done)
        report = Report(checking.header, order.errors, notes=checking.table.notes)
        run = _Run(order, checking, report, batch_id)
        with rejecting(order, checking, folder) as reject:
            run.write(reject)
        return run.ended()


def imported(family: CheckedFamily) -> ImportedFamily | None:
    """What the register is to learn of a checked family; None when nothing of it is new or changed."""
    head = family.head
    members = [member for member in family.members if member.taken and not member.stays]
    if head is None or all(member.outcome is Outcome.UNCHANGED for member in members):
        return None
    return ImportedFamily(
        area_code=head.area_code,
        no_kk=family.no_kk,
        texts={} if head.stays else family.texts,
        facts={} if head.stays else head.family_facts,
        members=[_member(member) for member in members],
        target=family.target,
    )


def _member(member: CheckedMember) -> ImportedMember:
    facts = {"birth_date": member.birth_date, **member.facts}
    facts.pop("relation", None)
    return ImportedMember(
        name=member.name,
        nik=member.nik,
        relation=member.relation or None,
        facts=facts,
        person_id=member.person_id,
        receives=member.receives,
    )


class _Run:
    """One run over a file. The batch is begun with the first rows that have to be written."""

    def __init__(self, order: Order, checking: Checking, report: Report, batch_id: UUID | None) -> None:
        self._order, self._checking, self._report = order, checking, report
        self._new = batches.NewBatch(
            kind="import",
            layout=order.layout.code,
            area_code=area_of(order.actor, order.area_code),
            file_name=order.file.name,
            sha256=digest(order.file),
            size=order.file.stat().st_size,
            source=order.layout.code,
            mapping=order.mapping,
        )
        self._before: ImportedFile | None = None
        self._batch_id, self._first = batch_id, 0
        self._next_id = batch_id or self._find()
        if batch_id is not None:
            self._go_on(batch_id)

    def write(self, reject: Callable[[CheckedFamily], None]) -> None:
        """All batches in turn. Those an earlier run wrote are only looked at for the rejects file."""
        first = 0 if self._order.rejects is not None else self._first
        for place, families in enumerate(self._checking.batches(first), first):
            for family in families if place < self._first else self._part(place, families):
                reject(family)

    def ended(self) -> Applied:
        """The batch is finished; what was written in all, by earlier runs too."""
        report = self._report.to_json()
        if self._batch_id is not None:
            batches.finish(self._order.actor, self._batch_id, report)
            self._before = imported_file(self._order.actor, self._batch_id)
        written = self._before.report.get("applied", {}) if self._batch_id and self._before else {}
        return Applied(self._before.id if self._before else None, report, written)

    def _find(self) -> UUID:
        """The batch of this very file that was broken off; where there is none, the key of the next one."""
        name = json.dumps([self._new.sha256, self._new.layout, self._new.area_code, dict(self._new.mapping)])
        base, number = uuid5(FILES, name), 0
        while (found := imported_file(self._order.actor, uuid5(base, str(number)))) is not None:
            if not found.has_ended:
                self._go_on(found.id)
                return found.id
            self._before, number = found, number + 1
        return uuid5(base, str(number))

    def _go_on(self, batch_id: UUID) -> None:
        before = imported_file(self._order.actor, batch_id)
        if before is None or before.sha256 != self._new.sha256:
            raise Refused(Problem("other_file", "Berkas tidak sama lagi.", "The file is not the same any more."))
        self._batch_id, self._before = batch_id, before
        batches.start(self._order.actor, batch_id, self._checking.parts)
        self._first = before.done if before.state == "applying" else 0
        if self._first:
            self._report.go_on(before.report["run"])

    def _part(self, place: int, families: list[CheckedFamily]) -> list[CheckedFamily]:
        """Write one batch of rows; the families as they were written."""
        for _ in range(TRIES):
            if self._written(place, families):
                return families
            families = self._checking.again()
        for family in families:
            _give_up(family)
        self._written(place, families)
        return families

    def _written(self, place: int, families: Sequence[CheckedFamily]) -> bool:
        """Write the batch, or say that a number of it was taken meanwhile."""
        listed = [one for one in map(imported, families) if one is not None]
        if self._batch_id is None and listed:
            self._begin(place)
        report = self._report.copy()
        for family in families:
            report.add(family)
        if self._batch_id is not None:
            try:
                with _uncollected():
                    batches.apply_part(self._order.actor, self._batch_id, place, listed, report.to_json())
            except Refused as refused:
                if refused.problems[0].code != "nik_known_elsewhere":
                    raise
                return False
        self._report = report
        return True

    def _begin(self, place: int) -> None:
        actor = self._order.actor
        self._batch_id = batches.begin(actor, self._new, submission=self._next_id).id
        batches.start(actor, self._batch_id, self._checking.parts, empty=place, report=self._report.to_json())


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for reference cycles while one batch is written: its million small objects are all in use, and looking
    at them over and over costs a quarter of the time. Memory is bounded by the batch."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _give_up(family: CheckedFamily) -> None:
    """Rows of the family that would be written go to the rejects file, with the reason."""
    for member in family.members:
        if member.taken:
            member.outcome = Outcome.DUPLICATE
            member.faults.append(fault("nik_taken", "", ""))
    family.head = None


def digest(file: Path) -> str:
    """SHA-256 of the file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, hashlib.sha256).hexdigest()
