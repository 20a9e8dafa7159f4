"""Scheduled work, run by a real worker over a real queue."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from slrt.domain import access, clock
from slrt.jobs import tasks
from slrt.jobs.nightly import match_register
from slrt.services.registry import changes
from slrt.services.trail import Subject, record, verify
from slrt.store.accounts.models import SignInAttempt
from slrt.store.programmes.models import MatchRun
from slrt.store.registry.models import Change
from slrt.store.trail.models import Event, Link
from slrt.store.walls.context import acting
from tests.makers import people
from tests.makers.changes import photo, submitted
from tests.makers.families import VILLAGE, new_family, officer, registered

PAST = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def elsewhere(settings: object, tmp_path: Path) -> None:
    settings.SLRT_VAR = tmp_path


def work() -> None:
    """Let a worker do everything that waits, then stop."""

    async def run() -> None:
        async with app.open_async():
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    with app.replace_connector(app.connector.get_worker_connector()):
        asyncio.run(run())


def happen(at: datetime | None = None) -> None:
    actor = access.system()
    with clock.at(at or clock.now()), acting(actor):
        record(actor, "family.register", Subject("family", uuid4(), people.LALANG))


def test_the_worker_puts_new_events_into_their_chains(own_database: str) -> None:
    happen()
    tasks.link_young_events.defer(timestamp=0)
    work()
    report = verify()
    assert (report.links, report.waiting, report.is_whole) == (1, 0, True)


def test_the_full_look_catches_up_with_what_downtime_or_another_clock_left(own_database: str) -> None:
    happen(PAST)
    tasks.link_young_events(timestamp=0)
    assert Link.objects.count() == 0
    tasks.link_all_events(timestamp=0)
    assert Link.objects.count() == 1


def test_what_need_not_be_kept_goes(own_database: str) -> None:
    now = clock.now()
    Session.objects.create(session_key="over", session_data="", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="alive", session_data="", expire_date=now + timedelta(hours=1))
    for days in (1, 89, 91):
        SignInAttempt.objects.create(username="x", address="", at=now - timedelta(days=days), succeeded=False)
    tasks.forget_old_sessions.defer(timestamp=0)
    work()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["alive"]
    assert SignInAttempt.objects.count() == 2


def test_the_worker_matches_the_register_once_a_day(own_database: str) -> None:
    registered(officer())
    for _ in range(2):
        tasks.match_the_register.defer(timestamp=0)
        work()
    with acting(access.system()):
        assert MatchRun.objects.get().families == 1
        assert Event.objects.filter(verb="summary.follow").count() == 1


def test_without_the_packages_for_mass_matching_the_worker_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in [name for name in sys.modules if name.startswith("slrt.lake.match") or name.endswith(".nightly")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert not match_register()
    assert "duckdb is missing" in caplog.text


def test_waiting_work_is_queued_once_however_often_the_clock_strikes() -> None:
    periodic = app.periodic_registry.periodic_tasks.values()
    assert {task.task.name: task.cron for task in periodic}["trail.link_young"] == "* * * * * */5"
    assert all(task.configure_kwargs.get("queueing_lock") for task in periodic)


def test_the_worker_lets_an_objection_lapse_that_nobody_verified(own_database: str) -> None:
    neighbour = changes.NewProposer(kind="citizen", name="Tetangga", village_code=VILLAGE)
    given = {"route": "objection", "proposer": neighbour, "evidence": [photo(latitude=-1.8, longitude=106.1)]}
    with clock.at(clock.now() - timedelta(days=15)):
        family_id = registered(officer(), new_family(facts={"receives": frozenset({"pkh"})})).family_id
        claim = {"programme": "pkh", "why": "Punya mobil dan toko sendiri"}
        made = submitted(officer("facilitator", VILLAGE), "objection", claim, family_id, **given)
    tasks.lapse_changes.defer(timestamp=0)
    work()
    with acting(access.system()):
        assert Change.objects.get(id=made.change_id).state == "lapsed"
