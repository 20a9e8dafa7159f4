"""A messy list of 5,000 rows with every fault a ministry's file can have, made from a seed.

What a dry run must say of it is known from the faults that are planted, one family at a time: each kind of family below
carries the outcome of each of its rows, written down here and not asked of the checker.
"""

import csv
import io
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from slrt.exchange.imports.layouts import layout

COLUMNS = tuple(column.name for column in layout("dtsen").columns)
SEED = 1906
ROWS = 5000
INSIDE, OUTSIDE = ("19.06.01.2001", "19.06.01.2006"), "19.02.01.1001"
AREA = "19.06"
ON = date(2026, 12, 1)

FIRST = ("SITI", "AHMAD", "BUDI", "NUR", "DEWI", "RIZKI", "AGUS", "SRI", "HASAN", "YANTI", "EKO", "WAHYU", "INDAH")
LAST = ("AMINAH", "SANTOSO", "LESTARI", "PUTRI", "HIDAYAT", "KUSUMA", "SAPUTRA", "WIBOWO", "RAHAYU", "MAULANA")

Row = dict[str, str]
Planted = list[tuple[Row, str]]
"""Rows, each with the outcome it must have."""


@dataclass
class Messy:
    """The list as CSV text, and what a dry run within AREA on the day ON must count."""

    text: str
    outcomes: Counter[str] = field(default_factory=Counter)
    families: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


class _Maker:
    """Draws people and families; every number is used once."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.number = 0
        self.bad_members, self.bad_heads = cycle(BAD_CELLS), cycle(BAD_CELLS)

    def day(self, first: int, last: int) -> date:
        return date(first, 1, 1) + timedelta(self.chance.randrange((date(last, 1, 1) - date(first, 1, 1)).days))

    def next(self) -> int:
        self.number += 1
        return self.number

    def nik(self, born: date, sex: str) -> str:
        """A NIK of a kecamatan of its own for each ten thousand numbers."""
        number = self.next()
        district = ("190601", "190602", "190603")[number // 9999]
        return f"{district}{born.day + (40 if sex == 'P' else 0):02d}{born:%m%y}{number % 9999 + 1:04d}"

    def kk(self) -> str:
        return f"19060125{5 + self.number % 8:02d}18{self.next() % 9999 + 1:04d}"

    def name(self) -> str:
        return f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"

    def person(self, relation: str, sex: str, born: date, **cells: str) -> Row:
        """A person whose every cell is right."""
        adult = born.year < ON.year - 20
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "nik": self.nik(born, sex), "nama": self.name(), "hubungan": relation, "jenis_kelamin": sex,
            "tanggal_lahir": born.isoformat(), "status_kawin": "KAWIN" if adult else "BELUM KAWIN",
            "kode_wilayah": INSIDE[self.number % 2], "alamat": "JL PELABUHAN", "rt": "001", "rw": "002", "desil": "2",
            "tanggal_desil": "2025-10-20", "pendidikan": "SMA" if adult else "SD",
            "bekerja": "YA" if adult else "TIDAK",
        }  # fmt: skip
        return row | cells

    def family(self, children: int = 2) -> list[Row]:
        """Head, spouse and children under one nomor KK and at one place."""
        rows = [
            self.person("KEPALA KELUARGA", "L", self.day(1960, 1985), kepesertaan="PKH;SEMBAKO"),
            self.person("ISTRI", "P", self.day(1960, 1985)),
            *(self.person("ANAK", self.chance.choice("LP"), self.day(2012, 2018)) for _ in range(children)),
        ]
        number, place = self.kk(), rows[0]["kode_wilayah"]
        return [row | {"no_kk": number, "kode_wilayah": place} for row in rows]


def right(make: _Maker) -> Planted:
    """Nothing is wrong."""
    return _all("new", make.family())


def other_spellings(make: _Maker) -> Planted:
    """Dates, sexes, numbers and words written in all the ways that are allowed."""
    head, wife, child, other = make.family()
    born = date.fromisoformat(head["tanggal_lahir"])
    head |= {"tanggal_lahir": f"{born:%d/%m/%Y}", "jenis_kelamin": "LAKI-LAKI", "nik": f"'{head['nik']}"}
    born = date.fromisoformat(wife["tanggal_lahir"])
    wife |= {"tanggal_lahir": f"{born.day}-{born.month}-{born.year}", "jenis_kelamin": "2", "nik": f" {wife['nik']} "}
    born = date.fromisoformat(child["tanggal_lahir"])
    child |= {"tanggal_lahir": str((born - date(1899, 12, 30)).days), "hubungan": " anak ", "rt": "1"}
    other |= {"kode_wilayah": other["kode_wilayah"].replace(".", ""), "disabilitas": "LIHAT;RAWAT DIRI"}
    return _all("new", [head, wife, child, other])


def breaks_in_a_cell(make: _Maker) -> Planted:
    """An address of two lines with the separator and quotation marks in it."""
    rows = make.family()
    rows[0]["alamat"] = 'JL "MAWAR", NO 5\nDUSUN LIPAT'
    return _all("new", rows)


def unlikely(make: _Maker) -> Planted:
    """What warns and is taken: sex against NIK, a pregnant man, a child born before its head, somebody without NIK."""
    head, wife, child, other = make.family()
    head["hamil"] = "YA"
    wife["jenis_kelamin"], wife["nik"] = "P", make.nik(date.fromisoformat(wife["tanggal_lahir"]), "L")
    older = make.day(1940, 1950)
    child |= {"tanggal_lahir": older.isoformat(), "nik": make.nik(older, child["jenis_kelamin"])}
    other["nik"] = ""
    return _all("new", [head, wife, child, other])


BAD_CELLS = (
    ("nik", "1,90601E+15"), ("nik", "190601450785000"), ("nik", "1906014507850000"), ("nik", "19O6014507850002"),
    ("nik", "9906014507850002"), ("nik", "1234567890123456"), ("tanggal_lahir", "31/02/2015"),
    ("tanggal_lahir", "2015"), ("tanggal_lahir", ""), ("tanggal_lahir", "01/01/2090"), ("jenis_kelamin", "X"),
    ("hubungan", "TEMAN"), ("nama", ""), ("nama", "=1+1"), ("desil", "11"), ("kode_wilayah", "19.06.01.9999"),
    ("kode_wilayah", ""), ("hamil", "MUNGKIN"), ("disabilitas", "MALAS"), ("kepesertaan", "PKH;UNDIAN"),
    ("pendidikan", "SEKOLAH"), ("no_kk", ""), ("no_kk", "19060125"),
)  # fmt: skip
"""Cells that make a row invalid, whatever else is in it."""


def bad_member(make: _Maker) -> Planted:
    """One cell of a member is wrong: that row stays out, its family is taken."""
    rows = make.family()
    column, text = next(make.bad_members)
    rows[3][column] = text
    return [*_all("new", rows[:3]), (rows[3], "invalid")]


def bad_head(make: _Maker) -> Planted:
    """One cell of the head is wrong: the whole family waits."""
    rows = make.family()
    column, text = next(make.bad_heads)
    rows[0][column] = text
    return _all("invalid", rows)


def no_head(make: _Maker) -> Planted:
    """Nobody is the head."""
    return _all("invalid", make.family()[1:])


def two_heads(make: _Maker) -> Planted:
    """Two people are the head."""
    rows = make.family()
    rows[1]["hubungan"] = "KEPALA KELUARGA"
    return _all("invalid", rows)


def elsewhere(make: _Maker) -> Planted:
    """A family outside the area of the import."""
    return _all("out_of_scope", [row | {"kode_wilayah": OUTSIDE} for row in make.family()])


def one_elsewhere(make: _Maker) -> Planted:
    """One member lives outside."""
    rows = make.family()
    rows[2]["kode_wilayah"] = OUTSIDE
    return [(row, "out_of_scope" if place == 2 else "new") for place, row in enumerate(rows)]


def twice(make: _Maker) -> Planted:
    """A whole family stands in the file a second time."""
    rows = make.family()
    return [*_all("new", rows), *_all("duplicate", [dict(row) for row in rows])]


def nik_shared(make: _Maker) -> Planted:
    """A child has its mother's NIK."""
    rows = make.family()
    rows[3]["nik"] = rows[1]["nik"]
    return [*_all("new", rows[:3]), (rows[3], "duplicate")]


