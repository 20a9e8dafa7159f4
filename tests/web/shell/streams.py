"""A browser as far as the events door can tell, and the door itself as a real process."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Self

import psutil

ROOT = Path(__file__).resolve().parents[3]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something to happen; fails when it does not."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {seconds} s")
        time.sleep(0.02)


@dataclass
class Events:
    """The events door of one database, running."""

    port: int
    page_port: int
    process: "subprocess.Popen[bytes]"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.page_port}"

    def is_listening(self) -> bool:
        try:
            return get(self.port, "/health").status == 200
        except OSError:
            return False

    def memory(self) -> int:
        """Bytes held by the process and its workers."""
        return sum(each.memory_info().rss for each in psutil.Process(self.process.pid).children(recursive=True))


@contextmanager
def running(environ: dict[str, str], log: Path) -> Iterator[Events]:
    port, page_port = free_port(), free_port()
    command = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--no-ws", "--workers-kill-timeout", "3"]
    command += ["--interface", "asgi", "--port", str(port), "slrt.config.asgi:application"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environ | {"PORT": str(page_port), "EVENTS_PORT": str(port)},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    events = Events(port, page_port, process)
    try:
        until(events.is_listening)
        yield events
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


@dataclass(frozen=True)
class Answer:
    """What a short request got."""

    status: int
    headers: Message


def get(port: int, path: str, **headers: str) -> Answer:
    """One answer, its body left unread."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection):
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as response:
            return Answer(response.status, response.headers)


class Browser:
    """One open stream. `is_ready` waits until the door has answered: from then on everything is heard."""

    def __init__(self, events: Events, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", events.port, timeout=10)
        self.connection.request(
            "GET", "/events", headers={"Cookie": f"slrt_session={session}", "Origin": events.origin}
        )
        self.response = self.connection.getresponse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.response.close()
        self.connection.close()

    def is_ready(self) -> Self:
        assert self.response.status == 200
        assert self.response.readline().startswith(b"retry:")
        return self

    def next(self) -> str:
        """The next message, without signs of life; waits at most ten seconds. "" when the stream ended."""
        while line := self.response.readline().decode():
            text = line.strip()
            if text and not text.startswith((":", "retry:")):
                return text
        return ""
