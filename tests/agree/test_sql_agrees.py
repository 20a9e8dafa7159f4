"""A rule as SQL against the Python evaluator, on the engines of the lake: same verdicts, same rupiah."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from slrt.domain.programmes import load_programmes
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.benefit import Benefit, BenefitKind, Per
from slrt.domain.rules.evaluate import answer_of, evaluate_family
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Confidence, Level, Programme, Version
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.columns import Columns
from slrt.domain.rules.sql.dialect import DUCKDB
from slrt.domain.rules.sql.packing import WIDE
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.sql.statement import EVERYBODY, Source, Statement
from slrt.domain.rules.text import language
from slrt.domain.rules.verdict import Outcome
from slrt.domain.rules.views import UNKNOWN
from tests.agree import tables
from tests.agree.rule_strategies import ON, conditions, known_families, partly_known, rules
from tests.agree.test_amounts_are_exact import small_families

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load_programmes(ROOT / "programmes")
ANSWERED = Source("families", "members", answered=True)
WORDS = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE, None: Outcome.UNKNOWN}


def ask(programmes: Sequence[Programme], records: Sequence[FamilyRecord], on: datetime.date) -> list[dict[str, Any]]:
    versions = [version for programme in programmes if (version := programme.version_on(on))]
    query = Statement(DUCKDB, Columns(), on, WIDE).query(versions, ANSWERED, EVERYBODY)
    with duckdb.connect() as connection:
        connection.register("families", tables.families(records))
        connection.register("members", tables.members(records))
        return connection.execute(query + " ORDER BY family_id").to_arrow_table().to_pylist()


def check(programmes: Sequence[Programme], records: Sequence[FamilyRecord], on: datetime.date) -> None:
    for record, row in zip(records, ask(programmes, records, on), strict=True):
        for place, verdict in enumerate(evaluate_family(programmes, record, on)):
            assert WORDS[row[f"v{place}"]] is verdict.outcome, verdict.code
            if row.get(f"low{place}") is not None:
                assert row[f"low{place}"] == verdict.amount_min, verdict.code
            if row.get(f"high{place}") is not None:
                assert row[f"high{place}"] == verdict.amount_max, verdict.code


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(small_families(), min_size=1, max_size=20))
def test_shipped_programmes_agree(records: list[FamilyRecord]) -> None:
    check(SHIPPED, records, ON)


persons = conditions((("family", "family"), ("m", "member")), 3)
"""Rule texts about one person `m`."""


@st.composite
def several(draw: st.DrawFn, most: int = 4) -> list[FamilyRecord]:
    """Families with every fact, with some facts, and one without a member."""
    whole = draw(st.lists(known_families(most), min_size=1, max_size=3))
    return [FamilyRecord({}, []), *whole, *[draw(partly_known(record)) for record in whole for _ in range(3)]]


def programme(text: str, scope: Scope) -> Programme:
    """A programme that asks nothing but this, and pays 100."""
    names = ("family", "members", "on") if scope is Scope.FAMILY else ("family", "members", "m", "on")
    version = Version(
        id="trial",
        since=datetime.date(2020, 1, 1),
        until=None,
        scope=scope,
        text=text,
        rule=language(*names).nodes(text),
        benefit=Benefit(kind=BenefitKind.IN_KIND, per=Per.MONTH),
        source="trial",
        confidence=Confidence.UNCONFIRMED,
    )
    words = Bilingual("uji", "trial")
    return Programme(
        code="trial",
        name=words,
        level=Level.DESA,
        sector="food",
        owner=words,
        complain_to=words,
        versions=(version,),
    )


def kleene(trial: Programme, record: FamilyRecord) -> object:
    """What the rule says, with "failed" where it cannot be computed."""
    plan = trial.versions[0].plan
    family = family_view(record, ON)
    try:
        return answer_of(plan, family, member_views(record, ON, family), ON)
    except RuleFailure:
        return "failed"


def check_rule(text: str, scope: Scope, records: list[FamilyRecord]) -> None:
    trial = programme(text, scope)
    try:
        found = ask([trial], records, ON)
    except Inexpressible as refusal:
        event(f"refused: {refusal.message}")
        return
    event("computed")
    for record, row in zip(records, found, strict=True):
        expected = kleene(trial, record)
        if row.get("failed0"):
            assert expected in ("failed", UNKNOWN)
        else:
            assert (UNKNOWN if row["v0"] is None else row["v0"]) is expected


EXAMPLES = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@EXAMPLES
@given(rules, several())
def test_rules_about_a_family_agree(text: str, records: list[FamilyRecord]) -> None:
    check_rule(text, Scope.FAMILY, records)


@EXAMPLES
@given(persons, several())
def test_rules_about_a_person_agree(text: str, records: list[FamilyRecord]) -> None:
    check_rule(text, Scope.MEMBER, records)
