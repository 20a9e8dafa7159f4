"""Start the embedded server, or join the one that runs already."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from slrt.config.postgres.locks import Lock, holding, is_held
from slrt.config.postgres.passwords import ensure_passwords
from slrt.config.postgres.place import choose_place, make_folder
from slrt.config.postgres.programs import find_clients, find_programs, major_version
from slrt.config.postgres.server import (
    APP,
    DATABASE,
    OWNER,
    SUPERUSER,
    Login,
    Server,
    ServerError,
    external_server,
    home_of,
    read_connection,
)

PATIENCE = 120  # seconds to wait for another process that is starting or stopping the same server
LOOK_AGAIN = 0.03
SOURCE = Path(__file__).resolve().parent.parent.parent.parent


_leases: dict[Path, Lock] = {}  # our shares in running servers, by `var`
_keepers: dict[Path, "subprocess.Popen[bytes]"] = {}  # the keepers that are our children


def say_on_stderr(text: str) -> None:
    """Progress for people; standard output stays free for results."""
    sys.stderr.write(f"{text}\n")


def ensure_running(
    var: Path, *, environ: Mapping[str, str] = os.environ, say: Callable[[str], None] = say_on_stderr
) -> Server:
    """A server that accepts connections: the one of DATABASE_URL, else the embedded one of `var`.

    The embedded server is started, or joined when it runs already, and stays up while this process lives or until
    `release`. Raises ServerError with a reason an administrator can act on.
    """
    var = var.absolute()
    make_folder(var)
    make_folder(var / "postgres")
    try:
        return _running(var, environ, say)
    except PermissionError as problem:
        raise ServerError(
            f"{problem.filename} belongs to another user, who started SLRT here before. Start it as that user, or set "
            "SLRT_VAR to a folder of your own."
        ) from problem


def _running(var: Path, environ: Mapping[str, str], say: Callable[[str], None]) -> Server:
    """Start or join, while no other process of this `var` does."""
    with holding(var / "postgres" / "start.lock", PATIENCE) as got:
        if not got:
            raise ServerError(f"Another process has been starting the database in {var} for {PATIENCE} seconds.")
        passwords = ensure_passwords(var, environ)
        app = Login(user=APP, password=passwords["app"])
        if environ.get("DATABASE_URL"):
            return external_server(environ["DATABASE_URL"], app, find_clients(environ))
        _take_lease(var)
        # A keeper that is being killed holds its lock a moment longer than it lives.
        if not (is_held(home_of(var) / "server.lock") and _comes_up(home_of(var))):
            _collect_keeper(var)
            _keepers[var] = _start_keeper(var, environ, passwords["superuser"], say)
        written = _wait_for_server(home_of(var))
    return Server(
        host=written["host"],
        port=written["port"],
        owner=Login(user=OWNER, password=passwords["owner"]),
        app=app,
        superuser=Login(user=SUPERUSER, password=passwords["superuser"]),
        binaries=Path(written["programs"]),
        home=home_of(var),
        database=environ.get("SLRT_DATABASE") or DATABASE,
    )


def is_running(var: Path) -> bool:
    """Whether the embedded server of `var` has its keeper. Cheap enough to ask several times a second."""
    return is_held(home_of(var.absolute()) / "server.lock")


def release(var: Path, *, wait: float = 0) -> bool:
    """Give up our share. The server stops when nobody else has one.

    Returns whether the server is gone; when we were the last, that is awaited up to `wait` seconds.
    """
    var = var.absolute()
    home = home_of(var)
    lease = _leases.pop(var, None)
    if lease is not None:
        lease.release()
    deadline = time.monotonic() + wait
    while is_held(home / "server.lock") and not _others_share(home) and time.monotonic() < deadline:
        time.sleep(LOOK_AGAIN)
    gone = not is_held(home / "server.lock")
    if gone:
        _collect_keeper(var)
    return gone


def _others_share(home: Path) -> bool:
    """Whether other clients use the server. The keeper's own hold, taken to stop it, does not count."""
    probe = Lock(home / "lease.lock")
    try:
        return not probe.try_alone() and probe.try_shared()
    finally:
        probe.release()


