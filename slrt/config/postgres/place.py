"""Which system user the server runs as, and where its data and programs lie so that this user can reach them.

PostgreSQL refuses to run as root. Started as root, the server runs as an unprivileged user; no permission of any
existing folder is changed for it. When a folder above the project is closed to that user (a project under /root),
data and programs go to a folder of the operating system, and that is said aloud.
"""

import hashlib
import itertools
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from slrt.config.postgres.server import ServerError, home_of

CANDIDATES = ("postgres", "_postgres", "nobody")
SYSTEM_PLACE = Path("/usr/local/var/slrt") if sys.platform == "darwin" else Path("/var/lib/slrt")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and as whom the server runs. `user` and `group` are None when it runs as ourselves."""

    home: Path
    programs: Path
    user: int | None
    group: int | None

    @property
    def data(self) -> Path:
        """The data folder itself."""
        return self.home / "data"


def choose_place(var: Path, programs: Path, say: Callable[[str], None]) -> Place:
    """Decide home, programs and user for the server of `var`; creates the folders.

    Raises ServerError when no folder can be used, with what to do about it.
    """
    home = home_of(var)
    make_folder(var / "postgres")
    if os.geteuid() != 0:
        make_folder(home)
        return Place(home=home, programs=programs, user=None, group=None)
    user, group = unprivileged_user(home / "data")
    if not can_enter(home if home.exists() else home.parent, user, group):
        home = move_home(var, home, user, say)
    make_folder(home)
    if not can_enter(programs, user, group):
        programs = copy_programs(programs, SYSTEM_PLACE, say)
    return Place(home=home, programs=programs, user=user, group=group)


def make_folder(folder: Path) -> None:
    """Create a folder and what is above it; says in plain words when that is not allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    except OSError as problem:
        raise ServerError(
            f"The folder {folder} cannot be created ({problem.strerror}). Give yourself the right to write there, "
            "or set SLRT_VAR to a folder of your own."
        ) from problem


def unprivileged_user(data: Path) -> tuple[int, int]:
    """User and group id for the server: whoever owns the data already, else a system user, else a new one.

    Raises ServerError when none exists and none can be made.
    """
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return owner.st_uid, owner.st_gid
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return create_user("slrt")


def create_user(name: str) -> tuple[int, int]:
    """Create a system user without home or shell; raises ServerError when the system does not let us."""
    tool = shutil.which("useradd")
    if tool is None:
        raise ServerError(
            "PostgreSQL must not run as root, and there is neither a user 'postgres' nor 'nobody' on this machine. "
            "Create a system user 'postgres', or start SLRT as a normal user."
        )
    subprocess.run(  # noqa: S603
        [tool, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name], check=True, capture_output=True
    )
    entry = pwd.getpwnam(name)
    return entry.pw_uid, entry.pw_gid


def can_enter(folder: Path, user: int, group: int) -> bool:
    """Whether that user can reach and read `folder`. Asked by trying it, since access lists and mounts count too."""
    done = subprocess.run(  # noqa: S603
        ["/bin/ls", str(folder)], user=user, group=group, extra_groups=[], cwd="/", capture_output=True, check=False
    )
    return done.returncode == 0


def unused_place(var: Path) -> Path:
    """A new operating-system folder named after `var`.

    Never one that exists: a project deleted and cloned again at the same path must not meet its former database, whose
    keys are gone.
    """
    name = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(SYSTEM_PLACE / one for one in names if not (SYSTEM_PLACE / one).exists())


def move_home(var: Path, home: Path, user: int, say: Callable[[str], None]) -> Path:
    """Choose an operating-system folder for a new database because `home` is closed to the server's user.

    Raises ServerError when data already lies in the closed folder: it is never moved or left behind silently.
    """
    name = pwd.getpwuid(user).pw_name
    if (home / "data").exists():
        raise ServerError(
            f"The database in {home} cannot be reached by the system user {name!r}, as whom PostgreSQL runs when SLRT "
            f"is started by root. Open the folders above it to that user (chmod o+x), or move the project."
        )
    place = unused_place(var)
    make_folder(place)
    (var / "postgres" / "place").write_text(f"{place}\n", encoding="utf-8")
    say(f"Folders above {home} are closed to the system user {name!r}; the database is kept in {place} instead.")
    return place


def copy_programs(programs: Path, place: Path, say: Callable[[str], None]) -> Path:
    """Copy the wheel's programs to where the server's user can read them; returns the copied program folder.

    The libraries beside the package are copied with the same layout: the programs look for them by relative path.
    """
    package = programs.parent.parent
    stamp = hashlib.sha256(f"{package}:{(programs / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = place / f"programs-{stamp}"
    copied = target / package.name / programs.parent.name / programs.name
    if copied.exists():
        return copied
    say(f"The PostgreSQL programs in {programs} cannot be read by the server's user; copying them to {target}.")
    make_folder(place)
    draft = place / f".programs-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        shutil.copytree(programs.parent, draft / package.name / programs.parent.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.rename(target)
    except OSError as problem:
        shutil.rmtree(draft, ignore_errors=True)
        if copied.exists():  # another installation was faster
            return copied
        raise ServerError(f"Copying the PostgreSQL programs to {target} failed: {problem}.") from problem
    return copied
