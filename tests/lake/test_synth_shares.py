"""Both generators draw one population: what is common in one is as common in the other."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from slrt.domain.rules.facts import Kind, catalogue
from slrt.lake.columns import places
from slrt.lake.records import Batch
from tests.makers.synth import many, one_by_one

FACTS = catalogue()
LISTED = [f for f in FACTS.facts.values() if f.kind in (Kind.ENUM, Kind.ENUM_INT, Kind.BOOL, Kind.DERIVED_BOOL)]
NUMBERS = [f for f in FACTS.facts.values() if f.kind in (Kind.INT, Kind.MONEY, Kind.DATE, Kind.DERIVED_INT)]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SIGMAS = 5
ALIKE = 1.4
"""People of one family resemble each other, so that a share varies more than among strangers."""
BIAS = {"nik_status": 0.005, "has_ktp": 0.005, "has_birth_certificate": 0.005}
"""Left to what one generator has and the other has not: heads who are listed twice, without papers."""


def table_of(batch: Batch, entity: str) -> pa.Table:
    return batch.families if entity == "family" else batch.members


def compare(few: Sequence[object], lots: Sequence[object], bias: float = 0.0) -> dict[object, tuple[float, float]]:
    """The values whose shares differ by more than chance explains."""
    one, other = Counter(few), Counter(lots)
    odd = {}
    for value in one.keys() | other.keys():
        share = (one[value] + other[value]) / (len(few) + len(lots))
        spread = (share * (1 - share) * (1 / len(few) + 1 / len(lots))) ** 0.5
        shares = one[value] / len(few), other[value] / len(lots)
        if abs(shares[0] - shares[1]) > SIGMAS * ALIKE * spread + bias:
            odd[value] = shares
    return odd


@pytest.mark.parametrize("fact", LISTED, ids=[fact.path for fact in LISTED])
def test_values_are_as_common_in_both(fact: object) -> None:
    few, lots = (table_of(batch, fact.entity)[fact.name].to_pylist() for batch in (one_by_one(), many()))
    assert compare(few, lots, BIAS.get(fact.name, 0.0)) == {}


@pytest.mark.parametrize("fact", NUMBERS, ids=[fact.path for fact in NUMBERS])
def test_numbers_lie_alike_in_both(fact: object) -> None:
    """Known or not, and below each of the quantiles of the larger population."""
    few, lots = (numbers(table_of(batch, fact.entity)[fact.name]) for batch in (one_by_one(), many()))
    edges = np.unique(np.nanquantile(lots, QUANTILES))
    sides = [np.where(np.isnan(x), -1, np.searchsorted(edges, x, side="left")).tolist() for x in (few, lots)]
    assert compare(*sides) == {}


def numbers(column: pa.ChunkedArray) -> np.ndarray:
    """A column as decimals, unknown as not-a-number."""
    if pa.types.is_date(column.type):
        column = column.cast(pa.int32())
    return np.array([np.nan if value is None else value for value in column.to_pylist()], float)


@pytest.mark.parametrize("programme", ["pkh", "sembako", "bansos_beras", "pip", "pbi_jkn", "listrik", "kur", "umi"])
def test_programmes_reach_as_many_of_each_decile_in_both(programme: str) -> None:
    bit = places("family.receives")[programme]

    def reached(batch: Batch) -> list[object]:
        rows = zip(batch.families["decile"].to_pylist(), batch.families["receives"].to_pylist(), strict=True)
        return [(decile, None if mask is None else mask >> bit & 1) for decile, mask in rows]

    assert compare(reached(one_by_one()), reached(many())) == {}


TOGETHER = [
    ("relation", "marital_status", "sex"),
    ("relation", "age_group"),
    ("sex", "age_group", "works"),
    ("age_group", "school_level"),
    ("age_group", "highest_diploma"),
    ("employment_status", "occupation_group"),
    ("age_group", "is_pregnant"),
    ("has_severe_disability", "has_carer", "age_group"),
    ("health_insurance", "age_group"),
]


@pytest.mark.parametrize("facts", TOGETHER, ids="-".join)
def test_facts_of_one_person_hang_together_alike(facts: tuple[str, ...]) -> None:
    def rows(batch: Batch) -> list[object]:
        columns = {"age_group": [age // 6 for age in batch.members["age"].to_pylist()]}
        given = [columns.get(fact) or batch.members[fact].to_pylist() for fact in facts]
        return list(zip(*given, strict=True))

    assert compare(rows(one_by_one()), rows(many())) == {}


def work_of(batch: Batch, who: Callable[[dict[str, Any]], bool]) -> list[object]:
    """Whether people of 18 to 60 work: those of whom it is known, and who fit."""
    names = ["family_id", "relation", "sex", "age", "has_severe_disability", "works"]
    rows = batch.members.select(names).to_pylist()
    return [row["works"] for row in rows if 18 <= row["age"] <= 60 and row["works"] is not None and who(row)]


def test_the_severely_disabled_seldom_work_in_both() -> None:
    few, lots = (work_of(batch, lambda row: row["has_severe_disability"]) for batch in (one_by_one(), many()))
    assert compare(few, lots) == {}
    assert sum(lots) / len(lots) < 0.2  # type: ignore[arg-type]


def test_mothers_of_small_children_work_less_in_both() -> None:
    def mothers(batch: Batch) -> list[object]:
        ages, relations = batch.members["age"].to_pylist(), batch.members["relation"].to_pylist()
        keys = batch.members["family_id"].to_pylist()
        child, spouse = (places("member.relation")[name] for name in ("child", "spouse"))
        small = {
            key for key, age, relation in zip(keys, ages, relations, strict=True) if relation == child and age <= 3
        }
        return work_of(batch, lambda row: row["relation"] == spouse and row["family_id"] in small)

    few, lots = mothers(one_by_one()), mothers(many())
    assert compare(few, lots) == {}
    assert sum(lots) / len(lots) < 0.3  # type: ignore[arg-type]


HOMES = [
    ("decile", "floor"),
    ("decile", "electricity_va"),
    ("tenure", "land_proof"),
    ("toilet", "closet"),
    ("wall_damaged", "roof_damaged"),
    ("n_members", "floor_area"),
]


@pytest.mark.parametrize("facts", HOMES, ids="-".join)
def test_facts_of_one_family_hang_together_alike(facts: tuple[str, ...]) -> None:
    def rows(batch: Batch) -> list[object]:
        areas = batch.families["floor_area_m2"].to_pylist()
        columns = {"floor_area": [None if area is None else area // 20 for area in areas]}
        given = [columns.get(fact) or batch.families[fact].to_pylist() for fact in facts]
        return list(zip(*given, strict=True))

    assert compare(rows(one_by_one()), rows(many())) == {}


def test_families_are_as_large_in_both() -> None:
    few, lots = (batch.families["n_members"].to_pylist() for batch in (one_by_one(), many()))
    assert compare(few, lots) == {}
