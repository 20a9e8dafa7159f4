"""Sessions: how one begins, whose rows it shows, and everything that ends it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from slrt.domain import access, clock
from slrt.domain.access import Denied, Permission
from slrt.domain.problems import NotFound
from slrt.services import accounts
from slrt.services.trail import Subject, record
from slrt.store.trail.models import Event
from slrt.web.acting import address_of
from slrt.web.doors import needs, public, signed_in
from slrt.web.urls import urlpatterns as real
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.accounts.test_sessions")]


def note(request: HttpRequest) -> None:
    record(request.actor, "user.preferences", Subject("user", request.actor.user_id, request.actor.area_code))


@signed_in()
def work(request: HttpRequest, outcome: str) -> HttpResponse:
    """Writes an event, then ends as asked."""
    note(request)
    if outcome == "denied":
        raise Denied(Permission.TRAIL_READ, "19.02")
    if outcome == "missing":
        raise NotFound("nothing")
    if outcome == "broken":
        raise ZeroDivisionError
    return HttpResponse(outcome, status=503 if outcome == "unwell" else 200)


@signed_in()
def scope(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('slrt.lo', true), current_setting('slrt.trail_lo', true)")
        return HttpResponse("|".join(cursor.fetchone()))


@public("for the test")
def open_scope(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('slrt.lo', true), '')")
        return HttpResponse("|".join(cursor.fetchone()))


@needs(Permission.TRAIL_READ)
def audited(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


urlpatterns = [
    path("test/act/<str:outcome>", work),
    path("test/scope", scope),
    path("test/open", open_scope),
    path("test/audited", audited),
    *real,
]


def sign_in(username: str, password: str = PASSWORD, **more: str) -> tuple[Client, HttpResponse]:
    client = Client()
    return client, client.post("/sign-in", {"username": username, "password": password, **more})


def posted(username: str = "rina", role: str = "front_office", area: str = people.BELITUNG_TIMUR) -> access.Actor:
    return people.place(people.person("Rina Kusuma", username), role, area)


def verbs() -> list[str]:
    with accounts.acting(access.system()):
        return list(Event.objects.order_by("id").values_list("verb", flat=True))


def is_in(client: Client) -> bool:
    return client.get("/test/scope").status_code == 200


def test_signing_in_leads_where_the_person_was_going() -> None:
    posted()
    _, response = sign_in("rina", next="/preferences")
    assert (response.status_code, response["Location"]) == (302, "/preferences")


@pytest.mark.parametrize("elsewhere", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)", "\\\\jahat"])
def test_signing_in_never_leads_to_another_site(elsewhere: str) -> None:
    posted()
    _, response = sign_in("rina", next=elsewhere)
    assert response["Location"] == "/"


def test_signing_in_gives_a_new_session_key_so_a_planted_one_is_worth_nothing() -> None:
    posted()
    client = Client()
    client.get("/sign-in")
    planted = client.session
    planted["x"] = 1
    planted.save()
    client.cookies["slrt_session"] = planted.session_key
    client.post("/sign-in", {"username": "rina", "password": PASSWORD})
    assert client.cookies["slrt_session"].value != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_language_and_theme_chosen_on_any_page_are_there_after_the_next_signing_in() -> None:
    posted()
    here, _ = sign_in("rina")
    here.post("/display", {"language": "en"})
    here.post("/display", {"theme": "dark"})
    elsewhere, _ = sign_in("rina")
    assert '<html lang="en" data-theme="dark"' in elsewhere.get("/preferences").content.decode()


def test_a_choice_that_is_none_leaves_no_trace() -> None:
    posted()
    client, _ = sign_in("rina")
    before = verbs()
    client.post("/display", {"language": "xx"})
    assert verbs() == before


def test_a_refusal_says_why_keeps_the_name_and_never_the_password() -> None:
    posted()
    _, response = sign_in("rina", "salah-sekali")
    page = response.content.decode()
    assert response.status_code == 401
    assert "Nama pengguna atau kata sandi salah" in page
    assert 'value="rina"' in page
    assert "salah-sekali" not in page


def test_a_closed_name_is_told_until_when_in_the_language_of_the_page() -> None:
    posted()
    client = Client()
    client.cookies["slrt_language"] = "en"
    for _ in range(5):
        response = client.post("/sign-in", {"username": "rina", "password": "salah"})
    assert response.status_code == 429
    assert "Too many wrong attempts. Try again after" in response.content.decode()


def test_failed_attempts_are_kept_although_the_request_failed() -> None:
    posted()
    sign_in("rina", "salah")
    assert verbs().count("session.begin") == 0
    for _ in range(4):
        sign_in("rina", "salah")
    assert "session.locked" in verbs()


def test_a_request_runs_in_the_scope_of_its_person_and_a_stranger_in_none() -> None:
    assert browser(posted()).get("/test/scope").content == b"19.06|"
    assert browser(people.officer("manager", people.MANGGAR)).get("/test/scope").content == b"19.06.01|19.06.01"
    assert browser().get("/test/open").content == b""


def test_a_stranger_is_sent_to_the_sign_in_page_and_back() -> None:
    response = browser().get("/test/scope?a=1")
    assert response["Location"] == "/sign-in?next=%2Ftest%2Fscope%3Fa%3D1"


def test_a_session_ends_after_an_hour_without_a_request() -> None:
    client = browser(posted())
    now = clock.now()
    for minutes in (30, 60, 90):
        with clock.at(now + timedelta(minutes=minutes)):
            assert is_in(client)
    with clock.at(now + timedelta(minutes=151)):
        assert not is_in(client)


def test_a_session_ends_after_eight_hours_however_busy() -> None:
    client = browser(posted())
    now = clock.now()
    for minutes in range(0, 480, 30):
        with clock.at(now + timedelta(minutes=minutes)):
            assert is_in(client)
    with clock.at(now + timedelta(minutes=481)):
        assert not is_in(client)


def test_deactivating_a_user_ends_the_session_at_the_next_request() -> None:
    actor = posted()
    client = browser(actor)
    assert is_in(client)
    accounts.deactivate_user(access.system(), user_id=actor.user_id, reason="pindah")
    assert not is_in(client)


def test_ending_a_post_ends_the_session_at_the_next_request() -> None:
    actor = posted()
    client = browser(actor)
    accounts.end_post(access.system(), post_id=actor.post_id, on=clock.today())
    assert not is_in(client)


def test_a_new_password_ends_all_other_sessions_and_keeps_this_one() -> None:
    actor = posted()
    here, elsewhere = browser(actor), browser(actor)
    new = "angin-darat-88"
    response = here.post("/password", {"old": PASSWORD, "new": new, "repeat": new})
    assert response.status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_signing_out_ends_the_session_on_the_server() -> None:
    client = browser(posted())
    stolen = Client()
    stolen.cookies["slrt_session"] = client.cookies["slrt_session"].value
    client.post("/sign-out")
    assert not is_in(client)
    assert not is_in(stolen)
    assert verbs()[-1] == "session.end"


def test_a_session_of_somebody_elses_post_is_no_session() -> None:
    actor, other = posted(), posted("dian", "manager")
    assert not is_in(browser(actor, post=str(other.post_id)))
    assert not is_in(browser(actor, post=str(uuid4())))
    assert not is_in(browser(actor, fingerprint="x"))


def test_a_password_given_by_somebody_else_must_be_changed_before_anything_else() -> None:
    actor = posted()
    temporary = accounts.reset_password(access.system(), user_id=actor.user_id)
    client, _ = sign_in("rina", temporary)
    assert client.get("/test/scope")["Location"] == "/password"
    assert client.post("/test/act/fine")["Location"] == "/password"
    page = client.get("/password").content.decode()
    assert "Kata sandi Anda diberikan oleh orang lain" in page
    client.post("/password", {"old": temporary, "new": PASSWORD + "x", "repeat": PASSWORD + "x"})
    assert is_in(client)


def test_switching_posts_works_among_the_own_posts_in_force_alone() -> None:
    actor = posted()
    field = people.place(actor.user_id, "facilitator", people.LALANG)
    stranger = posted("dian")
    client = browser(actor)
    assert client.post("/switch-post", {"post": str(field.post_id)}).status_code == 302
    assert client.get("/test/scope").content == b"19.06.01.2006|"
    for wrong in (str(stranger.post_id), str(uuid4()), "", "bukan"):
        assert client.post("/switch-post", {"post": wrong}).status_code == 404
    assert client.get("/test/scope").content == b"19.06.01.2006|"
    assert "session.switch_post" in verbs()


def test_a_fault_and_a_server_error_leave_nothing_behind() -> None:
    client = browser(posted())
    client.raise_request_exception = False
    for outcome, status in (("broken", 500), ("unwell", 503)):
        assert client.get(f"/test/act/{outcome}").status_code == status
    assert "user.preferences" not in verbs()
    client.get("/test/act/fine")
    assert verbs()[-1] == "user.preferences"


def test_a_denied_act_leaves_only_the_denial_on_the_trail() -> None:
    client = browser(posted())
    assert client.get("/test/act/denied?nik=1906014107800001").status_code == 403
    assert verbs()[-1] == "access.denied"
    assert "user.preferences" not in verbs()
    with accounts.acting(access.system()):
        event = Event.objects.get(verb="access.denied")
    assert event.after == {"permission": "trail:read", "path": "/test/act/denied"}
    assert event.request.startswith("127.0.0.1 ")


def test_a_missing_permission_and_a_missing_row_look_as_they_should() -> None:
    client = browser(posted())
    assert client.get("/test/audited").status_code == 403
    assert client.get("/test/act/missing").status_code == 404
    assert "user.preferences" not in verbs()
    assert browser(posted("dian", "manager")).get("/test/audited").content == b"in"


def test_forms_of_other_sites_are_refused() -> None:
    posted()
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in", {"username": "rina", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    ("behind", "said", "address"),
    [
        (False, "203.0.113.7", "127.0.0.1"),
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "10.9.9.9, 203.0.113.7", "203.0.113.7"),
        (True, "", "127.0.0.1"),
    ],
)
def test_the_address_is_the_proxys_word_only_behind_a_proxy(
    settings: LazySettings, behind: bool, said: str, address: str
) -> None:
    settings.SLRT_BEHIND_PROXY = behind
    assert address_of(RequestFactory().get("/", headers={"x-forwarded-for": said})) == address