def _collect_keeper(var: Path) -> None:
    """Collect the exit code of a keeper of ours that has let go of its lock, or it would stay as a zombie."""
    keeper = _keepers.pop(var, None)
    if keeper is not None:
        keeper.wait(timeout=PATIENCE)


def _take_lease(var: Path) -> None:
    """Our share in the server of `var`, taken once per process."""
    if var in _leases:
        return
    home = home_of(var)
    if not home.exists():
        raise ServerError(
            f"The database of {var} was kept in {home}, but that folder is gone. Bring it back, or remove the file "
            f"{var / 'postgres' / 'place'} to start with an empty database."
        )
    lock = Lock(home / "lease.lock")
    if not lock.wait_shared(PATIENCE):
        lock.release()
        raise ServerError(f"The database server in {home} has been stopping for {PATIENCE} seconds.")
    _leases[var] = lock


def _start_keeper(
    var: Path, environ: Mapping[str, str], password: str, say: Callable[[str], None]
) -> "subprocess.Popen[bytes]":
    """Start the keeper and wait for its answer; raises ServerError with the reason it gives."""
    programs = find_programs(environ)
    before = home_of(var)
    place = choose_place(var, programs, say)
    if place.home != before:  # the lease belongs to the folder the server really lives in
        _leases.pop(var).release()
        _take_lease(var)
    if not place.data.exists():
        say(f"Creating the database in {place.home} (once, a few seconds) ...")
    task = {
        "home": str(place.home),
        "programs": str(place.programs),
        "version": major_version(place.programs),
        "user": place.user,
        "group": place.group,
        "password": password,
    }
    with (place.home / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-S", "-m", "slrt.config.postgres.keeper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl-C in the terminal is for the commands, not for the database
            env=dict(os.environ) | {"PYTHONPATH": str(SOURCE)},
            cwd="/",
        )
    try:
        answer = _ask(keeper, task)
    except (OSError, ValueError) as problem:
        keeper.wait(timeout=PATIENCE)
        raise ServerError(f"The database could not be started; {place.home / 'keeper.log'} says why.") from problem
    if "error" in answer:
        keeper.wait(timeout=PATIENCE)
        release(var)
        raise ServerError(answer["error"])
    return keeper


def _ask(keeper: "subprocess.Popen[bytes]", task: Mapping[str, Any]) -> dict[str, Any]:
    """Hand the keeper its task and read its one line of answer; raises ValueError when it ends without one."""
    if keeper.stdin is None or keeper.stdout is None:
        raise ValueError("the keeper has no pipes")
    with keeper.stdin as to, keeper.stdout as back:
        to.write(json.dumps(task).encode())
        to.close()
        return dict(json.loads(back.readline()))


def _comes_up(home: Path) -> bool:
    """Whether the keeper that is there serves; False when it went away instead, so that another may be started."""
    try:
        _wait_for_server(home)
    except ServerError:
        if is_held(home / "server.lock"):
            raise
        return False
    return True


def _wait_for_server(home: Path) -> dict[str, Any]:
    """What the keeper published, once the server accepts connections.

    Raises ServerError when the keeper is gone or the server does not come up in time.
    """
    deadline = time.monotonic() + PATIENCE
    while is_held(home / "server.lock"):
        written = read_connection(home) or {}
        if written.get("state") == "ready" and _accepts(written):
            return written
        if time.monotonic() > deadline:
            raise ServerError(f"The database server in {home} does not answer; {home / 'server.log'} says why.")
        time.sleep(LOOK_AGAIN)
    raise ServerError(f"The database server in {home} has stopped; {home / 'server.log'} says why.")


def _accepts(written: Mapping[str, Any]) -> bool:
    """Whether the published server accepts connections now."""
    command = [str(Path(written["programs"]) / "pg_isready"), "-q", "-h", written["host"], "-p", str(written["port"])]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603
