"""Programs are restarted when they die, stopped together, and their troubles told."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from slrt.config.postgres.cluster import is_alive
from slrt.config.problem import Problem
from slrt.config.processes import OnlyOne, Processes, Program, answers, is_free, require_free
from tests.config.servers import until

# Listens on a port; its child listens to nothing and ignores polite requests to stop.
SERVER = """
import signal, socket, subprocess, sys, time
stubborn = "import signal, time\\nsignal.signal(15, signal.SIG_IGN)\\ntime.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", stubborn])
print("child", child.pid, flush=True)
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
signal.pause()
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def processes(tmp_path: Path, said: list[str]) -> Iterator[Processes]:
    running = Processes(tmp_path / "log", said.append)
    yield running
    running.stop()


def listening(port: int) -> Program:
    return Program(name="web", port=port, command=[sys.executable, "-c", SERVER, str(port)])


def grandchild(processes: Processes) -> int:
    log = (processes.logs / "web.log").read_text()
    return int(log.split("child ")[-1].split()[0])


def test_a_program_is_ready_when_its_port_answers_and_all_of_it_ends_together(processes: Processes, port: int) -> None:
    child = processes.start(listening(port))
    processes.wait_until_ready(child)
    assert answers(port)
    pids = (child.process.pid, grandchild(processes))
    processes.stop()
    until(lambda: not any(is_alive(pid) for pid in pids))  # an orphan is collected by init, in its own time
    assert is_free(port)


@pytest.mark.fault
def test_a_killed_program_is_started_again_and_that_is_said(processes: Processes, port: int, said: list[str]) -> None:
    processes.wait_until_ready(processes.start(listening(port)))
    first, orphan = processes.children["web"].process.pid, grandchild(processes)
    looks = iter(range(10_000))

    def look_after() -> None:
        if next(looks) == 0:
            os.kill(first, signal.SIGKILL)
        processes.told_to_stop = processes.children["web"].process.pid != first and answers(port)

    processes.watch(look_after)
    assert said == ["web was killed by signal SIGKILL; starting it again."]
    until(lambda: not is_alive(orphan))


def test_a_program_that_ends_at_once_each_time_is_given_up_with_its_last_words(processes: Processes) -> None:
    dying = Program(name="worker", command=[sys.executable, "-c", "raise SystemExit('no queue here')"])
    processes.start(dying)
    with pytest.raises(Problem, match=r"(?s)worker ended with exit code 1, 3 times .*no queue here"):
        processes.watch(lambda: None)


def test_a_program_that_does_not_open_its_port_is_told_with_its_last_words(processes: Processes, port: int) -> None:
    broken = Program(name="web", port=port, command=[sys.executable, "-c", "raise SystemExit('bad settings')"])
    with pytest.raises(Problem, match=r"(?s)web did not start.*bad settings"):
        processes.wait_until_ready(processes.start(broken))


def test_a_program_that_serves_errors_only_is_not_ready(processes: Processes, port: int) -> None:
    serving = (
        "import http.server\n"
        "class Broken(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self): print('no templates', flush=True); self.send_error(500)\n"
        f"http.server.HTTPServer(('127.0.0.1', {port}), Broken).serve_forever()\n"
    )
    program = Program(name="web", port=port, page="/", command=[sys.executable, "-c", serving])
    with pytest.raises(Problem, match=r"(?s)web answers with errors.*no templates"):
        processes.wait_until_ready(processes.start(program))


def test_programs_do_not_outlive_a_killed_parent(tmp_path: Path, port: int) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from slrt.config.processes import Processes, Program\n"
        "processes = Processes(Path(sys.argv[1]), print)\n"
        "child = processes.start(Program(name='web', command=['sleep', '60']))\n"
        "print(child.process.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    read, write = os.pipe()
    parent = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", program, str(tmp_path)],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)],
    )
    os.close(write)
    with os.fdopen(read) as back:
        child = int(back.readline())
        os.kill(parent, signal.SIGKILL)
        os.waitpid(parent, 0)
    until(lambda: not is_alive(child))


def test_a_port_in_use_is_refused_with_the_name_of_who_has_it(port: int) -> None:
    words = rf"Port {port} is in use by process {os.getpid()} .*PORT={port + 100} make run"
    with socket.create_server(("127.0.0.1", port)), pytest.raises(Problem, match=words):
        require_free(port, "PORT")
    require_free(port, "PORT")


def test_a_second_start_says_who_runs_it_already(tmp_path: Path) -> None:
    first = OnlyOne(tmp_path, 8000)
    with pytest.raises(
        Problem, match=rf"already runs from this folder: process {os.getpid()}, .*http://127.0.0.1:8000"
    ):
        OnlyOne(tmp_path, 8000)
    first.release()
    OnlyOne(tmp_path, 8000).release()


def test_being_told_to_stop_ends_the_watch(processes: Processes, port: int) -> None:
    processes.wait_until_ready(processes.start(listening(port)))

    def tell() -> None:
        processes.told_to_stop = True

    teller = threading.Timer(0.1, tell)
    teller.start()
    processes.watch(lambda: None)
    teller.join()
    assert answers(port)
