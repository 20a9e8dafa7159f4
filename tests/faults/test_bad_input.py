"""Broken, oversized and late requests at a real web process: told in words, nothing saved, typing kept."""

from html import unescape

import pytest

from slrt.domain import clock
from slrt.domain.access import system
from slrt.store.registry.models import Family
from slrt.store.walls.context import acting
from tests.faults.desk import BOUNDARY, Desk, Typed, photo, signed_in
from tests.faults.stand import Stand
from tests.faults.whole import check_nothing_is_half_saved, stored
from tests.makers.people import BELITUNG_TIMUR, LALANG, PASSWORD, officer, person, place

HUGE = 10 * 1024 * 1024
TOO_LARGE = {
    "id": ("Kiriman terlalu besar", "Tidak ada yang disimpan"),
    "en": ("This is too large to send", "Nothing was saved"),
}
UNREADABLE = {
    "id": ("Permintaan ini tidak terbaca", "Tidak ada yang disimpan"),
    "en": ("We could not read this request", "Nothing was saved"),
}
BROKEN_PHOTO = {"id": "Berkas foto tidak bisa dibaca.", "en": "The photo cannot be read."}
NIK_LENGTH = {"id": "NIK harus 16 angka", "en": "16 digits"}

both = pytest.mark.parametrize("language", ["id", "en"])


def at_the_counter(stand: Stand, language: str = "id") -> Desk:
    """A front officer who has the form for a new case open."""
    desk = signed_in(stand.port, officer(), language=language)
    assert desk.get("/cases/new").status == 200
    return desk


def families() -> int:
    with acting(system()):
        return Family.objects.count()


@both
@pytest.mark.parametrize("place_of_it", ["text", "title"])
def test_ten_megabytes_of_text_are_refused_with_a_page_that_says_so(
    stand: Stand, language: str, place_of_it: str
) -> None:
    desk, before = at_the_counter(stand, language), stored()
    answer = desk.send("/cases/new", Typed().fields(**{place_of_it: "a" * HUGE}))
    assert answer.status == 413
    assert f'lang="{language}"' in answer.text
    assert all(words in answer.text for words in TOO_LARGE[language])
    assert stored() == before
    assert desk.works()


@both
def test_too_many_fields_are_refused_with_a_page_that_says_so(stand: Stand, language: str) -> None:
    desk, before = at_the_counter(stand, language), stored()
    answer = desk.send("/cases/new", Typed().fields(**{f"x{number}": "" for number in range(3000)}))
    assert answer.status == 413
    assert all(words in answer.text for words in TOO_LARGE[language])
    assert stored() == before


@both
def test_a_form_cut_off_on_its_way_is_not_taken_for_a_shorter_one(stand: Stand, language: str) -> None:
    """The connection of a telephone breaks off; what arrived ends in the middle of the story."""
    desk, before = at_the_counter(stand, language), stored()
    whole = desk.body(Typed().fields())
    cut = whole[: whole.index(b"dicatat dengan")]
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = desk.ask("POST", "/cases/new", cut, kind)
    assert 400 <= answer.status < 500
    assert f'lang="{language}"' in answer.text
    assert stored() == before


@pytest.mark.parametrize("kind", [f"multipart/form-data; boundary={'x' * 300}", "multipart/form-data"])
@both
def test_a_form_without_a_usable_boundary_cannot_be_read(stand: Stand, kind: str, language: str) -> None:
    desk, before = at_the_counter(stand, language), stored()
    answer = desk.ask("POST", "/cases/new", b"nonsense", {"Content-Type": kind})
    assert answer.status == 400
    assert all(words in answer.text for words in UNREADABLE[language])
    assert stored() == before


@pytest.mark.parametrize(
    "name",
    ["text", "title", "reporter_name", "reporter_phone", "area_code", "sector", "programme_code", "submission"],
)
def test_a_nul_byte_in_a_field_is_a_mistake_to_correct_not_a_fault(stand: Stand, name: str) -> None:
    desk, before = at_the_counter(stand), stored()
    case = Typed()
    answer = desk.send("/cases/new", case.fields(**{name: f"{case.fields()[name]}\x00"}))
    assert answer.status == 422
    assert 'id="problems"' in answer.text
    assert "istri" in answer.text
    assert stored() == before


def test_nul_bytes_in_addresses_and_file_names_are_no_fault(stand: Stand) -> None:
    desk, before = at_the_counter(stand), stored()
    paths = ["/search?q=%00", "/search?q=a%00b", "/cases/new?family=%00&programme=%00&person=%00", "/cases?q=%00",
             "/families/new?name=%00&inside=%00", "/families/new?area=%00", "/inbox?view=%00&page=%00",
             "/programmes/%00", "/admin/trail?verb=%00", "/sign-in?next=%00"]  # fmt: skip
    assert {path: status for path in paths if (status := desk.get(path).status) >= 500} == {}
    desk.get("/cases/new")
    case = Typed(files=(("ru\x00mah.png", photo(60_003)[1]),))
    stand.typed.append(case)
    answer = desk.send("/cases/new", case.fields(), case.files)
    assert answer.status < 500
    assert stored() - before <= {case.submission}
    check_nothing_is_half_saved(stand.typed)


