"""Made-up families in bulk: coherent, in their places, without names, and the same for the same seed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from slrt.domain.rules.facts import MONEY_LIMIT, Kind, catalogue
from slrt.domain.synthesis.distributions import distributions
from slrt.domain.synthesis.schooling import EARLIEST
from slrt.lake.columns import decode, schema
from slrt.lake.manifest import SnapshotProblem
from slrt.lake.records import Batch, records_in
from slrt.lake.synth import Order, run, synthesise
from slrt.lake.synth.draws import Draws
from slrt.lake.synth.places import settle, shared, villages_of
from slrt.lake.verifying import verify
from tests.lake.test_columns import views_of
from tests.makers.population import ON
from tests.makers.snapshots import CREATED
from tests.makers.synth import AREAS, SEED, VILLAGES, changed, drawn

FACTS = catalogue()
ORDER = Order(families=3000, area="19", seed=5, on=ON)
BLANKS = 0.02


@cache
def batch() -> Batch:
    """Twenty thousand families, every fiftieth an orphanage."""
    return drawn(20_000, changed(orphanage__rate=0.02))


@cache
def people() -> list[dict[str, Any]]:
    """Everybody in them, with values instead of places."""
    return list(plain(batch().members, "member"))


@cache
def homes() -> dict[int, dict[str, Any]]:
    return {row["family_id"]: row for row in plain(batch().families.drop_columns(["area_code"]), "family")}


def plain(table: pa.Table, entity: str) -> Iterator[dict[str, Any]]:
    facts = {fact.name: fact for fact in FACTS.of(entity)}
    for row in table.to_pylist():
        yield {
            name: value if value is None or name not in facts else decode(facts[name], value)
            for name, value in row.items()
        }


def together() -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for person in people():
        found[person["family_id"]].append(person)
    return found


@pytest.mark.parametrize("entity", ["family", "member"])
def test_every_value_is_one_the_catalogue_allows(entity: str) -> None:
    table = batch().families if entity == "family" else batch().members
    wrong = {}
    for fact in FACTS.of(entity):
        found = set(table[fact.name].unique().drop_null().to_pylist())
        if fact.kind is Kind.INT:
            wrong[fact.name] = {v for v in found if not any(low <= v <= high for low, high in fact.ranges)}
        elif fact.kind is Kind.ENUM:
            wrong[fact.name] = found - set(range(len(fact.values)))
        elif fact.kind is Kind.ENUM_INT:
            wrong[fact.name] = found - set(fact.values)
        elif fact.kind is Kind.SET:
            wrong[fact.name] = {mask for mask in found if mask >> len(fact.values)}
        elif fact.kind is Kind.MONEY:
            wrong[fact.name] = {amount for amount in found if not 0 <= amount <= MONEY_LIMIT}
    assert {name: values for name, values in wrong.items() if values} == {}


def test_columns_hold_what_rules_see() -> None:
    """Reading a family back and looking at it through the rules changes nothing."""
    part = Batch(batch().families.slice(0, 400), batch().members.slice(0, 3000))
    seen = 0
    for key, record in list(records_in(part))[:400]:
        family, *members = views_of(record, ON)
        for view, stored in zip([family, *members], [record.family, *record.members], strict=True):
            names = [fact.name for fact in FACTS.stored(view.entity)]
            assert {n: view.get(n) for n in names if repr(view.get(n)) != "UNKNOWN"} == dict(stored), key
            seen += 1
    assert seen > 1500


def test_nothing_in_it_could_name_anybody() -> None:
    fields = [field for entity in ("family", "member") for field in schema(entity)]
    assert [field.name for field in fields if not pa.types.is_primitive(field.type)] == ["area_code"]


def test_a_family_has_one_head_and_at_most_one_spouse() -> None:
    relations = [Counter(person["relation"] for person in family) for family in together().values()]
    assert {count["head"] for count in relations} == {1}
    assert {count["spouse"] for count in relations} == {0, 1}


def test_married_couples_are_grown_and_of_two_sexes() -> None:
    for family in together().values():
        couple = [person for person in family if person["relation"] in ("head", "spouse")]
        assert all(person["age"] >= 18 for person in couple)
        assert len({person["sex"] for person in couple}) == len(couple)
        assert {person["marital_status"] for person in couple} == {"married"} or len(couple) == 1


def test_mothers_were_grown_when_their_children_were_born() -> None:
    mothers = 0
    for family in together().values():
        women = [p for p in family if p["relation"] in ("head", "spouse") and p["sex"] == "female"]
        children = [p["birth_date"] for p in family if p["relation"] == "child"]
        if women and children:
            mothers += 1
            assert (min(children) - women[0]["birth_date"]).days >= 17 * 365
    assert mothers > 10_000


def test_only_women_of_age_are_pregnant() -> None:
    pregnant = [person for person in people() if person["is_pregnant"]]
    assert len(pregnant) > 300
    assert {person["sex"] for person in pregnant} == {"female"}
    assert {person["marital_status"] for person in pregnant} == {"married"}
    assert all(17 <= person["age"] <= 45 for person in pregnant)


def test_nobody_is_pregnant_soon_after_a_birth() -> None:
    of_whom = {"spouse": "child", "child_in_law": "grandchild"}
    mothers = 0
    for family in together().values():
        for woman in (person for person in family if person["is_pregnant"] and person["relation"] in of_whom):
            children = [p["birth_date"] for p in family if p["relation"] == of_whom[woman["relation"]]]
            mothers += bool(children)
            assert all((ON - born).days > 420 for born in children)
    assert mothers > 200


def test_who_is_severely_disabled_and_lives_alone_has_no_carer() -> None:
    alone = [family[0] for family in together().values() if len(family) == 1]
    carers = [person["has_carer"] for person in alone if person["has_severe_disability"]]
    assert len(carers) > 15
    assert carers.count(True) / len(carers) < 0.2


def test_no_child_is_away() -> None:
    away = [person["age"] for person in people() if person["presence"] == "abroad"]
    assert len(away) > 10
    assert min(away) >= 18


def test_schooling_fits_age() -> None:
    usual = {"paud": (3, 6), "sd": (6, 15), "smp": (9, 18), "sma": (16, 25), "smk": (16, 25), "higher": (19, 25)}
    for person in people():
        level, diploma = person["school_level"], person["highest_diploma"]
        if level in usual:
            low, high = usual[level]
            assert low <= person["age"] <= high, person
        if diploma is not None and level == "none":
            assert EARLIEST[diploma] <= person["age"]
    levels = Counter(person["school_level"] for person in people())
    assert set(levels) == {*usual, "none", None}


def test_work_and_wage_fit() -> None:
    for person in people():
        if person["works"] is False:
            assert (person["employment_status"], person["wage_monthly"]) == ("none", 0)
        if person["employment_status"] == "unpaid_family":
            assert person["wage_monthly"] in (0, None)
        if person["has_business"] and person["business_months"] is not None:
            assert 1 <= person["business_months"] <= (person["age"] - 10) * 12 or person["age"] == 10


def test_receipts_rest_on_known_facts() -> None:
    members = together()
    for key, home in homes().items():
        receives = home["receives"] or frozenset()
        if "listrik" in receives:
            assert home["electricity_va"] in (450, 900)
            assert home["lighting"] == "pln_metered"
        insured = {person["health_insurance"] for person in members.get(key, ())}
        assert ("pbi" in insured) <= ("pbi_jkn" in receives)
        if receives & {"pkh", "sembako"}:
            assert not (home["excluded_flags"] & {"asn", "wage_above_minimum"})


def test_nobody_is_listed_whom_no_rule_sees() -> None:
    assert {person["presence"] for person in people()} == {"present", "abroad", "new"}
    assert min(person["age"] for person in people()) == 0


def test_orphanages_need_counters_wider_than_five_bits() -> None:
    sizes = np.array(batch().families["n_members"])
    assert sizes.max() <= 40
    assert (sizes > 31).sum() > 20


def test_orphanages_are_rare_unless_asked_for() -> None:
    sizes = np.array(drawn(60_000, distributions()).families["n_members"])
    assert 0 < (sizes > 14).sum() < 60


@pytest.mark.parametrize("fact", ["income_monthly", "land_proof", "bank_account", "has_gold_10g"])
def test_unknown_facts_have_the_share_that_was_asked_for(fact: str) -> None:
    share = batch().families[fact].null_count / len(batch().families)
    assert share == pytest.approx(distributions().at("unknown.family")[fact], abs=BLANKS)


def test_families_live_in_the_villages_of_the_area(tmp_path: Path) -> None:
    found = synthesise(tmp_path, replace(ORDER, area="19.06"), villages_of(AREAS, "19.06"), CREATED)
    assert list(found.kabupaten) == ["19.06"]
    assert found.families == ORDER.families


def test_no_family_is_lost_in_sharing_out() -> None:
    settled = list(settle(123_457, VILLAGES, distributions(), Draws(SEED, "villages")))
    assert sum(int(one.families.sum()) for one in settled) == 123_457
    assert [one.code for one in settled] == sorted({village.code[:5] for village in VILLAGES})
    assert shared(10, np.array([1.0, 1.0, 1.0])).sum() == 10
    assert shared(7, np.array([5.0, 1.0, 1.0])).tolist() == [5, 1, 1]


def test_towns_hold_more_families_than_other_villages() -> None:
    settled = list(settle(500_000, VILLAGES, distributions(), Draws(SEED, "villages")))
    town, field = (np.concatenate([one.families[one.places == kind] for one in settled]).mean() for kind in (2, 1))
    assert town > 1.8 * field


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*")) if path.is_file()}


def test_the_same_seed_makes_the_same_files_and_another_makes_others(tmp_path: Path) -> None:
    for name, order in {"a": ORDER, "b": ORDER, "c": replace(ORDER, seed=6)}.items():
        synthesise(tmp_path / name, order, VILLAGES, CREATED)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    same = [name for name, content in files(tmp_path / "a").items() if files(tmp_path / "c").get(name) == content]
    assert same == []
    assert verify(tmp_path / "a").findings == ()


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


def stop_after(families: int) -> Any:
    def done(count: int) -> None:
        if count > families:
            raise Stopped

    return done


def test_a_stopped_run_goes_on_and_makes_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synthesise(tmp_path / "whole", ORDER, VILLAGES, CREATED)
    with pytest.raises(Stopped):
        synthesise(tmp_path / "broken", ORDER, VILLAGES, CREATED, stop_after(1500))
    left = len(list((tmp_path / "broken").glob("19.*")))
    assert 0 < left < 7
    made: list[str] = []
    blocks = run.blocks
    monkeypatch.setattr(run, "blocks", lambda settled, *rest: made.append(settled.code) or blocks(settled, *rest))
    synthesise(tmp_path / "broken", ORDER, VILLAGES, CREATED)
    assert len(made) == 7 - left
    assert files(tmp_path / "broken") == files(tmp_path / "whole")


def test_a_finished_snapshot_is_left_as_it_is_and_another_refused(tmp_path: Path) -> None:
    first = synthesise(tmp_path, ORDER, VILLAGES, CREATED)
    before = files(tmp_path)
    assert synthesise(tmp_path, ORDER, VILLAGES, CREATED) == first
    with pytest.raises(SnapshotProblem, match="already holds a finished snapshot"):
        synthesise(tmp_path, replace(ORDER, on=date(2026, 1, 1)), VILLAGES, CREATED)
    assert files(tmp_path) == before


def test_progress_ends_with_all_families(tmp_path: Path) -> None:
    heard: list[int] = []
    synthesise(tmp_path, ORDER, VILLAGES, CREATED, heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == ORDER.families
