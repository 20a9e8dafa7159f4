"""Reading one data row: cells into a person, with everything that is wrong with or odd about it by itself."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from slrt.domain import areas
from slrt.domain.identity import Severity, age_on
from slrt.domain.rules.facts import EARLIEST_DATE
from slrt.exchange.imports.cells import VERY_OLD, FewTexts
from slrt.exchange.imports.dates import read_date
from slrt.exchange.imports.faults import fault, of_finding, of_problem
from slrt.exchange.imports.header import Header
from slrt.exchange.imports.layouts import Layout
from slrt.exchange.imports.numbers import Numbers
from slrt.exchange.imports.outcomes import CheckedMember, Fault, Outcome
from slrt.exchange.imports.tables import FORMULA
from slrt.services.registry.texts import checked_text, name_problem

MOST_KEPT = 200_000
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z.,'\-]*(?: [A-Za-z.,'\-]+)*")
SHORT_NAME = 100

NO_NIK = "no_nik"
HOME_LINES = ("address", "rt", "rw")


@dataclass(frozen=True)
class Place:
    """Where rows may lie: the areas in force, the actor's area and that of the import."""

    homes: frozenset[str]
    actor_area: str
    import_area: str

    def read(self, text: str) -> tuple[str, str]:
        """The code in a cell, and the code of the fault it has, or ""."""
        code = text.strip()
        if len(code) in (6, 10) and code.isdigit():
            code = ".".join(part for part in (code[:2], code[2:4], code[4:6], code[6:]) if part)
        if code not in self.homes:
            return code, "unknown_area"
        inside = areas.contains(self.actor_area, code) and areas.contains(self.import_area, code)
        return code, "" if inside else "out_of_scope"


class RowReader:
    """Reads the rows of one file. `places` tell at which place of a row each layout column lies."""

    def __init__(self, layout: Layout, header: Header, numbers: Numbers, place: Place, few: FewTexts) -> None:
        self._numbers, self._place, self._few = numbers, place, few
        self._width = len(header.texts)
        self._at = dict(header.places)
        self._columns = {place: name for name, place in header.places.items()}
        by_reads = {column.reads: column.name for column in layout.columns}
        self._names = {reads: by_reads[reads] for reads in ("nik", "name", "area")}
        self._born = next(c.name for c in layout.columns if c.fact == "member.birth_date")
        self._lines = {reads: by_reads[reads] for reads in HOME_LINES if by_reads.get(reads) in header.places}
        self._few_texts = _getter([header.places[column.name] for column in few.columns])
        self._dates: dict[str, tuple[date | None, str]] = {}
        self._areas: dict[str, tuple[str, str]] = {}

    def read(self, row: int, cells: list[str], remarks: tuple[tuple[int, str], ...], nik: str) -> CheckedMember:
        """The person of a row. `nik` is the valid NIK of its cell, "" where there is none."""
        member = CheckedMember(row, cells)
        if len(cells) != self._width:
            self._fit(member)
        if remarks:
            self._remarked(member, remarks)
        said = self._few.read(self._few_texts(cells))
        if said.faults:
            member.faults.extend(said.faults)
        member.relation = said.member.get("relation", "")
        member.family_facts, member.receives = said.family, said.receives
        self._name(member)
        self._birth(member)
        if member.birth_date is not None:
            settled = self._few.settle(said, member.birth_date)
            member.facts = settled.facts
            if settled.warnings:
                member.warnings.extend(settled.warnings)
        self._nik(member, nik, said.member.get("sex"))
        outside = self._area(member)
        if member.faults:
            member.outcome = Outcome.INVALID
        elif outside:
            member.outcome = Outcome.OUT_OF_SCOPE
            member.faults.append(fault("out_of_scope", self._names["area"], self.text(member, "area")))
        return member

    def text(self, member: CheckedMember, reads: str) -> str:
        """The text of the row's cell that is read in that way."""
        return member.cells[self._at[self._names[reads]]]

    def home(self, member: CheckedMember) -> tuple[dict[str, str], list[Fault]]:
        """Address, RT and RW of a head's row, as far as the file has them, and what is wrong with them."""
        found: dict[str, str] = {}
        faults: list[Fault] = []
        for reads, name in self._lines.items():
            text = member.cells[self._at[name]]
            line, problems = checked_text(reads, text)
            faults.extend(of_problem(problem, name, text) for problem in problems)
            if line:
                found[reads] = line
        return found, faults

    def _fit(self, member: CheckedMember) -> None:
        cells, width = member.cells, self._width
        if any(cell.strip() for cell in cells[width:]):
            member.faults.append(fault("shifted", "", cells[width][:40]))
        elif len(cells) < width and any("\n" in cell for cell in cells):
            member.faults.append(fault("quote_not_closed", "", ""))
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))

    def _remarked(self, member: CheckedMember, remarks: tuple[tuple[int, str], ...]) -> None:
        for place, code in remarks:
            column = self._columns.get(place)
            if column is not None:
                heap = member.warnings if code == FORMULA else member.faults
                heap.append(fault(code, column, member.cells[place]))

    def _name(self, member: CheckedMember) -> None:
        text = self.text(member, "name")
        if len(text) < SHORT_NAME and _PLAIN_NAME.fullmatch(text):
            member.name = text
            return
        member.name = " ".join(unicodedata.normalize("NFC", text).split())
        column = self._names["name"]
        member.faults.extend(of_problem(problem, column, text) for problem in name_problem(member.name, column))

    def _birth(self, member: CheckedMember) -> None:
        text = member.cells[self._at[self._born]]
        found = self._dates.get(text)
        if found is None:
            if len(self._dates) >= MOST_KEPT:
                self._dates.clear()
            found = self._dates[text] = self._read_birth(text)
        member.birth_date, code = found
        if code == "very_old":
            member.warnings.append(fault(code, self._born, text))
        elif code:
            member.faults.append(fault(code, self._born, text))

    def _read_birth(self, text: str) -> tuple[date | None, str]:
        if not text.strip():
            return None, "empty"
        day = read_date(text, from_1904=self._few.from_1904)
        if day is None or day < EARLIEST_DATE:
            return None, "not_a_date"
        if day > self._few.on:
            return None, "birth_in_future"
        return day, "very_old" if age_on(day, self._few.on) > VERY_OLD else ""

    def _nik(self, member: CheckedMember, nik: str, sex: Any) -> None:
        member.nik = nik
        if nik and self._numbers.surely_right(nik, sex, member.birth_date):
            return
        text, column = self.text(member, "nik"), self._names["nik"]
        for finding in self._numbers.check_nik(text, sex, member.birth_date).findings:
            if finding.severity is Severity.ERROR:
                member.faults.append(of_finding(finding, column, text))
            elif finding.severity is Severity.WARNING:
                member.warnings.append(of_finding(finding, column, text))
            elif finding.code == NO_NIK:
                member.warnings.append(fault(NO_NIK, column, text))

    def _area(self, member: CheckedMember) -> bool:
        """Read the area; whether it lies outside."""
        text = self.text(member, "area")
        found = self._areas.get(text)
        if found is None:
            if len(self._areas) >= MOST_KEPT:
                self._areas.clear()
            found = self._areas[text] = self._place.read(text)
        member.area_code, code = found
        if code == "unknown_area":
            member.faults.append(fault(code if text.strip() else "empty", self._names["area"], text))
        return code == "out_of_scope"


def _getter(places: list[int]) -> Any:
    """Texts at these places as a tuple, however many they are."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)
