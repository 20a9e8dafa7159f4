"""Numbers and names of the synthetic population, and the promises of a run: same seed, same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections import Counter
from datetime import date, timedelta

import pytest

from slrt.domain.identity import KnownAreas, age_on, check_nik, check_no_kk, mask
from slrt.domain.synthesis import SyntheticFamily, SyntheticMember, generate, is_synthetic
from tests.makers.population import (
    FAMILIES,
    ON,
    ROOT,
    SEED,
    VILLAGES,
    age,
    born,
    families,
    known_areas,
    members,
    printed,
)


@pytest.fixture
def population() -> list[SyntheticFamily]:
    return families()


@pytest.fixture
def people() -> list[SyntheticMember]:
    return members()


@pytest.fixture
def known() -> KnownAreas:
    return known_areas()


# ---- numbers and names -------------------------------------------------------------------------------------------


def test_every_nik_passes_the_check_without_error_or_warning(people: list[SyntheticMember], known: KnownAreas) -> None:
    for member in people:
        if member.nik is not None:
            check = check_nik(member.nik, known=known, on=ON, sex=str(member.facts["sex"]), birth_date=born(member))
            assert check.findings == (), (member.nik, check.findings)
            assert check.value == member.nik


def test_every_kk_number_passes_the_check(population: list[SyntheticFamily], known: KnownAreas) -> None:
    for family in population:
        if family.no_kk is not None:
            assert check_no_kk(family.no_kk, known=known, on=ON).findings == ()
            assert family.no_kk.startswith(family.area_code[:8].replace(".", ""))


def test_numbers_are_unique_and_recognisably_synthetic(
    population: list[SyntheticFamily], people: list[SyntheticMember]
) -> None:
    niks = [member.nik for member in people if member.nik]
    kks = [family.no_kk for family in population if family.no_kk]
    assert len(set(niks)) == len(niks)
    assert len(set(kks)) == len(kks)
    assert all(is_synthetic(number) for number in niks + kks)
    assert all(family.synthetic for family in population)
    assert not is_synthetic("1906010101900012")


def test_masked_numbers_of_one_family_still_differ(population: list[SyntheticFamily]) -> None:
    """A screen shows the first and last four digits: were all to end in 9001, nobody could tell them apart."""
    alike = 0
    for family in population:
        numbers = [n for n in (family.no_kk, *(member.nik for member in family.members)) if n]
        alike += len({mask(number) for number in numbers}) < len(numbers)
    assert alike / len(population) < 0.05


def test_a_few_people_have_no_nik_and_say_so(people: list[SyntheticMember]) -> None:
    without = [member for member in people if member.nik is None]
    assert 0.005 < len(without) / len(people) < 0.05
    assert all(member.facts["nik_status"] == "none" for member in without)
    assert [member for member in without if age(member) < 1]
    assert not [member for member in people if member.nik and member.facts["nik_status"] == "none"]


def test_names_are_many_and_differ_within_a_family(population: list[SyntheticFamily]) -> None:
    names = {member.name for family in population for member in family.members}
    assert len(names) > 2500
    assert [name for name in names if " " not in name]
    assert [name for name in names if " bin " in name]
    assert [name for name in names if " binti " in name]
    for family in population:
        assert len({member.name for member in family.members}) == len(family.members)


def test_likely_duplicates_point_at_a_person_of_the_same_birth_date_nearby(population: list[SyntheticFamily]) -> None:
    by_key = {family.key: family for family in population}
    found = 0
    for family in population:
        for member in family.members:
            if member.likely_duplicate_of is None:
                continue
            key, position = member.likely_duplicate_of.split("/")
            twin = by_key[key].members[int(position)]
            assert born(twin) == born(member)
            assert twin.facts["sex"] == member.facts["sex"]
            assert by_key[key].area_code[:5] == family.area_code[:5]
            assert by_key[key].area_code != family.area_code
            assert len(twin.name.split()) == len(member.name.split())
            assert member.nik is None
            found += 1
    assert 5 <= found <= 40


# ---- the run itself ----------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_in_another_process(population: list[SyntheticFamily]) -> None:
    program = (
        "import hashlib;"
        "from tests.makers.population import *;"
        "text = printed(list(generate(SEED, 300, VILLAGES, ON, WEIGHTS)));"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == hashlib.sha256(printed(population[:300]).encode()).hexdigest()


def test_each_family_can_have_a_day_of_its_own(known: KnownAreas) -> None:
    def day_of(number: int) -> date:
        return ON - timedelta(days=number)

    families = list(generate(SEED, 300, VILLAGES, day_of))
    for number, family in enumerate(families, start=1):
        assert family.taken_on == day_of(number)
        assert all(born(member) <= family.taken_on for member in family.members)
        toddlers = [member for member in family.members if member.facts["nutrition"] is not None]
        assert all(age_on(born(member), family.taken_on) <= 5 for member in toddlers)
    niks = [member.nik for family in families for member in family.members if member.nik]
    assert len(set(niks)) == len(niks)


def test_another_seed_gives_other_people() -> None:
    first = [family.members[0].name for family in generate(1, 20, VILLAGES, ON)]
    second = [family.members[0].name for family in generate(2, 20, VILLAGES, ON)]
    assert first != second


def test_villages_with_more_weight_get_more_families(population: list[SyntheticFamily]) -> None:
    places = Counter(family.area_code[:5] for family in population)
    assert set(places) == {"19.01", "19.02", "19.03", "19.04", "19.05", "19.06", "19.71"}
    assert places["19.06"] > 2 * places["19.03"]


def test_a_village_of_weight_zero_stays_empty() -> None:
    weights = {"19": 0.0, "19.06": 1.0, "19.06.01": 0.0}
    places = {family.area_code[:8] for family in generate(3, 200, VILLAGES, ON, weights)}
    assert "19.06.02" in places
    assert all(place.startswith("19.06.") and place != "19.06.01" for place in places)


def test_a_population_without_villages_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one village"):
        next(generate(1, 1, [], ON))


def test_two_thousand_families_take_less_than_five_seconds() -> None:
    """Measured on a quarter of them with a quarter more time each, for the machine may be busy or traced."""
    start = time.process_time()
    assert sum(1 for _ in generate(4, FAMILIES // 4, VILLAGES, ON)) == FAMILIES // 4
    assert time.process_time() - start < 5 / 4 * 1.25
