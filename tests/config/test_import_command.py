"""`slrt import`, without starting a server of its own."""

import csv
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from slrt.config.cli import imports as command
from slrt.config.problem import Problem
from slrt.domain.access import system
from slrt.domain.ids import uuid7
from slrt.store.accounts.models import User
from slrt.store.registry.models import Person
from slrt.store.walls.context import acting
from tests.makers.lists import COLUMNS, RIZKI, SITI, csv_file, plain_sheet, row, xlsx_file
from tests.makers.people import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_rules")]

runner = CliRunner()
app = typer.Typer(pretty_exceptions_enable=False)
app.command()(command.import_file)

KEYS = ("rows", "families", "new", "changed", "unchanged", "invalid", "duplicate", "out_of_scope")


@pytest.fixture(autouse=True)
def as_it_is(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """The command uses the database of the test."""
    settings.SLRT_VAR = tmp_path / "var"
    monkeypatch.setattr(command, "database", nullcontext)


def run(*arguments: object) -> Any:
    return runner.invoke(app, [str(each) for each in arguments])


def test_the_json_has_its_keys_and_says_which_cell_is_wrong(tmp_path: Path) -> None:
    done = run(csv_file(tmp_path, [SITI, row(RIZKI, nik="1,90601E+15")]), "--layout", "dtsen", "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert {key: said[key] for key in KEYS} == {
        **dict.fromkeys(KEYS, 0),
        "rows": 2,
        "families": 1,
        "new": 1,
        "invalid": 1,
    }
    (error,) = said["errors"]
    assert (error["row"], error["column"], error["value"], error["code"]) == (
        3, "nik", "1,90601E+15", "scientific_notation",
    )  # fmt: skip
    assert error["message"] != error["message_en"]
    assert said["warnings"] == []


def test_people_read_counts_and_errors(tmp_path: Path) -> None:
    done = run(csv_file(tmp_path, [SITI, row(RIZKI, desil="11")]), "--layout", "dtsen")
    assert done.exit_code == 0
    assert "nothing was written" in done.stdout
    assert "desil" in done.stdout


def test_area_limits_and_fills_in_nothing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI, RIZKI])
    away = json.loads(run(path, "--layout", "dtsen", "--area", "19.02", "--json").stdout)
    assert (away["rows"], away["out_of_scope"]) == (2, 2)
    bare = csv_file(tmp_path, [row(kode_wilayah="")])
    assert json.loads(run(bare, "--layout", "dtsen", "--area", "19.06", "--json").stdout)["invalid"] == 1


def test_who_does_it_decides_what_is_in_scope(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI])
    username = User.objects.get(id=officer("manager", "19.02").user_id).username
    assert json.loads(run(path, "--layout", "dtsen", "--as", username, "--json").stdout)["out_of_scope"] == 1
    for refused in ("nobody.here", User.objects.get(id=officer("administrator").user_id).username):
        assert isinstance(run(path, "--layout", "dtsen", "--as", refused).exception, Problem)


@pytest.mark.parametrize("extra", [("--layout", "dtse"), ("--layout", "dtsen", "--area", "x")])
def test_a_wrong_option_is_a_usage_error(tmp_path: Path, extra: tuple[str, ...]) -> None:
    assert run(csv_file(tmp_path, [SITI]), *extra).exit_code == 2


def test_a_file_that_cannot_be_read_ends_with_two_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    done = run(path, "--layout", "dtsen", "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert ".xlsx" in done.stderr


def test_applying_writes_once_and_undoing_takes_it_back(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI, RIZKI])
    dry = json.loads(run(path, "--layout", "dtsen", "--json").stdout)
    assert (dry["batch"], dry["applied"]) == (None, None)
    first = json.loads(run(path, "--layout", "dtsen", "--apply", "--json").stdout)
    assert (first["new"], first["applied"]["people_new"], first["applied"]["families_new"]) == (2, 2, 1)
    again = json.loads(run(path, "--layout", "dtsen", "--apply", "--json").stdout)
    assert (again["unchanged"], again["batch"]) == (2, first["batch"])
    said = run("--undo", first["batch"], "--reason", "Berkas keliru", "--json")
    assert json.loads(said.stdout) == {"batch": first["batch"], "state": "undone", "undone": 1, "left": []}
    with acting(system()):
        assert Person.objects.exclude(state="void").count() == 0


def test_people_read_what_was_written_and_what_was_undone(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI, RIZKI])
    done = run(path, "--layout", "dtsen", "--apply")
    assert "Written as batch" in done.stdout
    batch = done.stdout.split("batch ")[1].split(".")[0]
    assert "Undone: 1 changes" in run("--undo", batch, "--reason", "Berkas keliru").stdout
    assert "nothing to write" in run(csv_file(tmp_path, [row(nik="12")]), "--layout", "dtsen", "--apply").stdout


@pytest.mark.parametrize(
    "wrong", [("--undo", str(uuid7()), "--reason", "x"), ("--undo", "", "--reason", " "), ("--apply",), ()]
)
def test_what_cannot_be_done_is_said(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    first = json.loads(run(csv_file(tmp_path, [SITI]), "--layout", "dtsen", "--apply", "--json").stdout)["batch"]
    done = run(*(part or first for part in wrong))
    assert done.exit_code == 2 or isinstance(done.exception, Problem)


def test_a_saved_mapping_names_the_columns(tmp_path: Path) -> None:
    saved = tmp_path / "mapping.json"
    saved.write_text('{"nik": "identitas"}')
    header = ["identitas" if name == "nik" else name for name in COLUMNS]
    path = csv_file(tmp_path, [row(nik="12")], header=header)
    done = run(path, "--layout", "dtsen", "--mapping", saved, "--json")
    assert json.loads(done.stdout)["errors"][0]["column"] == "identitas"


def test_rejects_keep_layout_separator_and_order_and_give_the_reason(tmp_path: Path) -> None:
    rows = [row(nama="=1+1", rt="x"), row(no_kk="", nik="", nama="+62"), SITI, row(RIZKI, nik="12", alamat="@a")]
    rejects = tmp_path / "rejects.csv"
    done = run(csv_file(tmp_path, rows, separator=";"), "--layout", "dtsen", "--rejects", rejects, "--json")
    assert json.loads(done.stdout)["new"] == 0
    with rejects.open(encoding="utf-8", newline="") as file:
        header, *written = csv.reader(file, delimiter=";")
    assert header == [*COLUMNS, "alasan"]
    assert [one[2] for one in written] == ["'=1+1", "'+62", "SITI AMINAH", "MUH RIZKI"]
    assert written[3][8] == "'@a"
    assert all(len(one) == len(COLUMNS) + 1 and one[-1] for one in written)
    assert rejects.stat().st_mode & 0o777 == 0o600


def test_the_list_itself_is_not_written_over(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI])
    before = path.read_bytes()
    assert run(path, "--layout", "dtsen", "--rejects", tmp_path / "." / path.name).exit_code == 2
    assert path.read_bytes() == before


def test_rejects_of_a_workbook_are_a_workbook_that_can_be_sent_again(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.xlsx"
    path = xlsx_file(tmp_path, plain_sheet([SITI, row(RIZKI, nik="12")]))
    assert run(path, "--layout", "dtsen", "--rejects", rejects, "--json").exit_code == 0
    again = json.loads(run(rejects, "--layout", "dtsen", "--json").stdout)
    assert (again["rows"], again["invalid"]) == (1, 1)
