"""The columns of a snapshot: one for each stored fact of the catalogue, laid out as `domain.rules.sql.columns` says.

This is the only place that knows the types of Parquet and numpy. NULL is "unknown" everywhere. In numpy a column is
`Values`: numbers and the mask of those that are known; in Parquet it is a nullable column of the type in `TYPES`.
"""

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from slrt.domain.rules import facts as vocabulary
from slrt.domain.rules.facts import Fact, Kind, Value, catalogue
from slrt.domain.rules.sql.columns import LAYOUT, Columns

FAMILY, MEMBER = "family", "member"

FAMILY_ID = "family_id"
"""Whole numbers from 1 without a gap, through all kabupaten of a snapshot."""

N_MEMBERS = "n_members"
"""How many members of the family the snapshot holds."""

MEMBER_NO = "member_no"
"""The member's place in the family's record, from 0; those whom no rule sees leave a gap."""

REGISTER_ID = "register_id"
"""In `ids.parquet`: the family's key in the register the snapshot was taken of."""

AREA_TYPE = pa.dictionary(pa.int32(), pa.string())

TYPES: Mapping[Kind, pa.DataType] = MappingProxyType(
    {
        Kind.AREA: AREA_TYPE,
        Kind.BOOL: pa.bool_(),
        Kind.DATE: pa.date32(),
        Kind.ENUM: pa.int8(),
        Kind.ENUM_INT: pa.int16(),
        Kind.INT: pa.int32(),
        Kind.MONEY: pa.int64(),
        Kind.SET: pa.int64(),
        Kind.DERIVED_INT: pa.int16(),
        Kind.DERIVED_BOOL: pa.bool_(),
    }
)
"""enum: its place in `Fact.values`; set: bit i stands for place i in `Fact.values`; money: rupiah."""

EPOCH = date(1970, 1, 1)

Stored = bool | int | str | date
"""A value as a column holds it."""

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]


class NotAColumnValue(ValueError):
    """A value outside the catalogue; the message names fact and value."""


class Values(NamedTuple):
    """A column in numpy: what stands where `known` is false means nothing."""

    values: Numbers
    known: Mask


@functools.cache
def schema(entity: str) -> pa.Schema:
    """The Parquet schema of `families` or `members`: keys, then every fact in the order of the catalogue."""
    keys = [pa.field(FAMILY_ID, pa.int64(), nullable=False)]
    if entity == FAMILY:
        keys.append(pa.field(N_MEMBERS, pa.int16(), nullable=False))
    else:
        keys.append(pa.field(MEMBER_NO, pa.int16(), nullable=False))
    return pa.schema(keys + [pa.field(fact.name, TYPES[fact.kind]) for fact in catalogue().of(entity)])


def ids_schema() -> pa.Schema:
    """The Parquet schema of `ids`."""
    return pa.schema(
        [pa.field(FAMILY_ID, pa.int64(), nullable=False), pa.field(REGISTER_ID, pa.string(), nullable=False)]
    )


@functools.cache
def catalogue_hash() -> str:
    """SHA-256 of the fact list and of the order of all values: equal hashes mean equal columns."""
    digest = hashlib.sha256((vocabulary.HERE / "facts.csv").read_bytes())
    for fact in catalogue().facts.values():
        digest.update(f"\n{fact.path}={'|'.join(map(str, fact.values))}".encode())
    return digest.hexdigest()


@functools.cache
def places(path: str) -> Mapping[object, int]:
    """Each value of an enum or set, named as in `family.tenure`, by its place."""
    return MappingProxyType({value: place for place, value in enumerate(catalogue().facts[path].values)})


def encode(fact: Fact, value: Value, layout: Columns = LAYOUT) -> Stored:
    """The column's value for a value of the fact. Raises NotAColumnValue for one outside the layout."""
    try:
        return layout.stored(fact, value)
    except ValueError:
        return _refuse(fact, value, layout)


def decode(fact: Fact, stored: Stored, layout: Columns = LAYOUT) -> Value:
    """The value of the fact that `encode` made `stored` of."""
    return layout.read(fact, stored)


def _refuse(fact: Fact, value: object, layout: Columns = LAYOUT) -> NoReturn:
    unknown = sorted(value - set(layout.codes_of(fact))) if isinstance(value, frozenset) else [value]
    raise NotAColumnValue(f"{fact.path}: {', '.join(map(repr, unknown))} is not in the fact catalogue")


def column_of(fact: Fact, found: Sequence[Value | None], layout: Columns = LAYOUT) -> Values:
    """Many values of one fact, None for unknown, as a numpy column. Areas have no numpy column."""
    known = np.fromiter((value is not None for value in found), np.bool_, len(found))
    number = _number_of(fact, layout)
    return Values(
        np.fromiter((0 if value is None else number(value) for value in found), dtype_of(fact), len(found)), known
    )


def _number_of(fact: Fact, layout: Columns) -> Callable[[Value], int]:
    """What turns one value of the fact into its number."""
    if fact.kind is Kind.DATE:
        return lambda value: (value - EPOCH).days if isinstance(value, date) else _refuse(fact, value)
    if fact.kind in (Kind.ENUM, Kind.SET):
        return lambda value: int(encode(fact, value, layout))  # type: ignore[arg-type] # places and masks are numbers
    return int  # type: ignore[return-value] # the rest are numbers already


def dtype_of(fact: Fact) -> np.dtype[Any]:
    """The numpy type of a fact's column; dates are days since 1970."""
    kind = TYPES[fact.kind]
    return np.dtype(np.int32) if fact.kind is Kind.DATE else np.dtype(kind.to_pandas_dtype())


def arrow_of(fact: Fact, column: Values) -> pa.Array:
    """The numpy column as the Arrow column that is written."""
    numbers = pa.array(np.ascontiguousarray(column.values, dtype_of(fact)), mask=~column.known)
    return numbers.cast(pa.date32()) if fact.kind is Kind.DATE else numbers


def day_of(days: int) -> date:
    """The day that many days after 1970 began."""
    return EPOCH + timedelta(days=days)
