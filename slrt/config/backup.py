"""Backups: the database, the attachments and the chain heads in one folder, the keys in a file of their own.

A folder counts as a backup only with its manifest, which is written last; every file is checked against it before
anything is restored, and nothing is restored over existing data.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from slrt.config.keys import VARIABLES, Keys, fingerprints, key_file, key_parts
from slrt.config.postgres import Server
from slrt.config.postgres.passwords import write_private
from slrt.config.problem import Problem

FORMAT = 1
DUMP = "database.dump"
KEYS = "keys.json"
MANIFEST = "manifest.json"
HEADS, ATTACHMENTS = "trail", "attachments"
FOLDERS = (HEADS, ATTACHMENTS)
"""What lies in `var` besides the database: the heads of the trail's chains, and attachments."""

Say = Callable[[str], None]

# The last link of a chain, if the head we have is one of its links (or the start, before the first).
LAST_LINK = """
SELECT seq, encode(hash, 'hex') FROM trail_link WHERE chain = :'chain' AND (:'seq' = '0' OR EXISTS (
    SELECT FROM trail_link WHERE chain = :'chain' AND seq::text = :'seq' AND encode(hash, 'hex') = :'hash'
)) ORDER BY seq DESC LIMIT 1;
"""

KEYS_NOTE = """\
KEYS: {file} opens every NIK and KK number in this backup. MOVE IT AWAY from the backup now: to another place, under
other people's control. Who has both has everything; who loses the keys has lost every NIK and KK for ever."""

NO_KEYS_NOTE = """\
KEYS: they come from the environment and are NOT in this backup. Keep SLRT_NIK_KEY, SLRT_INDEX_KEY and SLRT_SECRET_KEY
apart and safe: without SLRT_NIK_KEY no NIK or KK number in this backup can ever be read again."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What is backed up or restored into."""

    var: Path
    server: Server


def create(where: Installation, keys: Keys, folder: Path, at: datetime, say: Say) -> dict[str, Any]:
    """Write a backup into `folder`, which must be new or empty; returns the manifest.

    It may run while people work, so the order matters: chain heads first (a head that is behind its chain is known to
    be true, one that is ahead looks like a cut), attachments last (a file too many is harmless, a missing one is not).
    """
    if folder.exists() and any(folder.iterdir()):
        raise Problem(f"{folder} is not empty. A backup goes into a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    save_folder(where.var / HEADS, folder / HEADS)
    say("Saving the database ...")
    dump(where.server, folder / DUMP)
    say("Saving the attachments ...")
    save_folder(where.var / ATTACHMENTS, folder / ATTACHMENTS)
    files = {str(path.relative_to(folder)): describe(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    manifest = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "database": where.server.database,
        "keys": fingerprints(keys),
        "files": files,
    }
    save_keys(where.var, folder, say)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return manifest


def save_folder(source: Path, target: Path) -> None:
    """Copy a folder if it is there; half-written files (their names begin with a dot) stay behind."""
    if source.exists():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))


