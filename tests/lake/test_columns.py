"""Columns follow the catalogue, and a family written as columns is the same family to every rule."""

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slrt.domain.identity import age_on
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.facts import Kind, catalogue
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.views import View
from slrt.lake import columns, records
from slrt.lake.ages import ages_on
from slrt.lake.columns import EPOCH, NotAColumnValue, catalogue_hash, decode, encode, schema
from tests.agree.rule_strategies import ON, value

FACTS = catalogue()


@pytest.mark.parametrize("entity", ["family", "member"])
def test_there_is_a_column_for_every_fact(entity: str) -> None:
    assert set(schema(entity).names) >= {fact.name for fact in FACTS.of(entity)}


@pytest.mark.parametrize(
    ("entity", "name", "kind"),
    [
        ("family", "registered", pa.bool_()),
        ("family", "tenure", pa.int8()),
        ("family", "electricity_va", pa.int16()),
        ("family", "decile", pa.int32()),
        ("family", "income_monthly", pa.int64()),
        ("family", "decile_on", pa.date32()),
        ("family", "receives", pa.int64()),
        ("family", "area_code", pa.dictionary(pa.int32(), pa.string())),
        ("family", "n_members", pa.int16()),
        ("member", "member_no", pa.int16()),
        ("member", "age", pa.int16()),
        ("member", "has_severe_disability", pa.bool_()),
    ],
)
def test_types_are_those_decided(entity: str, name: str, kind: pa.DataType) -> None:
    assert schema(entity).field(name).type == kind


def test_every_list_of_values_fits_its_column() -> None:
    assert [fact.path for fact in FACTS.facts.values() if fact.kind is Kind.ENUM and len(fact.values) > 127] == []
    assert [fact.path for fact in FACTS.facts.values() if fact.kind is Kind.SET and len(fact.values) > 63] == []


def test_the_hash_tells_catalogues_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    before = catalogue_hash()
    receives = FACTS.get("family", "receives")
    other = replace(receives, values=tuple(reversed(receives.values)))
    monkeypatch.setattr(columns, "catalogue", lambda: replace(FACTS, facts={**FACTS.facts, other.path: other}))
    catalogue_hash.cache_clear()
    after = catalogue_hash()
    catalogue_hash.cache_clear()
    assert after != before


@given(st.integers(0, 2**32))
def test_every_value_comes_back(seed: int) -> None:
    chance = random.Random(seed)
    for fact in FACTS.facts.values():
        if not fact.derived:
            given_value = value(fact, chance)
            assert decode(fact, encode(fact, given_value)) == given_value


@pytest.mark.parametrize(("name", "wrong"), [("tenure", "castle"), ("receives", frozenset({"pkh", "gold"}))])
def test_a_value_outside_the_catalogue_is_named(name: str, wrong: object) -> None:
    with pytest.raises(NotAColumnValue, match=f"family.{name}: '(castle|gold)'"):
        encode(FACTS.get("family", name), wrong)  # type: ignore[arg-type]


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.lists(st.integers(0, 36_000), min_size=1))
def test_ages_are_those_of_the_register(on: date, days: list[int]) -> None:
    born = [on - timedelta(days=day) for day in days]
    ages = ages_on(np.array([(day - EPOCH).days for day in born]), on)
    assert ages.tolist() == [age_on(day, on) for day in born]


def test_a_leap_day_has_its_birthday_in_march() -> None:
    born = np.array([(date(2020, 2, 29) - EPOCH).days])
    days = (date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 28), date(2024, 2, 29))
    assert [ages_on(born, on)[0] for on in days] == [2, 3, 3, 4]


SEEDS, SHARES = st.integers(0, 2**32), st.sampled_from([0.0, 0.2, 0.6])


def raw_families(seed: int, share: float) -> list[FamilyRecord]:
    """Families with facts that contradict each other, are unknown, or belong to people who are gone or unborn."""
    chance = random.Random(seed)

    def facts(entity: str) -> dict[str, object]:
        known = {fact.name: value(fact, chance) for fact in FACTS.stored(entity) if chance.random() >= share}
        if entity == "member" and chance.random() < 0.3:
            known["presence"] = chance.choice(FACTS.get("member", "presence").values)
        if entity == "member" and chance.random() < 0.1:
            known["birth_date"] = ON + timedelta(days=chance.randint(-1, 2))
        return known

    return [
        FamilyRecord(
            {**facts("family"), "area_code": "19.06.01.2001"},  # type: ignore[dict-item]
            [facts("member") for _ in range(chance.choice([0, 1, 2, 5, 40]))],  # type: ignore[misc]
        )
        for _ in range(chance.randint(1, 4))
    ]


def views_of(record: FamilyRecord, on: date = ON) -> list[View]:
    family = family_view(record, on)
    return [family, *member_views(record, on, family).values()]


def as_seen(record: FamilyRecord) -> list[dict[str, object]]:
    return [{fact.name: view.get(fact.name) for fact in FACTS.of(view.entity)} for view in views_of(record)]


@settings(max_examples=60, deadline=None)
@given(SEEDS, SHARES)
def test_a_family_written_as_columns_reads_back_as_rules_see_it(seed: int, share: float) -> None:
    families = raw_families(seed, share)
    batch = records.batch_of(records.stored_of(families), ON, first_id=7)
    back = dict(records.records_in(batch))
    assert list(back) == list(range(7, 7 + len(families)))
    for given_family, read in zip(families, back.values(), strict=True):
        assert as_seen(read) == as_seen(given_family)


@settings(max_examples=60, deadline=None)
@given(SEEDS, SHARES)
def test_columns_hold_what_rules_see(seed: int, share: float) -> None:
    families = raw_families(seed, share)
    batch = records.batch_of(records.stored_of(families), ON, first_id=1)
    rows = iter(batch.members.to_pylist())
    for row, record in zip(batch.families.to_pylist(), families, strict=True):
        family, *members = views_of(record)
        assert row["n_members"] == len(members)
        assert plain(row, "family") == plain_view(family)
        numbers = member_views(record, ON, family)
        for number, view in numbers.items():
            person = next(rows)
            assert person["member_no"] == number
            assert plain(person, "member") == plain_view(view)
    assert next(rows, None) is None


def plain(row: dict[str, object], entity: str) -> dict[str, object]:
    return {fact.name: row[fact.name] for fact in FACTS.of(entity)}


def plain_view(view: View) -> dict[str, object]:
    found = {fact: view.get(fact.name) for fact in FACTS.of(view.entity)}
    unknown = {fact for fact, seen in found.items() if repr(seen) == "UNKNOWN"}
    return {fact.name: None if fact in unknown else encode(fact, seen) for fact, seen in found.items()}  # type: ignore[arg-type]
