"""`slrt areas find` and `slrt trail verify`, without starting a server of their own."""

import json
from contextlib import nullcontext
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections
from typer.testing import CliRunner

from slrt.config.cli import areas as areas_command
from slrt.config.cli import trail as trail_command
from slrt.domain import access
from slrt.services.trail import Subject, link_pending, record
from slrt.store.walls.context import acting
from tests.makers.people import LALANG

runner = CliRunner()


@pytest.fixture(autouse=True)
def as_it_is(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> None:
    """The commands use the database of the test; starting one is tested elsewhere."""
    settings.SLRT_VAR = tmp_path
    for command in (areas_command, trail_command):
        monkeypatch.setattr(command, "database", nullcontext)


@pytest.mark.django_db
def test_areas_find_answers_in_json_and_nothing_else() -> None:
    result = runner.invoke(areas_command.app, ["find", "belitng timur", "--json", "--limit", "1"])
    assert result.exit_code == 0
    (hit,) = json.loads(result.stdout)
    assert (hit["code"], hit["name"]) == ("19.06", "Kabupaten Belitung Timur")


@pytest.mark.django_db
def test_areas_find_says_when_nothing_is_like_it_and_refuses_a_bad_scope() -> None:
    result = runner.invoke(areas_command.app, ["find", "xqzvw", "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])
    assert runner.invoke(areas_command.app, ["find", "manggar", "--within", "x"]).exit_code == 2


def test_trail_verify_exits_with_one_when_something_is_wrong(own_database: str) -> None:
    with acting(access.system()):
        key = record(access.system(), "family.register", Subject("family", uuid4(), LALANG))
    link_pending()
    whole = runner.invoke(trail_command.app, ["verify", "--json"])
    assert (whole.exit_code, json.loads(whole.stdout)["whole"]) == (0, True)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM trail_event WHERE id = %s", [key])
    broken = runner.invoke(trail_command.app, ["verify", "--json"])
    found = json.loads(broken.stdout)["found"]
    assert (broken.exit_code, found[0]["kind"], found[0]["event"]) == (1, "deleted", str(key))
    said = runner.invoke(trail_command.app, ["verify"])
    assert said.exit_code == 1
    assert "deleted" in said.stdout


@pytest.mark.parametrize("flag", [[], ["--json"]])
@pytest.mark.parametrize("area", ["99.99", "19.06.99", "x"])
def test_trail_verify_refuses_an_area_that_never_was(own_database: str, area: str, flag: list[str]) -> None:
    refused = runner.invoke(trail_command.app, ["verify", "--area", area, *flag])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert area in refused.stderr


def test_a_trail_without_chains_is_not_called_whole(own_database: str) -> None:
    empty = runner.invoke(trail_command.app, ["verify", "--area", "19.06", "--json"])
    told = json.loads(empty.stdout)
    assert (empty.exit_code, told["whole"], told["chains"]) == (1, False, 0)
    assert [one["kind"] for one in told["found"]] == ["no_chain"]
    said = runner.invoke(trail_command.app, ["verify", "--area", "19.06"])
    assert "whole" not in said.stdout
    assert "0 chains" in said.stdout
