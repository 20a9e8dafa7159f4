"""A real installation for a real browser: pages and live updates as two granian processes, over committed rows."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, sync_playwright

from slrt.config.processes import answers, programs
from tests.conftest import ROOT, TEST_VAR

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
START_WITHIN = 60


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Playwright keeps an event loop in this thread; Django must not take that for asynchronous code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def address(own_database: str) -> Iterator[str]:
    """The address of the running product, over this test's own database."""
    port, events_port = free_port(), free_port()
    environ = {
        **os.environ,
        "SLRT_DEMO": "1",
        "SLRT_VAR": str(TEST_VAR),
        "SLRT_DATABASE": own_database,
        "PORT": str(port),
        "EVENTS_PORT": str(events_port),
    }
    with ExitStack() as stack:
        for program in programs(port, events_port):
            if program.port is not None:
                process = subprocess.Popen(program.command, cwd=ROOT, env=environ)
                stack.callback(end, process)
        deadline = time.monotonic() + START_WITHIN
        while not (answers(port) and answers(events_port)):
            assert time.monotonic() < deadline, "the product did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(20)
