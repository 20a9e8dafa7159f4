"""A list at the desk: upload, choose columns, see the dry run, confirm, watch, take back."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.jobs.imports import work_on_files
from slrt.services.registry import batches
from slrt.store.accounts.models import User
from slrt.store.registry.models import Batch, Person, SavedMapping
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.lists import COLUMNS, RIZKI, SITI, row, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_rules", "folder")]


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SLRT_VAR = tmp_path
    return tmp_path


@pytest.fixture
def keeper(day_of_rules: None) -> Actor:
    return people.officer("manager")


@pytest.fixture
def desk(keeper: Actor) -> Client:
    return browser(keeper)


def sent(desk: Client, content: bytes, name: str = "daftar.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return desk.post("/imports", {"submission": str(uuid7()), "layout": "dtsen", "file": file})


def uploaded(desk: Client, content: str) -> str:
    answer = sent(desk, content.encode())
    assert answer.status_code == 302
    return answer.headers["Location"]


def as_found(**other: str) -> dict[str, str]:
    return {name: name for name in COLUMNS} | other


def page(desk: Client, place: str) -> str:
    return desk.get(place).content.decode()


def row_of(place: str) -> Batch:
    with acting(system()):
        return Batch.objects.get(id=UUID(place.rsplit("/", 1)[-1]))


def test_a_list_goes_from_upload_to_the_register_and_back(desk: Client, folder: Path) -> None:
    place = uploaded(desk, text([SITI, RIZKI, row(nik="12")]))
    assert "Periksa berkas" in page(desk, place)
    kept = batches.list_of(UUID(place.rsplit("/", 1)[-1]))
    assert kept.stat().st_mode & 0o777 == 0o600
    desk.post(f"{place}/steps/check", as_found())
    assert "sedang diperiksa" in page(desk, place)
    work_on_files()
    shown = page(desk, place)
    assert "menulis 2 orang baru" in shown
    assert "harus 16 angka" in shown
    assert SITI[1] not in shown
    with acting(system()):
        assert Person.objects.count() == 0
    desk.post(f"{place}/steps/write")
    assert "sedang ditulis" in page(desk, place)
    work_on_files()
    assert "sudah ditulis" in page(desk, place)
    with acting(system()):
        assert set(Person.objects.values_list("name", flat=True)) == {"SITI AMINAH", "MUH RIZKI"}
    rejected = desk.get(f"{place}/rejects")
    assert "alasan" in b"".join(rejected.streaming_content).decode()  # type: ignore[attr-defined]
    with acting(system()):
        assert Event.objects.filter(verb="batch.take_rejects").count() == 1
    assert desk.post(f"{place}/steps/undo", {"reason": " "}).status_code == 422
    desk.post(f"{place}/steps/undo", {"reason": "Berkas keliru"})
    work_on_files()
    assert row_of(place).state == "undone"
    with acting(system()):
        assert Person.objects.exclude(state="void").count() == 0


def test_headers_of_another_name_are_chosen_and_remembered(desk: Client, keeper: Actor) -> None:
    header = ["identitas" if name == "nik" else name for name in COLUMNS]
    place = uploaded(desk, text([SITI], header=header))
    assert desk.post(f"{place}/steps/check", as_found(nik="-")).status_code == 422
    twice = desk.post(f"{place}/steps/check", as_found(nik="nama"))
    assert "dipilih dua kali" in twice.content.decode()
    assert desk.post(f"{place}/steps/check", as_found(nik="identitas", desil="-")).status_code == 302
    work_on_files()
    assert row_of(place).report["dry_run"]["new"] == 1
    with acting(system()):
        assert SavedMapping.objects.get().area_code == keeper.area_code
    other = uploaded(desk, text([SITI, RIZKI], header=header))
    assert '<option value="identitas" selected>' in page(desk, other)


def test_what_is_no_table_is_said_and_a_bare_or_big_file_refused(desk: Client, settings: Any) -> None:
    place = uploaded(desk, "%PDF-1.7 bukan tabel")
    assert "PDF" in page(desk, place)
    assert "Ini harus diperbaiki" in desk.post(f"{place}/steps/check", as_found()).content.decode()
    assert sent(desk, b"").status_code == 422
    settings.SLRT_IMPORT_MAX_BYTES = 10
    answer = sent(desk, text([SITI]).encode())
    assert (answer.status_code, "terlalu besar" in answer.content.decode()) == (422, True)


def test_a_file_is_given_up_before_anything_is_written(desk: Client) -> None:
    place = uploaded(desk, text([SITI]))
    desk.post(f"{place}/steps/cancel")
    assert row_of(place).state == "cancelled"
    assert desk.post(f"{place}/steps/write").status_code == 422


def test_without_the_one_who_brought_it_nothing_is_written(desk: Client, keeper: Actor) -> None:
    place = uploaded(desk, text([SITI]))
    desk.post(f"{place}/steps/check", as_found())
    with acting(system()):
        User.objects.filter(id=keeper.user_id).update(is_active=False)
    work_on_files()
    batch = row_of(place)
    assert batch.state == "failed"
    assert "tidak lagi bertugas" in batch.problem


def test_the_list_of_files_shows_the_own_area_alone(desk: Client) -> None:
    uploaded(desk, text([SITI]))
    assert "daftar.csv" in page(desk, "/imports")
    assert "daftar.csv" not in page(browser(people.officer("manager", "19.03")), "/imports")


def test_a_header_that_is_somebodys_number_is_not_kept(desk: Client) -> None:
    header = [SITI[1] if name == "nik" else name for name in COLUMNS]
    place = uploaded(desk, text([RIZKI], header=header))
    answer = desk.post(f"{place}/steps/check", as_found(nik=SITI[1]))
    assert (answer.status_code, "bukan judul" in answer.content.decode()) == (422, True)
    assert row_of(place).mapping == {}
