"""kill -9 while families registered twice are joined: each is joined wholly or not at all, and the resume finishes."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connections

from slrt.domain import clock
from slrt.domain.access import system
from slrt.services.registry import pairs
from slrt.store.registry.models import Change, DuplicatePair, Family, Membership
from slrt.store.walls.context import acting
from tests.config.servers import ROOT, until
from tests.faults.stand import environment
from tests.makers.changes import broken_invariants
from tests.makers.families import new_family, nik, officer, person, registered

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
FAMILIES = 40
PATIENCE = 60
BORN = date(1980, 5, 17)


def twice(number: int) -> tuple[str, str]:
    """A family registered twice, marked as a likely duplicate: (pair, head who stays)."""
    desk = officer()
    heads = []
    for again in (0, 1):
        head = person(f"Warga {number}", "head", BORN, "male", nik(BORN, "male", 2 * number + again + 1))
        child = person(f"Anak {number} {again}", "child", date(2015, 1, 2 + again), "female")
        made = registered(desk, new_family(head, child))
        heads.append(made.person_ids[0])
    pair = pairs.suggest(desk, *heads, reason="Orang yang sama")
    return str(pair.id), str(heads[0])


def start(told: list[tuple[str, str]], folder: Path) -> "subprocess.Popen[str]":
    """Begin, or go on."""
    names = ("HOST", "PORT", "NAME", "USER", "PASSWORD")
    place = {name: connections["default"].settings_dict[name] for name in names}
    command = [sys.executable, "-m", "tests.faults.joiner"]
    child = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment(folder)}, stdin=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    json.dump({"database": place, "pairs": told, "now": NOW.isoformat()}, child.stdin)
    child.stdin.close()
    return child


def kill_when(child: "subprocess.Popen[str]", least: int) -> None:
    """Kill it as soon as so many pairs are decided: somewhere in the next one."""
    try:
        until(lambda: child.poll() is not None or joined() >= least, PATIENCE)
        assert child.poll() is None, "it ended before it could be killed"
    finally:
        child.kill()
        child.wait()


def joined() -> int:
    with acting(system()):
        return DuplicatePair.objects.filter(state="same").count()


def check_each_is_whole() -> None:
    """A decided pair has one family with everybody in it, one that ended, and a change in each; others have neither."""
    with acting(system()):
        assert broken_invariants() == []
        for pair in DuplicatePair.objects.all():
            homes = Membership.objects.filter(person_id__in=(pair.one_id, pair.other_id))
            families = set(homes.values_list("family_id", flat=True))
            merged = Family.objects.filter(id__in=families, state="merged").count()
            changes = Change.objects.filter(family_id__in=families, kind="merge_families", state="applied").count()
            assert (merged, changes) == ((1, 2) if pair.state == "same" else (0, 0))


@pytest.mark.fault
@pytest.mark.usefixtures("own_database")
def test_killing_a_merge_leaves_each_family_whole_and_going_on_finishes(tmp_path: Path) -> None:
    with clock.at(NOW):
        told = [twice(number) for number in range(FAMILIES)]
    for least in (3, 17, 31):
        kill_when(start(told, tmp_path), least)
        check_each_is_whole()
        assert least <= joined() < FAMILIES
    assert start(told, tmp_path).wait(PATIENCE) == 0
    check_each_is_whole()
    assert joined() == FAMILIES
