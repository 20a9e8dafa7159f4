"""Bringing a database to what this release needs: tables, grants, areas, programmes. Each step only when it is due."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from slrt.config.environment import ROOT
from slrt.config.keys import Keys, fingerprints
from slrt.config.postgres import Server
from slrt.config.problem import Problem
from slrt.services.areas import load_areas, load_calendar
from slrt.services.programmes import load_programmes
from slrt.store.walls import grants

AREAS = ROOT / "data" / "areas"
CALENDAR = ROOT / "data" / "calendar"
PROGRAMMES = ROOT / "programmes"
LOCK = 7311002  # two commands started at once must not both migrate

Say = Callable[[str], None]


def connect_to(server: Server) -> None:
    """Point Django at the server; the settings were read before it was started."""
    disconnect()
    for alias, login in (("default", server.app), ("owner", server.owner)):
        where = {
            "HOST": server.host,
            "PORT": server.port,
            "NAME": server.database,
            "USER": login.user,
            "PASSWORD": login.password,
        }
        connections[alias].settings_dict.update(where)
        settings.DATABASES[alias].update(where)


def disconnect() -> None:
    """Close every connection, pooled ones too."""
    connections.close_all()
    for connection in connections.all():
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL only, which is all we use


def bring_up_to_date(server: Server, say: Say) -> None:
    """Migrate, grant, and load areas, holidays and programmes, as far as any of it changed since the last time."""
    with one_at_a_time():
        if pending_migrations():
            say("Bringing the tables up to date ...")
            call_command("migrate", database="owner", verbosity=0)
            grants.apply(server.app.user)
        check_keys(settings.SLRT_KEYS)
        load_when_changed("areas_area", AREAS, "area codes", lambda: load_areas(AREAS), say)
        load_when_changed("areas_holiday", CALENDAR, "holidays", lambda: load_calendar(CALENDAR), say)
        load_when_changed("programmes_programme", PROGRAMMES, "programmes", lambda: load_programmes(PROGRAMMES), say)


def pending_migrations() -> list[str]:
    """Names of migrations this database has not seen."""
    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def check_keys(keys: Keys) -> None:
    """Refuse to work with other keys than this database was filled with: half the NIKs would be unreadable.

    The first start notes the keys' fingerprints on the table of persons.
    """
    note = "keys " + " ".join(fingerprints(keys)[name] for name in ("nik", "index"))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT obj_description('registry_person'::regclass)")
        found = cursor.fetchone()[0]
        if found is None:
            cursor.execute("COMMENT ON TABLE registry_person IS %s", [note])
        elif found != note:
            raise Problem(
                "The keys are not those this database was filled with: its NIK and KK numbers could not be read or "
                "found. Bring back the right SLRT_NIK_KEY and SLRT_INDEX_KEY (or the files in var/keys)."
            )


def load_when_changed(table: str, folder: Path, what: str, load: Callable[[], object], say: Say) -> None:
    """Load `folder` unless the note on `table` says that exactly these files are loaded already.

    The note is the table's comment: it lives and dies with the rows it speaks of.
    """
    note = f"loaded from {folder_hash(folder)}"
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT obj_description(%s::regclass)", [table])
        if cursor.fetchone()[0] == note:
            return
        say(f"Loading {what} ...")
        load()
        cursor.execute(f"COMMENT ON TABLE {connections['owner'].ops.quote_name(table)} IS %s", [note])


def folder_hash(folder: Path) -> str:
    """One hash over names and contents of all files below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process at a time prepare this database; the others wait and find the work done."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
