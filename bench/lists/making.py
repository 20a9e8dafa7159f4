"""Writes invented lists of any size: families of four with numbers of the right shape, each number once."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

COLUMNS = (
    "no_kk", "nik", "nama", "hubungan", "jenis_kelamin", "tanggal_lahir", "status_kawin", "kode_wilayah", "alamat",
    "rt", "rw", "desil", "tanggal_desil", "pendidikan", "bekerja", "hamil", "disabilitas", "kepesertaan",
)  # fmt: skip
VILLAGES = Path(__file__).resolve().parents[2] / "data" / "areas" / "villages.csv"
REGENCY = "19.06"
GIVEN = ("SITI", "AHMAD", "SRI", "DEWI", "BUDI", "NUR", "AGUS", "RINA", "JOKO", "FITRI", "HASAN", "YANTI")
LAST = ("AMINAH", "HASAN", "LESTARI", "SAPUTRA", "HIDAYAT", "WIJAYA", "RAHMAN", "SANTOSO", "UTAMI", "IDRIS")
MEMBERS = (
    ("KEPALA KELUARGA", "L", 1965, "KAWIN", "SD", "YA"),
    ("ISTRI", "P", 1968, "KAWIN", "SMP", "TIDAK"),
    ("ANAK", "L", 2008, "BELUM KAWIN", "SMP", "TIDAK"),
    ("ANAK", "P", 2012, "BELUM KAWIN", "SD", "TIDAK"),
)
"""Relation, sex, first year of birth, marital status, education, whether they work."""
DAYS = 1400


def rows(count: int) -> Iterator[list[str]]:
    """The first `count` rows; those of a shorter list are the beginning of a longer one."""
    chance = random.Random(19)  # noqa: S311 - invented data
    homes = _villages()
    for number in range(count // len(MEMBERS)):
        village = homes[number % len(homes)]
        district = village.replace(".", "")[:6]
        kk = f"{district}{1 + number % 28:02d}{1 + number // 28 % 12:02d}{10 + number // 336 % 14:02d}"
        no_kk = f"{kk}{1 + number // 4704 % 9998:04d}"
        decile, line = str(1 + chance.randrange(10)), f"JL {chance.choice(LAST)} NO {chance.randrange(1, 200)}"
        receives = chance.choice(("", "", "PKH;SEMBAKO"))
        for place, (relation, sex, year, married, school, works) in enumerate(MEMBERS):
            born = date(year, 1, 1) + timedelta(days=number % DAYS)
            day = born.day + (40 if sex == "P" else 0)
            nik = f"{district}{day:02d}{born:%m%y}{1 + number // DAYS:04d}"
            pupil = "PIP" if place == 2 and receives else ""
            yield [
                no_kk, nik, f"{chance.choice(GIVEN)} {chance.choice(LAST)}", relation, sex, born.isoformat(), married,
                village, line, "001", "002", decile, "2026-06-30", school, works, "TIDAK" if sex == "P" else "", "",
                receives if place == 0 else pupil,
            ]  # fmt: skip


def write_csv(path: Path, count: int) -> None:
    """A CSV file with a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(count))


def write_xlsx(path: Path, count: int) -> None:
    """A workbook with a header; every cell a text."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([list(COLUMNS)]):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)
        for number, cells in enumerate(rows(count), 1):
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write_string(number, place, cell)


def _villages() -> list[str]:
    with VILLAGES.open(encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file) if row["code"].startswith(REGENCY)]
