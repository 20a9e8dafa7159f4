"""The events door as a real process beside a real PostgreSQL: what is told, how fast, to whom, and after a fault."""

import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import transaction
from django.test import RequestFactory

from slrt.config.postgres import Server
from slrt.domain import access, clock
from slrt.services import accounts, live
from slrt.services.accounts import acting
from slrt.web.acting import begin
from tests.conftest import TEST_VAR, copy_of, point_at
from tests.web.shell.streams import Browser, Events, get, running, until

MANGGAR = "19.06.01.2001"
SYSTEM = access.system()


@pytest.fixture(scope="module")
def database(
    server: Server, template: str, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """One database where transactions commit, for all tests of this file: starting a door is slow."""
    with copy_of(server, template, f"slrt_own_{os.getpid()}") as name, django_db_blocker.unblock():
        point_at(server, name)
        yield name
        point_at(server, f"slrt_test_{os.getpid()}")


def environ(database: str) -> dict[str, str]:
    """What a door needs to work on `database` with the keys of this process."""
    keys = settings.SLRT_KEYS
    return {
        "SLRT_VAR": str(TEST_VAR),
        "SLRT_DATABASE": database,
        "SLRT_DEMO": "1",
        "SLRT_NIK_KEY": base64.b64encode(keys.nik).decode(),
        "SLRT_INDEX_KEY": base64.b64encode(keys.index).decode(),
        "SLRT_SECRET_KEY": keys.secret,
    }


@pytest.fixture(scope="module")
def events(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Events]:
    with running(environ(database), tmp_path_factory.mktemp("door") / "events.log") as door:
        yield door


def officer(area: str, role: str = "back_office") -> tuple[UUID, UUID]:
    """A person with one post in force; gives the ids of both."""
    user, _ = accounts.create_user(
        SYSTEM,
        username=f"ratna{uuid4().hex[:12]}",
        name="Ratna Dewi",
        email="",
        phone="",
        password="biru 12 ikan",
    )
    today = clock.today()
    return user.id, accounts.add_post(SYSTEM, user_id=user.id, role=role, area_code=area, starts_on=today).id


def session_of(user_id: UUID, post_id: UUID) -> str:
    """A session signed in as that person; gives its key."""
    request = RequestFactory().get("/")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    begin(request, user_id, post_id)
    request.session.save()
    return str(request.session.session_key)


def announce(kind: str, area: str) -> UUID:
    """Tell that something of `kind` changed in `area`, as a verb does; gives its id."""
    subject = uuid4()
    with acting(SYSTEM):
        live.announce(kind, subject, area)
    return subject


def test_news_reaches_an_open_browser_within_a_second(events: Events) -> None:
    with Browser(events, session_of(*officer("19.06"))).is_ready() as browser:
        begun = time.monotonic()
        case = announce("case", MANGGAR)
        heard = browser.next()
        assert time.monotonic() - begun < 1
    assert json.loads(heard.removeprefix("data: ")) == {"kind": "case", "id": str(case)}


def test_nobody_hears_of_a_place_out_of_scope(events: Events) -> None:
    near, far = session_of(*officer("19.06")), session_of(*officer("19.02"))
    with Browser(events, near).is_ready() as ratna, Browser(events, far).is_ready() as sari:
        announce("case", MANGGAR)
        own = announce("case", "19.02.01.1001")
        assert str(own) not in ratna.next()
        assert str(own) in sari.next()


def test_an_undone_change_is_told_to_nobody(events: Events) -> None:
    with Browser(events, session_of(*officer("19.06"))).is_ready() as browser:
        with acting(SYSTEM):
            live.announce("case", uuid4(), MANGGAR)
            transaction.set_rollback(True)
        kept = announce("case", MANGGAR)
        assert str(kept) in browser.next()


def test_a_stranger_gets_no_stream(events: Events) -> None:
    assert get(events.port, "/events").status == 401
    assert get(events.port, "/events", Cookie="slrt_session=made-up-by-somebody").status == 401
    assert get(events.port, "/events", Cookie="slrt_session=\x22; ;;=").status == 401


def test_a_page_of_another_site_gets_no_stream(events: Events) -> None:
    cookie = f"slrt_session={session_of(*officer('19.06'))}"
    assert get(events.port, "/events", Cookie=cookie, Origin="https://example.org").status == 403
    assert get(events.port, "/events", Cookie=cookie, Origin=f"http://127.0.0.1:{events.page_port + 1}").status == 403
    assert get(events.port, "/events", Cookie=cookie, Host="example.org").status == 403
    ours = get(events.port, "/events", Cookie=cookie, Origin=events.origin)
    assert ours.status == 200
    assert ours.headers["Access-Control-Allow-Origin"] == events.origin
    assert ours.headers["Access-Control-Allow-Credentials"] == "true"


def test_other_addresses_and_methods_are_not_answered(events: Events) -> None:
    assert get(events.port, "/").status == 404
    assert get(events.port, "/static/slrt/desk.css").status == 404


def test_a_broken_message_disturbs_nobody(events: Events) -> None:
    with Browser(events, session_of(*officer("19.06"))).is_ready() as browser:
        with acting(SYSTEM):
            live.announce("weather", uuid4(), MANGGAR)
        case = announce("case", MANGGAR)
        assert str(case) in browser.next()


def test_browsers_ask_again_after_the_database_cut_the_connection(
    events: Events, server: Server, database: str
) -> None:
    with Browser(events, session_of(*officer("19.06"))).is_ready() as browser:
        with psycopg.connect(server.url(server.app, database), autocommit=True) as connection:
            cut = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'slrt events' AND datname = %s",
                [database],
            ).fetchall()
        assert cut == [(True,)]
        assert browser.next() == "event: refresh"
        browser.next()
        case = announce("case", MANGGAR)
        assert str(case) in browser.next()


def test_five_hundred_browsers_listen_to_one_process(events: Events) -> None:
    session = session_of(*officer("19.06"))
    with ExitStack() as open_ones:
        browsers = [open_ones.enter_context(Browser(events, session)).is_ready() for _ in range(500)]
        begun = time.monotonic()
        case = announce("case", MANGGAR)
        assert all(str(case) in browser.next() for browser in browsers)
        assert time.monotonic() - begun < 2


def test_a_session_that_ends_stops_hearing(events: Events, database: str) -> None:
    user, post = officer("19.06")
    key = session_of(user, post)
    with Browser(events, key).is_ready():
        accounts.deactivate_user(SYSTEM, user_id=user, reason="Pindah tugas")
    assert get(events.port, "/events", Cookie=f"slrt_session={key}").status == 401


def test_the_door_ends_orderly_while_browsers_listen(database: str, tmp_path: Path) -> None:
    with running(environ(database), tmp_path / "events.log") as door:
        with Browser(door, session_of(*officer("19.06"))).is_ready():
            door.process.terminate()
            until(lambda: door.process.poll() is not None, 10)
        assert "Traceback" not in (tmp_path / "events.log").read_text()
