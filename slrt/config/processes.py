"""The processes of a running SLRT: pages, live updates and the worker, watched and restarted, and stopped together."""

import getpass
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from slrt.config.environment import ROOT
from slrt.config.leftovers import note_groups
from slrt.config.postgres.leash import start_leashed
from slrt.config.postgres.locks import Lock
from slrt.config.problem import Problem

LOOK = 0.2  # seconds between two looks at the processes
READY = 60  # seconds a process gets to open its port
STOP = 10  # seconds for an orderly stop
QUICK = 10  # a process that ends within so many seconds of its start has not worked
TRIES = 3  # quick ends in a row after which a restart is no cure
LOG_LIMIT = 10_000_000  # bytes

JOBS_AT_ONCE = ("--concurrency", "3")  # the nightly match takes long; short work goes on beside it
THREADS = ("--blocking-threads", "8")  # fewer than the connections of the pool: nobody waits for one in vain

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Program:
    """One process to run. `port` is the one it must open before it counts as ready, `page` one it must then serve."""

    name: str
    command: Sequence[str]
    port: int | None = None
    page: str | None = None


@dataclass
class Child:
    """A running program."""

    program: Program
    process: "subprocess.Popen[bytes]"
    started: float
    quick_ends: int = 0


def programs(port: int, events_port: int) -> list[Program]:
    """What SLRT consists of besides its database."""
    granian = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--no-ws", "--workers-kill-timeout", "3"]
    return [
        Program(
            name="web",
            port=port,
            page="/",
            command=[*granian, "--interface", "wsgi", *THREADS, "--port", str(port), "slrt.config.wsgi:application"],
        ),
        Program(
            name="events",
            port=events_port,
            command=[*granian, "--interface", "asgi", "--port", str(events_port), "slrt.config.asgi:application"],
        ),
        Program(name="worker", command=[sys.executable, "manage.py", "procrastinate", "worker", *JOBS_AT_ONCE]),
    ]


@dataclass
class Processes:
    """All programs of one installation, from start to stop."""

    logs: Path
    say: Say
    environ: Mapping[str, str] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    told_to_stop: bool = False

    def start(self, program: Program) -> Child:
        """Start a program in a process group of its own, its words going to a log file."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log_file = self.log_of(program)
        if log_file.exists() and log_file.stat().st_size > LOG_LIMIT:
            log_file.replace(log_file.with_suffix(".old.log"))
        with log_file.open("ab") as log:
            process = start_leashed(
                list(program.command),
                signal.SIGTERM,
                cwd=ROOT,
                env=dict(os.environ) | dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        before = self.children.get(program.name)
        child = Child(program, process, time.monotonic(), before.quick_ends if before else 0)
        self.children[program.name] = child
        note_groups(self.logs.parent, [one.process.pid for one in self.children.values()])
        return child

    def wait_until_ready(self, child: Child) -> None:
        """Wait until the program serves. Raises Problem with the end of its log when it does not."""
        deadline = time.monotonic() + READY
        while child.program.port is not None and not answers(child.program.port):
            if child.process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"{child.program.name} did not start. {self.last_words(child.program)}")
            if self.told_to_stop:
                return
            time.sleep(LOOK / 4)
        if child.program.page and not serves(f"http://127.0.0.1:{child.program.port}{child.program.page}"):
            raise Problem(f"{child.program.name} answers with errors. {self.last_words(child.program)}")

    def watch(self, look_after: Callable[[], object]) -> None:
        """Keep everything running until told to stop; `look_after` is called on each look (the database).

        Raises Problem when a program keeps ending right after its start.
        """
        while not self.told_to_stop:
            look_after()
            for child in list(self.children.values()):
                if child.process.poll() is not None and not self.told_to_stop:
                    self.revive(child)
            time.sleep(LOOK)

    def revive(self, child: Child) -> None:
        """Start a program again that ended, and say so."""
        self.end_group(child)
        quick = time.monotonic() - child.started < QUICK
        child.quick_ends = child.quick_ends + 1 if quick else 0
        reason = describe_end(child.process.returncode)
        if child.quick_ends >= TRIES:
            raise Problem(
                f"{child.program.name} {reason}, {TRIES} times right after its start. {self.last_words(child.program)}"
            )
        self.say(f"{child.program.name} {reason}; starting it again.")
        self.start(child.program)

    def stop(self) -> None:
        """Stop everything: politely, then for good. Nothing is left, not even the children of a killed program."""
        for child in self.children.values():
            if child.process.poll() is None:
                child.process.terminate()
        for child in self.children.values():
            try:
                child.process.wait(timeout=STOP)
            except subprocess.TimeoutExpired:
                self.say(f"{child.program.name} does not stop; ending it.")
            self.end_group(child)
        self.children.clear()

    def end_group(self, child: Child) -> None:
        """Kill what is left of a program's process group, and collect it."""
        with suppress(ProcessLookupError, PermissionError):  # an empty group; macOS calls it a lack of permission
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()

    def log_of(self, program: Program) -> Path:
        """Where a program's words go."""
        return self.logs / f"{program.name}.log"

    def last_words(self, program: Program) -> str:
        """The end of a program's log, for a message."""
        log = self.log_of(program)
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        return f"The end of {log}:\n" + "\n".join(f"    {line}" for line in tail)


def describe_end(code: int | None) -> str:
    """How a process ended, in words."""
    if code is not None and code < 0:
        return f"was killed by signal {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


def answers(port: int) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def serves(url: str) -> bool:
    """Whether a page comes without a server error; "not allowed" and "not found" are answers as well."""
    try:
        with urllib.request.urlopen(url, timeout=READY) as answer:  # noqa: S310 - our own loopback address
            return int(answer.status) < HTTPStatus.INTERNAL_SERVER_ERROR
    except urllib.error.HTTPError as problem:
        problem.close()
        return problem.code < HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False


def is_free(port: int) -> bool:
    """Whether we could listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_free(port: int, variable: str) -> None:
    """Raise Problem, naming who listens, when the port is taken."""
    if is_free(port):
        return
    who = listener(port)
    raise Problem(
        f"Port {port} is in use{f' by {who}' if who else ''}. Stop that program, or choose another port: "
        f"{variable}={port + 100} make run"
    )


def listener(port: int) -> str:
    """Who listens on a port, as far as this user may know."""
    try:
        found = [one for one in psutil.net_connections("tcp") if one.laddr and one.laddr.port == port and one.pid]
        process = psutil.Process(found[0].pid) if found else None
        return f"process {process.pid} ({' '.join(process.cmdline())[:80]})" if process else ""
    except psutil.Error:  # other users' processes are hidden from us on macOS
        return ""


class OnlyOne:
    """The claim that SLRT runs once per folder; dropped by the kernel when its holder dies."""

    def __init__(self, var: Path, port: int) -> None:
        """Claim it. Raises Problem that says who runs it already."""
        self.note = var / "up.json"
        self.lock = Lock(var / "up.lock")
        if not self.lock.try_alone():
            self.lock.release()
            who = self.note.read_text(encoding="utf-8") if self.note.exists() else "another process"
            raise Problem(f"SLRT already runs from this folder: {who}. Use it, or stop it first (Ctrl-C there).")
        self.note.write_text(
            f"process {os.getpid()}, started by {getpass.getuser()}, http://127.0.0.1:{port}", encoding="utf-8"
        )

    def release(self) -> None:
        """Give the claim back."""
        self.note.unlink(missing_ok=True)
        self.lock.release()
