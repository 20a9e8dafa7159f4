"""The impact counted in PostgreSQL is the sum of what the evaluator says of each family, to the rupiah."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from slrt.domain.access import system
from slrt.domain.programmes import load_programmes
from slrt.domain.programmes.impact import Tally
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.text import language
from slrt.domain.rules.verdict import Outcome
from slrt.reads.programmes.impact import changes_in
from slrt.reads.registry.stream import stream
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_VILLAGE, VILLAGE, new_family, officer, person, registered

pytestmark = pytest.mark.django_db

ON = date(2026, 12, 1)
SHIPPED = {one.code: one for one in load_programmes(Path(__file__).resolve().parents[2] / "programmes")}
PAIRS = [("pkh", "sembako"), ("sembako", "pkh"), ("pip", "atensi_yapi"), ("kur", "pip"), (None, "pkh")]


@pytest.fixture
def households() -> None:
    """Known and unknown deciles, births and schooling, in two kabupaten."""
    deciles, births = (1, 4, 5, None), (date(1950, 1, 2), date(2021, 5, 5), date(2014, 5, 5), None)
    for number, (decile, born) in enumerate(product(deciles, births)):
        facts = {"in_school": True, "school_level": "sd"} if number % 3 == 0 and born == births[2] else {}
        members = [
            person("Rusdi bin Hasan", "head", date(1985, 3, 2), "male"),
            person("Ani binti Rusdi", "child", born, "female", **facts),
        ]
        given = {} if decile is None else {"decile": decile}
        area = VILLAGE if number % 4 else OTHER_VILLAGE
        registered(officer(area_code=area[:5]), new_family(*members, area_code=area, facts=given))


def judged(programme: Programme | None, record: FamilyRecord) -> tuple[Outcome, int, int]:
    if programme is None:
        return Outcome.NOT_ELIGIBLE, 0, 0
    verdict = evaluate_family([programme], record, ON)[0]
    return verdict.outcome, verdict.amount_min or 0, verdict.amount_max or 0


def counted(before: Programme | None, after: Programme) -> dict[str, Tally]:
    """The same, family by family."""
    found: dict[str, Tally] = {}
    with acting(system()):
        families = list(stream(system(), "00"))
    for _, record in families:
        (was, low, high), (becomes, low_then, high_then) = judged(before, record), judged(after, record)
        yes, unknown = Outcome.ELIGIBLE, Outcome.UNKNOWN
        area = str(record.family["area_code"])[:5]
        found[area] = found.get(area, Tally()) + Tally(
            families=1,
            eligible_before=was is yes,
            eligible_after=becomes is yes,
            unknown_before=was is unknown,
            unknown_after=becomes is unknown,
            gained=becomes is yes and was is not yes,
            lost=was is yes and becomes is not yes,
            low_before=low,
            high_before=high,
            low_after=low_then,
            high_after=high_then,
        )
    return found


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_counts_and_money_are_the_sum_of_the_families(households: None, before: str | None, after: str) -> None:
    old = SHIPPED[before] if before else None
    with acting(system()):
        found = changes_in("00", old.version_on(ON) if old else None, SHIPPED[after].version_on(ON), ON)
    assert found == counted(old, SHIPPED[after])
    assert sum(one.unknown_after for one in found.values()) > 0
    assert set(found) == {"19.03", "19.06"}


SUMS = [
    "members.map(m, m.age).sum() <= 50",
    "family.decile <= 4 || members.filter(m, m.in_school).map(m, m.wage_monthly + 1).sum() / members.size() > 0",
]


@pytest.mark.parametrize("rule", SUMS)
def test_a_rule_with_sums_is_counted_too(households: None, rule: str) -> None:
    version = SHIPPED["pkh"].version_on(ON)
    assert version is not None
    new = replace(version, text=rule, rule=language("family", "members", "on").nodes(rule), wording={})
    after = replace(SHIPPED["pkh"], versions=(new,))
    with acting(system()):
        found = changes_in("00", version, new, ON)
    assert found == counted(SHIPPED["pkh"], after)
    assert sum(one.unknown_after for one in found.values()) > 0


def test_only_families_of_the_area_and_of_the_scope_are_counted(households: None) -> None:
    after = SHIPPED["pkh"].version_on(ON)
    with acting(system()):
        assert set(changes_in("19.06", None, after, ON)) == {"19.06"}
    with acting(system("19.03")):
        assert set(changes_in("00", None, after, ON)) == {"19.03"}
