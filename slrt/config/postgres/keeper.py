"""The keeper: a small process that owns one database server for everybody on this machine who uses it.

Started by the first client, told everything on standard input, answering one JSON line on standard output once the
server accepts connections (or why it never will). It restarts a server that was killed, and stops the server when no
client is left. Run as `python -m slrt.config.postgres.keeper`.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from slrt.config.postgres import cluster as clusters
from slrt.config.postgres.cluster import Cluster
from slrt.config.postgres.locks import Lock
from slrt.config.postgres.server import ServerError, read_connection

LOOK = 0.2  # seconds between two looks at the server and at the leases
BACKENDS_LEAVE = 60  # seconds the remains of a killed server may hold its memory
STOP = 60  # seconds for an orderly stop before the server is killed (its data survives that, too)
CRASHES = 5  # restarts within a minute after which something is wrong that a restart does not cure


class Keeper:
    """One server under guard."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.port = 0
        self.postmaster: subprocess.Popen[bytes] | None = None
        self.told_to_stop = False
        self.restarts: list[float] = []

    def open(self) -> None:
        """Bring the server up: create the folder when needed, recover when the last run was killed.

        Raises ServerError in plain words.
        """
        clusters.check_version(self.cluster)
        clusters.stop_orphan(self.cluster)
        if not self.cluster.data.exists():
            clusters.create(self.cluster)
            clusters.note_password(self.cluster)
        elif not clusters.knows_password(self.cluster):
            clusters.set_password(self.cluster)
            clusters.note_password(self.cluster)
        self.start()

    def start(self) -> None:
        """Start the postmaster on the port used last, if that is free, and wait until it accepts connections."""
        before = read_connection(self.cluster.home) or {}
        deadline = time.monotonic() + BACKENDS_LEAVE
        while True:
            self.port = clusters.free_port(before.get("port"))
            log_start = self.cluster.log.stat().st_size if self.cluster.log.exists() else 0
            self.postmaster = clusters.start(self.cluster, self.port)
            if clusters.wait_until_ready(self.cluster, self.port, self.postmaster, log_start):
                break
            if time.monotonic() > deadline:
                raise ServerError(
                    f"Another database server still uses {self.cluster.home}, or its port {self.port}. Stop it first."
                )
            time.sleep(LOOK)
        self.write("ready")

    def write(self, state: str) -> None:
        """Publish port, process ids and state for clients and settings; written whole or not at all."""
        content = {
            "host": "127.0.0.1",
            "port": self.port,
            "state": state,
            "keeper": os.getpid(),
            "postmaster": self.postmaster.pid if self.postmaster and state == "ready" else None,
            "programs": str(self.cluster.programs),
        }
        draft = self.cluster.home / f".connection.{os.getpid()}"
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(self.cluster.home / "connection.json")

    def watch(self, lease: Lock) -> None:
        """Guard the server until nobody needs it. Raises ServerError when it cannot be kept up."""
        while not self.told_to_stop and not lease.try_alone():
            try:
                self.running.wait(timeout=LOOK)
            except subprocess.TimeoutExpired:
                continue
            if not self.told_to_stop:
                self.restart()

    def restart(self) -> None:
        """Start the server again after somebody killed it."""
        now = time.monotonic()
        self.write("starting")
        self.restarts = [at for at in self.restarts if now - at < 60] + [now]
        if len(self.restarts) > CRASHES:
            raise ServerError(f"The database server ended {CRASHES} times within a minute; see {self.cluster.log}.")
        self.start()

    def close(self) -> None:
        """Stop the server in order (fast shutdown), or the hard way when it hangs."""
        if self.postmaster is not None and self.postmaster.poll() is None:
            self.postmaster.send_signal(signal.SIGINT)
            try:
                self.postmaster.wait(timeout=STOP)
            except subprocess.TimeoutExpired:
                self.postmaster.kill()
                self.postmaster.wait()
        self.write("stopped")

    @property
    def running(self) -> "subprocess.Popen[bytes]":
        """The postmaster; raises ServerError when it was never started."""
        if self.postmaster is None:
            raise ServerError("The database server was not started.")
        return self.postmaster


def answer(**content: Any) -> None:
    """Tell the client that started us, then let go of its pipe: it may leave before us."""
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def explain_system_error(problem: OSError, home: Path) -> str:
    """A failed file operation in plain words."""
    return clusters.explain(str(problem), home) or f"The database folder {home} cannot be used: {problem}."


def keep(task: dict[str, Any]) -> int:
    """Run one server from start to stop; returns the exit code."""
    home = Path(task["home"])
    own, lease = Lock(home / "server.lock"), Lock(home / "lease.lock")
    if not own.wait_alone(STOP):
        answer(error=f"Another process keeps the database in {home}.")
        return 1
    keeper = Keeper(
        Cluster(
            home=home,
            programs=Path(task["programs"]),
            version=task["version"],
            user=task["user"],
            group=task["group"],
            superuser_password=task["password"],
        )
    )

    def stop(*_: object) -> None:
        keeper.told_to_stop = True

    signal.signal(signal.SIGTERM, stop)
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    try:
        keeper.open()
        answer(ok=True)
        keeper.watch(lease)
    except (ServerError, OSError) as problem:
        text = explain_system_error(problem, home) if isinstance(problem, OSError) else str(problem)
        sys.stderr.write(f"{text}\n")  # the log of the keeper; the client may be gone long since
        answer(error=text)
        return 1
    finally:
        keeper.close()
        own.release()  # before the lease: whoever gets the lease next must find the server lock free
        lease.release()
    return 0


if __name__ == "__main__":
    sys.exit(keep(json.load(sys.stdin)))
