"""What a dry run says of rows, families and the register."""

import os
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from slrt.domain import access
from slrt.domain.access import Actor
from slrt.services.registry import NewMember
from tests.makers.families import new_family, nik, officer, registered
from tests.makers.lists import RIZKI, SITI, checked, csv_file, found, outcomes, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_rules")]

SYSTEM = access.system()
SITI_BORN, RIZKI_BORN = date(1985, 7, 5), date(2012, 3, 12)
BAD_NIK = "1,90601E+15"


def siti_and_rizki(**of_rizki: object) -> tuple[NewMember, NewMember]:
    """The family of the sample as the register holds it when nothing changed."""
    siti = NewMember(
        name="Siti Aminah",
        nik=SITI[1],
        facts={
            "relation": "head", "sex": "female", "birth_date": date(1985, 7, 5), "marital_status": "widowed",
            "highest_diploma": "sd", "works": True, "is_pregnant": False,
        },
    )  # fmt: skip
    rizki = NewMember(
        name="Muh Rizki",
        nik=RIZKI[1],
        facts={
            "relation": "child", "sex": "male", "birth_date": date(2012, 3, 12), "marital_status": "single",
            "in_school": True, "school_level": "smp", "works": False, **of_rizki,
        },
    )  # fmt: skip
    return siti, rizki


def register_sample(actor: Actor, **of_rizki: object) -> None:
    family = new_family(*siti_and_rizki(**of_rizki), no_kk=SITI[0], address="Jl Pelabuhan", rt="1", rw="2")
    facts = {
        "decile": 2, "decile_source": "dtsen", "decile_on": date(2025, 10, 20), "registered": True,
        "receives": frozenset({"pkh", "sembako", "pip"}),
    }  # fmt: skip
    registered(actor, replace(family, facts=facts))


def test_the_sample_is_new_and_then_unchanged(db: None, tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI, RIZKI])
    first = checked(SYSTEM, path)
    assert (first["rows"], first["families"], outcomes(first)) == (2, 1, {"new": 2})
    assert first["errors"] == first["warnings"] == []
    register_sample(officer())
    assert outcomes(checked(SYSTEM, path)) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("column", "text"),
    [("nama", "SITI AMINAH NUR"), ("tanggal_lahir", "6/7/1985"), ("status_kawin", "CERAI HIDUP"), ("desil", "3"),
     ("rt", "9"), ("alamat", "JL LAUT"), ("disabilitas", "LIHAT"), ("kepesertaan", "PBI-JKN"),
     ("no_kk", "1906012505180009"), ("pendidikan", "SMP"), ("kode_wilayah", "19.06.01.2006")],
)  # fmt: skip
def test_one_other_cell_changes_the_row_alone(db: None, tmp_path: Path, column: str, text: str) -> None:
    register_sample(officer())
    other = row(RIZKI, no_kk=text) if column == "no_kk" else RIZKI
    assert outcomes(checked(SYSTEM, csv_file(tmp_path, [row(**{column: text}), other]))) == {
        "changed": 1,
        "unchanged": 1,
    }


def test_outcomes_come_in_their_order_and_add_up(db: None, tmp_path: Path) -> None:
    away = {"no_kk": "1902012505180001", "kode_wilayah": "19.02.01.1001"}
    rows = [
        SITI,
        row(RIZKI, nik=BAD_NIK),
        row(SITI, **away, nik="1902014507850001"),
        row(RIZKI, nik=SITI[1]),
        row(RIZKI, **away, nik=BAD_NIK),
        row(RIZKI, **away, nik=SITI[1]),
    ]
    report = checked(SYSTEM, csv_file(tmp_path, rows), area_code="19.06")
    assert outcomes(report) == {"new": 1, "invalid": 2, "duplicate": 1, "out_of_scope": 2}
    assert report["rows"] == sum(outcomes(report).values())
    assert found(report) == [
        (3, "nik", "scientific_notation"),
        (4, "kode_wilayah", "out_of_scope"),
        (5, "nik", "nik_twice"),
        (6, "nik", "scientific_notation"),
        (7, "kode_wilayah", "out_of_scope"),
    ]


def test_a_bad_head_keeps_its_members_back_and_a_bad_member_only_himself(db: None, tmp_path: Path) -> None:
    third = row(RIZKI, nik="1906015203140004", nama="NUR AZIZAH", jenis_kelamin="P", tanggal_lahir="2014-03-12")
    bad_member = checked(SYSTEM, csv_file(tmp_path, [SITI, row(RIZKI, desil="11"), third]))
    assert (outcomes(bad_member), found(bad_member)) == ({"new": 2, "invalid": 1}, [(3, "desil", "not_allowed")])
    bad_head = checked(SYSTEM, csv_file(tmp_path, [RIZKI, row(nama=""), third]))
    assert outcomes(bad_head) == {"invalid": 3}
    assert [code for _, _, code in found(bad_head)] == ["head_not_taken", "no_name", "head_not_taken"]


