"""The file of a batch on disk, readable by its owner alone: kept while it is worked on and some days more.

Beside it lie its rejects. Both hold whole numbers, so they go with the batch's time and never into the database.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from slrt.domain import clock
from slrt.domain.access import system
from slrt.domain.problems import Problem, Refused
from slrt.store.registry.models import Batch
from slrt.store.walls.context import acting

KEPT = timedelta(days=30)
"""How long file and rejects stay after the batch has ended."""

UNTOUCHED = timedelta(days=90)
"""After this time without an end, a file that nobody confirmed goes as well."""

ENDED = ("applied", "undone", "cancelled", "failed")
LIST, REJECTS = "list", "rejects"


def list_of(batch_id: UUID) -> Path:
    """Where the file lies; whether it still does is another question."""
    return _folder(batch_id) / LIST


def rejects_of(batch_id: UUID) -> Path:
    """Where the rows lie that were not taken."""
    return _folder(batch_id) / REJECTS


def work_place() -> Path:
    """Where runs over files make their own folders."""
    return Path(settings.SLRT_VAR) / "imports"


def keep(batch_id: UUID, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write the file to disk, synced; its SHA-256 and size. Raises Refused when it is empty or beyond the limit."""
    folder = _folder(batch_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    opened = os.open(list_of(batch_id), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.SLRT_IMPORT_MAX_BYTES:
                break
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size or size > settings.SLRT_IMPORT_MAX_BYTES:
        shutil.rmtree(folder)
        raise Refused(_too_large() if size else _empty())
    return digest.hexdigest(), size


def forget(batch_id: UUID) -> None:
    """Remove file and rejects now."""
    shutil.rmtree(_folder(batch_id), ignore_errors=True)


def forget_old() -> int:
    """Remove the files of batches that ended long ago, and of those nobody went on with; how many."""
    now = clock.now()
    with acting(system()):
        ended = Batch.objects.filter(state__in=ENDED, at__lt=now - KEPT).exclude(applied_at__gte=now - KEPT)
        left = Batch.objects.filter(state__in=("uploaded", "checked"), at__lt=now - UNTOUCHED)
        keys = [key for rows in (ended, left) for key in rows.values_list("id", flat=True)]
    found = [key for key in keys if _folder(key).exists()]
    for key in found:
        forget(key)
    return len(found)


def _folder(batch_id: UUID) -> Path:
    return work_place() / str(batch_id)


def _too_large() -> Problem:
    limit = settings.SLRT_IMPORT_MAX_BYTES // 1024**2
    return Problem(
        "too_large",
        f"Berkas terlalu besar, paling besar {limit} MB. Bagi berkasnya, atau minta operator memakai slrt import.",
        f"The file is too large, at most {limit} MB. Divide it, or ask the operator to use slrt import.",
        "file",
    )


def _empty() -> Problem:
    return Problem("empty_file", "Berkas kosong. Pilih berkas lain.", "The file is empty. Choose another one.", "file")
