"""Families as records of facts, and the same families as rows of a snapshot; there and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from slrt.domain.rules.facts import Fact, Kind, Value, catalogue
from slrt.domain.rules.record import FactValues, FamilyRecord
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.columns import Columns as Layout
from slrt.lake.columns import (
    AREA_TYPE,
    FAMILY,
    FAMILY_ID,
    MEMBER,
    MEMBER_NO,
    N_MEMBERS,
    Numbers,
    arrow_of,
    column_of,
    decode,
    schema,
)
from slrt.lake.seen import Columns, Seen, present

AREA = "area_code"


class Batch(NamedTuple):
    """Families with consecutive keys, and their members, ready to be written."""

    families: pa.Table
    members: pa.Table


@dataclass(frozen=True)
class Stored:
    """Families of one kabupaten as stored: `areas` as Arrow dictionary, `owner` and `number` for each member."""

    areas: pa.Array
    families: Columns
    members: Columns
    owner: Numbers
    number: Numbers


def batch_of(stored: Stored, on: date, first_id: int) -> Batch:
    """The rows of these families as rules see them on a day; the first family gets the key `first_id`."""
    seen_by_rules = present(stored.members, on)
    owner, number = stored.owner[seen_by_rules], stored.number[seen_by_rules]
    members = {name: type(column)(*(part[seen_by_rules] for part in column)) for name, column in stored.members.items()}
    count = len(stored.areas)
    seen = Seen(stored.families, members, owner, count, on)
    keys: dict[str, Any] = {
        FAMILY_ID: np.arange(first_id, first_id + count, dtype=np.int64),
        N_MEMBERS: np.bincount(owner, minlength=count).astype(np.int16),
        AREA: stored.areas,
    }
    family_table = _table(FAMILY, seen, keys)
    return Batch(family_table, _table(MEMBER, seen, {FAMILY_ID: owner.astype(np.int64) + first_id, MEMBER_NO: number}))


def _table(entity: str, seen: Seen, given: Mapping[str, Any]) -> pa.Table:
    columns = []
    for column in schema(entity):
        if column.name in given:
            columns.append(pa.array(given[column.name], type=column.type))
        else:
            fact = catalogue().get(entity, column.name)
            columns.append(arrow_of(fact, seen.get(entity, fact.name)))
    return pa.table(columns, schema=schema(entity))


def stored_of(records: Sequence[FamilyRecord], layout: Layout = LAYOUT) -> Stored:
    """Records as stored columns. Raises NotAColumnValue for a value outside the layout, KeyError without area."""
    people = [facts for record in records for facts in record.members]
    sizes = [len(record.members) for record in records]
    places = [place for size in sizes for place in range(size)]
    return Stored(
        areas=pa.array([record.family[AREA] for record in records], pa.string()).dictionary_encode().cast(AREA_TYPE),
        families=_columns(FAMILY, [record.family for record in records], layout),
        members=_columns(MEMBER, people, layout),
        owner=np.repeat(np.arange(len(records)), sizes),
        number=np.array(places, np.int16),
    )


def _columns(entity: str, rows: Sequence[FactValues], layout: Layout) -> Columns:
    return {
        fact.name: column_of(fact, [row.get(fact.name) for row in rows], layout)
        for fact in catalogue().stored(entity)
        if fact.kind is not Kind.AREA
    }


def records_in(batch: Batch, layout: Layout = LAYOUT) -> Iterator[tuple[int, FamilyRecord]]:
    """The families of a batch by key, with what is known. Members' places are those among the members kept."""
    members: dict[int, list[FactValues]] = {}
    for row in batch.members.to_pylist():
        members.setdefault(row[FAMILY_ID], []).append(_known(MEMBER, row, layout))
    for row in batch.families.to_pylist():
        yield row[FAMILY_ID], FamilyRecord(_known(FAMILY, row, layout), tuple(members.get(row[FAMILY_ID], ())))


def _known(entity: str, row: Mapping[str, Any], layout: Layout) -> dict[str, Value]:
    facts: tuple[Fact, ...] = catalogue().stored(entity)
    return {fact.name: decode(fact, row[fact.name], layout) for fact in facts if row[fact.name] is not None}
