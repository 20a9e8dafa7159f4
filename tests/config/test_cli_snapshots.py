"""`slrt synth`, `slrt snapshot create` and `slrt snapshot verify`: what people and programs are told."""

import json
import signal
import subprocess
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from slrt.config.cli import Entry, module_of
from slrt.config.cli import snapshot as command
from slrt.config.cli import snapshot_register as register
from slrt.config.problem import Problem
from slrt.domain.access import system
from slrt.lake import manifest
from slrt.services.registry.bulk import register_list
from tests.config.servers import ROOT, SLRT, installation, run_slrt, until
from tests.makers.population import families
from tests.services.test_snapshot import listed

runner = CliRunner()


def without_keys(folder: Path) -> dict[str, str]:
    """An environment in which nothing that touches Django would start."""
    environ = {name: value for name, value in installation(folder).items() if not name.endswith("_KEY")}
    return environ | {"SLRT_VAR": str(folder / "var")}


@pytest.mark.parametrize("words", [["synth"], ["snapshot", "create"], ["snapshot", "verify"]])
def test_every_command_explains_itself(tmp_path: Path, words: list[str]) -> None:
    done = run_slrt(without_keys(tmp_path), *words, "--help")
    assert done.returncode == 0, done.stderr
    assert f"Usage: slrt {' '.join(words)}" in done.stdout


def test_a_snapshot_is_made_and_verified_without_keys_or_database(tmp_path: Path) -> None:
    environ, out = without_keys(tmp_path), tmp_path / "s"
    order = ["--families", "500", "--area", "19", "--seed", "3", "--on", "2026-01-15"]
    made = run_slrt(environ, "synth", *order, "--out", str(out), "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert (told["families"], told["on"], told["source"]["seed"]) == (500, "2026-01-15", 3)
    assert "500/500" in made.stderr
    whole = run_slrt(environ, "snapshot", "verify", str(out), "--json")
    assert (whole.returncode, json.loads(whole.stdout)["whole"]) == (0, True)
    again = run_slrt(environ, "synth", *order, "--out", str(out))
    assert again.returncode == 0
    assert "Snapshot complete" in again.stdout
    other = run_slrt(environ, "synth", "--families", "501", "--out", str(out))
    assert other.returncode == 1
    assert "already holds a finished snapshot" in other.stderr
    assert "Traceback" not in other.stderr
    assert not (tmp_path / "var").exists()


def test_verify_names_the_wrong_file_and_ends_with_one(tmp_path: Path) -> None:
    environ, out = without_keys(tmp_path), tmp_path / "s"
    run_slrt(environ, "synth", "--families", "50", "--area", "19.06", "--out", str(out))
    with (out / "19.06" / "members.parquet").open("ab") as file:
        file.write(b"x")
    said = run_slrt(environ, "snapshot", "verify", str(out))
    assert said.returncode == 1
    assert "19.06/members.parquet" in said.stdout
    found = run_slrt(environ, "snapshot", "verify", str(out), "--json")
    assert found.returncode == 1
    ((finding,), whole) = (json.loads(found.stdout)["findings"], json.loads(found.stdout)["whole"])
    assert (finding["file"], whole) == ("19.06/members.parquet", False)
    nothing = run_slrt(environ, "snapshot", "verify", str(tmp_path / "nowhere"), "--json")
    assert nothing.returncode == 1
    assert "is not a snapshot" in json.loads(nothing.stdout)["findings"][0]["words"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--area", "x"], "is not an area code"),
        (["--area", "99"], "there is no village in 99"),
        (["--on", "yesterday"], "is not a date"),
        (["--families", "0"], "greater than or equal to 1"),
    ],
)
def test_a_wrong_option_is_named(tmp_path: Path, words: list[str], said: str) -> None:
    done = run_slrt(without_keys(tmp_path), "synth", "--out", str(tmp_path / "s"), *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "s").exists()


def test_ctrl_c_says_how_to_go_on_and_the_next_run_keeps_the_day(tmp_path: Path) -> None:
    out, order = tmp_path / "s", ["--families", "60000", "--area", "19"]
    environ = without_keys(tmp_path)
    run = subprocess.Popen(
        [str(SLRT), "synth", *order, "--on", "2025-06-01", "--out", str(out)],
        env=environ,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    until(lambda: list(out.glob("19.*")), seconds=60)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "run the same command again, and it goes on" in said
    assert not (out / "manifest.json").exists()
    finished = run_slrt(environ, "synth", *order, "--out", str(out), "--json")
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["on"] == "2025-06-01"


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "slrt.config.cli.synth", raising=False)
    for name in [name for name in sys.modules if name.startswith("slrt.lake.synth")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(Problem, match="needs numpy.*analytics.txt"):
        module_of(Entry("synth", "synth", ""))


def test_starting_the_command_line_or_the_pages_loads_no_engine() -> None:
    program = (
        "import sys; from slrt.config.cli import ready; import slrt.config.cli, slrt.config.urls, slrt.jobs.demo\n"
        "print(sorted({'numpy', 'pyarrow', 'duckdb', 'polars'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.django_db
def test_the_register_becomes_a_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "database", nullcontext)
    register_list(system(), [listed(family) for family in families()[:20]])
    done = runner.invoke(command.app, ["create", "--out", str(tmp_path / "s"), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["families"] == 20
    assert told["source"].keys() == {"kind", "installation", "area"}
    assert told["source"]["kind"] == "register"
    assert date.fromisoformat(told["on"])
    assert runner.invoke(command.app, ["verify", str(tmp_path / "s")]).exit_code == 0
    with pytest.raises(manifest.SnapshotProblem, match="already holds"):
        runner.invoke(command.app, ["create", "--out", str(tmp_path / "s")], catch_exceptions=False)
