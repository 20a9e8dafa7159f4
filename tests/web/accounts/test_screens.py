"""Screens of accounts: what each shows, keeps and refuses."""

import re

import pytest

from slrt.domain import clock
from slrt.domain.access import ROLES, Actor, Permission
from slrt.reads import accounts as reads
from slrt.store.accounts.models import User
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.people import BELITUNG, BELITUNG_TIMUR, MANGGAR, PASSWORD

pytestmark = pytest.mark.django_db

TEMPORARY = re.compile(r"<code>((?:[a-z0-9]{4}-){3}[a-z0-9]{4})</code>")


@pytest.fixture
def admin() -> Actor:
    return people.officer("administrator", BELITUNG_TIMUR)


def submission(page: str) -> str:
    found = re.search(r'name="submission" value="([^"]+)"', page)
    assert found
    return found[1]


def invitation(client: object, **changes: str) -> dict[str, str]:
    page = client.get("/admin/users/new").content.decode()
    return {
        "submission": submission(page),
        "name": "Budi Santoso",
        "username": "budi",
        "email": "",
        "phone": "",
        "role": "front_office",
        "area_code": "kec. manggar",
        "organisation_id": "",
        "starts_on": "2026-01-05",
        "until": "",
        "decree": "SK 1",
        **changes,
    }


def test_inviting_shows_the_temporary_password_once_and_gives_the_post(admin: Actor) -> None:
    client = browser(admin)
    response = client.post("/admin/users/new", invitation(client))
    password = TEMPORARY.search(response.content.decode())[1]
    user = User.objects.get(username="budi")
    assert user.check_password(password)
    (post,) = reads.posts_of(user.id)
    assert (post.area_code, post.role.code, post.decree) == (MANGGAR, "front_office", "SK 1")
    assert password not in client.get(f"/admin/users/{user.id}").content.decode()


def test_a_double_click_invites_one_person_with_a_password_that_works(admin: Actor) -> None:
    client = browser(admin)
    form = invitation(client)
    client.post("/admin/users/new", form)
    again = client.post("/admin/users/new", form)
    assert again.status_code == 200
    assert User.objects.get(username="budi").check_password(TEMPORARY.search(again.content.decode())[1])
    assert len(reads.posts_of(User.objects.get(username="budi").id)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "B B"}, "Nama pengguna: 3 sampai 60 huruf kecil"),
        ({"email": "bukan"}, "Alamat surel ini tidak benar"),
        ({"area_code": "kab belitung"}, "Wilayah"),
        ({"area_code": "19.02"}, "di luar wilayah Anda"),
        ({"area_code": "xqzv"}, "Wilayah tidak ditemukan"),
        ({"role": "provider"}, "Pilih lembaga di wilayah Anda"),
        ({"until": "2026-01-01"}, "Tanggal akhir harus sesudah tanggal mulai"),
        ({"starts_on": "kemarin"}, "tanggal"),
        ({"role": "system"}, "Peran"),
    ],
)
def test_a_bad_invitation_says_what_is_wrong_keeps_what_was_typed_and_saves_nothing(
    admin: Actor, changes: dict[str, str], words: str
) -> None:
    client = browser(admin)
    response = client.post("/admin/users/new", invitation(client, **changes))
    page = response.content.decode()
    assert words in page
    assert 'id="problems"' in page
    assert 'value="Budi Santoso"' in page
    assert not User.objects.filter(name="Budi Santoso").exists()


def test_resetting_a_password_shows_a_new_one_once(admin: Actor) -> None:
    officer = people.officer("front_office", MANGGAR)
    response = browser(admin).post(f"/admin/users/{officer.user_id}/password")
    password = TEMPORARY.search(response.content.decode())[1]
    user = User.objects.get(id=officer.user_id)
    assert user.check_password(password)
    assert user.must_change_password


def test_a_person_with_a_wider_post_cannot_be_reset_and_the_page_says_who_can(admin: Actor) -> None:
    officer = people.officer("front_office", MANGGAR)
    people.place(officer.user_id, "coordination_team", people.BABEL)
    response = browser(admin).post(f"/admin/users/{officer.user_id}/password")
    assert response.status_code == 409
    assert "Minta administrator di wilayah itu" in response.content.decode()
    assert User.objects.get(id=officer.user_id).check_password(PASSWORD)


def test_posts_are_given_and_ended_on_screen(admin: Actor) -> None:
    officer = people.officer("front_office", MANGGAR)
    client = browser(admin)
    page = client.get(f"/admin/users/{officer.user_id}/posts/new").content.decode()
    form = {
        "submission": submission(page),
        "role": "surveyor",
        "area_code": MANGGAR,
        "starts_on": "2026-01-05",
        "until": "2027-01-04",
    }
    assert client.post(f"/admin/users/{officer.user_id}/posts/new", form).status_code == 302
    surveyor = next(post for post in reads.posts_of(officer.user_id) if post.role.code == "surveyor")
    assert (str(surveyor.last_day), str(surveyor.until)) == ("2027-01-04", "2027-01-05")
    assert (
        "4\N{NO-BREAK SPACE}Januari\N{NO-BREAK SPACE}2027"
        in client.get(f"/admin/users/{officer.user_id}").content.decode()
    )
    client.post(f"/admin/posts/{officer.post_id}/end", {"on": str(clock.today())})
    assert reads.actor_for(officer.user_id, officer.post_id) is None