@both
def test_a_broken_photo_is_named_and_the_typing_stays_in_the_form(stand: Stand, language: str) -> None:
    desk, before = at_the_counter(stand, language), stored()
    case = Typed()
    answer = desk.send("/cases/new", case.fields(), [photo(60_004), ("rusak.jpg", photo(60_005)[1][:60])])
    assert answer.status == 422
    assert BROKEN_PHOTO[language] in answer.text
    for typed in (case.text, "Kartu BPJS tidak aktif", "Ibu Siti Aminah", "0812 0000 4417", "istri"):
        assert typed in unescape(answer.text)
    assert stored() == before
    check_nothing_is_half_saved(stand.typed)
    stand.typed.append(case)
    assert desk.send("/cases/new", case.fields()).location == case.receipt


@both
def test_a_wrong_nik_is_named_and_the_typing_stays_in_the_form(stand: Stand, language: str) -> None:
    desk, before = at_the_counter(stand, language), families()
    assert desk.get("/families/new").status == 200
    typed = {
        "submission": str(Typed().submission), "area_code": LALANG, "address": "Dusun Lipat Batu 9", "rt": "3",
        "members-0-name": "Wawan Setiawan", "members-0-relation": "head", "members-0-nik": "1906-0201",
        "members-0-birth_date": "1990-02-03", "members-0-sex": "male",
    }  # fmt: skip
    answer = desk.send("/families/new", typed)
    assert answer.status == 422
    assert NIK_LENGTH[language] in answer.text
    for words in ("Dusun Lipat Batu 9", "Wawan Setiawan", "1906-0201", "1990-02-03"):
        assert f'value="{words}"' in answer.text
    assert families() == before


def test_a_nul_byte_in_a_registration_is_a_mistake_to_correct_not_a_fault(stand: Stand) -> None:
    desk, before = at_the_counter(stand), families()
    right = {"area_code": LALANG, "members-0-name": "Wawan", "members-0-relation": "head", "address": "Jalan 9"}
    for name in (*right, "members-0-nik", "no_kk", "rt", "phone", "members-0-birth_date", "decile_on", "submission"):
        typed = {"submission": str(Typed().submission), **right}
        answer = desk.send("/families/new", typed | {name: typed.get(name, "1") + "\x00"})
        assert answer.status in {404, 422}, name
    assert families() == before


def test_after_an_expired_session_nothing_is_saved_and_the_same_form_can_be_sent_after_signing_in(stand: Stand) -> None:
    user = person(username="petugas.loket")
    desk = signed_in(stand.port, place(user, "front_office", BELITUNG_TIMUR), seen=clock.now().timestamp() - 61 * 60)
    fresh = signed_in(stand.port, officer())
    fresh.get("/cases/new")
    desk.cookies["slrt_csrf"], desk.token = fresh.cookies["slrt_csrf"], fresh.token
    case, before = Typed(files=(photo(60_006),)), stored()

    late = desk.send("/cases/new", case.fields(), case.files)
    assert (late.status, late.location) == (302, f"/sign-in?next=http%3A%2F%2F127.0.0.1%3A{stand.port}%2Fcases%2Fnew")
    assert stored() == before

    door = desk.get(late.location)
    assert door.status == 200
    assert 'type="password"' in door.text
    back = desk.send(late.location, {"username": "petugas.loket", "password": PASSWORD})
    assert (back.status, back.location.removeprefix(f"http://127.0.0.1:{stand.port}")) == (302, "/cases/new")
    assert desk.works()
    stand.typed.append(case)
    assert desk.send("/cases/new", case.fields(), case.files).location == case.receipt
    check_nothing_is_half_saved(stand.typed)


def test_a_part_of_a_page_with_an_expired_session_leads_the_whole_page_to_the_door(stand: Stand) -> None:
    desk, before = at_the_counter(stand), stored()
    del desk.cookies["slrt_session"]
    answer = desk.send("/cases/new", Typed().fields(), **{"HX-Request": "true"})
    assert answer.status == 401
    assert answer.headers["hx-redirect"].startswith("/sign-in?next=")
    assert stored() == before


def test_a_form_older_than_its_token_is_told_to_be_expired(stand: Stand) -> None:
    desk, before = at_the_counter(stand), stored()
    del desk.cookies["slrt_csrf"]
    answer = desk.send("/cases/new", Typed().fields(), [("besar.png", b"x" * HUGE)])
    assert answer.status == 403
    assert "Sesi Anda sudah berakhir" in answer.text
    assert stored() == before
