"""The files of one kabupaten as a source of facts for a query."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.sql.seen import answered
from slrt.domain.rules.sql.statement import Source
from slrt.lake.manifest import FAMILIES, MEMBERS
from slrt.lake.match.duck import Duck


def files(folder: Path, taken_on: date, on: date, table: Callable[[Path], str] = Duck.parquet) -> Source:
    """Return the files of a folder; on another day than they were taken, ages and applicability are worked out anew.

    `table` writes a Parquet file as a table, in the engine's own SQL.
    """
    families, members = (table(folder / name) for name in (FAMILIES, MEMBERS))
    if on == taken_on:
        return Source(families, members, answered=False)
    return Source(_again("family", families, taken_on), _again("member", members, taken_on), answered=True)


def _again(entity: str, table: str, taken_on: date) -> str:
    names = [fact.name for fact in catalogue().stored(entity)]
    keys = "family_id, n_members" if entity == "family" else "family_id"
    return f"(SELECT {keys}, {answered(entity, names, taken_on)} FROM {table})"