@pytest.mark.parametrize(("heads", "code"), [((), "no_head"), ((SITI, row(nik="1906014507850003")), "many_heads")])
def test_a_family_has_exactly_one_head(db: None, tmp_path: Path, heads: tuple[tuple[str, ...], ...], code: str) -> None:
    report = checked(SYSTEM, csv_file(tmp_path, [*heads, RIZKI]))
    assert outcomes(report) == {"invalid": len(heads) + 1}
    assert {one["code"] for one in report["errors"]} == {code}


def test_a_family_repeated_further_down_is_a_duplicate_and_keeps_its_first_rows(db: None, tmp_path: Path) -> None:
    other = [row(no_kk="1906012505180002", nik="1906014507850099"), SITI, RIZKI]
    report = checked(SYSTEM, csv_file(tmp_path, [SITI, RIZKI, *other]))
    assert outcomes(report) == {"new": 3, "duplicate": 2}
    assert [number for number, _, _ in found(report)] == [5, 6]


def test_a_nik_of_somebody_else_is_a_duplicate_and_one_elsewhere_is_not_told_of(db: None, tmp_path: Path) -> None:
    registered(officer(), new_family(*siti_and_rizki()))
    other = row(nama="BUDI HARTONO", tanggal_lahir="1999-01-01", jenis_kelamin="L")
    report = checked(officer("manager"), csv_file(tmp_path, [other, row(RIZKI, nama="MUH RIZQI")]))
    assert found(report)[0] == (2, "nik", "nik_of_another")
    elsewhere = checked(officer("manager", "19.02"), csv_file(tmp_path, [row(kode_wilayah="19.02.01.1001")]))
    assert (outcomes(elsewhere), found(elsewhere)) == ({"duplicate": 1}, [(2, "nik", "nik_elsewhere")])


@pytest.mark.parametrize("empty", ["", " ", "-"])
def test_somebody_without_nik_is_found_by_name_and_birth_date_in_the_family(
    db: None, tmp_path: Path, empty: str
) -> None:
    register_sample(officer())
    report = checked(SYSTEM, csv_file(tmp_path, [SITI, row(RIZKI, nik=empty)]))
    assert outcomes(report) == {"unchanged": 2}
    assert found(report, "warnings") == [(3, "nik", "no_nik")]
    assert outcomes(checked(SYSTEM, csv_file(tmp_path, [SITI, row(RIZKI, nik="", nama="BAYU")]))) == {
        "unchanged": 1,
        "new": 1,
    }


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"jenis_kelamin": "L"}, "sex_mismatch"),
        ({"tanggal_lahir": "1985-07-06"}, "birth_date_mismatch"),
        ({"jenis_kelamin": "L", "nik": nik(date(1985, 7, 5), "male", 2), "hamil": "YA"}, "not_applicable"),
        ({"tanggal_lahir": "1912-07-05", "nik": "1906014507120002"}, "very_old"),
        ({"tanggal_lahir": "2014-07-05", "nik": "1906014507140002", "status_kawin": "KAWIN"}, "married_young"),
        ({"tanggal_lahir": "2018-07-05", "nik": "1906014507180002", "status_kawin": "KAWIN"}, "not_applicable"),
    ],
)
def test_what_is_unlikely_warns_and_is_taken(db: None, tmp_path: Path, cells: dict[str, str], code: str) -> None:
    report = checked(SYSTEM, csv_file(tmp_path, [row(**cells)]))
    assert outcomes(report) == {"new": 1}
    assert code in {one["code"] for one in report["warnings"]}


def test_a_child_older_than_its_parent_warns(db: None, tmp_path: Path) -> None:
    older = row(RIZKI, nik="1906011203800003", tanggal_lahir="12/03/1980", pendidikan="SMA")
    report = checked(SYSTEM, csv_file(tmp_path, [SITI, older]))
    assert (outcomes(report), found(report, "warnings")) == ({"new": 2}, [(3, "hubungan", "child_older")])


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("nik", "190601450785000", "wrong_length"),
        ("nik", "1906014507850000", "sequence_zero"),
        ("nik", "9906014507850002", "province_unknown"),
        ("no_kk", "1906012505", "wrong_length"),
        ("no_kk", "", "empty"),
        ("tanggal_lahir", "31/02/1985", "not_a_date"),
        ("tanggal_lahir", "1985", "not_a_date"),
        ("tanggal_lahir", "05/07/2090", "birth_in_future"),
        ("tanggal_lahir", "", "empty"),
        ("hubungan", "SEPUPU JAUH", "not_allowed"),
        ("jenis_kelamin", "", "empty"),
        ("kode_wilayah", "19.06.01.9999", "unknown_area"),
        ("kepesertaan", "PKH;UNDIAN", "not_allowed"),
        ("rt", "belakang", "bad_text"),
    ],
)
def test_cells_that_cannot_be_read_are_named_with_what_to_do(
    db: None, tmp_path: Path, column: str, text: str, code: str
) -> None:
    report = checked(SYSTEM, csv_file(tmp_path, [row(**{column: text})]))
    assert outcomes(report) == {"invalid": 1}
    assert found(report) == [(2, column, code)]
    assert all(one["message"] and one["message_en"] for one in report["errors"])


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("nik", "'1906014507850002"),
        ("nik", " 1906 0145 0785 0002 "),
        ("nik", "1906014507850002'"),
        ("no_kk", "1906.0125.0518.0001"),
        ("tanggal_lahir", "05/07/1985"),
        ("tanggal_lahir", "5-7-1985"),
        ("tanggal_lahir", "31233"),
        ("jenis_kelamin", "2"),
        ("jenis_kelamin", "perempuan"),
        ("hubungan", "kepala  keluarga"),
        ("kode_wilayah", "1906012001"),
        ("rt", "1"),
    ],
)
def test_other_ways_of_writing_a_cell_mean_the_same(db: None, tmp_path: Path, column: str, text: str) -> None:
    register_sample(officer())
    report = checked(SYSTEM, csv_file(tmp_path, [row(**{column: text}), RIZKI]))
    assert (outcomes(report), report["errors"]) == ({"unchanged": 2}, [])


