"""The gate itself: a file is opened, spread and checked batch by batch; a dry run counts, an applier takes families."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from slrt.domain import areas, clock
from slrt.domain.access import Actor
from slrt.exchange.imports.batches import BatchCheck, Reading
from slrt.exchange.imports.header import Header, find_header
from slrt.exchange.imports.layouts import Layout
from slrt.exchange.imports.numbers import Numbers
from slrt.exchange.imports.opening import open_table
from slrt.exchange.imports.outcomes import CheckedFamily
from slrt.exchange.imports.rejects import Rejects
from slrt.exchange.imports.report import Report
from slrt.exchange.imports.spreading import Done, Held, Spread
from slrt.exchange.imports.tables import Table
from slrt.reads import areas as area_reads
from slrt.services.registry import batches

ERRORS_SHOWN = 100
PREFIX = "import-"
"""Begins the names of work folders; the number of the process follows."""

READING, CHECKING = 3, 7
"""Shares of the work, for the bar."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to check, for whom: a file of a layout, within an area; `mapping` of layout columns to the file's headers.

    `rejects` is where rows that are not taken go, with the reason; `work` a folder in which a folder of the run's own
    is made and removed again.
    """

    actor: Actor
    file: Path
    layout: Layout
    work: Path
    area_code: str = areas.NATION
    mapping: Mapping[str, str] = field(default_factory=dict)
    rejects: Path | None = None
    errors: int = ERRORS_SHOWN


class Checking:
    """One file while it is checked. `batches` gives the checked families of each batch in turn, all of one KK together.

    An applier takes batches from here: those of the same file are the same at each run.
    """

    def __init__(self, order: Order, folder: Path, done: Done) -> None:
        """Read the file once. Raises Unreadable, and Denied for somebody who may not import."""
        self.order = order
        self.table: Table = open_table(order.file)
        self.header: Header = find_header(self.table, order.layout, order.mapping)
        self._done = done
        numbers = Numbers(area_reads.known_codes(), clock.today())
        self._spread = Spread(folder, self.table.text_bytes)
        self._spread.fill(
            self.table, self.header, numbers, lambda at, of: done(READING * at, (READING + CHECKING) * of)
        )
        reading = Reading(order.layout, self.table, self.header, numbers)
        self._check = BatchCheck(order.actor, reading, order.area_code)
        self._later = self._spread.later_rows()
        self._rows: list[Held] = []
        self.parts = self._spread.batches

    def again(self) -> list[CheckedFamily]:
        """The batch that was given last, checked once more: the register may have moved on."""
        return list(self._check.check(self._rows, self._later))

    def batches(self, first: int = 0) -> Iterator[list[CheckedFamily]]:
        """The checked families, batch by batch; once. Batches before `first` were taken by an earlier run."""
        for place in range(first, self._spread.batches):
            self._rows = self._spread.batch(place)
            yield self.again()
            share = READING + CHECKING * (place + 1) / self._spread.batches
            self._done(round(share * 1000), (READING + CHECKING) * 1000)


def dry_run(order: Order, done: Done) -> Report:
    """Check every row and write nothing to the register. Raises Unreadable, and Denied."""
    check_import(order.actor, order.area_code)
    with work_folder(order.work) as folder:
        checking = Checking(order, folder, done)
        report = Report(checking.header, order.errors, notes=checking.table.notes)
        with rejecting(order, checking, folder) as reject:
            for batch in checking.batches():
                for family in batch:
                    report.add(family)
                    reject(family)
        return report


def can_import(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the actor may import lists there."""
    return batches.can_import(actor, area_code)


def check_import(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may import lists; `area_code` may be wider than the actor's area, rows are not."""
    batches.check_import(actor, area_of(actor, area_code))


def area_of(actor: Actor, area_code: str) -> str:
    """Where an import of this area can change anything: no further than the actor's own area."""
    return area_code if areas.contains(actor.area_code, area_code) else actor.area_code


@contextmanager
def work_folder(place: Path) -> Iterator[Path]:
    """A folder of this run's own, gone with it: it holds rows with whole numbers. Those of runs that were killed go."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in place.glob(f"{PREFIX}*"):
        owner = left.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def rejecting(order: Order, checking: Checking, folder: Path) -> Iterator[Callable[[CheckedFamily], None]]:
    """Gives what takes families whose rows may go to the rejects file, which is written at the end."""
    if order.rejects is None:
        yield lambda family: None
        return
    rejects = Rejects(folder, checking.table, checking.header)
    yield rejects.add
    rejects.write(order.rejects)
