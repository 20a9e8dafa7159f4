"""One data folder and its postmaster: create, start, find out why it does not start, stop.

Used by the keeper alone, which holds `server.lock`; so nothing here runs twice at the same time on one folder.
"""

import hashlib
import locale
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slrt.config.postgres.leash import start_leashed
from slrt.config.postgres.server import SUPERUSER, ServerError

LOOK_AGAIN = 0.03  # seconds between two looks at a server that is starting or stopping
OLD_SERVER_LEAVES = 60  # seconds a server without keeper gets to stop
LOG_LIMIT = 10_000_000  # bytes after which the log starts anew, keeping one older file
BUILTIN_LOCALE_SINCE = 17

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "jit": "off",  # our queries are short; compiling them costs more than it saves
    # Statements and details carry NIK and names: they must not reach a log file.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] ",
}

EXPLANATIONS = (
    (r"No space left on device", "The disk is full. Free some space on the disk of {home}; no saved data is lost."),
    (
        r"Disk quota exceeded",
        "The disk quota is used up. Free some space on the disk of {home}; no saved data is lost.",
    ),
    (
        r"has wrong ownership|has invalid permissions|Permission denied",
        "The permissions in {home} are wrong: the folder 'data' must belong to the user the server runs as, with mode "
        "0700. Undo the last change of owner or mode there.",
    ),
    (
        r"incompatible with server|initialized by PostgreSQL version",
        "The data in {home} was written by another major version of PostgreSQL.",
    ),
    (
        r"could not (?:map anonymous shared memory|create shared memory|create semaphores)",
        "The machine has too little shared memory or semaphores left for a database server.",
    ),
    (
        r"pg_control|checkpoint record|PANIC|invalid page|could not (?:open|access) (?:file|directory)|\.conf",
        "The data folder {home}/data is damaged. Move it away (do not delete it), then run 'slrt backup restore' with "
        "your last backup.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Everything needed to run one server. `user` and `group` are set when we are root and it must not be."""

    home: Path
    programs: Path
    version: int
    user: int | None
    group: int | None
    superuser_password: str

    @property
    def data(self) -> Path:
        """The data folder itself."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server wrote about itself."""
        return self.home / "server.log"

    def process_options(self) -> dict[str, Any]:
        """How every PostgreSQL program is started: as the right user, in a folder it may enter, in plain English."""
        options: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
        }
        if self.user is not None:
            options |= {"user": self.user, "group": self.group, "extra_groups": []}
        return options

    def own(self, path: Path) -> None:
        """Hand one of our own new files to the user the server runs as."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def create(cluster: Cluster) -> None:
    """Create the data folder in one step: a creation that is interrupted leaves nothing that looks finished.

    Raises ServerError in plain words.
    """
    for leftover in cluster.home.glob("creating-*"):
        shutil.rmtree(leftover)
    draft = cluster.home / f"creating-{os.getpid()}"
    draft.mkdir(mode=0o700)
    cluster.own(draft)
    secret = draft / "password"
    secret.write_text(cluster.superuser_password, encoding="utf-8")
    secret.chmod(0o600)
    cluster.own(secret)
    command = [
        str(cluster.programs / "initdb"),
        f"--pgdata={draft / 'data'}",
        f"--username={SUPERUSER}",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        "--lc-collate=C",
        f"--lc-ctype={character_locale()}",
        "--lc-messages=C",
    ]
    if cluster.version >= BUILTIN_LOCALE_SINCE:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, **cluster.process_options()
    )
    if done.returncode == 0:
        (draft / "data").rename(cluster.data)
    shutil.rmtree(draft)
    if done.returncode != 0:
        raise ServerError(explain(done.stderr, cluster.home) or f"Creating the database failed: {done.stderr.strip()}")


def character_locale() -> str:
    """A locale of this machine that knows the letters of UTF-8; "C" when there is none."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def check_version(cluster: Cluster) -> None:
    """Refuse data of another major version before the server does, and say what to do."""
    if not cluster.data.exists():
        return
    note = cluster.data / "PG_VERSION"
    if not note.exists():
        raise ServerError(explain(f"could not open file {note}", cluster.home) or "")
    found = note.read_text(encoding="utf-8").strip()
    if found != str(cluster.version):
        raise ServerError(
            f"The data in {cluster.home} was written by PostgreSQL {found}, but the programs in {cluster.programs} are "
            f"version {cluster.version}. Nothing was changed. Either set SLRT_POSTGRES to the program folder of "
            f"PostgreSQL {found}, make a backup with 'slrt backup create' and restore it into a new SLRT_VAR, "
            "or go back to the SLRT release that made it."
        )


def set_password(cluster: Cluster) -> None:
    """Give the superuser a new password without knowing the old one: the folder is ours, only the file was lost."""
    options = cluster.process_options()
    del options["stdin"]
    done = subprocess.run(  # noqa: S603
        [str(cluster.programs / "postgres"), "--single", "-D", str(cluster.data), "postgres"],
        input=f"ALTER ROLE {SUPERUSER} PASSWORD '{cluster.superuser_password}'\n",
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    if done.returncode != 0:
        raise ServerError(explain(done.stderr, cluster.home) or f"Setting a password failed: {done.stderr.strip()}")


def knows_password(cluster: Cluster) -> bool:
    """Whether the superuser's password is the one we were given, judged by the note kept beside the data."""
    note = cluster.home / "superuser.sha256"
    return note.exists() and note.read_text(encoding="utf-8") == fingerprint(cluster)


def note_password(cluster: Cluster) -> None:
    """Remember which password the superuser has, so that a lost or half-made password file is noticed."""
    (cluster.home / "superuser.sha256").write_text(fingerprint(cluster), encoding="utf-8")


def fingerprint(cluster: Cluster) -> str:
    """Hash of the superuser's password; it has 192 random bits, so the hash gives nothing away."""
    return hashlib.sha256(cluster.superuser_password.encode()).hexdigest()


def start(cluster: Cluster, port: int) -> "subprocess.Popen[bytes]":
    """Start the postmaster as our child; it stops by itself when we die."""
    if cluster.log.exists() and cluster.log.stat().st_size > LOG_LIMIT:
        cluster.log.replace(cluster.log.with_suffix(".old.log"))
    settings = SETTINGS | {"port": str(port), "unix_socket_directories": str(socket_folder(cluster))}
    command = [str(cluster.programs / "postgres"), "-D", str(cluster.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with cluster.log.open("ab") as log:
        return start_leashed(
            command,
            signal.SIGINT,  # PostgreSQL's fast shutdown: open transactions are rolled back, everything is written
            stdout=log,
            stderr=log,
            start_new_session=True,
            **cluster.process_options(),
        )


def socket_folder(cluster: Cluster) -> Path:
    """Folder of the Unix socket. Its path must stay below 104 characters on macOS, hence /tmp for deep projects."""
    folder = cluster.home / "socket"
    if len(str(folder)) > 80:
        folder = Path(tempfile.mkdtemp(prefix="slrt-", dir="/tmp"))  # fresh, closed to others
    else:
        shutil.rmtree(folder, ignore_errors=True)  # a killed server leaves a lock file PostgreSQL would trip over
        folder.mkdir(mode=0o700)
    cluster.own(folder)
    return folder


def is_ready(cluster: Cluster, port: int) -> bool:
    """Whether the server accepts connections now."""
    command = [str(cluster.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "3"]
    done = subprocess.run(command, check=False, **cluster.process_options())  # noqa: S603
    return done.returncode == 0


def wait_until_ready(cluster: Cluster, port: int, postmaster: "subprocess.Popen[bytes]", log_start: int) -> bool:
    """Wait for the server, however long its recovery takes; False when it should simply be started again.

    Raises ServerError with the reason when it ended for good.
    """
    while not is_ready(cluster, port):
        try:
            postmaster.wait(timeout=LOOK_AGAIN)
        except subprocess.TimeoutExpired:
            continue
        said = read_log(cluster, log_start)
        if re.search(r"Address already in use|pre-existing shared memory block|could not create any TCP/IP", said):
            return False
        raise ServerError(explain(said, cluster.home) or f"The database server ended at once: {said.strip()[-800:]}")
    return True


def read_log(cluster: Cluster, start_at: int) -> str:
    """The log from a byte position on."""
    with cluster.log.open("rb") as log:
        log.seek(start_at)
        return log.read().decode("utf-8", "replace")


def explain(said: str, home: Path) -> str | None:
    """PostgreSQL's complaint in plain words with the way out; None when we do not know it."""
    for pattern, words in EXPLANATIONS:
        if re.search(pattern, said):
            tail = "\n".join(line for line in said.splitlines() if re.search(r"FATAL|PANIC|ERROR|error|HINT", line))
            return f"{words.format(home=home)}\nPostgreSQL said: {(tail or said).strip()[-800:]}"
    return None


def free_port(wanted: int | None) -> int:
    """`wanted` if nobody listens there, else any free port of the loopback address."""
    for port in (wanted, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServerError("No free network port was found on 127.0.0.1.")


def stop_orphan(cluster: Cluster) -> None:
    """Stop a server that runs on our folder without a keeper, and clear the pid file of one that is dead.

    A stale pid file is normally PostgreSQL's own business; but it takes a dead process that nobody collected (a
    zombie) for a living one, and so it does any other program that now has the number (after a restart of a container
    numbers repeat). Remains of the old server are still found by their shared memory.
    """
    pid_file = cluster.data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if not is_alive(pid) or not runs_on(pid, cluster.data):
        pid_file.unlink()
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + OLD_SERVER_LEAVES
    while is_alive(pid):
        if time.monotonic() > deadline:
            raise ServerError(
                f"An older database server (process {pid}) on {cluster.home} does not stop. Stop it first."
            )
        time.sleep(LOOK_AGAIN)


def is_alive(pid: int) -> bool:
    """Whether a process with that number runs; a zombie, dead but not yet collected by its parent, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    done = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(done.stdout.strip()) and not done.stdout.strip().startswith("Z")


def runs_on(pid: int, data: Path) -> bool:
    """Whether that process is a postmaster on our data folder (it always works inside it)."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cwd").resolve() == data.resolve()
        except PermissionError:
            return False
    done = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in done.stdout and str(data) in done.stdout
