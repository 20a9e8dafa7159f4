"""The command line: help for people, JSON for programs, clear words for troubles."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from slrt.config.cli import COMMANDS
from tests.config.servers import ROOT, installation, run_slrt, server_is_up


def without_keys(var: Path) -> dict[str, str]:
    return {name: value for name, value in installation(var).items() if not name.endswith("_KEY")}


def test_help_names_every_command_and_needs_neither_keys_nor_database(tmp_path: Path) -> None:
    done = run_slrt(without_keys(tmp_path) | {"PORT": "nonsense"}, "--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f" {name} " in done.stdout


@pytest.mark.parametrize(
    "command",
    [["up"], ["migrate"], ["doctor"], ["areas", "find"], ["trail", "verify"], ["demo", "load"], ["demo", "reset"]]
    + [["backup", "create"], ["backup", "restore"], ["evaluate"], ["rules", "test"]],
)
def test_every_command_explains_itself(tmp_path: Path, command: list[str]) -> None:
    done = run_slrt(installation(tmp_path), *command, "--help")
    assert done.returncode == 0, done.stderr
    assert f"Usage: slrt {' '.join(command)}" in done.stdout
    assert not (tmp_path / "postgres").exists()


def test_an_unknown_command_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    done = run_slrt(installation(tmp_path), "doktor")
    assert done.returncode == 2
    assert "Did you mean 'doctor'?" in done.stderr


def test_missing_keys_are_named_without_a_traceback(tmp_path: Path) -> None:
    done = run_slrt(without_keys(tmp_path), "migrate")
    assert done.returncode == 1
    assert "SLRT_NIK_KEY is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_port_is_named_without_a_traceback(tmp_path: Path) -> None:
    done = run_slrt(installation(tmp_path) | {"PORT": "http"}, "up")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "PORT must be a number between 1 and 65535, not 'http'."


def test_areas_are_found_despite_typing_errors_and_json_is_all_there_is_on_standard_output(
    made: Path, var: Path
) -> None:
    environ = installation(var)  # not migrated: the command has to bring the database up to date, and say so
    done = run_slrt(environ, "areas", "find", "belitng", "timur", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["code"] == "19.06"
    assert "Loading area codes" in done.stderr
    assert not server_is_up(var)

    again = run_slrt(environ, "areas", "find", "pangkal pinang")
    assert "19.71" in again.stdout
    assert "Loading" not in again.stderr


def test_a_whole_trail_is_called_whole(ready: Path) -> None:
    done = run_slrt(installation(ready), "trail", "verify", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["whole"] is True


def test_the_demonstration_is_refused_on_real_data(ready: Path) -> None:
    for command in ("load", "reset"):
        done = run_slrt(installation(ready), "demo", command)
        assert done.returncode == 1
        assert "This is not a demonstration" in done.stderr


def test_other_keys_than_the_database_was_filled_with_are_refused(ready: Path) -> None:
    environ = installation(ready)
    done = run_slrt(environ | {"SLRT_NIK_KEY": environ["SLRT_INDEX_KEY"].replace("a", "b")}, "migrate")
    assert done.returncode == 1
    assert "The keys are not those this database was filled with" in done.stderr


def test_the_doctor_finds_a_ready_installation_healthy(ready: Path) -> None:
    done = run_slrt(installation(ready), "doctor", "--json")
    report = json.loads(done.stdout)
    assert report["healthy"], report
    assert done.returncode == 0
    looked_at = {finding["what"] for finding in report["findings"]}
    assert {"python", "folder", "disk", "keys", "database", "migrations", "clock"} <= looked_at


def findings(environ: dict[str, str]) -> dict[str, str]:
    done = run_slrt(environ, "doctor", "--json")
    assert done.returncode == 1, done.stdout
    return {one["what"]: one["words"] for one in json.loads(done.stdout)["findings"] if one["state"] == "bad"}


def test_the_doctor_says_what_missing_keys_mean(ready: Path) -> None:
    assert "no NIK in it can be read again" in findings(without_keys(ready))["keys"]


def test_the_doctor_sees_missing_migrations(var: Path) -> None:
    assert "Run: slrt migrate" in findings(installation(var))["migrations"]


def test_the_doctor_sees_keys_others_can_read(ready: Path) -> None:
    environ = without_keys(ready) | {"SLRT_DEMO": "1"}
    (ready / "keys").mkdir(exist_ok=True)
    for name, variable in (("nik", "SLRT_NIK_KEY"), ("index", "SLRT_INDEX_KEY"), ("secret", "SLRT_SECRET_KEY")):
        (ready / "keys" / f"{name}.key").write_text(installation(ready)[variable])
        (ready / "keys" / f"{name}.key").chmod(stat.S_IRUSR | stat.S_IROTH)
    assert "Others on this machine can read" in findings(environ)["keys"]


def test_the_doctor_passes_on_what_the_server_says(ready: Path) -> None:
    (ready / "postgres" / "data" / "global" / "pg_control").unlink()
    assert "is damaged" in findings(installation(ready))["database"]


def test_the_doctor_sees_a_slow_clock(ready: Path) -> None:
    environ = installation(ready)
    program = (
        "import sys; from datetime import UTC, datetime; from slrt.config import doctor\n"
        "from slrt.domain import clock\n"
        "from slrt.config.postgres import ensure_running, prepare; from pathlib import Path\n"
        "server = ensure_running(Path(sys.argv[1])); prepare(server)\n"
        "with clock.at(datetime(2020, 1, 1, tzinfo=UTC)): print(doctor.clocks(server).state)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(ready)], env=environ, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stdout.strip() == "bad", done.stderr


def test_a_backup_made_on_the_command_line_restores_into_a_clean_folder(ready: Path, tmp_path: Path) -> None:
    environ = installation(ready)
    saved, clean = tmp_path / "saved", ready.parent / "clean"
    made = run_slrt(environ, "backup", "create", str(saved))
    assert made.returncode == 0, made.stderr
    assert "NOT in this backup" in made.stderr

    elsewhere = environ | {"SLRT_VAR": str(clean)}
    done = run_slrt(elsewhere, "backup", "restore", str(saved))
    assert done.returncode == 0, done.stderr
    assert run_slrt(elsewhere, "doctor").returncode == 0
    assert run_slrt(elsewhere, "trail", "verify").returncode == 0
    again = run_slrt(elsewhere, "backup", "restore", str(saved))
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def test_a_backup_without_its_keys_is_not_restored(ready: Path, tmp_path: Path) -> None:
    saved, clean = tmp_path / "saved", ready.parent / "clean"
    run_slrt(installation(ready), "backup", "create", str(saved))
    done = run_slrt(without_keys(clean), "backup", "restore", str(saved))
    assert done.returncode == 1
    assert "The backup's keys are needed" in done.stderr
    assert not (clean / "postgres").exists()


def test_django_commands_find_the_database_too(ready: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"],
        env=installation(ready),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr + done.stdout
