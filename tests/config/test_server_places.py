"""The embedded server runs as root and as a normal user, wherever the project lies, and says plainly what is wrong."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from slrt.config.postgres import Server, ServerError, ensure_running, place, prepare, release
from slrt.config.postgres.programs import system_folders, wheel_folders
from tests.config.servers import Client, as_root, published, until

Start = Callable[..., Client]
SYSTEM_PYTHON = Path("/usr/bin/python3")


def opened(var: Path) -> Server:
    server = ensure_running(var)
    prepare(server)
    return server


def postmaster_user(var: Path) -> int:
    return os.stat(f"/proc/{published(var)['postmaster']}").st_uid


def modes_above(folder: Path) -> dict[Path, tuple[int, int, int]]:
    return {one: (one.stat().st_mode, one.stat().st_uid, one.stat().st_gid) for one in folder.parents}


@as_root
def test_started_by_root_it_runs_as_an_unprivileged_user_and_leaves_folders_above_alone(fresh: Path) -> None:
    before = modes_above(fresh)
    opened(fresh)
    assert postmaster_user(fresh) != 0
    assert modes_above(fresh) == before


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder nobody but its owner may enter, like /root."""
    folder = Path(tempfile.mkdtemp(prefix="slrt-closed-", dir="/tmp"))
    yield folder
    release(folder / "var", wait=20)
    shutil.rmtree(folder)


