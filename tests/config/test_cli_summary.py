"""`slrt summary load`: what whoever loads figures by hand is told."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

from slrt.config.cli import summary as command
from slrt.config.problem import Problem
from tests.config.servers import installation, run_slrt
from tests.makers.matched import matched, said

runner = CliRunner()


@pytest.mark.django_db
def test_a_run_is_loaded_once_and_the_second_time_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "database", nullcontext)
    run = matched(tmp_path, 12)
    done = runner.invoke(command.app, ["load", str(run)])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Loaded: 12 families, ")
    again = runner.invoke(command.app, ["load", str(run)])
    assert "loaded already; nothing was changed" in again.stdout
    told = json.loads(runner.invoke(command.app, ["load", str(run), "--json"]).stdout)
    assert (told["new"], told["families"]) == (False, 12)
    said(run, lambda run: run.update(order="another", on="2020-01-01"))
    with pytest.raises(Problem, match="figures of 2025-11-24 are loaded already"):
        runner.invoke(command.app, ["load", str(run)], catch_exceptions=False)


def test_a_folder_without_a_run_is_named_in_one_line_and_no_server_starts(tmp_path: Path) -> None:
    done = run_slrt(installation(tmp_path / "var"), "summary", "load", str(tmp_path / "nothing"))
    assert done.returncode == 1
    assert "holds no finished run" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "var" / "postgres").exists()
