"""Children of programs that were killed together with everything above them.

When `slrt up` dies, its programs get a signal from the kernel; when such a program is killed as well, its own children
(granian's workers) may live on and hold the port. The next start finds them by their process group and ends them.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]

OURS = ("slrt.config.wsgi", "slrt.config.asgi", "procrastinate", "multiprocessing")


def note_groups(var: Path, groups: Iterable[int]) -> None:
    """Remember the process groups of the running programs."""
    (var / "groups.json").write_text(json.dumps(list(groups)), encoding="utf-8")


def end_leftovers(var: Path) -> int:
    """End what is left of an earlier run; returns how many processes. Call it while holding the claim on `var`."""
    note = var / "groups.json"
    if not note.exists():
        return 0
    groups = set(json.loads(note.read_text(encoding="utf-8")))
    ended = 0
    for process in members(groups):
        process.kill()
        process.wait(timeout=10)
        ended += 1
    note.unlink()
    return ended


def members(groups: set[int]) -> Iterator[psutil.Process]:
    """Processes of those groups that look like ours: a number may have come to mean somebody else's group."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError, PermissionError):
            command = " ".join(process.cmdline())
            if os.getpgid(process.pid) in groups and any(word in command for word in OURS):
                yield process