KINDS: dict[Callable[[_Maker], Planted], int] = {
    right: 600, other_spellings: 120, breaks_in_a_cell: 20, unlikely: 60, bad_member: 115, bad_head: 92, no_head: 20,
    two_heads: 20, elsewhere: 40, one_elsewhere: 20, twice: 20, nik_shared: 20,
}  # fmt: skip
"""How many families there are of each kind; right ones fill the list up to ROWS."""


def messy() -> Messy:
    """The list; the same at every call."""
    make, made = _Maker(), Messy("")
    families: list[Planted] = []
    for kind, count in KINDS.items():
        for _ in range(count):
            families.append(kind(make))
            made.kinds[kind.__name__] += 1
    left = ROWS - sum(len(planted) for planted in families)
    families += [_all("new", make.family(children=size - 2)) for size in _sizes(left)]
    make.chance.shuffle(families)
    rows = [pair for planted in families for pair in planted]
    made.outcomes.update(outcome for _, outcome in rows)
    made.families = len({row["no_kk"] for row, _ in rows if len(row["no_kk"]) == 16})
    made.text = _written([row for row, _ in rows])
    return made


def some(kinds: list[Callable[[_Maker], Planted]], order: random.Random) -> Messy:
    """A list of these kinds of families with all rows in any order: the counts are the same in each."""
    make = _Maker()
    rows = [pair for kind in kinds for pair in kind(make)]
    order.shuffle(rows)
    return Messy(_written([row for row, _ in rows]), Counter(outcome for _, outcome in rows))


def _sizes(left: int) -> Iterator[int]:
    """Sizes of 2 to 4 that add up to what is left."""
    while left > 5:
        yield 4
        left -= 4
    yield from {2: (2,), 3: (3,), 4: (4,), 5: (3, 2)}[left]


def _all(outcome: str, rows: list[Row]) -> Planted:
    return [(row, outcome) for row in rows]


def _written(rows: list[Row]) -> str:
    """Title rows, a header in capitals with spaces, semicolons between cells."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["DAFTAR KELUARGA DTSEN", *[""] * (len(COLUMNS) - 1)])
    writer.writerow([""] * len(COLUMNS))
    writer.writerow([name.upper().replace("_", " ") for name in COLUMNS])
    writer.writerows([row[name] for name in COLUMNS] for row in rows)
    return out.getvalue()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(messy().text, encoding="utf-8", newline="")
