"""How facts lie in columns: the one layout of fact views in PostgreSQL and of snapshots in files.

A fact is a column of its own name, NULL where unknown. Enums are the place of the value in the catalogue's list, from
0; sets are a mask with one bit for each code; area codes and dates are themselves; derived facts are columns too.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from slrt.domain.rules.facts import Fact, Kind, Value, catalogue

MASK_BITS = 62
"""Most codes a set may have: what a signed 64-bit number holds and every engine shifts without surprise."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The layout; `codes` widens a set beyond the catalogue (programmes made by local officers), by fact path."""

    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def codes_of(self, fact: Fact) -> tuple[str, ...]:
        """Return the codes of a set in the order of their bits; raises ValueError when there are too many."""
        codes = tuple(self.codes.get(fact.path, tuple(str(value) for value in fact.values)))
        if len(codes) > MASK_BITS:
            raise ValueError(f"{fact.path} has {len(codes)} codes; a mask holds {MASK_BITS}")
        return codes

    def stored(self, fact: Fact, value: Value) -> bool | int | str | datetime.date:
        """Return a value as its column holds it."""
        if fact.kind is Kind.ENUM:
            return fact.values.index(str(value))
        if isinstance(value, frozenset):
            codes = self.codes_of(fact)
            return sum(1 << codes.index(code) for code in value)
        return value

    def read(self, fact: Fact, held: bool | int | str | datetime.date) -> Value:
        """Return the value a column holds."""
        if fact.kind is Kind.ENUM:
            return fact.values[int(held)]  # type: ignore[arg-type]
        if fact.kind is Kind.SET:
            return frozenset(code for bit, code in enumerate(self.codes_of(fact)) if int(held) >> bit & 1)  # type: ignore[arg-type]
        return held


LAYOUT = Columns()
"""The catalogue's own layout."""


def literal(value: bool | int | str | datetime.date) -> str:
    """Return a stored value as SQL."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime.date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


def fact_of(path: str) -> Fact:
    """Return a fact of the catalogue by its path."""
    return catalogue().facts[path]
