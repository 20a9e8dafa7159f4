"""A rule as SQL against the Python evaluator, on the engines of the lake: same verdicts, same rupiah."""

import datetime
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from slrt.domain.programmes import load_programmes
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.evaluate import answer_of, evaluate_family
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.amending import Amending
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.doubts import Doubts
from slrt.domain.rules.sql.packing import WIDE
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.sql.statement import EVERYBODY, Statement
from slrt.domain.rules.verdict import Outcome
from slrt.domain.rules.views import UNKNOWN
from tests.agree.engines import ANSWERED, DuckDB, Engine, postgresql
from tests.agree.invented import INVENTED, paying
from tests.agree.rule_strategies import ON, conditions, known_families, partly_known, rules
from tests.agree.test_amounts_are_exact import small_families
from tests.makers.rules import programme

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load_programmes(ROOT / "programmes")
WORDS = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE, None: Outcome.UNKNOWN}


ENGINES = ("duckdb", "postgresql")


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "duckdb":
        yield DuckDB()
        return
    server = request.getfixturevalue("server")
    with postgresql(server.url(server.owner, "postgres")) as found:
        yield found


def ask(
    engine: Engine, programmes: Sequence[Programme], records: Sequence[FamilyRecord], on: datetime.date
) -> list[dict[str, Any]]:
    """Rows of the query with amounts in doubt filled in."""
    versions = [version for programme in programmes if (version := programme.version_on(on))]
    statement = Statement(engine.dialect, LAYOUT, on, WIDE)
    engine.load(records)
    engine.make("judged", statement.query(versions, ANSWERED, EVERYBODY))
    amending = Amending(engine, statement, ANSWERED, EVERYBODY)
    rows = {row["family_id"]: row for row in engine.dicts("SELECT * FROM judged")}
    for place, version in enumerate(versions):
        if version.benefit.kind is BenefitKind.CASH:
            amended = amending.amend(place, Doubts(version, on, LAYOUT))
            for family_id, low, high in engine.rows(f"SELECT family_id, low, high FROM {amended}"):
                rows[family_id] |= {f"low{place}": low, f"high{place}": high}
    return [rows[number] for number in range(len(records))]


def check(engine: Engine, programmes: Sequence[Programme], records: Sequence[FamilyRecord], on: datetime.date) -> None:
    for record, row in zip(records, ask(engine, programmes, records, on), strict=True):
        for place, verdict in enumerate(evaluate_family(programmes, record, on)):
            assert WORDS[row[f"v{place}"]] is verdict.outcome, verdict.code
            if f"low{place}" in row:
                found = row[f"low{place}"], row[f"high{place}"]
                assert found == (verdict.amount_min, verdict.amount_max), verdict.code


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(small_families(), min_size=1, max_size=20))
def test_shipped_programmes_agree(engine: Engine, records: list[FamilyRecord]) -> None:
    check(engine, SHIPPED, records, ON)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> list[Programme]:
    folder = tmp_path_factory.mktemp("programmes")
    return [one for name in INVENTED for one in paying(name, folder)]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=st.lists(small_families(), min_size=2, max_size=6))
def test_invented_benefits_agree(engine: Engine, invented: list[Programme], records: list[FamilyRecord]) -> None:
    check(engine, invented, records, ON)


persons = conditions((("family", "family"), ("m", "member")), 3)
"""Rule texts about one person `m`."""


@st.composite
def several(draw: st.DrawFn, most: int = 4) -> list[FamilyRecord]:
    """Families with every fact, with some facts, and one without a member."""
    whole = draw(st.lists(known_families(most), min_size=1, max_size=3))
    return [FamilyRecord({}, []), *whole, *[draw(partly_known(record)) for record in whole for _ in range(3)]]


def kleene(trial: Programme, record: FamilyRecord) -> object:
    """What the rule says, with "failed" where it cannot be computed."""
    plan = trial.versions[0].plan
    family = family_view(record, ON)
    try:
        return answer_of(plan, family, member_views(record, ON, family), ON)
    except RuleFailure:
        return "failed"


def agrees(trial: Programme, record: FamilyRecord, row: dict[str, Any], place: int) -> bool:
    """Whether a row holds what the evaluator says of the programme in this place."""
    expected = kleene(trial, record)
    if row.get(f"failed{place}"):
        return expected in ("failed", UNKNOWN)
    verdict = row[f"v{place}"]
    return (UNKNOWN if verdict is None else verdict) is expected


def check_rule(engine: Engine, text: str, scope: Scope, records: list[FamilyRecord]) -> None:
    trial = programme(text, scope)
    try:
        found = ask(engine, [trial], records, ON)
    except Inexpressible as refusal:
        event(f"refused: {refusal.message}")
        return
    event("computed")
    for record, row in zip(records, found, strict=True):
        assert agrees(trial, record, row, 0)


EXAMPLES = settings(
    max_examples=int(os.environ.get("SLRT_EXAMPLES", "300")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


@EXAMPLES
@given(rules, several())
def test_rules_about_a_family_agree(engine: Engine, text: str, records: list[FamilyRecord]) -> None:
    check_rule(engine, text, Scope.FAMILY, records)


@EXAMPLES
@given(persons, several())
def test_rules_about_a_person_agree(engine: Engine, text: str, records: list[FamilyRecord]) -> None:
    check_rule(engine, text, Scope.MEMBER, records)
