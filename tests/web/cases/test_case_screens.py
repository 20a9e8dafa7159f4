"""Screens of cases: what each shows, keeps and refuses, for every role and in both languages."""

import re
from typing import Any
from uuid import uuid4

import pytest

from slrt.domain.access import system
from slrt.services import cases
from slrt.store.cases.models import Need, Note
from slrt.store.walls.context import acting
from tests.makers.browsers import browser
from tests.makers.cases import (
    Cast,
    actor,
    analysed,
    answered,
    awaiting,
    now,
    opened,
    referred,
    stepped,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


def text_of(response: Any) -> str:
    return response.content.decode()


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_the_case_page_opens_with_what_comes_next(cast: Cast) -> None:
    case = analysed(cast)
    referred(cast, case)
    page = text_of(browser(cast.back).get(f"/cases/{case.id}"))
    assert "Berikutnya <b>Dinas Sosial</b> menjawab rujukan" in page
    assert "Jumat, 4\N{NO-BREAK SPACE}Desember\N{NO-BREAK SPACE}2026" in page
    assert 'aria-current="step"' in page


def test_whoever_holds_a_case_is_spoken_to(cast: Cast) -> None:
    case = stepped(cast.back, opened(cast.front), "verify")
    holder, other = browser(cast.back), browser(cast.manager)
    for client in (holder, other):
        client.post("/display", {"language": "en"})
    assert "Next <b>you</b> verify data and papers" in text_of(holder.get(f"/cases/{case.id}"))
    assert "verifies data and papers" in text_of(other.get(f"/cases/{case.id}"))


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


def test_a_need_is_added(cast: Cast) -> None:
    case, client = opened(cast.front), browser(cast.front)
    assert client.get(f"/cases/{case.id}/need").status_code == 200
    assert client.post(f"/cases/{case.id}/need", {"title": "", "sector": "food"}).status_code == 422
    client.post(f"/cases/{case.id}/need", {"title": "Beras", "sector": "food"})
    with acting(system()):
        assert Need.objects.filter(case=case, title="Beras").exists()


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
