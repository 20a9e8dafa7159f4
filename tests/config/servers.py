"""Other processes that use an embedded server, and waiting for what they do."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from slrt.config.postgres.cluster import is_alive
from slrt.config.postgres.server import home_of, read_connection

ROOT = Path(__file__).resolve().parent.parent.parent

CLIENT = """
import json, sys
from pathlib import Path
from slrt.config.postgres import ensure_running, prepare
server = ensure_running(Path(sys.argv[1]))
prepare(server)
print(json.dumps({"url": server.owner_url, "port": server.port}), flush=True)
sys.stdin.read()
"""


SLRT = Path(sys.executable).parent / "slrt"


def key(letter: bytes) -> str:
    """A key as the environment gives it."""
    return base64.b64encode(letter * 32).decode()


def installation(var: Path) -> dict[str, str]:
    """The environment of a real installation, with keys of its own, in `var`."""
    keys = {"SLRT_NIK_KEY": key(b"n"), "SLRT_INDEX_KEY": key(b"i"), "SLRT_SECRET_KEY": key(b"s")}
    return dict(os.environ) | keys | {"SLRT_VAR": str(var), "SLRT_DEMO": "0", "DATABASE_URL": ""}


def run_slrt(environ: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one command of `slrt` to its end."""
    return subprocess.run([str(SLRT), *arguments], env=environ, capture_output=True, text=True, check=False, cwd="/")


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something to become true; fail when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds} seconds in vain")
        time.sleep(0.01)


class Client:
    """Another process that uses the server of `var`."""

    def __init__(self, var: Path, **options: object) -> None:
        python = options.pop("python", sys.executable)
        self.process = subprocess.Popen(
            [str(python), "-c", CLIENT, str(var)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **{"cwd": ROOT} | options,  # type: ignore[call-overload]
        )

    def ready(self) -> dict[str, object]:
        """Wait until it has the server; returns what it printed."""
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read().decode()
        return dict(json.loads(line))

    def leave(self) -> None:
        """Let it end by itself."""
        self.process.communicate()

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.leave()


def published(var: Path) -> dict[str, object]:
    """What the keeper of `var` last wrote."""
    return read_connection(home_of(var)) or {}


def server_is_up(var: Path) -> bool:
    """Whether keeper or postmaster of `var` run."""
    known = published(var)
    return any(is_alive(int(str(known[name]))) for name in ("keeper", "postmaster") if known.get(name))


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a server as somebody else")
