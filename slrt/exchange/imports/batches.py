"""Checking one batch of rows: each row by itself, then families against each other and the register."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.identity import IdentityCheck, Severity
from slrt.domain.rules.facts import SEVERE_DOMAINS
from slrt.exchange.imports.cells import FewTexts
from slrt.exchange.imports.families import Columns, FamilyCheck
from slrt.exchange.imports.faults import fault, of_finding
from slrt.exchange.imports.header import Header
from slrt.exchange.imports.layouts import Column, Layout
from slrt.exchange.imports.members import Place, RowReader
from slrt.exchange.imports.numbers import Numbers
from slrt.exchange.imports.outcomes import CheckedFamily, CheckedMember, Fault, Outcome
from slrt.exchange.imports.spreading import Held, families_of
from slrt.exchange.imports.tables import Table
from slrt.reads.registry.known import Wanted, homes_in_force, known_of, members_of

ROW_FACTS = {"birth_date", "sex", "relation"}
"""Facts that a person's row of the register holds by itself."""


@dataclass(frozen=True)
class Reading:
    """A file that is being read, as a layout of whose columns some are there."""

    layout: Layout
    table: Table
    header: Header
    numbers: Numbers


class BatchCheck:
    """Checks the batches of one file for one actor within an area."""

    def __init__(self, actor: Actor, reading: Reading, area_code: str) -> None:
        layout, header = reading.layout, reading.header
        place = Place(homes_in_force(), actor.area_code, area_code)
        few = FewTexts(layout, list(header.places), clock.today(), from_1904=reading.table.dates_from_1904)
        self._actor, self._numbers = actor, reading.numbers
        self._rows = RowReader(layout, header, reading.numbers, place, few)
        self._wanted = wanted_facts([column for column in layout.columns if column.name in header.places], layout)
        by_reads = {column.reads: column.name for column in layout.columns}
        by_fact = {column.fact: column.name for column in layout.columns if column.fact}
        self._no_kk = by_reads["no_kk"]
        self._kk_place = header.places[self._no_kk]
        self._columns = Columns(
            nik=by_reads["nik"],
            name=by_reads["name"],
            born=by_fact["member.birth_date"],
            relation=by_fact["member.relation"],
            area=by_reads["area"],
        )

    def check(self, rows: Sequence[Held], later: bytearray) -> Iterator[CheckedFamily]:
        """The families of a batch; `later` has a bit for each row whose NIK an earlier row has."""
        groups = [self._group(held, later) for held in families_of(rows)]
        taken = [member for _, members in groups for member in members if member.taken]
        niks = {member.nik for member in taken if member.nik}
        known = known_of(self._actor, niks, {no_kk for no_kk, _ in groups if no_kk}, self._wanted)
        families = FamilyCheck(known, self._columns, self._rows)
        families.owners(taken)
        near = [families.near(no_kk, members) for no_kk, members in groups if families.waiting(members)]
        members_of(self._actor, [family for each in near for family in each], self._wanted)
        for no_kk, members in groups:
            yield families.family(no_kk, members)

    def _group(self, held: Sequence[Held], later: bytearray) -> tuple[str, list[CheckedMember]]:
        """The rows of one nomor KK, each by itself; the number is "" where it is none."""
        found = self._numbers.check_no_kk(self._kk_of(held[0]))
        members = []
        for row, _, nik, cells, remarks in held:
            member = self._rows.read(row, cells, remarks, nik)
            if found.findings:
                self._noted(member, found)
            if later[row >> 3] >> (row & 7) & 1 and member.taken:
                member.outcome = Outcome.DUPLICATE
                member.faults.append(fault("nik_twice", self._columns.nik, nik))
            members.append(member)
        return found.value or "", members

    def _kk_of(self, held: Held) -> str:
        _, key, _, cells, _ = held
        return key or (cells[self._kk_place] if self._kk_place < len(cells) else "")

    def _noted(self, member: CheckedMember, found: IdentityCheck) -> None:
        text = member.cells[self._kk_place]
        faults: list[Fault] = []
        for finding in found.findings:
            if finding.severity is Severity.ERROR:
                faults.append(of_finding(finding, self._no_kk, text))
            elif finding.severity is Severity.WARNING:
                member.warnings.append(of_finding(finding, self._no_kk, text))
            else:
                faults.append(fault("empty", self._no_kk, text))
        if faults:
            member.faults[:] = [*faults, *(one for one in member.faults if one.code != "out_of_scope")]
            member.outcome = Outcome.INVALID


def wanted_facts(columns: Sequence[Column], layout: Layout) -> Wanted:
    """Which facts of the register the columns of a file are compared with."""
    paths = {*layout.always}
    for column in columns:
        paths |= {column.fact, *column.also}
        for who in ("adult", "pupil"):
            for facts in column.more.get(who, {}).values():
                paths |= set(facts)
        if column.reads == "functioning":
            paths |= {f"member.{name}" for name in SEVERE_DOMAINS}
    of = {"member": set[str](), "family": set[str]()}
    for path in paths - {""}:
        entity, _, name = path.partition(".")
        of[entity].add(name)
    receives = any(column.reads == "programmes" for column in columns)
    return Wanted(tuple(sorted(of["member"] - ROW_FACTS)), tuple(sorted(of["family"])), receives)
