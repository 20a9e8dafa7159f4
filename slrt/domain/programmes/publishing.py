"""What a version must be before it may decide: readable, computable everywhere, and right in its stored cases."""

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slrt.domain.programmes.cases import Case, CaseFault, case_of, check_case
from slrt.domain.programmes.loading import programme_of
from slrt.domain.programmes.tables import ProgrammeError, Table
from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.facts import EARLIEST_DATE, RECEIVES
from slrt.domain.rules.nodes import Place
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleError
from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.sql.columns import LAYOUT, Columns, fact_of
from slrt.domain.rules.sql.dialect import DUCKDB, POSTGRESQL
from slrt.domain.rules.sql.doubts import Doubts
from slrt.domain.rules.sql.packing import WIDE
from slrt.domain.rules.sql.statement import EVERYBODY, Source, Statement
from slrt.domain.rules.text import language

LEAST_CASES = 8
"""A version with fewer stored cases is not published."""

HASHED = ("from", "until", "scope", "rule", "benefit")
"""What decides; words and sources may still be improved after the impact was computed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a version: where in its table (`rule`, `component 2`, or nothing), at which place of the
    text, and what to do. `everywhere` is false for a rule that one family can be judged by, but no nation."""

    part: str
    message: str
    suggestion: str = ""
    place: Place | None = None
    everywhere: bool = True


@dataclass(frozen=True, slots=True)
class Examined:
    """A programme made of the one version that was examined (None while it cannot be read), and its faults."""

    programme: Programme | None
    faults: tuple[Fault, ...]

    @property
    def version(self) -> Version | None:
        """The version itself."""
        return self.programme.versions[0] if self.programme else None


def fingerprint(definition: Mapping[str, Any]) -> str:
    """Return the SHA-256 of everything in a version that decides; `definition` holds dates as ISO text."""
    text = json.dumps({key: definition.get(key) for key in HASHED}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def examine(table: Mapping[str, Any], codes: Collection[str]) -> Examined:
    """Read a programme with one version as its file would have it, and say everything that is wrong with it.

    `codes` are the programmes that `family.receives` may name besides those of the catalogue.
    """
    definition = table["version"][0]
    wrong = tuple(_unreadable(definition, codes))
    if wrong:
        return Examined(None, wrong)
    try:
        programme = programme_of(Table("", table), codes)
    except ProgrammeError as error:
        return Examined(None, (Fault("", str(error).partition(": ")[2]),))
    return Examined(programme, tuple(_incomputable(programme.versions[0])))


def _unreadable(definition: Mapping[str, Any], codes: Collection[str]) -> Iterable[Fault]:
    """Yield the faults of each rule text, with their places."""
    personal = definition.get("scope") == Scope.MEMBER.value
    yield from _misread("rule", str(definition.get("rule", "")), codes, personal=personal)
    for number, part in enumerate(definition.get("benefit", {}).get("component", []), start=1):
        yield from _misread(f"component {number}", str(part.get("who", "")), codes, personal=True)


def _misread(part: str, text: str, codes: Collection[str], *, personal: bool) -> Iterable[Fault]:
    if not text.strip():
        yield Fault(part, "the rule is empty", "write what must be true", Place(1, 1))
        return
    names = ("m", "family", "members", "on") if personal else ("family", "members", "on")
    try:
        language(*names).nodes(text, codes)
    except RuleError as error:
        yield Fault(part, error.message, error.suggestion, error.place)


def _incomputable(version: Version) -> Iterable[Fault]:
    """Yield what the engines for many families cannot say."""
    source, columns = Source("families", "members", answered=True), columns_for([version])
    try:
        for dialect in (POSTGRESQL, DUCKDB):
            Statement(dialect, columns, version.since, WIDE).query([version], source, EVERYBODY)
        if version.benefit.kind is BenefitKind.CASH:
            Doubts(version, version.since, columns)
    except RuleError as error:
        yield Fault("rule", error.message, error.suggestion, error.place, everywhere=False)
    except ValueError as error:
        yield Fault("rule", str(error), everywhere=False)


def columns_for(versions: Iterable[Version]) -> Columns:
    """Return the layout of columns in which local programmes that these versions name have bits of their own."""
    return columns_with(named_local(versions))


def columns_with(local: Sequence[str]) -> Columns:
    """Return the layout of columns in which these local programmes have bits after those of the catalogue."""
    return Columns({RECEIVES: (*LAYOUT.codes_of(fact_of(RECEIVES)), *local)})


def named_local(versions: Iterable[Version]) -> tuple[str, ...]:
    """Return the local programmes whose receivers these versions ask for, in the order of their codes."""
    named = {name for version in versions if (use := version.plan.reads.facts.get(RECEIVES)) for name in use.named}
    return tuple(sorted(named - {*LAYOUT.codes_of(fact_of(RECEIVES))}))


def read_case(case: Mapping[str, Any], code: str, codes: Collection[str]) -> Case:
    """Read a stored case (dates as ISO text); raises ProgrammeError."""
    try:
        day = datetime.date.fromisoformat(str(case.get("on", "")))
    except ValueError as error:
        raise ProgrammeError("on must be a date such as 2026-01-31") from error
    return case_of(Table("", {**case, "on": day}), code, codes)


def failing(programme: Programme, cases: Sequence[Case]) -> dict[int, tuple[CaseFault, ...]]:
    """Return the faults of the cases that fail, by place. Cases try the text, not its dates: it is taken as in force
    on the day of each case."""
    always = replace(programme.versions[0], since=EARLIEST_DATE, until=None, in_force=True)
    tried = replace(programme, versions=(always,))
    found = {place: check_case(case, [tried]) for place, case in enumerate(cases)}
    return {place: faults for place, faults in found.items() if faults}