def dump(server: Server, target: Path) -> None:
    """pg_dump in custom format. Comments stay out: only a superuser could restore those of extensions."""
    command = [server.program("pg_dump"), "--format=custom", "--no-comments", f"--file={target}"]
    done = subprocess.run(  # noqa: S603
        command, env=server.environment(server.owner), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Problem(f"Saving the database failed: {done.stderr.strip()}")
    target.chmod(0o600)


def save_keys(var: Path, folder: Path, say: Say) -> None:
    """Put generated keys into a file of their own, and say loudly what it is."""
    found = {
        name: key_file(var, name).read_text(encoding="ascii") for name in VARIABLES if key_file(var, name).exists()
    }
    if len(found) < len(VARIABLES):
        say(NO_KEYS_NOTE)
        return
    write_private(folder / KEYS, json.dumps(found, indent=2).encode())
    say(KEYS_NOTE.format(file=folder / KEYS))


def describe(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def check(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose every file is there and unharmed. Raises Problem naming the first that is not."""
    path = folder / MANIFEST
    if not path.exists():
        raise Problem(f"{folder} is not a finished backup: it has no {MANIFEST}.")
    try:
        manifest = dict(json.loads(path.read_text(encoding="utf-8")))
        files = dict(manifest["files"])
    except (ValueError, KeyError, TypeError) as problem:
        raise Problem(f"{path} is damaged. Use another backup.") from problem
    if manifest.get("format") != FORMAT:
        raise Problem(
            f"{folder} was made by another release (format {manifest.get('format')}; this one reads {FORMAT})."
        )
    if DUMP not in files:
        raise Problem(f"{path} names no database. Use another backup.")
    for name, expected in files.items():
        if not (folder / name).is_file():
            raise Problem(f"The backup is incomplete: {name} is missing. Nothing was restored.")
        if describe(folder / name) != expected:
            raise Problem(f"The backup is damaged: {name} is not the file that was saved. Nothing was restored.")
    return manifest


def keys_of(file: Path) -> Keys:
    """The keys in a backup's key file. Raises Problem when it is not one."""
    try:
        found = dict(json.loads(file.read_text(encoding="ascii")))
        keys = {name: base64.b64decode(found[name]) for name in VARIABLES}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Problem(f"{file} is not the key file of a backup.") from problem
    return Keys(nik=keys["nik"], index=keys["index"], secret=base64.b64encode(keys["secret"]).decode())


def put_keys(keys: Keys, var: Path) -> None:
    """Make these the keys of the installation in `var`."""
    for name, key in key_parts(keys).items():
        write_private(key_file(var, name), base64.b64encode(key))


def require_same_keys(keys: Keys, manifest: dict[str, Any]) -> None:
    """Refuse keys that do not belong to the backup. A new session secret only signs people out."""
    mine, theirs = fingerprints(keys), manifest["keys"]
    wrong = [VARIABLES[name] for name in ("nik", "index") if mine[name] != theirs[name]]
    if wrong:
        raise Problem(
            f"The keys do not belong to this backup ({' and '.join(wrong)} differ). With them no NIK or KK in it could "
            "be read or found. Give the right ones in the environment or with --keys FILE. Nothing was restored."
        )


def require_empty(where: Installation) -> None:
    """Refuse to restore over anything."""
    count = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace;"
    if where.server.sql(count, login=where.server.owner) != "0":
        raise Problem(
            f"The database {where.server.database} is not empty. A backup is restored into a new installation only: "
            "set SLRT_VAR to a new folder (or DATABASE_URL to an empty database). Nothing was changed."
        )
    for name in FOLDERS:
        if (where.var / name).exists() and any((where.var / name).iterdir()):
            raise Problem(f"{where.var / name} is not empty. A backup is restored into a new installation only.")


def restore(where: Installation, folder: Path, say: Say) -> None:
    """Restore a checked backup into an empty installation: all of the database or nothing of it."""
    say("Restoring the database ...")
    command = [
        where.server.program("pg_restore"),
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-comments",
        f"--dbname={where.server.database}",
        str(folder / DUMP),
    ]
    done = subprocess.run(  # noqa: S603
        command, env=where.server.environment(where.server.owner), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Problem(f"Restoring the database failed, nothing was restored: {done.stderr.strip()}")
    for name in FOLDERS:
        if (folder / name).exists():
            say(f"Restoring {name} ...")
            shutil.copytree(folder / name, where.var / name, dirs_exist_ok=True, copy_function=copy_durably)
    advance_heads(where)


def advance_heads(where: Installation) -> None:
    """Bring heads forward that were saved a moment before their chains grew. A head the chain contradicts stays as it
    is, for `slrt trail verify` to tell.
    """
    heads = where.var / HEADS
    sql = where.server.sql
    if not heads.exists() or not sql("SELECT to_regclass('public.trail_link');", login=where.server.owner):
        return
    for head in heads.iterdir():
        seq, _, digest = head.read_text(encoding="ascii").strip().partition(" ")
        values = {"chain": head.name, "seq": seq, "hash": digest}
        last = sql(LAST_LINK, login=where.server.owner, values=values)
        if last:
            head.write_text(last.replace("|", " ") + "\n", encoding="ascii")


def copy_durably(source: str, target: str) -> str:
    """Copy a file and make sure it has reached the disk."""
    shutil.copy2(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return target
