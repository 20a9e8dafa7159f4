"""Every programme on every engine: the same verdicts and the same rupiah, whatever the law of the day."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from slrt.domain.programmes import load_programmes
from slrt.domain.programmes.cases import Case, load_cases
from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.record import FamilyRecord
from tests.agree.examples import examples
from tests.agree.invented import INVENTED, paying, paying_for
from tests.agree.javascript import ROOT
from tests.agree.judging import NAMES, WORDS, Judge, check, judging
from tests.agree.rule_strategies import ON
from tests.agree.tally import comparing
from tests.agree.test_amounts_are_exact import small_families

SHIPPED = load_programmes(ROOT / "programmes")
CASES = [case for one in SHIPPED for case in load_cases(ROOT / "programmes" / one.code)]
TOGETHER = 75
"""Families of one query: it costs an engine much, a family in it little."""


@pytest.fixture(scope="module", params=NAMES)
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    with judging(request.param, request) as found:
        yield found


class Homes(list[FamilyRecord]):
    """Families drawn together, in few words: Hypothesis warns of many."""

    def __repr__(self) -> str:
        return f"{len(self)} families"


class Programmes(list[Programme]):
    """Programmes asked together, in few words."""

    def __repr__(self) -> str:
        return f"{len(self)} programmes"


homes = st.lists(small_families(), min_size=TOGETHER, max_size=TOGETHER).map(Homes)


def drawn() -> settings:
    """Families are drawn many at a time; a deviation is not made smaller, since the message names the family."""
    return settings(examples(share=2 * TOGETHER), phases=[Phase.explicit, Phase.generate])


@pytest.fixture(scope="module", params=[name for name in NAMES if name != "spark"])
def quick_judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    with judging(request.param, request) as found:
        yield found


def day(case: Case) -> datetime.date:
    return case.on


def test_every_case_gets_the_answer_of_its_day_on_every_engine(judge: Judge) -> None:
    tried = 0
    for on, group in groupby(sorted(CASES, key=day), key=day):
        cases = list(group)
        lawful = [one for one in SHIPPED if one.version_on(on) and one.code in {case.code for case in cases}]
        places = {one.code: place for place, one in enumerate(lawful)}
        rows = judge.ask(lawful, [case.record for case in cases], on) if lawful else [{}] * len(cases)
        for case, row in zip(cases, rows, strict=True):
            assert dict(differences(case, row, places.get(case.code))) == {}, (judge.name, case.code, case.name)
            tried += 1
    assert tried == len(CASES)


def test_each_change_of_law_has_a_case_on_its_last_and_on_its_first_day() -> None:
    days = {(case.code, case.on, case.expected.get("version")) for case in CASES}
    for one in SHIPPED:
        lawful = sorted((version for version in one.versions if version.in_force), key=lambda version: version.since)
        for older, newer in pairwise(lawful):
            assert {(one.code, older.until, older.id), (one.code, newer.since, newer.id)} <= days


def differences(case: Case, row: dict[str, Any], place: int | None) -> Iterator[tuple[str, object]]:
    """What a row says otherwise than the case, which was written by hand from the law."""
    verdict = "absent" if place is None else WORDS[row[f"v{place}"]].value
    if verdict != case.expected["verdict"]:
        yield "verdict", verdict
    for name, column in (("amount", "low"), ("amount", "high"), ("amount_min", "low"), ("amount_max", "high")):
        found = row.get(f"{column}{place}", case.expected.get(name))  # what is not cash has no column
        if name in case.expected and found != case.expected[name]:
            yield name, found


def lasting(one: Programme, version: Version) -> Programme:
    """The programme as if this version were the law of every day."""
    always = replace(version, since=datetime.date(2000, 1, 1), until=None, in_force=True)
    return replace(one, versions=(always,))


OTHER_LAW = [lasting(one, version) for one in SHIPPED for version in one.versions if version != one.version_on(ON)]
"""Law of other days, and versions that are kept out of force because sources dispute them."""


def test_the_families_of_all_cases_agree_under_old_and_disputed_law(judge: Judge) -> None:
    assert {one.code for one in OTHER_LAW} >= {"pip", "pkh", "bsps", "permakanan", "prakerja", "pbi_jkn"}
    check(judge, OTHER_LAW, [case.record for case in CASES], ON)


@drawn()
@given(records=homes)
def test_shipped_programmes_agree(quick_judge: Judge, records: Homes) -> None:
    with comparing(f"{quick_judge.name}: shipped programmes", len(records), len(records) * len(SHIPPED)):
        check(quick_judge, SHIPPED, records, ON)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Programmes:
    folder = tmp_path_factory.mktemp("programmes")
    return Programmes(one for name in INVENTED for one in paying(name, folder))


ADDED = {
    "wages": "family.decile <= 4 && members.map(m, m.in_school, m.age * 1000000).sum() >= 12000000",
    "ages": "!members.exists(m, m.is_pregnant) || members.map(m, m.age).sum() - family.decile * 10 < 30",
    "income": "(family.income_monthly + members.map(m, m.age).sum()) / members.size() <= 500000",
    "pupils": "members.filter(m, m.in_school && family.disaster_affected).map(m, m.age).sum() in [0, 10] "
    "&& members.filter(m, m.age <= 6).size() < 2 || (family.decile < 3 ? members.map(m, m.age).sum() < 60 : false)",
}
"""Rules with sums: with facts of the family in the comparison and in the list, beside counts and inside a choice."""


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Programmes:
    folder = tmp_path_factory.mktemp("sums")
    return Programmes(one for name, rule in ADDED.items() for one in paying_for(name, "family", rule, folder))


@drawn()
@given(records=homes)
def test_benefits_that_hang_on_sums_agree(quick_judge: Judge, added: Programmes, records: Homes) -> None:
    with comparing(f"{quick_judge.name}: sums", len(records), len(records) * len(added)):
        check(quick_judge, added, records, ON)


@drawn()
@given(records=homes)
def test_invented_benefits_agree(quick_judge: Judge, invented: Programmes, records: Homes) -> None:
    with comparing(f"{quick_judge.name}: benefits with limits", len(records), len(records) * len(invented)):
        check(quick_judge, invented, records, ON)


HARDEST = ("count", "one", "mixed", "choice", "named", "person")


@settings(drawn(), max_examples=1)
@given(records=homes)
def test_shipped_programmes_and_invented_benefits_agree_on_spark(
    request: pytest.FixtureRequest, invented: Programmes, records: Homes
) -> None:
    asked = [*SHIPPED, *(one for one in invented if one.code in HARDEST and one.versions[0].benefit.cap)]
    assert len(asked) == len(SHIPPED) + len(HARDEST)
    counted = comparing("spark: programmes and benefits", len(records), len(records) * len(asked))
    with judging("spark", request) as judge, counted:
        check(judge, asked, records, ON)
