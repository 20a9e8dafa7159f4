"""kill -9 in the middle of closing a meeting: nothing of it stays, and closing again does all of it, once."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.db import connections

from slrt.config.postgres import Server
from slrt.domain.access import Actor, system
from slrt.services.registry import meetings
from slrt.store.registry.models import Change, ChangeStep, Family, Meeting
from slrt.store.walls.context import acting
from tests.config.servers import until
from tests.conftest import administration, disconnect
from tests.makers.meetings import HELD_ON, coordinator, decided, planned, state_of, waiting

CLOSES = """
import json, sys
import django
django.setup()
from uuid import UUID
from django.conf import settings
from django.db import connections
from slrt.domain.access import Actor
from slrt.services.registry import meetings
told = json.loads(sys.argv[1])
connections["default"].settings_dict.update(told["database"])
settings.SLRT_ATTACHMENTS = told["papers"]
actor = Actor(UUID(told["user"]), "Ratna Dewi", "puskesos_coordinator", told["area"])
meetings.close(actor, meeting_id=UUID(told["meeting"]), revision=told["revision"])
"""
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
NAMES = ("Ani", "Budi", "Cici")


@pytest.fixture
def papers(tmp_path: Path, settings: LazySettings) -> Path:
    settings.SLRT_ATTACHMENTS = tmp_path
    return tmp_path


def process(meeting: Meeting, actor: Actor, papers: Path) -> subprocess.Popen[bytes]:
    """A process of its own that closes the meeting."""
    where = connections["default"].settings_dict
    told = {
        "database": {name: where[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD")},
        "papers": str(papers),
        "user": str(actor.user_id),
        "area": actor.area_code,
        "meeting": str(meeting.id),
        "revision": meeting.revision,
    }
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "slrt.config.settings", "SLRT_POOL": "0"}
    return subprocess.Popen([sys.executable, "-c", CLOSES, json.dumps(told)], env=environment)


def closable(actor: Actor) -> Meeting:
    """Three agreed proposals, for which the village's word is the last: closing writes them into the register."""
    made = [waiting(name, number) for number, name in enumerate(NAMES)]
    with acting(system()):
        Change.objects.filter(id__in=made).update(stations=["checked", "verified", "deliberated"])
    meeting = planned(actor, held_on=HELD_ON.replace(month=11))
    meetings.add(actor, meeting_id=meeting.id, revision=1, change_ids=made)
    return decided(actor, meeting.id, ["agreed"] * len(made))


def roofs() -> list[str | None]:
    with acting(system()):
        return list(Family.objects.order_by("created_at", "id").values_list("roof", flat=True))


def test_a_process_killed_while_it_closes_leaves_nothing_and_the_next_does_all(
    own_database: str, server: Server, papers: Path
) -> None:
    actor = coordinator()
    meeting = closable(actor)
    with acting(system()):
        last = Change.objects.order_by("-at", "-id").first()
    login = connections["owner"].settings_dict
    address = {"host": login["HOST"], "port": login["PORT"], "user": login["USER"], "password": login["PASSWORD"]}
    with psycopg.connect(dbname=own_database, **address) as blocking, administration(server) as watching:
        blocking.execute("SELECT 1 FROM registry_family WHERE id = %s FOR UPDATE", [last.family_id])
        child = process(meeting, actor, papers)
        until(lambda: watching.execute(WAITS, [own_database]).fetchone()[0] == 1, 60)
        child.send_signal(signal.SIGKILL)
        assert child.wait(30) == -signal.SIGKILL
        blocking.rollback()
        until(lambda: watching.execute(WAITS, [own_database]).fetchone()[0] == 0, 30)
    disconnect()
    assert roofs() == ["zinc"] * 3
    with acting(system()):
        assert Meeting.objects.get(id=meeting.id).state == "planned"
        assert set(Change.objects.filter(route="proposal").values_list("state", flat=True)) == {"verified"}
        assert not ChangeStep.objects.filter(verb="deliberate").exists()
    again = process(meeting, actor, papers)
    assert again.wait(60) == 0
    assert roofs() == ["thatch"] * 3
    closed = meetings.close(actor, meeting_id=meeting.id, revision=meeting.revision)
    assert (closed.state, len(meetings.minutes_of(actor, meeting.id).items)) == ("closed", 3)
    assert state_of(last.id) == "applied"
