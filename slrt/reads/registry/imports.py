"""Imported files: how far each is, what its dry run and its writing told; the mapping of headers used before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from slrt.domain.access import Actor, system
from slrt.store.registry.models import Batch, SavedMapping
from slrt.store.walls.context import acting

ENDED = frozenset({"applied", "undone", "cancelled", "failed"})
"""States after which a file is not worked on any more."""

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class ImportedFile:
    """One file. `done` of `total` parts are finished; `report` holds `dry_run`, `run` and `applied` as far as they are.

    `problem` says why it stopped, `by` who brought it (an empty text: the system).
    """

    id: UUID
    kind: str
    layout: str
    area_code: str
    file_name: str
    sha256: str
    size: int
    mapping: Mapping[str, str]
    state: str
    done: int
    total: int
    report: Mapping[str, Any]
    problem: str
    revision: int
    by: str
    by_id: UUID | None
    at: datetime
    applied_at: datetime | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing is being done with it any more."""
        return self.state in ENDED

    @property
    def percent(self) -> int:
        """How far the present work is, of 100."""
        return self.done * 100 // self.total if self.total else 0


def imported_file(actor: Actor, batch_id: UUID) -> ImportedFile | None:
    """The file of this key in the actor's area, or None."""
    with acting(actor):
        batch = Batch.objects.visible_to(actor).select_related("by").filter(id=batch_id).first()
        return _file(batch) if batch is not None else None


def imported_files(actor: Actor) -> Sequence[ImportedFile]:
    """The newest files of the actor's area, newest first."""
    with acting(actor):
        rows = Batch.objects.visible_to(actor).select_related("by").order_by("-at", "-id")[:SHOWN]
        return [_file(batch) for batch in rows]


def files_to_work_on() -> Sequence[ImportedFile]:
    """Files of people that wait for their dry run, for being written or for being taken back; the oldest first."""
    with acting(system()):
        rows = Batch.objects.filter(state__in=("checking", "applying", "undoing"), by__isnull=False)
        return [_file(batch) for batch in rows.select_related("by").order_by("at", "id")]


def saved_mapping(actor: Actor, layout: str) -> Mapping[str, str]:
    """Which header stood for which column in the last file of this layout in the actor's own area."""
    with acting(actor):
        found = SavedMapping.objects.visible_to(actor).filter(layout=layout, area_code=actor.area_code).first()
        return dict(found.mapping) if found is not None else {}


def _file(batch: Batch) -> ImportedFile:
    names = (
        "id", "kind", "layout", "area_code", "file_name", "sha256", "size", "mapping", "state", "done", "total",
        "report", "problem", "revision", "by_id", "at", "applied_at",
    )  # fmt: skip
    return ImportedFile(by=batch.by.name if batch.by else "", **{name: getattr(batch, name) for name in names})
