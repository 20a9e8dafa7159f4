"""Which pairs are shown: second entries of one person are, brothers, twins and strangers are not."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slrt.domain.names import name_key
from slrt.lake.duplicates.columns import PEOPLE
from slrt.lake.duplicates.scoring import find

BORN, VILLAGE = date(1983, 4, 7), "19.06.01.2001"


def person(name: str, born: date | None = BORN, area: str = VILLAGE, **more: Any) -> dict[str, Any]:
    return {"name_key": name_key(name), "birth_date": born, "sex": "male", "area_code": area} | more


def shown(folder: Path, *people: dict[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    file = folder / "people.parquet"
    pq.write_table(pa.Table.from_pylist([{"id": str(n), **one} for n, one in enumerate(people)], schema=PEOPLE), file)
    return {(pair.one, pair.other): pair.grounds for pair in find(file, threads=1)}


@pytest.mark.parametrize(
    "second",
    [
        person("Rusdi Hidayat"),
        person("H. Roesdy Hidajat, S.Pd"),
        person("Hidayat Rusdi"),
        person("Rusdi Hidayat", date(1983, 7, 4)),
        person("Rusdi Hidayat", date(1984, 4, 7)),
    ],
    ids=str,
)
def test_a_second_entry_is_shown(tmp_path: Path, second: dict[str, Any]) -> None:
    assert set(shown(tmp_path, person("Rusdi Hidayat"), second)) == {("0", "1")}


def test_grounds_are_those_that_hold(tmp_path: Path) -> None:
    found = shown(tmp_path, person("Rusdi Hidayat"), person("Rusdi Hidayat", date(1984, 4, 7)))
    assert found["0", "1"] == ("name.same", "born.year", "sex.same", "area.village")


def test_a_former_nik_is_a_ground_of_its_own(tmp_path: Path) -> None:
    first, second = person("Rusdi", nik=b"1" * 32), person("Budi", former_niks=[b"1" * 32])
    assert shown(tmp_path, first, second)["0", "1"][0] == "nik.former"


def test_twins_of_one_family_are_not_shown(tmp_path: Path) -> None:
    twins = (person("Hasan Basri", family="1"), person("Hasan Basra", family="1"))
    assert shown(tmp_path, *twins) == {}


def test_twins_entered_twice_pair_each_with_itself(tmp_path: Path) -> None:
    names = ("Hasan Basri", "Hasin Basri")
    people = [person(name, family=family) for family in "12" for name in names]
    assert set(shown(tmp_path, *people)) == {("0", "2"), ("1", "3")}


def test_another_name_on_one_birthday_in_one_village_is_somebody_else(tmp_path: Path) -> None:
    assert shown(tmp_path, person("Rusdi Hidayat"), person("Budi Santoso")) == {}


def test_nobody_is_nobody(tmp_path: Path) -> None:
    assert shown(tmp_path) == {}
