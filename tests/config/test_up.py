"""`slrt up` as a whole: it starts, it survives kills, it stops, and it leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from slrt.config.postgres.cluster import is_alive
from tests.config.servers import SLRT, installation, published, server_is_up, until

PATIENCE = 120  # seconds for a first start on a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """One `slrt up` without demonstration data."""

    def __init__(self, var: Path, port: int, log: Path) -> None:
        self.var, self.port, self.log = var, port, log
        self.process = self.command("up")

    def command(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command of `slrt` for this installation, its words going to the log."""
        environ = installation(self.var) | {"PORT": str(self.port)}
        with self.log.open("ab") as log:
            return subprocess.Popen([str(SLRT), *arguments], env=environ, stdout=log, stderr=log, cwd="/")

    def page(self) -> str:
        """The front page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
            return str(answer.read().decode())

    def answers(self) -> bool:
        """Whether the front page comes."""
        try:
            return 'lang="id"' in self.page()
        except OSError:
            return False

    def family(self) -> list[psutil.Process]:
        """Every process that belongs to this run, the database's too."""
        mine = psutil.Process(self.process.pid).children(recursive=True)
        keeper = int(str(published(self.var)["keeper"]))
        return [*mine, psutil.Process(keeper), *psutil.Process(keeper).children(recursive=True)]

    def main_of(self, name: str) -> psutil.Process | None:
        """The main process of one program, by a word of its command line; None while it is not there."""
        for one in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):  # a process that is just ending has no command line any more
                if name in " ".join(one.cmdline()):
                    return one
        return None

    def said(self) -> str:
        """Everything it printed."""
        return self.log.read_text()


@pytest.fixture
def running(ready: Path, tmp_path: Path) -> Iterator[Running]:
    run = Running(ready, free_port(), tmp_path / "up.log")
    until(lambda: run.process.poll() is not None or f"http://127.0.0.1:{run.port}" in run.said(), PATIENCE)
    assert run.process.poll() is None, run.said()
    yield run
    if run.process.poll() is None:
        run.process.send_signal(signal.SIGTERM)
    run.process.wait(timeout=60)
    until(lambda: not server_is_up(ready))


def test_ctrl_c_stops_everything_and_a_second_start_is_refused_while_it_runs(running: Running) -> None:
    assert running.answers()
    second = running.command("up")
    assert second.wait(timeout=60) == 1
    assert re.search(rf"already runs from this folder: process {running.process.pid}, ", running.said())

    pids = [one.pid for one in running.family()]
    assert len(pids) > 6
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(timeout=60) == 0
    until(lambda: not any(is_alive(pid) for pid in pids))


@pytest.mark.fault
def test_each_killed_process_comes_back_and_pages_answer_again(running: Running) -> None:
    for name in ("wsgi", "asgi", "procrastinate"):
        victim = running.main_of(name)
        assert victim is not None, running.said()
        victim.kill()
        until(lambda name=name, victim=victim: running.main_of(name) not in {None, victim}, 60)
        until(running.answers, 60)
    os.kill(int(str(published(running.var)["postmaster"])), signal.SIGKILL)
    until(running.answers, 60)
    os.kill(int(str(published(running.var)["keeper"])), signal.SIGKILL)
    until(running.answers, 60)
    assert running.said().count("was killed by signal SIGKILL; starting it again.") == 3


@pytest.mark.fault
def test_nothing_stays_behind_when_the_terminal_is_killed(running: Running) -> None:
    pids = [one.pid for one in running.family()]
    running.process.kill()
    running.process.wait()
    until(lambda: not any(is_alive(pid) for pid in pids), 60)


@pytest.mark.fault
def test_a_new_start_succeeds_after_every_main_process_was_killed(running: Running) -> None:
    mains = psutil.Process(running.process.pid).children()
    running.process.kill()
    for one in mains:
        one.kill()
    running.process.wait()
    running.log.write_text("")
    running.process = running.command("up")
    until(lambda: running.process.poll() is not None or "SLRT runs at" in running.said(), PATIENCE)
    assert running.answers(), running.said()


def test_a_port_in_use_is_told_before_anything_starts(fresh: Path, tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        run = Running(fresh, port, tmp_path / "up.log")
        assert run.process.wait(timeout=60) == 1
    assert f"Port {port} is in use by process {os.getpid()}" in run.said()
    assert not (fresh / "postgres").exists()
