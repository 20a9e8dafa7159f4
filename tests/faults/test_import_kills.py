"""kill -9 while a list is written or taken back: each part is there wholly or not at all, and the resume finishes."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connections

from slrt.config.postgres import Server
from slrt.domain import clock
from slrt.domain.access import system
from slrt.services import trail
from slrt.store.programmes.models import Enrolment
from slrt.store.registry.models import Batch, Change, Family, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.config.servers import ROOT, until
from tests.conftest import copy_of, point_at
from tests.faults.stand import environment
from tests.makers import messy
from tests.makers.changes import broken_invariants

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
PARTS_OF = 8_000  # bytes of one part: the list comes in some twenty
PATIENCE = 60

KINDS: list[Callable[..., Any]] = [
    *[messy.right] * 100, *[messy.bad_member] * 10, *[messy.bad_head] * 10, *[messy.twice] * 10,
    *[messy.unlikely] * 20, *[messy.one_elsewhere] * 10, *[messy.other_spellings] * 20,
]  # fmt: skip


@dataclass
class Runner:
    """Starts the process that may be killed. `database` says where it works."""

    path: Path

    def start(self, undo: str = "") -> "subprocess.Popen[str]":
        """Begin, or go on; with `undo` take that batch back."""
        place = {name: connections["default"].settings_dict[name] for name in ("HOST", "PORT", "NAME", "USER")}
        told = {
            "database": place | {"PASSWORD": connections["default"].settings_dict["PASSWORD"]},
            "file": str(self.path),
            "batch_bytes": PARTS_OF,
            "now": NOW.isoformat(),
            "undo": undo,
        }
        command = [sys.executable, "-m", "tests.faults.importer"]
        environ = {**os.environ, **environment(self.path.parent)}
        child = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert child.stdin is not None
        json.dump(told, child.stdin)
        child.stdin.close()
        return child

    def finish(self, undo: str = "") -> None:
        """Run to the end."""
        child = self.start(undo)
        assert child.stderr is not None
        said = child.stderr.read()
        child.stderr.close()
        assert child.wait(PATIENCE) == 0, said

    def killed_at(self, done: int, undo: str = "") -> None:
        """Start, and kill as soon as so many parts are finished: somewhere in the next one."""
        child = self.start(undo)
        try:
            until(lambda: child.poll() is not None or parts_done(undo) >= done, PATIENCE)
            assert child.poll() is None, "it ended before it could be killed"
        finally:
            child.kill()
            child.wait()
            assert child.stderr is not None
            child.stderr.close()


def parts_done(undo: str) -> int:
    with acting(system()):
        batch = Batch.objects.filter(state="undoing" if undo else "applying").first()
        return batch.done if batch else 0


def counted() -> dict[str, int]:
    """How many rows there are of each kind, and how many of them stand."""
    models: dict[str, Any] = {
        "change": Change, "event": Event, "enrolment": Enrolment, "membership": Membership,
    }  # fmt: skip
    with acting(system()):
        found = {name: model.objects.count() for name, model in models.items()}
        for name, model in (("family", Family), ("person", Person)):
            found |= {
                f"{name} {state}": n for state, n in Counter(model.objects.values_list("state", flat=True)).items()
            }
    return found


def check_parts_are_whole() -> None:
    """What the batch says it wrote is what is there: each part with all its rows, or without any."""
    with acting(system()):
        batch = Batch.objects.get()
        told = batch.report.get("applied", {})
        assert Person.objects.count() == told.get("people_new", 0)
        assert Family.objects.count() == told.get("families_new", 0)
        assert Change.objects.filter(batch_id=batch.id).count() == told.get("families_new", 0)
        assert Event.objects.filter(verb="family.import").count() == told.get("families_new", 0)
        assert broken_invariants() == []


def nobody_twice() -> bool:
    with acting(system()):
        people = Counter(Person.objects.filter(state="active").values_list("name", "birth_date", "nik_index"))
    return set(people.values()) <= {1}


@pytest.fixture
def undisturbed(
    server: Server, template: str, tmp_path: Path, django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
) -> dict[str, dict[str, int]]:  # fmt: skip
    """The rows after a run that nobody disturbed, and after taking it back."""
    runner = Runner(listed(tmp_path))
    with copy_of(server, template, f"slrt_own_{os.getpid()}") as name, django_db_blocker.unblock():
        point_at(server, name)
        runner.finish()
        after = counted()
        runner.finish(undo=batch_id())
        return {"written": after, "undone": counted()}


def listed(folder: Path) -> Path:
    path = folder / "list.csv"
    path.write_text(messy.some(KINDS, random.Random(7)).text, encoding="utf-8", newline="")
    return path


def batch_id() -> str:
    with acting(system()):
        return str(Batch.objects.get().id)


@pytest.mark.fault
def test_a_list_survives_kills_while_it_is_written_and_while_it_is_taken_back(
    undisturbed: dict[str, dict[str, int]], own_database: str, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SLRT_VAR = tmp_path  # the ends of chains are kept there as well, and these chains are this test's own
    runner = Runner(listed(tmp_path))
    with clock.at(NOW):
        for done in (1, 4, 9):
            runner.killed_at(done)
            check_parts_are_whole()
        runner.finish()
        check_parts_are_whole()
        assert counted() == undisturbed["written"]
        assert nobody_twice()
        key = batch_id()
        for looked_at in (1, 60, 120):
            runner.killed_at(looked_at, undo=key)
            with acting(system()):
                assert Change.objects.filter(kind="undo").count() == Batch.objects.get().done
                assert broken_invariants() == []
        runner.finish(undo=key)
        assert counted() == undisturbed["undone"]
        with acting(system()):
            assert Batch.objects.get().report["not_undone"] == []
    trail.link_pending()
    assert trail.verify().is_whole
