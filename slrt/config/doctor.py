"""What is wrong with an installation, in plain words. Without settings and Django: it must work when they do not."""

import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

from slrt.config.environment import ROOT
from slrt.config.keys import VARIABLES, key_file, load_keys
from slrt.config.postgres import Server, ensure_running, prepare
from slrt.config.problem import Problem
from slrt.domain import clock

GOOD, WARNING, BAD = "good", "warning", "bad"
LITTLE_SPACE, NO_SPACE = 2_000_000_000, 200_000_000  # bytes
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, how it is, and in words what it means and what to do."""

    what: str
    state: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Patient:
    """The installation under examination."""

    var: Path
    demo: bool
    environ: Mapping[str, str]
    say: Callable[[str], None]


LOADED = (
    ("areas", "area codes in force", "SELECT count(*) FROM areas_area WHERE valid_until IS NULL;"),
    ("programmes", "versions of programmes", "SELECT count(*) FROM programmes_version;"),
)
"""What a working installation has loaded: name, words, and the query that counts it."""


def examine(patient: Patient) -> Iterator[Finding]:
    """Look at everything, in the order in which things depend on each other."""
    yield python_version()
    folder = writable(patient.var)
    yield folder
    if folder.state == GOOD:
        yield disk(patient.var)
    yield from keys(patient)
    yield pdf()
    try:
        server = ensure_running(patient.var, environ=patient.environ, say=patient.say)
        prepare(server)
    except Problem as problem:
        yield Finding("database", BAD, str(problem))
        return
    yield database(server)
    yield from contents(server)
    yield clocks(server)


def python_version() -> Finding:
    """SLRT is tested on Python 3.11 to 3.13."""
    version = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("python", GOOD, f"Python {version}.")
    return Finding("python", BAD, f"Python {version} is not supported; use 3.11, 3.12 or 3.13 and run 'make venv'.")


def writable(var: Path) -> Finding:
    """Whether the installation can write where it must: the folder is made and something written, to see it done."""
    try:
        var.mkdir(parents=True, exist_ok=True, mode=0o755)
        with tempfile.TemporaryFile(dir=var) as trial:
            trial.write(b"?")
    except OSError as error:
        words = f"{var} cannot be written ({error.strerror}). Change its owner, or set SLRT_VAR to another folder."
        return Finding("folder", BAD, words)
    return Finding("folder", GOOD, f"Everything this installation writes goes to {var}.")


def disk(var: Path) -> Finding:
    """Free space where the data lies. The folder must be there."""
    free = shutil.disk_usage(var).free
    words = f"{free / 1e9:.1f} GB free for {var}."
    if free < NO_SPACE:
        return Finding("disk", BAD, f"{words} The database will stop accepting records. Free some space now.")
    if free < LITTLE_SPACE:
        return Finding("disk", WARNING, f"{words} Make room soon.")
    return Finding("disk", GOOD, words)


def keys(patient: Patient) -> Iterator[Finding]:
    """The keys, who can read them, and what losing them means."""
    files = [key_file(patient.var, name) for name in VARIABLES]
    if patient.demo and not any(path.exists() for path in files):
        yield Finding("keys", GOOD, f"A demonstration: keys will be made in {files[0].parent} at the first start.")
        return
    try:
        load_keys(patient.var, demo=False, environ=patient.environ)
    except Problem as problem:
        yield Finding("keys", BAD, str(problem))
        return
    lie = "in the environment" if patient.environ.get("SLRT_NIK_KEY") else f"in {files[0].parent}"
    yield Finding(
        "keys",
        GOOD,
        f"The keys are there ({lie}). Keep a copy apart from the database: without SLRT_NIK_KEY every NIK and KK "
        "number is lost for ever; without SLRT_INDEX_KEY nobody is found by number; without SLRT_SECRET_KEY all must "
        "sign in again, no more.",
    )
    open_files = [str(path) for path in files if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_files:
        yield Finding("keys", BAD, f"Others on this machine can read {', '.join(open_files)}. Run: chmod 600 on them.")


def pdf(module: str = "weasyprint") -> Finding:
    """Whether minutes of meetings can be written as PDF: that needs libraries of the system."""
    try:
        import_module(module)
    except (ImportError, OSError):
        words = (
            "Minutes cannot be written as PDF: Pango is missing. Install it (Debian: apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz0b fonts-dejavu-core). Everything else works."
        )
        return Finding("pdf", WARNING, words)
    return Finding("pdf", GOOD, "Minutes can be written as PDF.")


def database(server: Server) -> Finding:
    """Which server, where, how big."""
    version = server.sql("SHOW server_version;", login=server.owner)
    size = server.sql("SELECT pg_size_pretty(pg_database_size(current_database()));", login=server.owner)
    where = f"our own, in {server.home}" if server.home else f"{server.host}:{server.port}"
    checksums = server.sql("SHOW data_checksums;", login=server.owner)
    words = f"PostgreSQL {version} ({where}), database {server.database}, {size}."
    if checksums != "on":
        return Finding("database", WARNING, f"{words} Its data checksums are off: silent disk errors stay unseen.")
    return Finding("database", GOOD, words)


def contents(server: Server) -> Iterator[Finding]:
    """Whether tables, areas and programmes are what this release needs."""
    missing = missing_migrations(server)
    if missing:
        some = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
        yield Finding("migrations", BAD, f"{len(missing)} are missing ({some}). Run: slrt migrate")
        return
    yield Finding("migrations", GOOD, "All tables are up to date.")
    for name, what, query in LOADED:
        count = int(server.sql(query, login=server.owner))
        if count:
            yield Finding(name, GOOD, f"{count:,} {what} are loaded.")
        else:
            yield Finding(name, BAD, f"No {what} are loaded. Run: slrt migrate")


def missing_migrations(server: Server) -> list[str]:
    """Our migrations that this database has not seen, by looking at the files."""
    wanted = [
        f"{path.parent.parent.name}.{path.stem}"
        for path in sorted((ROOT / "slrt" / "store").glob("*/migrations/[0-9]*.py"))
    ]
    table = server.sql("SELECT to_regclass('public.django_migrations');", login=server.owner)
    if not table:
        return wanted
    seen = set(server.sql("SELECT app || '.' || name FROM django_migrations;", login=server.owner).splitlines())
    return [name for name in wanted if name not in seen]


def clocks(server: Server) -> Finding:
    """Deadlines live by the clock: compare ours with the database's, with our own files and with the newest event."""
    now = clock.now()
    theirs = datetime.fromtimestamp(float(server.sql("SELECT extract(epoch FROM now());", login=server.owner)), UTC)
    if abs(theirs - now) > CLOCK_TOLERANCE:
        return Finding("clock", BAD, f"This machine says {now:%F %T} UTC, the database {theirs:%F %T}. Set the clocks.")
    newest = newest_record(server)
    if newest > now + CLOCK_TOLERANCE:
        return Finding(
            "clock",
            BAD,
            f"This machine says {now:%F %T} UTC, but records or program files are from {newest:%F %T}: the clock is "
            "slow, and deadlines would be wrong. Set it (or switch on network time).",
        )
    return Finding("clock", GOOD, f"{now:%F %T} UTC, as the database says.")


def newest_record(server: Server) -> datetime:
    """The latest moment we know to have passed."""
    moments = [datetime.fromtimestamp((ROOT / "slrt" / "__init__.py").stat().st_mtime, UTC)]
    if server.sql("SELECT to_regclass('public.trail_event');", login=server.owner):
        newest = server.sql("SELECT extract(epoch FROM max(at)) FROM trail_event;", login=server.owner)
        moments += [datetime.fromtimestamp(float(newest), UTC)] if newest else []
    return max(moments)
