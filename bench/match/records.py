"""A sample of families of a snapshot as records of facts."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from match.ground import Snapshot
from slrt.domain.rules.facts import Fact, Kind, catalogue
from slrt.domain.rules.record import FamilyRecord
from slrt.lake.records import Batch, records_in

EVERY = 37
"""Families are taken so far apart."""


def sample(snapshot: Snapshot, count: int, every: int = EVERY) -> list[FamilyRecord]:
    """Return some families of the first kabupaten."""
    folder = snapshot.folder / next(iter(snapshot.manifest.kabupaten))
    families = pq.ParquetFile(folder / "families.parquet").read_row_group(0).slice(0, count * every)
    most = families["family_id"][-1].as_py()
    members = pq.read_table(folder / "members.parquet", filters=[("family_id", "<=", most)])
    return [record for number, record in records_in(Batch(families, members)) if number % every == 0][:count]


def completed(record: FamilyRecord) -> FamilyRecord:
    """Return the family with a value for every fact."""
    return FamilyRecord(_whole("family", record.family), [_whole("member", member) for member in record.members])


def facts_of(view: Any, entity: str) -> Iterator[tuple[str, Any]]:
    """Yield what rules see of a holder, as plain values."""
    for fact in catalogue().of(entity):
        value = view.get(fact.name)
        if fact.kind is not Kind.DATE:
            yield fact.name, sorted(value) if fact.kind is Kind.SET else value


def _whole(entity: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    stored = catalogue().stored(entity)
    return {fact.name: facts[fact.name] if fact.name in facts else _some(fact) for fact in stored}


def _some(fact: Fact) -> Any:
    if fact.kind in _DEFAULTS:
        return _DEFAULTS[fact.kind]
    return fact.values[0] if fact.values else fact.ranges[0][0]


_DEFAULTS: dict[Kind, Any] = {
    Kind.BOOL: False,
    Kind.MONEY: 0,
    Kind.SET: frozenset(),
    Kind.DATE: date(1990, 1, 1),
}