@pytest.fixture
def system_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stand-in for /var/lib/slrt."""
    folder = Path(tempfile.mkdtemp(prefix="slrt-system-", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setattr(place, "SYSTEM_PLACE", folder)
    yield folder
    shutil.rmtree(folder)


@as_root
def test_in_a_closed_folder_root_gets_a_database_elsewhere_and_is_told_where(
    system_place: Path, closed_folder: Path
) -> None:
    before = modes_above(closed_folder / "var")
    said: list[str] = []
    server = ensure_running(closed_folder / "var", say=said.append)
    prepare(server)

    assert server.home is not None
    assert server.home.parent == system_place
    assert any(str(server.home) in line for line in said)
    assert modes_above(closed_folder / "var") == before
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE mark ()")

    release(closed_folder / "var", wait=20)
    again = ensure_running(closed_folder / "var")
    with psycopg.connect(again.owner_url) as connection:
        connection.execute("SELECT FROM mark")


@as_root
def test_programs_in_a_closed_folder_are_copied_with_their_libraries(
    system_place: Path, closed_folder: Path, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = wheel_folders()[0].parent.parent
    hidden = closed_folder / package.name
    shutil.copytree(package, hidden, symlinks=True)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.exists():
        shutil.copytree(libraries, closed_folder / libraries.name, symlinks=True)
    monkeypatch.setenv("SLRT_POSTGRES", str(hidden / "pginstall" / "bin"))

    server = opened(fresh)

    assert server.binaries is not None
    assert server.binaries.is_relative_to(system_place)
    with psycopg.connect(server.owner_url) as connection:
        assert connection.execute("SELECT similarity('belitng', 'belitung') > 0.5").fetchone() == (True,)


@as_root
def test_a_project_made_again_at_the_same_path_does_not_meet_its_former_database(
    system_place: Path, closed_folder: Path
) -> None:
    former = ensure_running(closed_folder / "var").home
    release(closed_folder / "var", wait=20)
    shutil.rmtree(closed_folder / "var")
    assert ensure_running(closed_folder / "var").home != former


@as_root
def test_data_that_lies_in_a_folder_closed_later_is_never_left_behind(system_place: Path, var: Path) -> None:
    opened(var)
    release(var, wait=20)
    var.parent.chmod(0o700)
    with pytest.raises(ServerError, match="cannot be reached by the system user"):
        ensure_running(var)
    assert list(system_place.iterdir()) == []
    var.parent.chmod(0o755)
    opened(var)


def test_a_place_that_is_gone_is_named_instead_of_starting_empty(fresh: Path) -> None:
    (fresh / "postgres").mkdir(parents=True)
    (fresh / "postgres" / "place").write_text("/tmp/slrt-not-there\n")
    with pytest.raises(ServerError, match="/tmp/slrt-not-there, but that folder is gone"):
        ensure_running(fresh)


@as_root
@pytest.mark.skipif(not SYSTEM_PYTHON.exists(), reason="needs a Python that every user can read")
def test_a_normal_user_can_run_everything(fresh: Path, client: Start) -> None:
    nobody = 65534
    fresh.mkdir()
    os.chown(fresh, nobody, nobody)
    packages = wheel_folders()[0].parent.parent.parent
    root = Path(__file__).resolve().parent.parent.parent
    as_nobody = client(
        python=SYSTEM_PYTHON,
        user=nobody,
        group=nobody,
        extra_groups=[],
        env={"PYTHONPATH": f"{root}:{packages}", "PATH": os.defpath, "HOME": "/nonexistent"},
    )
    url = str(as_nobody.ready()["url"])
    assert postmaster_user(fresh) == nobody
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE mark ()")
    postmaster = Path(f"/proc/{published(fresh)['postmaster']}")
    as_nobody.kill()
    until(lambda: not postmaster.exists() or "Z" in (postmaster / "stat").read_text().split()[2])


@as_root
def test_a_normal_user_who_may_not_write_is_told_so(fresh: Path) -> None:
    done = run_as_nobody(fresh)
    assert done.returncode != 0
    assert "cannot be created (Permission denied)" in done.stderr


@as_root
def test_a_folder_another_user_started_in_is_named(var: Path) -> None:
    done = run_as_nobody(var)
    assert done.returncode != 0
    assert "belongs to another user, who started SLRT here before" in done.stderr


def run_as_nobody(var: Path) -> "subprocess.CompletedProcess[str]":
    program = "import pathlib, sys, slrt.config.postgres as pg; pg.ensure_running(pathlib.Path(sys.argv[1]))"
    return subprocess.run(
        [str(SYSTEM_PYTHON), "-c", program, str(var)],
        user=65534,
        group=65534,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )


def stopped_data(var: Path) -> Path:
    """The data folder of a server that ran once."""
    home = opened(var).home
    assert home is not None
    assert release(var, wait=20)
    return home / "data"


def test_data_of_another_major_version_is_refused_untouched(var: Path) -> None:
    data = stopped_data(var)
    before = (data / "PG_VERSION").read_text()
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ServerError, match="was written by PostgreSQL 14, but the programs"):
        ensure_running(var)
    (data / "PG_VERSION").write_text(before)
    ensure_running(var)


@pytest.mark.parametrize("victim", ["global/pg_control", "PG_VERSION", "postgresql.conf"])
def test_a_damaged_folder_is_named_and_nothing_is_deleted(var: Path, victim: str) -> None:
    data = stopped_data(var)
    (data / victim).unlink()
    with pytest.raises(ServerError, match=r"is damaged\. Move it away"):
        ensure_running(var)
    assert (data / "base").exists()


def test_wrong_permissions_are_named(var: Path) -> None:
    data = stopped_data(var)
    data.chmod(0o777)
    with pytest.raises(ServerError, match="permissions in .* are wrong"):
        ensure_running(var)
    data.chmod(0o700)
    ensure_running(var)


@as_root
def test_a_data_folder_that_root_took_over_is_named(var: Path) -> None:
    data = stopped_data(var)
    os.chown(data, 0, 0)
    with pytest.raises(ServerError, match="permissions in .* are wrong"):
        ensure_running(var)


@as_root
@pytest.mark.parametrize("size", ["1m", "20m"])
def test_a_full_disk_is_named(fresh: Path, size: str) -> None:
    fresh.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "slrt-test", str(fresh)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let even root mount a small disk")
    try:
        with pytest.raises(ServerError, match="The disk is full"):
            ensure_running(fresh)
    finally:
        subprocess.run(["umount", str(fresh)], check=True)


def test_the_systems_own_postgresql_serves_as_well(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not system_folders():
        pytest.skip("no PostgreSQL 15 or newer is installed by the system")
    monkeypatch.setenv("SLRT_POSTGRES", "system")
    server = opened(fresh)
    with psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT similarity('belitng', 'belitung') > 0.5").fetchone() == (True,)


def test_a_folder_without_programs_is_refused(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLRT_POSTGRES", "/usr/lib")
    with pytest.raises(ServerError, match="SLRT_POSTGRES names /usr/lib"):
        ensure_running(fresh)
