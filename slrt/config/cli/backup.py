"""`slrt backup create` and `slrt backup restore`. No Django here: a restore must come before any of it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from slrt.config import backup
from slrt.config.cli.output import say, show
from slrt.config.environment import DEMO, VAR
from slrt.config.keys import VARIABLES, Keys, key_file, load_keys
from slrt.config.postgres import ensure_running, prepare, release
from slrt.config.problem import Problem
from slrt.domain import clock

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Save and restore database, attachments and keys.")

GOODBYE = 20  # seconds to wait for the server to stop when we were its last client
Folder = Annotated[Path, typer.Argument(help="The folder of the backup.", show_default=False)]


@app.command()
def create(folder: Folder) -> None:
    """Save everything into FOLDER, which must be new or empty. May run while SLRT is in use.

    The keys go into a file of their own: move it to another place than the rest.
    """
    keys = load_keys(VAR, DEMO)
    server = ensure_running(VAR, say=say)
    try:
        prepare(server)
        manifest = backup.create(backup.Installation(var=VAR, server=server), keys, folder, clock.now(), say)
    finally:
        release(VAR, wait=GOODBYE)
    size = sum(one["bytes"] for one in manifest["files"].values())
    show(f"Backup complete: {len(manifest['files'])} files, {size / 1e6:.1f} MB in {folder}.")
    show("A backup is as good as its last trial restore: try it now and then.")


@app.command()
def restore(
    folder: Folder,
    keys: Annotated[
        Path | None, typer.Option(help="The key file, when it is kept elsewhere (as it should be).")
    ] = None,
) -> None:
    """Restore the backup in FOLDER into an empty installation (set SLRT_VAR to a new folder first).

    Every file is checked first. A damaged backup, wrong keys or existing data are refused, and nothing is changed.
    """
    manifest = backup.check(folder)
    found = find_keys(folder, keys)
    backup.require_same_keys(found, manifest)
    server = ensure_running(VAR, say=say)
    try:
        where = backup.Installation(var=VAR, server=server)
        prepare(server)
        backup.require_empty(where)
        if not keys_are_set():
            backup.put_keys(found, VAR)
        backup.restore(where, folder, say)
    finally:
        release(VAR, wait=GOODBYE)
    show(f"Restored the backup of {manifest['made_at']}. Run 'slrt doctor', then 'slrt trail verify'.")


def find_keys(folder: Path, file: Path | None) -> Keys:
    """The keys this installation will have: its own if it has any, else those given or lying in the backup."""
    if keys_are_set():
        return load_keys(VAR, demo=False)
    beside = folder / backup.KEYS
    if file is None and not beside.exists():
        raise Problem(
            "The backup's keys are needed: give their file with --keys FILE, or set SLRT_NIK_KEY, SLRT_INDEX_KEY and "
            "SLRT_SECRET_KEY. Without them its NIK and KK numbers cannot be read. Nothing was restored."
        )
    return backup.keys_of(file or beside)


def keys_are_set() -> bool:
    """Whether this installation has keys of its own, in the environment or in its folder."""
    return any(os.environ.get(variable) or key_file(VAR, name).exists() for name, variable in VARIABLES.items())
