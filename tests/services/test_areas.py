"""The ministry's codes: loading them, finding one by name, calendars and zones."""

import shutil
import time as wall
from datetime import date, datetime, time
from pathlib import Path

import pytest

from slrt.domain import clock
from slrt.domain.clock import WIB, WIT, WITA
from slrt.domain.problems import NotFound
from slrt.reads import areas
from slrt.services.areas import load_areas, load_calendar
from slrt.store.areas.models import Area, Calendar, Holiday

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "areas"
HOLIDAYS = ROOT / "data" / "calendar"

pytestmark = pytest.mark.django_db


def first(text: str, **more: object) -> str:
    found = areas.find(text, **more)
    assert found, text
    return found[0].code


def copy_with(folder: Path, file: str, change: tuple[str, str]) -> Path:
    copied = shutil.copytree(FOLDER, folder / "areas")
    text = (copied / file).read_text(encoding="utf-8")
    assert change[0] in text
    (copied / file).write_text(text.replace(*change), encoding="utf-8")
    return copied


def test_all_codes_of_the_ministry_are_there() -> None:
    in_force = Area.objects.filter(valid_until__isnull=True)
    assert [in_force.filter(level=level).count() for level in (1, 2, 3, 4)] == [38, 514, 7285, 83762]
    assert in_force.count() == 91_599


def test_loading_all_codes_takes_less_than_fifteen_seconds() -> None:
    Area.objects.all().delete()
    seen: list[tuple[int, int]] = []
    started = wall.monotonic()
    changed = load_areas(FOLDER, lambda done, total: seen.append((done, total)))
    assert wall.monotonic() - started < 15
    assert changed == Area.objects.count() == seen[-1][0] == seen[-1][1]


def test_a_second_load_changes_nothing() -> None:
    assert load_areas(FOLDER) == 0


def test_a_changed_name_keeps_the_former_one(tmp_path: Path) -> None:
    folder = copy_with(tmp_path, "districts.csv", ("19.06.01,19.06,Manggar\n", "19.06.01,19.06,Manggar Baru\n"))
    assert load_areas(folder) == 1
    area = Area.objects.get(code="19.06.01")
    assert (area.name, area.former_names) == ("Manggar Baru", ["Manggar"])
    assert first("manggar baru") == "19.06.01"


def test_a_vanished_code_ends_and_still_resolves(tmp_path: Path) -> None:
    folder = copy_with(tmp_path, "villages.csv", ("19.06.01.2006,19.06.01,Lalang\n", ""))
    with clock.at(datetime(2027, 1, 5, 3, tzinfo=clock.UTC)):
        assert load_areas(folder) == 1
    assert Area.objects.get(code="19.06.01.2006").valid_until == date(2027, 1, 5)
    assert areas.name("19.06.01.2006") == "Lalang"
    assert not areas.exists("19.06.01.2006")
    assert "19.06.01.2006" not in [hit.code for hit in areas.find("lalang manggar")]


def test_a_new_code_starts_on_the_day_it_is_loaded(tmp_path: Path) -> None:
    line = "19.06.01.2006,19.06.01,Lalang\n"
    folder = copy_with(tmp_path, "villages.csv", (line, line + "19.06.01.2099,19.06.01,Lalang Baru\n"))
    with clock.at(datetime(2027, 1, 5, 3, tzinfo=clock.UTC)):
        assert load_areas(folder) == 1
    assert Area.objects.get(code="19.06.01.2099").valid_from == date(2027, 1, 5)


def test_a_split_names_its_predecessors_and_the_old_code_still_resolves() -> None:
    assert Area.objects.get(code="93").predecessors == ["91"]
    assert Area.objects.get(code="93.01").predecessors == ["91.01"]
    former = Area.objects.get(code="91.01")
    assert (former.name, former.valid_until) == ("Kabupaten Merauke", date(2022, 7, 25))
    assert first("merauke", level=2) == "93.01"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pangkal pinang", "19.71"),
        ("pangkalpinang", "19.71"),
        ("Kota Pangkal Pinang", "19.71"),
        ("belitng timur", "19.06"),
        ("kab belitung", "19.02"),
        ("kep. bangka belitung", "19"),
        ("kec. manggar", "19.06.01"),
        ("Kecamatan Mangar", "19.06.01"),
        ("lalang manggar", "19.06.01.2006"),
        ("desa lalang jaya, kec. manggar", "19.06.01.2001"),
        ("dki jakarta", "31"),
        ("yogyakarta", "34"),
        ("kota bandung", "32.73"),
        ("kabupaten bandung", "32.04"),
        ("19.06.01.2006", "19.06.01.2006"),
        ("BELITUNG  TIMUR!", "19.06"),
    ],
)
def test_names_are_found_despite_typing_errors_and_habits(text: str, code: str) -> None:
    assert first(text) == code


