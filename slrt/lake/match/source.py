"""The files of one kabupaten as a source of facts for a query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.sql.seen import answered
from slrt.domain.rules.sql.statement import Source
from slrt.lake.manifest import FAMILIES, MEMBERS
from slrt.lake.match.duck import Duck


@dataclass(frozen=True, slots=True)
class Files(Source):
    """The files of a kabupaten, and the day for which they are read."""

    folder: Path
    on: date


def files(folder: Path, taken_on: date, on: date, table: Callable[[Path], str] = Duck.parquet) -> Files:
    """Return the files of a folder; on another day than they were taken, ages and applicability are worked out anew.

    `table` writes a Parquet file as a table, in the engine's own SQL.
    """
    families, members = (table(folder / name) for name in (FAMILIES, MEMBERS))
    if on == taken_on:
        return Files(families, members, answered=False, folder=folder, on=on)
    families, members = _again("family", families, taken_on), _again("member", members, taken_on)
    return Files(families, members, answered=True, folder=folder, on=on)


def _again(entity: str, table: str, taken_on: date) -> str:
    names = [fact.name for fact in catalogue().stored(entity)]
    keys = "family_id, n_members" if entity == "family" else "family_id"
    return f"(SELECT {keys}, {answered(entity, names, taken_on)} FROM {table})"
