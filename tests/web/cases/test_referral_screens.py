"""Screens of referrals: the inbox, the packet, the answers, sending one."""

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from slrt.domain.access import system
from slrt.store.cases.models import Attachment, Referral
from slrt.store.walls.context import acting
from tests.makers.browsers import browser
from tests.makers.cases import (
    RESULT,
    Cast,
    analysed,
    answered,
    family,
    now,
    now_referral,
    opened,
    referred,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


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


def test_a_receivers_start_page_names_what_is_due_first(cast: Cast) -> None:
    assert "Kotak masuk kosong" in text_of(browser(cast.provider).get("/"))
    referral = referred(cast, analysed(cast))
    page = text_of(browser(cast.provider).get("/"))
    assert f'href="/referrals/{referral.id}"' in page.split('id="nearest"')[1]


def test_an_address_goes_from_the_village_outwards(cast: Cast) -> None:
    referral = referred(cast, analysed(cast))
    page = text_of(browser(cast.provider).get(f"/referrals/{referral.id}"))
    path = referral.packet["area"]["path"]
    assert f"<small>{', '.join(reversed(path))}</small>" in page
    assert len(path) > 2


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


def test_the_start_page_of_a_receiver_counts_its_inbox(cast: Cast) -> None:
    referred(cast, analysed(cast))
    page = text_of(browser(cast.provider).get("/"))
    assert "1 rujukan menunggu jawaban Anda" in page
