"""Recording a case at the counter, its receipt, its papers; start pages and lists."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from slrt.domain import clock
from slrt.domain.access import system
from slrt.services import cases
from slrt.store.cases.models import Attachment, Case
from slrt.store.walls.context import acting
from tests.makers.browsers import browser
from tests.makers.cases import (
    TUESDAY,
    Cast,
    actor,
    analysed,
    family,
    opened,
    organisation,
    referred,
    stepped,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


PDF = b"%PDF-1.4\n%%EOF\n"


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return SimpleUploadedFile("rumah.jpg", out.getvalue(), "image/jpeg")


def text_of(response: Any) -> str:
    return response.content.decode()


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def intake(client: Client, address: str = "/cases/new", **changes: Any) -> dict[str, Any]:
    page = text_of(client.get(address))
    return {
        "submission": field(page, "submission"),
        "type": "complaint",
        "title": "Kartu BPJS tidak aktif",
        "text": "Di loket kartunya dibilang tidak aktif.",
        "sector": "health",
        "programme_code": "",
        "priority": "normal",
        "channel": "desk",
        "reporter_name": "Ibu Siti Aminah",
        "reporter_phone": "0812 0000 4417",
        "reporter_relation": "istri",
        "area_code": "19.06.01.2001",
        **changes,
    }


def all_cases() -> list[Case]:
    with acting(system()):
        return list(Case.objects.order_by("opened_at"))


def test_a_new_case_is_saved_and_its_receipt_follows(cast: Cast) -> None:
    client = browser(cast.front)
    response = client.post("/cases/new", intake(client, photo=photo()))
    (case,) = all_cases()
    assert response.status_code == 302
    assert response["Location"] == f"/cases/{case.id}/receipt"
    with acting(system()):
        assert [a.kind for a in Attachment.objects.filter(case=case)] == ["image/jpeg"]
    slip = text_of(client.get(response["Location"]))
    assert case.ticket in slip
    assert "<svg" in slip
    assert "Kartu BPJS" not in slip


def test_pressing_save_twice_makes_one_case(cast: Cast) -> None:
    client = browser(cast.front)
    typed = intake(client)
    first, second = client.post("/cases/new", typed), client.post("/cases/new", typed)
    assert first["Location"] == second["Location"]
    assert len(all_cases()) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "Cerita warga"),
        ({"type": "wish"}, "Jenis"),
        ({"area_code": ""}, "Desa atau kelurahan"),
        ({"reporter_name": "x" * 121}, "Nama pelapor"),
        ({"submission": "not-a-key"}, "submission"),
    ],
)
def test_what_is_wrong_is_named_and_all_typing_is_kept(cast: Cast, wrong: dict[str, str], words: str) -> None:
    client = browser(cast.front)
    response = client.post("/cases/new", intake(client, **wrong))
    page = text_of(response)
    assert response.status_code == 422
    assert 'id="problems"' in page
    assert words.lower() in page.lower()
    assert "Ibu Siti" in page or "reporter_name" in wrong
    assert not all_cases()


def test_a_broken_photo_is_refused_with_words_and_nothing_is_half_saved(cast: Cast) -> None:
    client = browser(cast.front)
    broken = SimpleUploadedFile("rusak.jpg", b"\xff\xd8\xff broken", "image/jpeg")
    response = client.post("/cases/new", intake(client, photo=[photo(), broken]))
    assert response.status_code == 422
    assert "tidak bisa dibaca" in text_of(response)
    assert "Di loket kartunya" in text_of(response)
    assert not all_cases()


def test_the_intake_of_a_family_knows_its_people(cast: Cast) -> None:
    home = family()
    client = browser(cast.front)
    address = f"/cases/new?family={home.id}&programme=pbi_jkn"
    page = text_of(client.get(address))
    assert 'value="Rusdi"' in page
    assert re.search(r'<option value="pbi_jkn" selected', page)
    response = client.post(address, intake(client, address))
    (case,) = all_cases()
    assert response.status_code == 302
    assert (case.family_id, case.area_code) == (home.id, home.area_code)


def test_a_family_out_of_sight_is_not_found(cast: Cast) -> None:
    far = family("19.03.01.2004")
    assert browser(cast.front).get(f"/cases/new?family={far.id}").status_code == 404


def test_papers_are_added_shown_and_handed_out_safely(cast: Cast) -> None:
    case, client = opened(cast.front), browser(cast.front)
    pdf = SimpleUploadedFile("surat kuasa.pdf", PDF, "application/pdf")
    assert client.post(f"/cases/{case.id}/papers", {"photo": [photo(), pdf]}).status_code == 302
    with acting(system()):
        kept = {a.kind: a for a in Attachment.objects.filter(case=case)}
    shown = client.get(f"/attachments/{kept['image/jpeg'].id}")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown["Content-Security-Policy"]
    sent = client.get(f"/attachments/{kept['application/pdf'].id}")
    assert sent.content == PDF
    assert sent["Content-Disposition"] == 'attachment; filename="surat kuasa.pdf"'
    for stranger in (actor("manager", "19.02"), actor("provider", at=organisation("PLN"))):
        assert browser(stranger).get(f"/attachments/{kept['image/jpeg'].id}").status_code == 404
    assert browser(actor("administrator")).get(f"/attachments/{kept['image/jpeg'].id}").status_code == 403


def test_a_paper_without_bytes_is_not_found_rather_than_a_crash(cast: Cast, tmp_path: Path) -> None:
    case = opened(cast.front)
    kept = cases.attach(cast.front, case_id=case.id, name="a.pdf", data=PDF)
    (tmp_path / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256).unlink()
    assert browser(cast.front).get(f"/attachments/{kept.id}").status_code == 404


def test_a_script_dressed_as_a_photo_is_refused(cast: Cast) -> None:
    case = opened(cast.front)
    svg = SimpleUploadedFile("gambar.jpg", b"<svg onload='alert(1)'/>", "image/jpeg")
    response = browser(cast.front).post(f"/cases/{case.id}/papers", {"photo": svg})
    assert response.status_code == 422
    assert "tidak bisa dibaca" in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "view=queue",
        "view=waiting",
        "view=ended",
        "q=siti",
        "sector=health",
        "sector=x&area=99&page=0",
        "organisation=x",
    ],
)
def test_every_list_of_cases_opens(cast: Cast, query: str) -> None:
    opened(cast.front)
    stepped(cast.front, opened(cast.front), "withdraw", reason="Beres")
    assert browser(cast.back).get(f"/cases?{query}").status_code == 200


@pytest.mark.parametrize(
    ("role", "area", "words"),
    [
        ("front_office", "19.06", "Antrean saya"),
        ("back_office", "19.06", "Lewat tenggat"),
        ("facilitator", "19.06.01", "Catat keluhan"),
        ("province", "19", "Per wilayah"),
        ("national", "00", "Per wilayah"),
        ("administrator", "19.06", "Pengguna aktif"),
    ],
)
def test_the_start_page_is_that_of_the_role(cast: Cast, role: str, area: str, words: str) -> None:
    opened(cast.front)
    referred(cast, analysed(cast))
    assert words in text_of(browser(actor(role, area)).get("/"))


def test_overdue_cases_come_first_on_the_start_page(cast: Cast) -> None:
    opened(cast.front)
    with clock.at(TUESDAY + timedelta(days=2)):
        page = text_of(browser(cast.back).get("/"))
    assert "1 kasus lewat tenggat: dahulukan" in page
    assert "Lewat 1 hari kerja" in page


@pytest.mark.parametrize("paper", ["a4", "80", "58", "wide"])
def test_the_receipt_prints_on_every_paper_without_nik_or_matter(cast: Cast, paper: str) -> None:
    case = opened(cast.front, family_id=family().id)
    page = text_of(browser(cast.front).get(f"/cases/{case.id}/receipt?paper={paper}"))
    assert case.ticket in page
    assert "••" not in page
    assert case.title not in page


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    response = Client().get("/inbox")
    assert response.status_code == 302
    assert "/sign-in" in response["Location"]
