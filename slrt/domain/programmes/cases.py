"""The cases of a programme: families with the answer the law gives them. A version that fails one is not used."""

import datetime
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from slrt.domain.programmes.tables import ProgrammeError, Table
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord, RecordError, parse
from slrt.domain.rules.verdict import Verdict

FILE = "cases.toml"
EXPECTED = ("verdict", "amount", "amount_min", "amount_max", "missing", "members", "version")


@dataclass(frozen=True, slots=True)
class Case:
    """One family, one day, and what is expected; `expected` holds only what the case speaks of."""

    code: str
    name: str
    on: datetime.date
    record: FamilyRecord
    expected: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CaseFault:
    """One expectation that was not met."""

    case: Case
    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        """Return the fault in one line."""
        return f"{self.case.code}: {self.case.name}: {self.what} is {self.found!r}, expected {self.expected!r}"


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Read the cases of the programme in `folder`; raises ProgrammeError with file and case."""
    file = folder / FILE
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProgrammeError(f"{file}: {error}") from error
    top = Table(str(file), data)
    top.only("case")
    return tuple(case_of(table, folder.name) for table in top.tables("case"))


def case_of(table: Table, code: str, codes: Collection[str] = ()) -> Case:
    """Read one case; `codes` are programmes that `receives` may name besides those of the catalogue."""
    table.only("name", "on", "family", "members", "expect")
    name = table.text("name")
    table = table.named(f"{table.where} ({name})")
    expected = table.table("expect")
    expected.only(*EXPECTED)
    try:
        record = parse(
            {"family": table.values.get("family", {}), "members": table.values.get("members", [])},
            programme_codes=codes,
        )
    except RecordError as error:
        raise table.refuse(str(error)) from error
    return Case(code, name, table.day("on"), record, expected.values)


def check_case(case: Case, programmes: Iterable[Programme]) -> tuple[CaseFault, ...]:
    """Return where the programme's answer differs from the case; empty when it agrees."""
    own = [programme for programme in programmes if programme.code == case.code]
    verdicts = evaluate_family(own, case.record, case.on)
    if not verdicts:
        absent = case.expected.get("verdict") == "absent"
        return () if absent else (CaseFault(case, "verdict", case.expected.get("verdict"), "absent"),)
    return tuple(_differences(case, verdicts[0]))


def _differences(case: Case, verdict: Verdict) -> Iterable[CaseFault]:
    found = verdict.to_json()
    for what, expected in case.expected.items():
        if what == "missing" and isinstance(expected, list):
            if sorted(expected) != sorted(fact.path for fact in verdict.missing):
                yield CaseFault(case, what, expected, found[what])
        elif found[what] != expected:
            yield CaseFault(case, what, expected, found[what])
