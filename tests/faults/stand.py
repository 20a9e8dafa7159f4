"""A whole installation for rough treatment: its own PostgreSQL server and a real web process in its own folder."""

import base64
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.conf import settings

from slrt.config.keys import VARIABLES, key_parts
from slrt.config.postgres import Server, ensure_running, prepare, release
from slrt.config.processes import Processes, Program, answers, programs
from tests.config.servers import published, server_is_up, until
from tests.config.test_up import free_port
from tests.faults.desk import Typed


@dataclass
class Stand:
    """The installation: where it lives, its database server, and its web process as `slrt up` runs it."""

    var: Path
    server: Server
    port: int = field(default_factory=free_port)
    said: list[str] = field(default_factory=list)
    typed: list[Typed] = field(default_factory=list)
    """Every case that any test sent: what the database may hold."""

    def __post_init__(self) -> None:
        self.processes = Processes(self.var / "log", self.said.append, environment(self.var))

    @property
    def web(self) -> Program:
        """The program that serves pages."""
        return next(one for one in programs(self.port, self.port) if one.name == "web")

    def start_web(self) -> None:
        """Start the web process and wait until its front page comes."""
        self.processes.wait_until_ready(self.processes.start(self.web))

    def kill_web(self) -> None:
        """kill -9 of the web process with all its children, then a new one."""
        child = self.processes.children["web"]
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        until(lambda: not answers(self.port))  # the workers' ends come a little later
        self.start_web()

    def kill_postmaster(self) -> None:
        """kill -9 of PostgreSQL's main process; its keeper starts it again."""
        victim = int(str(published(self.var)["postmaster"]))
        os.kill(victim, signal.SIGKILL)
        until(lambda: self.is_up_again(victim), 60)

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """PostgreSQL is dead, and its keeper held back, until the block ends."""
        keeper, victim = (int(str(published(self.var)[name])) for name in ("keeper", "postmaster"))
        os.kill(keeper, signal.SIGSTOP)
        try:
            os.kill(victim, signal.SIGKILL)
            until(lambda: not answers(self.server.port))
            yield
        finally:
            os.kill(keeper, signal.SIGCONT)
        until(lambda: self.is_up_again(victim), 60)

    def kill_backend(self) -> None:
        """kill -9 of a process that serves one connection: PostgreSQL throws out all others and recovers."""
        with psycopg.connect(self.server.url(self.server.owner), autocommit=True) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE usename = %s ORDER BY state_change DESC LIMIT 1",
                [self.server.app.user],
            ).fetchone()
        assert found is not None
        os.kill(found[0], signal.SIGKILL)

    def is_up_again(self, victim: int) -> bool:
        """Whether another postmaster than `victim` accepts connections."""
        now = published(self.var)
        return now["state"] == "ready" and now["postmaster"] != victim

    def log(self) -> str:
        """What the web process wrote."""
        return self.processes.log_of(self.web).read_text(errors="replace")


def environment(var: Path) -> Mapping[str, str]:
    """A real installation with the keys of this test run, so that both read the same numbers and sessions."""
    parts = key_parts(settings.SLRT_KEYS)
    keys = {VARIABLES[name]: base64.b64encode(key).decode() for name, key in parts.items()}
    return keys | {"SLRT_VAR": str(var), "SLRT_DEMO": "0", "DATABASE_URL": ""}


def copied(source: Server, name: str, target: Server) -> None:
    """Bring database `name` of one server into the (new) main database of another: quicker than migrating anew."""
    assert source.superuser is not None
    assert target.superuser is not None
    dump = subprocess.Popen(
        [source.program("pg_dump")], env=source.environment(source.superuser, name), stdout=subprocess.PIPE
    )
    load = [target.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    environ = target.environment(target.superuser, target.database)
    done = subprocess.run(load, env=environ, stdin=dump.stdout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert dump.stdout is not None
    dump.stdout.close()
    assert dump.wait() == 0


@contextmanager
def standing(source: Server, template: str) -> Iterator[Stand]:
    """A stand with the tables and areas of the template, its pages open; all of it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="slrt-", dir="/tmp"))  # the database's user must be able to reach it
    folder.chmod(0o755)
    var = folder / "var"
    try:
        server = ensure_running(var, environ={**os.environ, "DATABASE_URL": ""}, say=lambda _: None)
        prepare(server)
        copied(source, template, server)
        (var / "static").mkdir()
        stand = Stand(var, server)
        try:
            stand.start_web()
            yield stand
        finally:
            stand.processes.stop()
    finally:
        release(var, wait=20)
        until(lambda: not server_is_up(var))
        shutil.rmtree(folder)
