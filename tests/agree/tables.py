"""Families as two tables, as they were answered: what the fact views of the register and raw files look like."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from slrt.domain.rules.facts import Kind, catalogue
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.columns import Columns

ARROW = {
    Kind.AREA: pa.string(),
    Kind.BOOL: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.ENUM: pa.int8(),
    Kind.ENUM_INT: pa.int16(),
    Kind.INT: pa.int32(),
    Kind.MONEY: pa.int64(),
    Kind.SET: pa.int64(),
}
LAYOUT = Columns()


def rows(entity: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """One holder's stored facts as its row."""
    stored = catalogue().stored(entity)
    return {fact.name: None if fact.name not in facts else LAYOUT.stored(fact, facts[fact.name]) for fact in stored}


def table(entity: str, holders: Sequence[tuple[int, Mapping[str, Any]]]) -> pa.Table:
    """Holders with the number of their family."""
    fields = [pa.field("family_id", pa.int64())]
    fields += [pa.field(fact.name, ARROW[fact.kind]) for fact in catalogue().stored(entity)]
    lines = [{"family_id": number, **rows(entity, facts)} for number, facts in holders]
    return pa.Table.from_pylist(lines, schema=pa.schema(fields))


def families(records: Sequence[FamilyRecord]) -> pa.Table:
    return table("family", [(number, record.family) for number, record in enumerate(records)])


def members(records: Sequence[FamilyRecord]) -> pa.Table:
    return table("member", [(number, facts) for number, record in enumerate(records) for facts in record.members])
