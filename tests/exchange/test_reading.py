"""Files as they come: encodings, separators, headers, spreadsheets with all their tricks."""

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.exchange.imports.dates import read_date
from slrt.exchange.imports.header import find_header, read_mapping
from slrt.exchange.imports.layouts import codes, layout
from slrt.exchange.imports.opening import open_table
from slrt.exchange.imports.problems import Unreadable
from slrt.exchange.imports.sheet import number_text
from slrt.exchange.imports.tables import ERROR_VALUE, FORMULA, FORMULA_EMPTY, Row
from tests.makers.lists import COLUMNS, RIZKI, SITI, csv_file, plain_sheet, row, text, xlsx_file

DTSEN = layout("dtsen")


def data(path: Path) -> list[Row]:
    """The rows below the header."""
    table = open_table(path)
    header = find_header(table, DTSEN, {})
    return [one for one in table.rows(header.sheet) if one.number > header.last]


def refusal(path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        data(path)
    problem = refused.value.problem
    assert problem.message_id != problem.message_en
    return problem.code


@pytest.mark.parametrize("separator", list(",;\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_are_found_by_looking(tmp_path: Path, separator: str, encoding: str) -> None:
    accented = row(nama="ANDRÉ SITÎ", alamat="Jl. Pelabuhan")
    path = csv_file(tmp_path, [accented, RIZKI], encoding=encoding, separator=separator)
    assert [tuple(one.cells) for one in data(path)] == [accented, RIZKI]


def test_a_byte_of_windows_far_down_in_the_file_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text([SITI] * 4000).encode() + text([row(nama="RENÉ")]).splitlines()[1].encode("cp1252"))
    assert data(path)[-1].cells[2] == "RENÉ"


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text([row(alamat="JL A\nRT 3"), SITI]).replace("\r\n1906012505180001", "\r\n\r\n1906012505180001"))
    assert [one.number for one in data(path)] == [3, 5]


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = text([SITI] * 2000).splitlines()
    rows[3] = rows[3].replace("JL PELABUHAN", '"JL PELABUHAN')
    path.write_text("\n".join(rows))
    with pytest.raises(Unreadable, match="Row 4"):
        data(path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\r\n", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_or_protected_excel"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (bytes(range(256)) * 40 + b"\x00" * 4000, "not_a_table"),
        (b"PK\x03\x04 cut short", "broken_workbook"),
        (b"a,b,c\n1,2,3\n", "no_header"),
        (b"nik,nama\n1906014507850002,SITI\n", "columns_missing"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    assert refusal(path) == code


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.csv") == "cannot_open"


def test_headers_are_recognised_in_other_spellings_and_by_a_mapping(tmp_path: Path) -> None:
    spelled = {"no_kk": "No. KK", "nama": "NAMA LENGKAP", "tanggal_lahir": "Tgl_Lahir", "hubungan": "shdk"}
    header = [spelled.get(name, name.upper().replace("_", " ")) for name in COLUMNS]
    table = open_table(csv_file(tmp_path, [SITI], header=header))
    assert find_header(table, DTSEN, {}).places == {name: place for place, name in enumerate(COLUMNS)}
    header[COLUMNS.index("nik")] = "ID ORANG"
    table = open_table(csv_file(tmp_path, [SITI], header=header))
    with pytest.raises(Unreadable, match="nik"):
        find_header(table, DTSEN, {})
    saved = tmp_path / "mapping.json"
    saved.write_text('{"nik": "id orang"}')
    assert find_header(table, DTSEN, read_mapping(saved, DTSEN)).places["nik"] == 1


@pytest.mark.parametrize("content", ["[]", "{", '{"nik": 3}', '{"nikk": "x"}'])
def test_a_mapping_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    saved = tmp_path / "mapping.json"
    saved.write_text(content)
    with pytest.raises(Unreadable, match="mapping"):
        read_mapping(saved, DTSEN)


def test_titles_merged_headers_and_a_numbering_row_come_before_the_data(tmp_path: Path) -> None:
    def write(sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 17, "DAFTAR KELUARGA DTSEN 2025")
        sheet.merge_range(3, 0, 4, 0, "NO KK")
        sheet.merge_range(3, 1, 3, 17, "DATA ANGGOTA")
        for place, name in enumerate(COLUMNS):
            if place:
                sheet.write_string(4, place, name)
            sheet.write_number(5, place, place + 1)
            sheet.write_string(6, place, SITI[place])

    (only,) = data(xlsx_file(tmp_path, write))
    assert (only.number, tuple(only.cells)) == (7, SITI)


def test_a_workbook_gives_the_same_cells_as_a_text_file(tmp_path: Path) -> None:
    rows = [SITI, RIZKI, row(alamat="A & B <C>\n2")]
    for in_memory in (True, False):
        path = xlsx_file(tmp_path, plain_sheet(rows), constant_memory=not in_memory)
        assert [tuple([*one.cells, *[""] * 18][:18]) for one in data(path)] == rows


def test_formulas_errors_and_numbers_of_cells_are_told_apart(tmp_path: Path) -> None:
    def write(sheet: Any) -> None:
        plain_sheet([SITI, SITI, SITI])(sheet)
        sheet.write_formula(1, 2, '=UPPER("siti")', None, "SITI")
        sheet.write_formula(2, 2, "=A1", None, "")
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
        sheet.write_number(1, 1, 1906014507850000)
        sheet.write_number(2, 1, 1906014507850002)
        sheet.write_boolean(1, 14, True)

    first, second, third = data(xlsx_file(tmp_path, write))
    assert (first.cells[2], first.remarks) == ("SITI", ((2, FORMULA),))
    assert second.remarks == ((2, FORMULA_EMPTY),)
    assert third.remarks == ((2, ERROR_VALUE),)
    assert (first.cells[1], second.cells[1]) == ("1,90601450785E+15", "1906014507850002")
    assert first.cells[14] == "YA"


def test_days_of_both_ways_of_counting_and_macros_and_links(tmp_path: Path) -> None:
    born = date(1985, 7, 5)
    path = xlsx_file(tmp_path, plain_sheet([SITI]))
    assert not open_table(path).dates_from_1904
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    book = parts["xl/workbook.xml"].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    parts |= {"xl/workbook.xml": book, "xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    table = open_table(path)
    assert table.dates_from_1904
    assert [note.code for note in table.notes] == ["macros", "external_links"]
    assert read_date(str((born - date(1904, 1, 1)).days), from_1904=True) == born


def test_a_thousand_columns_are_read(tmp_path: Path) -> None:
    header = [*COLUMNS, *(f"kolom {number}" for number in range(1000))]
    path = csv_file(tmp_path, [[*SITI, *["x"] * 1000]], header=header)
    assert len(data(path)[0].cells) == 1018


def bombs(path: Path, tricks: str) -> None:
    """A workbook whose sheet is 300 MB of spaces, or that multiplies entities, or that has 20,000 parts."""
    with zipfile.ZipFile(xlsx_file(path.parent, plain_sheet([SITI]))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            with new.open(name, "w", force_zip64=True) as part:
                if tricks == "spaces" and name.endswith("sheet1.xml"):
                    for _ in range(300):
                        part.write(b" " * 1024 * 1024)
                if tricks == "entities" and name.endswith("sheet1.xml"):
                    content = content.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)
                part.write(content)
        for number in range(20_000 if tricks == "parts" else 0):
            new.writestr(f"xl/{number}", "")


@pytest.mark.parametrize("tricks", ["spaces", "entities", "parts"])
def test_bombs_are_not_unpacked(tmp_path: Path, tricks: str) -> None:
    path = tmp_path / "bomb.xlsx"
    bombs(path, tricks)
    assert refusal(path) == "zip_bomb"


def test_a_size_that_lies_is_noticed(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, plain_sheet([SITI] * 500))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as old:
        size = old.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    at = content.rindex(size)
    content[at : at + 4] = (2000).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path) == "broken_workbook"


@given(st.dates(date(1928, 1, 1), date(2100, 1, 1)))
def test_every_way_of_writing_a_day_gives_that_day(day: date) -> None:
    ways = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", f"{day:%d.%m.%Y}"]
    ways += [str((day - date(1899, 12, 30)).days), f"{day.isoformat()} 00:00:00", f"{day.isoformat()}T00:00:00"]
    assert {read_date(way) for way in ways} == {day}
    assert read_date(str((day - date(1904, 1, 1)).days), from_1904=True) == day


def test_day_one_of_spreadsheets_is_the_first_of_1900_but_for_a_day_that_never_was() -> None:
    """Excel shows day 61 as 1 March 1900; from there on both agree."""
    assert date(1900, 3, 1) == date(1899, 12, 30) + timedelta(61)


@pytest.mark.parametrize("written", ["", "x", "1985", "2000", "31/02/2001", "05/07/85", "1/13/1990", "7", "123456789"])
def test_what_is_no_day_is_not_guessed(written: str) -> None:
    assert read_date(written) is None


@given(st.integers(10**15, 10**16 - 1))
def test_a_number_of_sixteen_digits_is_kept_only_when_no_program_can_have_lost_any(number: int) -> None:
    shown = number_text(str(number))
    if number % 10 and number <= 2**53:
        assert shown == str(number)
    else:
        assert re.fullmatch(r"\d(,\d+)?E\+1[56]", shown)


@given(st.integers(0, 10**15 - 1))
def test_smaller_whole_numbers_are_read_as_they_are(number: int) -> None:
    assert {number_text(str(number)), number_text(f"{number}.0"), number_text(repr(float(number)))} == {str(number)}


def test_every_layout_that_is_there_can_be_read() -> None:
    assert [layout(code).code for code in codes()] == list(codes())
