"""Writing a snapshot kabupaten by kabupaten, so that a broken run goes on where it stopped.

A kabupaten is written into a hidden folder and gets its name when it is whole; `unfinished.json` then lists it. The
manifest comes last. Nothing half written ever has the name of something whole.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

import pyarrow as pa

from slrt.lake import manifest
from slrt.lake.columns import FAMILY, FAMILY_ID, MEMBER, REGISTER_ID, ids_schema, schema
from slrt.lake.manifest import (
    FAMILIES,
    IDS,
    MANIFEST,
    MEMBERS,
    UNFINISHED,
    Header,
    Kabupaten,
    Manifest,
    SnapshotProblem,
)
from slrt.lake.parquet import GroupWriter
from slrt.lake.records import Stored, batch_of

HIDDEN = ".writing-"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Part:
    """One kabupaten in the making."""

    def __init__(self, folder: Path, header: Header, first_id: int, *, register: bool) -> None:
        schemas = {FAMILIES: schema(FAMILY), MEMBERS: schema(MEMBER)} | ({IDS: ids_schema()} if register else {})
        self._on = header.on
        self._first_id = first_id
        self._files = {name: GroupWriter(folder / name, one) for name, one in schemas.items()}

    def add(self, stored: Stored, register_ids: Sequence[str] | None = None) -> None:
        """Write families, sorted by area, after those written before. `register_ids` for a snapshot of a register."""
        batch = batch_of(stored, self._on, self._first_id + self._files[FAMILIES].rows)
        self._files[FAMILIES].add(batch.families)
        self._files[MEMBERS].add(batch.members)
        if IDS in self._files:
            ids = {FAMILY_ID: batch.families[FAMILY_ID], REGISTER_ID: pa.array(register_ids, pa.string())}
            self._files[IDS].add(pa.table(ids, schema=ids_schema()))

    def close(self) -> Kabupaten:
        """Close the files and say what is in them."""
        lines = {name: file.close() for name, file in self._files.items()}
        return Kabupaten(lines[FAMILIES].rows, lines[MEMBERS].rows, lines)

    def abandon(self) -> None:
        """Let go of the files."""
        for file in self._files.values():
            file.abandon()


class Writer:
    """Writes one snapshot into one folder, alone. `with Writer(folder, header) as writer: ...`"""

    def __init__(self, folder: Path, header: Header) -> None:
        self._folder = folder
        self._state = Manifest(header)
        self._lock = -1

    def __enter__(self) -> Self:
        """Claim the folder and find what is finished. Raises SnapshotProblem when it holds anything else."""
        with self._in_plain_words():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = _claim(self._folder)
        try:
            with self._in_plain_words():
                self._state = _resumed(self._folder, self._state.header)
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)

    @property
    def finished(self) -> Mapping[str, Kabupaten]:
        """The kabupaten that are whole."""
        return self._state.kabupaten

    @contextmanager
    def kabupaten(self, code: str) -> Iterator[Part]:
        """Write one kabupaten: whole when the block ends well, not there at all otherwise."""
        hidden = self._folder / f"{HIDDEN}{code}"
        register = self._state.header.source["kind"] == manifest.REGISTER
        with self._in_plain_words():
            _remove(hidden)
            hidden.mkdir()
            part = Part(hidden, self._state.header, self._state.families + 1, register=register)
            try:
                yield part
                done = part.close()
                self._keep(code, hidden, done)
            except BaseException:
                part.abandon()
                shutil.rmtree(hidden, ignore_errors=True)
                raise

    def finish(self, created: datetime) -> Manifest:
        """Write the manifest: from here on the folder is a snapshot."""
        self._state = replace(self._state, created=created)
        with self._in_plain_words():
            manifest.write(self._state, self._folder / MANIFEST)
            (self._folder / UNFINISHED).unlink()
            _settle(self._folder)
        return self._state

    def _keep(self, code: str, hidden: Path, done: Kabupaten) -> None:
        for path in (*hidden.iterdir(), hidden):
            _settle(path)
        _remove(self._folder / code)  # whole, but the run ended before it was listed
        hidden.rename(self._folder / code)
        _settle(self._folder)
        self._state = replace(self._state, kabupaten={**self._state.kabupaten, code: done})
        manifest.write(self._state, self._folder / UNFINISHED)

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            what = "no space is left on the disk" if error.errno in FULL else error.strerror or str(error)
            raise SnapshotProblem(
                f"{self._folder} could not be written: {what}. {len(self.finished)} kabupaten are whole and kept; "
                "put it right and run the same command again, and it goes on."
            ) from error


def _claim(folder: Path) -> int:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise SnapshotProblem(
            f"Another command is writing to {folder}. Wait for it, or choose another folder."
        ) from None
    return descriptor


def _resumed(folder: Path, header: Header) -> Manifest:
    if (folder / MANIFEST).exists():
        found = manifest.read(folder)
        raise SnapshotProblem(f"{folder} already holds a finished snapshot ({found.header}). Choose another folder.")
    if not (folder / UNFINISHED).exists():
        if any(path.name != manifest.beside(UNFINISHED) for path in folder.iterdir()):
            raise SnapshotProblem(f"{folder} is not empty and holds no snapshot. Choose another folder.")
        begun = Manifest(header)
        manifest.write(begun, folder / UNFINISHED)
        return begun
    begun = manifest.read_file(folder / UNFINISHED)
    if begun.header != header:
        raise SnapshotProblem(
            f"{folder} holds the beginning of another snapshot ({begun.header}). Choose another folder, or delete it."
        )
    for left in folder.glob(f"{HIDDEN}*"):
        _remove(left)
    _require_whole(folder, begun)
    return begun


def _require_whole(folder: Path, begun: Manifest) -> None:
    for code, one in begun.kabupaten.items():
        for name, line in one.files.items():
            path = folder / code / name
            if not path.is_file() or path.stat().st_size != line.bytes:
                raise SnapshotProblem(f"{path} was whole and is now missing or changed. Delete {folder}, begin anew.")


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _settle(path: Path) -> None:
    """Wait until the disk has it: a name must not outlive its content in a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
