"""The test database: one migrated template, kept between runs while its making is unchanged, copied for each run.

Tests speak to PostgreSQL as the application does: `default` is the role that row-level security binds, `owner` made the
tables. A test that needs committed rows (other processes, two connections) asks for `own_database`.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from slrt.config.postgres import Server, ensure_running, prepare
from slrt.services import areas as area_services
from slrt.services import programmes as programme_services
from slrt.store.walls import grants

pytest_plugins = ["tests.makers.chromium", "tests.makers.spark", "tests.makers.stage", "tests.makers.workers"]

ROOT = Path(__file__).resolve().parent.parent
TEST_VAR = ROOT / "var" / "test"
MADE_FROM = ("slrt/store/**/migrations/*.py", "slrt/store/walls/*.py", "data/areas/*", "programmes/*/programme.toml")


@pytest.fixture(scope="session")
def server() -> Server:
    """The embedded PostgreSQL server of the tests, shared with other runs on this machine."""
    TEST_VAR.mkdir(parents=True, exist_ok=True)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a folder that is not there
    running = ensure_running(TEST_VAR)
    prepare(running)
    return running


@pytest.fixture(scope="session")
def template(server: Server, django_db_blocker: pytest.FixtureRequest) -> str:
    """A database with all tables, areas and programmes; made again when anything it is made from changed."""
    name = f"slrt_template_{fingerprint()}"
    with administration(server) as connection:
        connection.execute("SELECT pg_advisory_lock(7)")
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            forget_old(connection)
            half_made = f"{name}_making"
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(half_made)))
            with django_db_blocker.unblock():
                make(server, half_made)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(half_made), sql.Identifier(name)))
        connection.execute("SELECT pg_advisory_unlock(7)")
    return name


@pytest.fixture(scope="session")
def django_db_setup(server: Server, template: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """pytest-django's hook: give this run its own copy of the template."""
    with copy_of(server, template, f"slrt_test_{os.getpid()}") as name, django_db_blocker.unblock():
        point_at(server, name)
        yield
        disconnect()


@pytest.fixture
def own_database(
    server: Server, template: str, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """A database of this test's own, where transactions really commit. Gives its name."""
    with copy_of(server, template, f"slrt_own_{os.getpid()}") as name, django_db_blocker.unblock():
        point_at(server, name)
        yield name
        point_at(server, f"slrt_test_{os.getpid()}")


def fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def make(server: Server, name: str) -> None:
    prepare(server, name)
    point_at(server, name)
    call_command("migrate", database="owner", verbosity=0)
    grants.apply(server.app.user)
    area_services.load_areas(ROOT / "data" / "areas")
    programme_services.load_programmes(ROOT / "programmes")
    disconnect()


def point_at(server: Server, name: str) -> None:
    disconnect()
    for alias, login in (("default", server.app), ("owner", server.owner)):
        connections[alias].settings_dict.update(
            HOST=server.host, PORT=server.port, NAME=name, USER=login.user, PASSWORD=login.password
        )
        settings.DATABASES[alias].update(connections[alias].settings_dict)


def disconnect() -> None:
    connections.close_all()
    for connection in connections.all():
        connection.close_pool()


@contextmanager
def administration(server: Server) -> Iterator[psycopg.Connection]:
    """A connection that may end other roles' connections: dropping a database must not wait for them."""
    login = server.superuser or server.owner
    with psycopg.connect(server.url(login, "postgres"), autocommit=True) as connection:
        yield connection


@contextmanager
def copy_of(server: Server, template: str, name: str) -> Iterator[str]:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
        sql.Identifier(name), sql.Identifier(template), sql.Identifier(server.owner.user)
    )
    with administration(server) as connection:
        connection.execute(drop)
        connection.execute("SELECT pg_advisory_lock(7)")
        connection.execute(create)
        connection.execute("SELECT pg_advisory_unlock(7)")
    try:
        yield name
    finally:
        disconnect()
        with administration(server) as connection:
            connection.execute(drop)


def forget_old(connection: psycopg.Connection) -> None:
    """Drop templates of other fingerprints and copies whose run is gone."""
    rows = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^slrt_(template|test|own)_'").fetchall()
    for (name,) in rows:
        last = name.rpartition("_")[2]
        if not name.startswith("slrt_template") and last.isdecimal() and psutil.pid_exists(int(last)):
            continue
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
