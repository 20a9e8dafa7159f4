"""The embedded server comes with the first user, goes with the last, and loses nothing when processes are killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from slrt.config.postgres import Server, ServerError, ensure_running, prepare, release
from slrt.config.postgres import cluster as clusters
from slrt.config.postgres.cluster import is_alive
from slrt.config.postgres.leash import start_guard, start_leashed
from slrt.config.postgres.locks import Lock
from slrt.config.postgres.passwords import password_file
from tests.config.servers import Client, published, server_is_up, until

Start = Callable[..., Client]


def opened(var: Path) -> Server:
    server = ensure_running(var)
    prepare(server)
    return server


def pid_of(var: Path, name: str) -> int:
    return int(str(published(var)[name]))


def make_table(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE mark (number integer PRIMARY KEY)")
        connection.execute("INSERT INTO mark VALUES (7)")


def marks(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM mark ORDER BY number")]


def write_until_stopped(url: str, acknowledged: list[int], stop: threading.Event) -> None:
    """Insert one row after another, remembering those the server confirmed; connect again when thrown out."""
    number = 1000
    while not stop.is_set():
        try:
            with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
                while not stop.is_set():
                    number += 1
                    connection.execute("INSERT INTO mark VALUES (%s)", [number])
                    acknowledged.append(number)
        except psycopg.OperationalError:
            stop.wait(0.02)


def test_a_second_start_is_quick_and_keeps_data_and_port(var: Path) -> None:
    server = opened(var)
    make_table(server.owner_url)
    assert release(var, wait=20)

    began = time.monotonic()
    again = ensure_running(var)
    took = time.monotonic() - began

    assert took < 1
    assert again.port == server.port
    assert marks(again.owner_url) == [7]


def test_another_port_is_taken_when_the_remembered_one_is_busy(var: Path) -> None:
    port = opened(var).port
    release(var, wait=20)
    with clusters.socket.socket() as squatter:
        squatter.setsockopt(clusters.socket.SOL_SOCKET, clusters.socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        assert ensure_running(var).port != port


def test_the_server_listens_on_the_loopback_address_only_and_wants_a_password(var: Path) -> None:
    server = opened(var)
    with psycopg.connect(server.owner_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.owner_url.replace(server.owner.password, "wrong"))


def test_passwords_are_readable_by_their_owner_only(var: Path) -> None:
    opened(var)
    assert password_file(var).stat().st_mode & 0o777 == 0o600
    assert password_file(var).parent.stat().st_mode & 0o777 == 0o700


def test_the_last_client_out_stops_the_server(fresh: Path, client: Start) -> None:
    first, second = client(), client()
    assert first.ready()["port"] == second.ready()["port"]
    first.leave()
    assert server_is_up(fresh)
    assert second.process.poll() is None
    postmaster = pid_of(fresh, "postmaster")
    second.leave()
    until(lambda: not server_is_up(fresh))
    assert not is_alive(postmaster)


def test_clients_that_start_at_the_same_moment_share_one_server(fresh: Path, client: Start) -> None:
    clients = [client() for _ in range(4)]
    assert len({one.ready()["port"] for one in clients}) == 1


@pytest.mark.fault
def test_no_server_stays_behind_when_its_only_client_is_killed(fresh: Path, client: Start) -> None:
    only = client()
    only.ready()
    postmaster = pid_of(fresh, "postmaster")
    only.kill()
    until(lambda: not server_is_up(fresh))
    assert not is_alive(postmaster)


@pytest.mark.fault
def test_killing_the_database_under_writes_loses_no_acknowledged_row(var: Path) -> None:
    server = opened(var)
    make_table(server.owner_url)
    acknowledged: list[int] = []
    stop = threading.Event()
    writer = threading.Thread(target=write_until_stopped, args=(server.owner_url, acknowledged, stop))
    writer.start()
    try:
        for _ in range(3):
            seen = len(acknowledged)
            until(lambda seen=seen: len(acknowledged) > seen + 50)
            os.kill(pid_of(var, "postmaster"), signal.SIGKILL)
            killed = len(acknowledged)
            until(lambda killed=killed: len(acknowledged) > killed + 50, 60)
    finally:
        stop.set()
        writer.join()
    assert ensure_running(var).port == server.port
    assert set(acknowledged) <= set(marks(server.owner_url))


@pytest.mark.fault
def test_the_server_dies_with_its_keeper_and_the_next_client_starts_it_again(var: Path) -> None:
    server = opened(var)
    make_table(server.owner_url)
    postmaster = pid_of(var, "postmaster")
    os.kill(pid_of(var, "keeper"), signal.SIGKILL)
    until(lambda: not is_alive(postmaster))
    assert marks(ensure_running(var).owner_url) == [7]


def test_a_keeper_that_goes_away_while_we_wait_for_it_is_replaced(fresh: Path) -> None:
    home = fresh / "postgres"
    home.mkdir(parents=True)
    dying = Lock(home / "server.lock")
    assert dying.wait_alone(1)
    threading.Timer(1, dying.release).start()
    make_table(opened(fresh).owner_url)
    assert server_is_up(fresh)


@pytest.mark.fault
def test_killing_every_process_at_once_loses_nothing(fresh: Path, client: Start) -> None:
    first = client()
    url = str(first.ready()["url"])
    make_table(url)
    for name in ("keeper", "postmaster"):
        os.kill(pid_of(fresh, name), signal.SIGKILL)
    first.kill()
    assert marks(ensure_running(fresh).owner_url) == [7]


@pytest.mark.fault
def test_a_server_without_keeper_is_stopped_before_a_new_one_starts(var: Path) -> None:
    server = opened(var)
    make_table(server.owner_url)
    release(var, wait=20)
    data = server.home / "data"
    owner = data.stat()
    orphan = subprocess.Popen(
        [server.program("postgres"), "-D", str(data), "-p", str(server.port), "-k", str(server.home / "socket")],
        user=owner.st_uid,
        group=owner.st_gid,
        cwd="/",
        stderr=subprocess.DEVNULL,
    )
    until(lambda: _connects(server.owner_url))
    again = ensure_running(var)
    orphan.wait(timeout=20)
    assert marks(again.owner_url) == [7]


def _connects(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.fault
def test_a_stale_pid_file_whose_number_now_belongs_to_another_program_does_not_block_the_start(var: Path) -> None:
    server = opened(var)
    make_table(server.owner_url)
    for name in ("keeper", "postmaster"):
        os.kill(pid_of(var, name), signal.SIGKILL)
    until(lambda: not server_is_up(var))
    pid_file = server.home / "data" / "postmaster.pid"
    owner = pid_file.stat()
    other = subprocess.Popen(["sleep", "60"], user=owner.st_uid, group=owner.st_gid)
    try:
        lines = pid_file.read_text().split("\n")
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]))
        assert marks(ensure_running(var).owner_url) == [7]
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_an_interrupted_creation_leaves_nothing_that_looks_finished(fresh: Path) -> None:
    leftover = fresh / "postgres" / "creating-12345" / "data"
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    assert marks_possible(opened(fresh))
    assert not leftover.parent.exists()


def marks_possible(server: Server) -> bool:
    make_table(server.owner_url)
    return marks(server.owner_url) == [7]


def test_lost_database_passwords_are_made_anew_and_the_data_stays(var: Path) -> None:
    server = opened(var)
    make_table(server.owner_url)
    release(var, wait=20)
    password_file(var).unlink()
    again = opened(var)
    assert again.owner.password != server.owner.password
    assert marks(again.owner_url) == [7]


def test_a_server_that_keeps_dying_is_given_up_with_a_reason(var: Path) -> None:
    opened(var)
    keeper = pid_of(var, "keeper")
    for _ in range(6):
        postmaster = pid_of(var, "postmaster") if published(var)["postmaster"] else 0
        if postmaster and is_alive(postmaster):
            os.kill(postmaster, signal.SIGKILL)
        until(lambda old=postmaster: not is_alive(keeper) or published(var)["postmaster"] not in {old, None})
    until(lambda: not is_alive(keeper))
    assert "within a minute" in (var / "postgres" / "keeper.log").read_text()


def test_a_leashed_child_dies_with_its_parent(tmp_path: Path) -> None:
    _parent_dies_and_takes_child_along("start_leashed(['sleep', '60'], signal.SIGTERM).pid")


def test_the_guard_for_systems_without_kernel_help_does_the_same() -> None:
    _parent_dies_and_takes_child_along("guarded()")


def _parent_dies_and_takes_child_along(start: str) -> None:
    program = (
        "import signal, subprocess, sys\n"
        "from slrt.config.postgres.leash import start_guard, start_leashed\n"
        "def guarded():\n"
        "    child = subprocess.Popen(['sleep', '60'])\n"
        "    start_guard(child.pid, signal.SIGTERM)\n"
        "    return child.pid\n"
        f"print({start}, flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.communicate()
    until(lambda: not is_alive(child))


def test_a_guard_leaves_with_its_child() -> None:
    child = start_leashed(["sleep", "60"], signal.SIGTERM)
    guard = start_guard(child.pid, signal.SIGTERM)
    child.kill()
    child.wait()
    assert guard.wait(timeout=5) == 0
    guard.stdin.close()


def test_a_missing_program_is_named(var: Path) -> None:
    with pytest.raises(ServerError, match="pg_nothing was not found"):
        opened(var).program("pg_nothing")
