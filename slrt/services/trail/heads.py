"""The heads of the chains, kept outside the database: who cuts the end of a chain there cannot cut it here.

One file per chain under `trail` in the folder of this installation, holding one line: sequence number and hash. The
folder goes into every backup; a second place for it (an object store with a lock, another agency) comes later.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from slrt.domain import areas
from slrt.services.trail.hashing import GENESIS


@dataclass(frozen=True)
class Head:
    """Where a chain ends: the number of its last link (0 before the first) and that link's hash."""

    seq: int
    hash: bytes


START = Head(0, GENESIS)


class BadHead(Exception):
    """A head file that cannot be read as `number hash`."""


def folder() -> Path:
    """Where the head files lie."""
    return Path(settings.SLRT_VAR) / "trail"


def read_head(chain: str) -> Head | None:
    """The head as kept outside; None when there is no file. Raises BadHead."""
    path = folder() / chain
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    try:
        seq, digest = text.split()
        return Head(int(seq), bytes.fromhex(digest))
    except ValueError as broken:
        raise BadHead(str(path)) from broken


def write_head(chain: str, head: Head) -> None:
    """Replace the head file at once and for good: a reader sees the old line or the new one, a power cut too."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place, prefix=f".{areas.parse(chain)}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{head.seq} {head.hash.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(place / chain)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _settle(place)


def kept_chains() -> set[str]:
    """Chains that have a head file."""
    if not folder().is_dir():
        return set()
    return {path.name for path in folder().iterdir() if not path.name.startswith(".")}


def _settle(place: Path) -> None:
    directory = os.open(place, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