def test_whole_niks_are_never_shown(db: None, tmp_path: Path) -> None:
    report = checked(SYSTEM, csv_file(tmp_path, [SITI, SITI, row(nik="9906014507850002")]))
    assert [one["value"] for one in report["errors"]][-1] == "9906••••••••0002"
    assert SITI[1] not in str(report)


def test_only_the_first_errors_are_listed_and_all_are_counted(db: None, tmp_path: Path) -> None:
    rows = [row(no_kk="", nama="") for _ in range(7)]
    report = checked(SYSTEM, csv_file(tmp_path, rows), errors=3)
    assert [one["row"] for one in report["errors"]] == [2, 2, 3]
    assert report["errors_total"] == 2 * len(rows)
    assert not list((tmp_path / "work").iterdir())


def test_who_may_not_register_may_not_import(db: None, tmp_path: Path) -> None:
    with pytest.raises(access.Denied):
        checked(officer("administrator"), csv_file(tmp_path, [SITI]))


def test_a_number_in_the_wrong_column_is_masked_in_the_message_as_well(db: None, tmp_path: Path) -> None:
    report = checked(SYSTEM, csv_file(tmp_path, [row(hubungan=SITI[1], desil=SITI[1])]))
    assert outcomes(report) == {"invalid": 1}
    assert SITI[1] not in str(report)


def test_a_family_of_more_than_two_hundred_is_a_filler(db: None, tmp_path: Path) -> None:
    rows = [row(RIZKI, nik=nik(date(2012, 3, 12), "male", number)) for number in range(1, 201)]
    assert outcomes(checked(SYSTEM, csv_file(tmp_path, [SITI, *rows]))) == {"invalid": 201}
    assert outcomes(checked(SYSTEM, csv_file(tmp_path, [SITI, *rows[1:]]))) == {"new": 200}


def test_rows_of_a_family_need_not_stand_together_and_ten_thousand_go_through_in_batches(
    db: None, tmp_path: Path
) -> None:
    families = [f"19060125{month:02d}18{number:04d}" for month in range(1, 6) for number in range(1, 1001)]
    heads = [row(no_kk=kk, nik=nik(SITI_BORN, "female", n)) for n, kk in enumerate(families, 1)]
    children = [row(RIZKI, no_kk=kk, nik=nik(RIZKI_BORN, "male", n)) for n, kk in enumerate(families, 1)]
    wide = [row(one, alamat="JL " + "A" * 200) for one in (*heads, *reversed(children))]
    report = checked(SYSTEM, csv_file(tmp_path, wide))
    assert (report["families"], outcomes(report)) == (5000, {"new": 10_000})


@pytest.mark.parametrize("filler", ["0000000000000000", "-", "tidak ada"])
def test_fillers_for_a_nomor_kk_make_rows_invalid_one_by_one(db: None, tmp_path: Path, filler: str) -> None:
    report = checked(SYSTEM, csv_file(tmp_path, [row(no_kk=filler), row(RIZKI, no_kk=filler)]))
    assert (report["families"], outcomes(report)) == (0, {"invalid": 2})
    assert {one["column"] for one in report["errors"]} >= {"no_kk"}


def test_the_work_folder_of_a_killed_run_goes_and_that_of_a_living_one_stays(db: None, tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    work = tmp_path / "work"
    dead, alive = work / f"import-{ended.pid}-a", work / f"import-{os.getpid()}-b"
    for folder in (dead, alive):
        folder.mkdir(parents=True)
        (folder / "rows-0").write_text(SITI[1])
    checked(SYSTEM, csv_file(tmp_path, [SITI]))
    assert list(work.iterdir()) == [alive]
