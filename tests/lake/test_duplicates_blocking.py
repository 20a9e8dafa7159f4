"""People entered twice meet to be compared, whatever habit wrote the second entry; strangers do not."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slrt.domain.names import name_key
from slrt.lake.duplicates.blocking import candidates
from slrt.lake.duplicates.columns import PEOPLE
from slrt.lake.duplicates.preparing import connect, prepare

BORN, VILLAGE = date(1983, 4, 7), "19.06.01.2001"


def person(name: str, born: date | None = BORN, area: str = VILLAGE, **more: Any) -> dict[str, Any]:
    return {"name_key": name_key(name), "birth_date": born, "sex": "male", "area_code": area} | more


def met(folder: Path, *people: dict[str, Any]) -> set[tuple[str, str]]:
    file = folder / "people.parquet"
    pq.write_table(pa.Table.from_pylist([{"id": str(n), **one} for n, one in enumerate(people)], schema=PEOPLE), file)
    with connect(threads=1) as link:
        prepare(link, file)
        ids = dict(link.execute("SELECT n, id FROM person").fetchall())
        found = link.execute(candidates()).fetchall()
    both = [(ids[pair >> 32], ids[pair & 0xFFFFFFFF]) for (pair,) in found]
    if len(both) != len(set(both)):
        raise ValueError("a pair came twice")
    return {(min(pair), max(pair)) for pair in both}


@pytest.mark.parametrize(
    "second",
    [
        person("Rusdi Hidayat"),
        person("H. Roesdy Hidajat, S.Pd"),
        person("Hidayat Rusdi"),
        person("Parjo"),
        person("Rusdi", date(1983, 7, 4)),
        person("Rusdi", date(1984, 4, 7)),
        person("Rusdi", date(1983, 1, 1)),
        person("Rusdi H.", area="19.06.01.2002"),
        person("Rusdi Hidayat", area="19.01.02.2003"),
        person("Rusdi Hidayat", None, close_key=name_key("Siti Aminah")),
        person("Budi", date(1950, 2, 3), "19.01.02.2003", former_niks=[b"1" * 32]),
    ],
    ids=str,
)
def test_a_second_entry_meets_the_first(tmp_path: Path, second: dict[str, Any]) -> None:
    first = person("Rusdi Hidayat", nik=b"1" * 32, close_key=name_key("Siti Aminah"))
    assert met(tmp_path, first, second) == {("0", "1")}


def test_strangers_do_not_meet(tmp_path: Path) -> None:
    first = person("Rusdi Hidayat")
    assert met(tmp_path, first, person("Budi", date(1990, 6, 5)), person("Eko", area="19.01.02.2003")) == set()
