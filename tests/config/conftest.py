"""Real servers in folders of their own. Nothing here uses Django."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slrt.config.postgres import release
from tests.config.servers import Client, server_is_up, until


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder for one installation, reachable by every user (pytest's own folders are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="slrt-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "var"
    release(folder / "var", wait=20)
    until(lambda: not server_is_up(folder / "var"))
    shutil.rmtree(folder)


@pytest.fixture
def client(var: Path) -> Iterator[Callable[..., Client]]:
    """Start clients; all are ended with the test."""
    started: list[Client] = []

    def start(folder: Path = var, **options: object) -> Client:
        started.append(Client(folder, **options))
        return started[-1]

    yield start
    for one in started:
        if one.process.returncode is None:
            one.kill()
