"""Real servers in folders of their own. Nothing here uses Django."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from slrt.config.postgres import ensure_running, prepare, release
from tests.config.servers import Client, installation, run_slrt, server_is_up, until


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """An installation whose database was created and stopped: a copy of it is quicker than a new one."""
    with open_folder() as folder:
        prepare(ensure_running(folder / "var"))
        release(folder / "var", wait=20)
        yield folder / "var"


@pytest.fixture(scope="session")
def prepared(made: Path) -> Path:
    """An installation that is migrated and loaded; tests work on copies of it."""
    folder = made.parent / "prepared"
    subprocess.run(["cp", "-a", str(made), str(folder)], check=True)
    done = run_slrt(installation(folder), "migrate")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def ready(fresh: Path, prepared: Path) -> Path:
    """A copy of the migrated installation, not running."""
    subprocess.run(["cp", "-a", str(prepared), str(fresh)], check=True)
    return fresh


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A folder for one installation that was never started."""
    with open_folder() as folder:
        yield folder / "var"


@pytest.fixture
def var(fresh: Path, made: Path) -> Path:
    """An installation with an empty database that is not running."""
    subprocess.run(["cp", "-a", str(made), str(fresh)], check=True)
    return fresh


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder every user can reach (pytest's own are closed to others), gone with its server after the test."""
    folder = Path(tempfile.mkdtemp(prefix="slrt-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    release(folder / "var", wait=20)
    until(lambda: not server_is_up(folder / "var"))
    shutil.rmtree(folder)


@pytest.fixture
def client(fresh: Path) -> Iterator[Callable[..., Client]]:
    """Start clients; all are ended with the test."""
    started: list[Client] = []

    def start(folder: Path = fresh, **options: object) -> Client:
        started.append(Client(folder, **options))
        return started[-1]

    yield start
    for one in started:
        if one.process.returncode is None:
            one.kill()
