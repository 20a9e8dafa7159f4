"""Screens of cases: what each shows, keeps and refuses, for every role and in both languages."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from slrt.domain import clock
from slrt.domain.access import system
from slrt.services import cases
from slrt.store.cases.models import Attachment, Case, Need, Note, Referral
from slrt.store.walls.context import acting
from tests.makers.browsers import browser
from tests.makers.cases import (
    RESULT,
    TUESDAY,
    Cast,
    actor,
    analysed,
    answered,
    awaiting,
    family,
    now,
    now_referral,
    opened,
    organisation,
    referred,
    stepped,
)
from tests.makers.cases import cast as whole_cast

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def tuesday(tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    settings.SLRT_ATTACHMENTS = tmp_path
    with clock.at(TUESDAY):
        yield


@pytest.fixture
def cast() -> Cast:
    return whole_cast()


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


def test_the_case_page_opens_with_what_comes_next(cast: Cast) -> None:
    case = analysed(cast)
    referred(cast, case)
    page = text_of(browser(cast.back).get(f"/cases/{case.id}"))
    assert "Berikutnya <b>Dinas Sosial</b> menjawab rujukan" in page
    assert "Jumat, 4 Desember 2026" in page
    assert 'aria-current="step"' in page


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_state_of_a_case_has_its_page_in_both_languages(cast: Cast, language: str) -> None:
    made = [opened(cast.front), stepped(cast.back, opened(cast.front), "verify"), analysed(cast), awaiting(cast)]
    made.append(stepped(cast.back, stepped(cast.back, opened(cast.front), "verify"), "ask_repair", reason="KK lama"))
    made.append(stepped(cast.back, analysed(cast), "handle"))
    made.append(stepped(cast.manager, opened(cast.front), "reject", reason="Bukan warga"))
    made.append(stepped(cast.back, opened(cast.front), "mark_duplicate", duplicate_of=made[0].ticket))
    closed = awaiting(cast)
    cases.confirm(cast.front, case_id=closed.id, answer="solved", told_by="Ibu Siti", satisfaction=5)
    overridden = awaiting(cast)
    stepped(cast.manager, overridden, "close", reason="Pindah")
    again = awaiting(cast)
    cases.confirm(cast.front, case_id=again.id, answer="not_solved", told_by="Ibu Siti")
    for verb in ("accept", "start"):
        started = analysed(cast)
        referral = referred(cast, started)
        answered(cast.provider, referral, "accept")
        if verb == "start":
            answered(cast.provider, referral, "start")
        made.append(started)
    declined = analysed(cast)
    answered(cast.provider, referred(cast, declined), "decline", reason="Bukan kami")
    for who in (cast.front, cast.back, cast.manager, actor("province", "19")):
        client = browser(who)
        client.cookies["slrt_language"] = language
        session = client.session
        session["language"] = language
        session.save()
        for case in (*made, closed, overridden, again, declined):
            response = client.get(f"/cases/{case.id}")
            assert response.status_code == 200
            assert f'lang="{language}"' in text_of(response)


def test_buttons_are_drawn_only_for_what_the_reader_may_do(cast: Cast) -> None:
    case = opened(cast.front)
    front = text_of(browser(cast.front).get(f"/cases/{case.id}"))
    back = text_of(browser(cast.back).get(f"/cases/{case.id}"))
    manager = text_of(browser(cast.manager).get(f"/cases/{case.id}"))
    assert f"/cases/{case.id}/verify" not in front
    assert f"/cases/{case.id}/withdraw" in front
    assert f"/cases/{case.id}/verify" in back
    assert f"/cases/{case.id}/reject" not in back
    assert f"/cases/{case.id}/reject" in manager
    assert "follow_" not in manager


def test_a_step_without_needs_is_one_press(cast: Cast) -> None:
    case = opened(cast.front)
    response = browser(cast.back).post(f"/cases/{case.id}/verify", {"version": case.version}, follow=True)
    assert now(case).state == "verifying"
    assert "Tercatat" in text_of(response)


def test_pressing_a_step_twice_is_one_step_and_no_complaint(cast: Cast) -> None:
    case, client = opened(cast.front), browser(cast.back)
    for _ in range(2):
        response = client.post(f"/cases/{case.id}/verify", {"version": case.version})
        assert response.status_code == 302
    assert now(case).version == 2


def test_a_step_that_needs_a_reason_asks_for_it_and_keeps_it(cast: Cast) -> None:
    case, client = opened(cast.front), browser(cast.manager)
    asked = text_of(client.get(f"/cases/{case.id}/reject"))
    version = field(asked, "version")
    response = client.post(f"/cases/{case.id}/reject", {"version": version, "reason": " "})
    assert response.status_code == 422
    assert now(case).state == "registered"
    client.post(f"/cases/{case.id}/reject", {"version": version, "reason": "Bukan warga"})
    assert (now(case).state, now(case).result) == ("rejected", "Bukan warga")


def test_a_stale_form_says_what_is_now_and_keeps_the_typing(cast: Cast) -> None:
    case, client = opened(cast.front), browser(cast.manager)
    version = field(text_of(client.get(f"/cases/{case.id}/reject")), "version")
    stepped(cast.back, case, "verify")
    response = client.post(f"/cases/{case.id}/reject", {"version": version, "reason": "Alasan panjang saya"})
    page = text_of(response)
    assert response.status_code == 422
    assert "Diverifikasi" in page
    assert "Alasan panjang saya" in page
    # the same form can now be sent
    client.post(f"/cases/{case.id}/reject", {"version": field(page, "version"), "reason": "Alasan panjang saya"})
    assert now(case).state == "rejected"


def test_a_stale_press_without_typing_goes_back_with_the_reason(cast: Cast) -> None:
    case = opened(cast.front)
    stepped(cast.manager, case, "analyse")
    response = browser(cast.back).post(f"/cases/{case.id}/verify", {"version": case.version}, follow=True)
    assert "Baru saja diubah orang lain" in text_of(response)


@pytest.mark.parametrize("verb", ["burn", "follow_sent", "follow_result"])
def test_an_unknown_or_system_step_has_no_page(cast: Cast, verb: str) -> None:
    case = analysed(cast)
    for method in ("get", "post"):
        assert getattr(browser(cast.manager), method)(f"/cases/{case.id}/{verb}").status_code == 404


def test_the_citizens_answer_is_recorded_by_the_counter_and_not_by_who_handled_it(cast: Cast) -> None:
    case = awaiting(cast)
    assert f"/cases/{case.id}/confirm_solved" not in text_of(browser(cast.back).get(f"/cases/{case.id}"))
    refused = browser(cast.back).post(
        f"/cases/{case.id}/confirm_solved", {"version": case.version, "told_by": "Ibu Siti"}
    )
    assert refused.status_code == 403
    client = browser(cast.front)
    form = text_of(client.get(f"/cases/{case.id}/confirm_solved"))
    assert 'value="Ibu Siti Aminah"' in form
    typed = {"version": field(form, "version"), "told_by": "Ibu Siti", "satisfaction": "4", "note": "Lewat telepon"}
    client.post(f"/cases/{case.id}/confirm_solved", typed)
    assert (now(case).state, now(case).satisfaction) == ("closed", 4)
    with acting(system()):
        assert [n.text for n in Note.objects.filter(case=case)] == ["Lewat telepon"]


def test_the_citizens_no_reopens(cast: Cast) -> None:
    case = awaiting(cast)
    browser(cast.front).post(
        f"/cases/{case.id}/confirm_not_solved", {"version": case.version, "told_by": "Ibu Siti", "note": ""}
    )
    assert (now(case).state, now(case).reopened_count) == ("analysed", 1)


def test_a_note_is_kept_once_and_an_empty_one_refused(cast: Cast) -> None:
    case, client = opened(cast.front), browser(cast.front)
    key = field(text_of(client.get(f"/cases/{case.id}")), "submission")
    for _ in range(2):
        client.post(f"/cases/{case.id}/note", {"submission": key, "text": "Ditelepon"})
    with acting(system()):
        assert Note.objects.filter(case=case).count() == 1
    assert client.post(f"/cases/{case.id}/note", {"submission": str(uuid4()), "text": ""}).status_code == 422


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


def test_a_need_is_added(cast: Cast) -> None:
    case, client = opened(cast.front), browser(cast.front)
    assert client.get(f"/cases/{case.id}/need").status_code == 200
    assert client.post(f"/cases/{case.id}/need", {"title": "", "sector": "food"}).status_code == 422
    client.post(f"/cases/{case.id}/need", {"title": "Beras", "sector": "food"})
    with acting(system()):
        assert Need.objects.filter(case=case, title="Beras").exists()


def test_referring_offers_what_fits_first_and_sends(cast: Cast) -> None:
    case, client = analysed(cast), browser(cast.back)
    form = text_of(client.get(f"/cases/{case.id}/refer"))
    typed = {
        "submission": field(form, "submission"),
        "need_id": re.search(r'<option value="([0-9a-f-]{36})"', form)[1],
        "organisation_id": str(cast.dinsos.id),
        "message": "Mohon reaktivasi",
        "consent": "verbal",
        "consent_reason": "",
    }
    for _ in range(2):
        assert client.post(f"/cases/{case.id}/refer", typed).status_code == 302
    with acting(system()):
        (sent,) = Referral.objects.filter(case=case)
    assert (sent.organisation_id, sent.state, now(case).state) == (cast.dinsos.id, "sent", "referred")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"organisation_id": ""}, "Pilih lembaga tujuan"),
        ({"consent": "override", "consent_reason": ""}, "Isi alasan merujuk tanpa persetujuan"),
        ({"consent": ""}, "Persetujuan warga"),
    ],
)
def test_a_referral_that_lacks_something_is_refused_with_words(cast: Cast, wrong: dict[str, str], words: str) -> None:
    case, client = analysed(cast), browser(cast.back)
    form = text_of(client.get(f"/cases/{case.id}/refer"))
    typed = {
        "submission": field(form, "submission"),
        "need_id": re.search(r'<option value="([0-9a-f-]{36})"', form)[1],
        "organisation_id": str(cast.dinsos.id),
        "message": "Pesan saya",
        "consent": "verbal",
        **wrong,
    }
    response = client.post(f"/cases/{case.id}/refer", typed)
    assert response.status_code == 422
    assert words in text_of(response)
    assert "Pesan saya" in text_of(response)


def test_a_case_not_ready_says_so_instead_of_a_form(cast: Cast) -> None:
    page = text_of(browser(cast.back).get(f"/cases/{opened(cast.front).id}/refer"))
    assert "belum bisa dirujuk" in page


def test_the_inbox_lists_and_accepting_is_one_press(cast: Cast) -> None:
    referral = referred(cast, analysed(cast))
    client = browser(cast.provider)
    page = text_of(client.get("/inbox"))
    assert f"/referrals/{referral.id}/accept" in page
    client.post(f"/referrals/{referral.id}/accept", {"version": referral.version})
    assert now_referral(referral).state == "accepted"
    assert "Isi hasil" in text_of(client.get("/inbox?view=work"))


def test_several_are_accepted_at_once_and_the_rest_is_named(cast: Cast) -> None:
    mine = [referred(cast, analysed(cast)) for _ in range(3)]
    answered(cast.colleague, mine[2], "accept")
    picks = [f"{one.id}:{one.version}" for one in mine] + ["rubbish", f"{uuid4()}:1"]
    page = text_of(
        browser(cast.provider).post("/inbox/accept", {"pick": picks, "next": "/inbox?view=work"}, follow=True)
    )
    assert [now_referral(one).state for one in mine] == ["accepted"] * 3
    assert "2 rujukan diterima" in page
    assert "Baru saja diubah orang lain" in page
    assert "sudah tidak ada" in page


def test_accepting_nothing_asks_to_pick_and_never_leads_elsewhere(cast: Cast) -> None:
    response = browser(cast.provider).post("/inbox/accept", {"next": "https://example.org/"})
    assert response["Location"] == "/inbox"


def test_the_referral_page_shows_the_packet_and_not_the_case(cast: Cast) -> None:
    home = family()
    case = analysed(cast, family_id=home.id)
    referral = referred(cast, case)
    page = text_of(browser(cast.provider).get(f"/referrals/{referral.id}"))
    assert "1906••••••••0001" in page
    assert "Jalan Lipat Kajang 4" in page
    assert f"/cases/{case.id}" not in page
    assert browser(cast.provider).get(f"/cases/{case.id}").status_code == 403
    assert f"/cases/{case.id}" in text_of(browser(cast.back).get(f"/referrals/{referral.id}"))


def test_a_result_with_evidence_ends_the_referral(cast: Cast) -> None:
    case = analysed(cast)
    referral = referred(cast, case)
    answered(cast.provider, referral, "accept")
    client = browser(cast.provider)
    form = text_of(client.get(f"/referrals/{referral.id}/fulfil"))
    typed = {"version": field(form, "version"), **RESULT, "photo": photo()}
    assert client.post(f"/referrals/{referral.id}/fulfil", typed).status_code == 302
    assert now_referral(referral).state == "fulfilled"
    assert now(case).state == "awaiting_confirmation"
    with acting(system()):
        assert Attachment.objects.filter(referral=referral).count() == 1


def test_a_broken_proof_keeps_the_result_unsaved_and_the_typing(cast: Cast) -> None:
    referral = referred(cast, analysed(cast))
    answered(cast.provider, referral, "accept")
    client = browser(cast.provider)
    version = field(text_of(client.get(f"/referrals/{referral.id}/fulfil")), "version")
    broken = SimpleUploadedFile("a.jpg", b"\xff\xd8 broken", "image/jpeg")
    response = client.post(f"/referrals/{referral.id}/fulfil", {"version": version, **RESULT, "photo": broken})
    assert response.status_code == 422
    assert RESULT["result"] in text_of(response)
    assert now_referral(referral).state == "accepted"


def test_declining_needs_its_reason(cast: Cast) -> None:
    referral = referred(cast, analysed(cast))
    client = browser(cast.provider)
    assert client.post(f"/referrals/{referral.id}/decline", {"version": referral.version}).status_code == 422
    client.post(f"/referrals/{referral.id}/decline", {"version": referral.version, "reason": "Bukan wewenang"})
    assert now_referral(referral).state == "declined"


def test_evidence_is_added_by_the_receiver_alone(cast: Cast) -> None:
    referral = referred(cast, analysed(cast))
    assert browser(cast.provider).post(f"/referrals/{referral.id}/papers", {"photo": photo()}).status_code == 302
    assert browser(cast.back).post(f"/referrals/{referral.id}/papers", {"photo": photo()}).status_code == 403
    broken = SimpleUploadedFile("a.jpg", b"?", "image/jpeg")
    assert browser(cast.provider).post(f"/referrals/{referral.id}/papers", {"photo": broken}).status_code == 422


@pytest.mark.parametrize("verb", ["send", "expire", "burn"])
def test_no_page_for_steps_nobody_takes_by_hand(cast: Cast, verb: str) -> None:
    referral = referred(cast, analysed(cast))
    assert browser(cast.back).get(f"/referrals/{referral.id}/{verb}").status_code == 404


def test_a_stale_answer_is_told(cast: Cast) -> None:
    referral = referred(cast, analysed(cast))
    answered(cast.colleague, referral, "accept")
    client = browser(cast.provider)
    response = client.post(f"/referrals/{referral.id}/accept", {"version": referral.version}, follow=True)
    assert "Baru saja diubah orang lain" in text_of(response)
    page = client.post(f"/referrals/{referral.id}/decline", {"version": referral.version, "reason": "Penuh sekali"})
    assert page.status_code == 422
    assert "Penuh sekali" in text_of(page)


@pytest.mark.parametrize("view", ["open", "new", "today", "overdue", "work", "done", "no such"])
def test_every_view_of_the_inbox_opens(cast: Cast, view: str) -> None:
    referred(cast, analysed(cast))
    response = browser(cast.provider).get(f"/inbox?view={view}&sector=health&area=19.06.01&page=x")
    assert response.status_code == 200


def test_an_officer_has_the_queue_of_cases_for_an_inbox(cast: Cast) -> None:
    assert browser(cast.back).get("/inbox")["Location"] == "/cases?view=queue"


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


def test_the_start_page_of_a_receiver_counts_its_inbox(cast: Cast) -> None:
    referred(cast, analysed(cast))
    page = text_of(browser(cast.provider).get("/"))
    assert "1 rujukan menunggu jawaban Anda" in page


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


def test_pages_hold_no_inline_style_or_script(cast: Cast) -> None:
    case = awaiting(cast)
    referral = referred(cast, analysed(cast))
    for who, address in (
        (cast.back, "/"),
        (cast.back, f"/cases/{case.id}"),
        (cast.back, f"/cases/{case.id}/receipt"),
        (cast.provider, "/inbox"),
        (cast.provider, f"/referrals/{referral.id}"),
        (cast.front, "/cases/new"),
    ):
        page = text_of(browser(who).get(address))
        assert not re.search(r"\sstyle=|<script>|\son[a-z]+=", page), address


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    response = Client().get("/inbox")
    assert response.status_code == 302
    assert "/sign-in" in response["Location"]
