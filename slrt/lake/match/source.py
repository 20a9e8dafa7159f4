"""The files of one kabupaten as a source of facts for a query."""

from datetime import date
from pathlib import Path

from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.sql.seen import answered
from slrt.domain.rules.sql.statement import Source
from slrt.lake.manifest import FAMILIES, MEMBERS


def files(folder: Path, taken_on: date, on: date) -> Source:
    """Return the files of a folder; on another day than they were taken, ages and applicability are worked out anew."""
    families, members = (_parquet(folder / name) for name in (FAMILIES, MEMBERS))
    if on == taken_on:
        return Source(families, members, answered=False)
    return Source(_again("family", families, taken_on), _again("member", members, taken_on), answered=True)


def _parquet(path: Path) -> str:
    name = str(path).replace("'", "''")
    return f"read_parquet('{name}')"


def _again(entity: str, table: str, taken_on: date) -> str:
    names = [fact.name for fact in catalogue().stored(entity)]
    keys = "family_id, n_members" if entity == "family" else "family_id"
    return f"(SELECT {keys}, {answered(entity, names, taken_on)} FROM {table})"