def test_the_search_keeps_to_an_area_and_a_level() -> None:
    assert all(hit.code.startswith("19.") for hit in areas.find("tanjung", within="19"))
    assert {hit.kind for hit in areas.find("tanjung", within="19", level=3)} == {"kecamatan"}
    assert len(areas.find("sukamaju", limit=3)) == 3


def test_a_hit_says_where_it_lies() -> None:
    hit = areas.find("kec manggar")[0]
    assert hit.path == ("Kepulauan Bangka Belitung", "Kabupaten Belitung Timur", "Manggar")
    assert (hit.kind, hit.score) == ("kecamatan", 1.0)


@pytest.mark.parametrize("text", ["", "   ", "!!!", "%", "_", "xqzvw kkqj", "\x00", "qx\x00z", "a" * 500])
def test_nonsense_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert areas.find(text) == []


def test_names_and_paths_by_code() -> None:
    assert areas.names(["19.06", "00", "99.99"]) == {"19.06": "Kabupaten Belitung Timur", "00": "Indonesia"}
    assert areas.path_names("19.06.01.2006")[2:] == ("Manggar", "Lalang")
    with pytest.raises(NotFound):
        areas.name("19.99")


@pytest.mark.parametrize(
    ("code", "zone"),
    [("19.06", WIB), ("61", WIB), ("62", WIB), ("63", WITA), ("64", WITA), ("65", WITA), ("51", WITA), ("53", WITA),
     ("73", WITA), ("81", WIT), ("91.71", WIT), ("93", WIT), ("96", WIT), ("00", WIB)],
)  # fmt: skip
def test_every_area_has_the_zone_of_its_province(code: str, zone: str) -> None:
    assert areas.zone(code) == zone


def test_known_codes_hold_ended_ones_too_because_a_nik_keeps_its_place_of_issue() -> None:
    known = areas.known_codes()
    assert {"19", "91"} <= known.provinces
    assert {"19.06", "91.01", "93.01"} <= known.regencies
    assert "19.06.01" in known.districts


def test_national_and_local_holidays_close_an_area() -> None:
    load_calendar(HOLIDAYS)
    Holiday.objects.create(day=date(2026, 12, 3), area_code="19.06", name="Hari jadi", source="Perda")
    Calendar.objects.create(area_code="19.06", closes_at=time(14, 30))
    local, elsewhere = areas.calendar("19.06.01.2006"), areas.calendar("93.01")
    assert not local.is_working_day(date(2026, 12, 3))
    assert elsewhere.is_working_day(date(2026, 12, 3))
    assert not local.is_working_day(date(2026, 12, 24))
    assert (local.closes_at, local.zone) == (time(14, 30), WIB)
    assert (elsewhere.closes_at, elsewhere.zone) == (time(16, 0), WIT)


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("19.06", date(2026, 12, 4)),
        ("19.06.01.2001", date(2026, 12, 4)),
        ("19.05", date(2026, 12, 3)),
        ("19", date(2026, 12, 3)),
        ("00", date(2026, 12, 3)),
        ("91.06", date(2026, 12, 3)),
    ],
)
def test_a_local_holiday_counts_in_its_own_area_alone(tmp_path: Path, code: str, due: date) -> None:
    text = (HOLIDAYS / "holidays.csv").read_text(encoding="utf-8")
    (tmp_path / "holidays.csv").write_text(text + "2026-12-03,19.06,Hari jadi,Perda,confirmed\n", encoding="utf-8")
    load_calendar(tmp_path)
    assert areas.calendar(code).add_working_days(date(2026, 12, 2), 1) == due


def test_the_holidays_of_2026_are_seventeen_and_eight_days_of_joint_leave() -> None:
    load_calendar(HOLIDAYS)
    days = Holiday.objects.filter(day__year=2026)
    assert days.filter(name__startswith="Cuti bersama").count() == 8
    assert days.exclude(name__startswith="Cuti bersama").count() == 17
    assert not days.filter(confidence="unconfirmed").exists()


def test_loading_the_calendar_again_changes_nothing_and_a_row_taken_out_goes(tmp_path: Path) -> None:
    load_calendar(HOLIDAYS)
    assert load_calendar(HOLIDAYS) == 0
    text = (HOLIDAYS / "holidays.csv").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("2025-08-18")]
    (tmp_path / "holidays.csv").write_text("".join(kept).replace("Kelahiran Yesus Kristus\n", "x"), encoding="utf-8")
    assert load_calendar(tmp_path) == 1
    assert not Holiday.objects.filter(day=date(2025, 8, 18)).exists()
