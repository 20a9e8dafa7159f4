"""A real installation for a real browser: pages and live updates as two granian processes, over committed rows."""

import base64
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, Page

from slrt.config.postgres import Server
from slrt.config.processes import answers, programs
from slrt.domain import access
from slrt.domain.access import Actor
from slrt.services import directory
from slrt.store.accounts.models import User
from tests.conftest import ROOT, TEST_VAR, copy_of, point_at
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.ports import free_port

START_WITHIN = 60
WAIT = 15_000


@dataclass(frozen=True)
class Staff:
    """Who works here, all with the same password; they answer for one organisation, Dinas Sosial."""

    front: Actor
    back: Actor
    manager: Actor
    facilitator: Actor
    provider: Actor
    office: str = "Dinas Sosial 19.06"


@dataclass(frozen=True)
class House:
    """The running product with its people."""

    address: str
    staff: Staff


@pytest.fixture(scope="session")
def installation(
    server: Server, template: str, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[str, House]]:
    """One installation for all tests of this folder, each making its own families and cases in it."""
    name = f"slrt_own_browser_{os.getpid()}"
    with copy_of(server, template, name) as database:
        with django_db_blocker.unblock():
            point_at(server, database)
            staff = employed()
            point_at(server, f"slrt_test_{os.getpid()}")
        with running(database) as address:
            yield database, House(address, staff)


@pytest.fixture
def house(server: Server, installation: tuple[str, House], django_db_blocker: pytest.FixtureRequest) -> Iterator[House]:
    """The installation, with this process looking into its database."""
    database, house = installation
    with django_db_blocker.unblock():
        point_at(server, database)
        yield house
        point_at(server, f"slrt_test_{os.getpid()}")


def employed() -> Staff:
    """The people of one kabupaten, and an organisation with an offer for them to refer to."""
    dinsos = people.organisation()
    directory.add_offer(
        access.system(),
        organisation_id=dinsos,
        name_id="Reaktivasi kartu PBI",
        name_en="Reactivation of a PBI card",
        sector="health",
        checked_on=people.CHECKED,
        check_again_on=people.CHECK_AGAIN,
    )
    return Staff(
        front=people.officer("front_office"),
        back=people.officer("back_office"),
        manager=people.officer("manager"),
        facilitator=people.officer("facilitator", people.LALANG),
        provider=people.provider(organisation_id=dinsos),
    )


@contextmanager
def running(database: str) -> Iterator[str]:
    """The product at work on that database with the keys of this process; gives its address."""
    port, events_port = free_port(), free_port()
    keys = settings.SLRT_KEYS
    environ = {
        **os.environ,
        "SLRT_DEMO": "1",
        "SLRT_VAR": str(TEST_VAR),
        "SLRT_DATABASE": database,
        "SLRT_NIK_KEY": base64.b64encode(keys.nik).decode(),
        "SLRT_INDEX_KEY": base64.b64encode(keys.index).decode(),
        "SLRT_SECRET_KEY": keys.secret,
        "PORT": str(port),
        "EVENTS_PORT": str(events_port),
    }
    with ExitStack() as stack:
        for program in programs(port, events_port):
            if program.port is not None:
                process = subprocess.Popen(program.command, cwd=ROOT, env=environ)
                stack.callback(end, process)
        deadline = time.monotonic() + START_WITHIN
        while not (answers(port) and answers(events_port)):
            assert time.monotonic() < deadline, "the product did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"


def end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(20)


@dataclass
class Desk:
    """One person's browser: their tab, and everything that went wrong in it."""

    page: Page
    faults: list[str] = field(default_factory=list)


def desk(chromium: Browser, house: House, who: Actor | None, **session: str) -> Desk:
    """A tab of a person who signed in before; of a stranger without `who`. `session` overrides their preferences."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
    if who is not None:
        key = browser(who, **session).cookies["slrt_session"].value
        context.add_cookies([{"name": "slrt_session", "value": key, "url": house.address}])
    made = Desk(context.new_page())
    made.page.set_default_timeout(WAIT)
    made.page.on("pageerror", lambda error: made.faults.append(str(error)))
    made.page.on("console", lambda line: made.faults.append(line.text) if line.type in ("error", "warning") else None)
    return made


def username(who: Actor) -> str:
    return str(User.objects.get(id=who.user_id).username)


def photo() -> dict[str, object]:
    """Evidence as a browser takes it up."""
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return {"name": "bukti.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
