"""A rule as Spark SQL against the Python evaluator. Spark is slow at each query, so many rules share few of them."""

import datetime
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from slrt.domain.programmes.cases import load_cases
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import SPARK
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.sql.statement import EVERYBODY, Statement
from tests.agree.engines import ANSWERED, Engine
from tests.agree.invented import paying
from tests.agree.rule_strategies import ON, rules
from tests.agree.test_amounts_are_exact import small_families
from tests.agree.test_sql_agrees import ROOT, SHIPPED, agrees, ask, check, persons, several
from tests.makers.rules import programme

FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
CASES = [case for one in SHIPPED for case in load_cases(ROOT / "programmes" / one.code)]


EVERY_VERSION = [
    replace(one, versions=(replace(version, since=datetime.date(2020, 1, 1), until=None, in_force=True),))
    for one in SHIPPED
    for version in one.versions
]
"""Each version of each programme as if it were the law today: old law is judged in the same query."""


def test_the_families_of_all_cases_agree_under_every_law(spark: Engine) -> None:
    assert len(EVERY_VERSION) > len(SHIPPED)
    check(spark, EVERY_VERSION, [case.record for case in CASES], ON)


@settings(FEW, max_examples=2)
@given(records=st.lists(small_families(), min_size=40, max_size=60))
def test_shipped_programmes_agree(spark: Engine, records: list[FamilyRecord]) -> None:
    check(spark, SHIPPED, records, ON)


def test_invented_benefits_agree(spark: Engine, tmp_path: Path) -> None:
    limited = [paying(name, tmp_path)[1] for name in ("count", "one", "mixed", "choice", "named", "person")]
    check(spark, limited, [case.record for case in CASES], ON)


@FEW
@given(
    about_families=st.lists(rules, min_size=20, max_size=20),
    about_persons=st.lists(persons, min_size=10, max_size=10),
    records=several(),
)
def test_invented_rules_agree(
    spark: Engine, about_families: list[str], about_persons: list[str], records: list[FamilyRecord]
) -> None:
    trials = [programme(text, Scope.FAMILY) for text in about_families]
    trials += [programme(text, Scope.MEMBER) for text in about_persons]
    asked = [trial for trial in trials if is_expressible(trial)]
    found = ask(spark, asked, records, ON)
    for place, trial in enumerate(asked):
        for record, row in zip(records, found, strict=True):
            assert agrees(trial, record, row, place), trial.versions[0].text


def is_expressible(trial: Programme) -> bool:
    try:
        Statement(SPARK, LAYOUT, ON).query(trial.versions, ANSWERED, EVERYBODY)
    except Inexpressible:
        return False
    return True