def test_an_administrator_cannot_give_itself_a_post_on_screen(admin: Actor) -> None:
    client = browser(admin)
    form = {"submission": str(people.person()), "role": "manager", "area_code": MANGGAR, "starts_on": "2026-01-05"}
    response = client.post(f"/admin/users/{admin.user_id}/posts/new", form)
    assert "tidak dapat memberi tugas kepada diri sendiri" in response.content.decode()
    assert len(reads.posts_of(admin.user_id)) == 1


def test_an_account_is_closed_with_a_reason_and_opened_again(admin: Actor) -> None:
    officer = people.officer("front_office", MANGGAR)
    client = browser(admin)
    place = f"/admin/users/{officer.user_id}"
    assert 'id="problems"' in client.post(f"{place}/close", {"reason": " "}).content.decode()
    assert client.post(f"{place}/close", {"reason": "pensiun"}).status_code == 302
    assert not User.objects.get(id=officer.user_id).is_active
    client.post(f"{place}/open")
    assert User.objects.get(id=officer.user_id).is_active


def test_the_list_counts_keeps_its_filter_in_the_url_and_says_what_to_do_when_empty(admin: Actor) -> None:
    people.place(people.person("Citra Anjani", "citra"), "surveyor", MANGGAR)
    client = browser(admin)
    everybody = client.get("/admin/users").content.decode()
    assert "2 orang" in everybody
    found = client.get("/admin/users?q=citra&role=surveyor").content.decode()
    assert "Citra Anjani" in found
    assert "1 orang" in found
    assert 'value="citra"' in found
    nobody = client.get("/admin/users?q=tidakada").content.decode()
    assert "Tidak ada yang cocok" in nobody
    assert "Tampilkan semua" in nobody
    assert client.get("/admin/users?role=raja&state=x&page=999").status_code == 200


def test_users_of_other_areas_are_not_listed_and_not_found(admin: Actor) -> None:
    stranger = people.place(people.person("Eko Jauh", "eko"), "front_office", BELITUNG)
    client = browser(admin)
    assert "Eko Jauh" not in client.get("/admin/users?q=eko").content.decode()
    for way in ("", "/posts/new", "/close"):
        assert client.get(f"/admin/users/{stranger.user_id}{way}").status_code == 404
    for way in ("password", "open", "close"):
        response = client.post(f"/admin/users/{stranger.user_id}/{way}", {"reason": "coba"})
        assert response.status_code == 404
    assert client.post(f"/admin/posts/{stranger.post_id}/end", {"on": str(clock.today())}).status_code == 404
    assert reads.actor_for(stranger.user_id, stranger.post_id)


@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if code not in ("system", "provider")])
def test_only_roles_that_manage_users_enter(role: str) -> None:
    area = {"national": "00", "province": "19"}.get(role, BELITUNG_TIMUR)
    status = browser(people.officer(role, area)).get("/admin/users").status_code
    assert status == (200 if Permission.USER_MANAGE in ROLES[role].permissions else 403)


def test_the_own_settings_show_posts_and_change_language_and_theme() -> None:
    officer = people.officer("front_office", MANGGAR)
    client = browser(officer)
    page = client.get("/preferences").content.decode()
    assert "Sedang dipakai" in page
    assert client.post("/preferences", {"language": "en", "theme": "dark"}).status_code == 302
    page = client.get("/preferences").content.decode()
    assert "My settings" in page
    assert '<html lang="en" data-theme="dark"' in page
    user = User.objects.get(id=officer.user_id)
    assert (user.language, user.theme) == ("en", "dark")


def test_shortcuts_of_single_letters_are_switched_off_for_this_browser_and_on_again() -> None:
    client = browser(people.officer("front_office", MANGGAR))
    settings = {"language": "id", "theme": "auto"}
    body = re.compile(r"<body[^>]*data-no-shortcuts")
    assert not body.search(client.get("/cases").content.decode())
    client.post("/preferences", {**settings, "shortcuts": "off"})
    page = client.get("/cases").content.decode()
    assert body.search(page)
    assert "Pintasan satu huruf dimatikan" in page
    assert "<kbd" not in page
    client.post("/preferences", settings)  # a form without the choice leaves it as it is
    assert body.search(client.get("/inbox", follow=True).content.decode())
    client.post("/preferences", {**settings, "shortcuts": "on"})
    page = client.get("/cases").content.decode()
    assert not body.search(page)
    assert "Matikan pintasan" in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"old": "salah", "new": "angin-darat-88", "repeat": "angin-darat-88"}, "Kata sandi lama salah"),
        ({"old": PASSWORD, "new": "angin-darat-88", "repeat": "angin-laut-88"}, "Kedua kata sandi baru berbeda"),
        ({"old": PASSWORD, "new": "1234567890", "repeat": "1234567890"}, "mudah ditebak"),
        ({"old": PASSWORD, "new": "pendek", "repeat": "pendek"}, "terlalu pendek"),
    ],
)
def test_a_bad_new_password_is_explained(form: dict[str, str], words: str) -> None:
    officer = people.officer("front_office", MANGGAR)
    page = browser(officer).post("/password", form).content.decode()
    assert words in page
    assert User.objects.get(id=officer.user_id).check_password(PASSWORD)


def test_the_sign_in_page_is_indonesian_and_asks_for_nothing_else() -> None:
    page = browser().get("/sign-in").content.decode()
    assert '<html lang="id"' in page
    assert page.count("<input") - page.count('type="hidden"') == 2


def test_whoever_is_signed_in_is_not_asked_again(admin: Actor) -> None:
    assert browser(admin).get("/sign-in")["Location"] == "/"
