"""Values a rule cannot tell apart, numbered: a family or member becomes one whole number, its *code*.

The numbers follow `uses.values_of`, by which the Python evaluator finds exact amounts. 0 stands for unknown, 1 and up
for the classes; a code joins the numbers of several facts like digits, and can be read back as one representative of
all alike.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from slrt.domain.rules.facts import EARLIEST_DATE, Fact, Kind, Value
from slrt.domain.rules.sql.columns import Columns, fact_of, literal
from slrt.domain.rules.uses import Uses, values_of
from slrt.domain.rules.views import age_on


@dataclass(frozen=True, slots=True)
class Digit:
    """One fact in a code: a representative for each class, and the SQL that numbers a column's value."""

    fact: str
    representatives: tuple[Value, ...]
    sql: str

    @property
    def base(self) -> int:
        """How many numbers the digit takes, unknown included."""
        return len(self.representatives) + 1


@dataclass(frozen=True, slots=True)
class Code:
    """Several facts as one number."""

    digits: tuple[Digit, ...]

    @property
    def sql(self) -> str:
        """Return the number as SQL over columns of facts as rules see them."""
        text = "CAST(0 AS BIGINT)"
        for digit in reversed(self.digits):
            text = f"({text} * {digit.base} + {digit.sql})"
        return text

    def read(self, code: int) -> dict[str, Value]:
        """Return one holder with this code; unknown facts are left out."""
        found: dict[str, Value] = {}
        for digit in self.digits:
            code, place = divmod(code, digit.base)
            if place:
                found[digit.fact] = digit.representatives[place - 1]
        return found


class Unlistable(ValueError):
    """A fact whose values a rule reads one by one, too many to number; the message names it."""


def code_of(entity: str, names: Sequence[str], uses: Uses, on: datetime.date, columns: Columns) -> Code:
    """Return the code of these facts; raises Unlistable."""
    return Code(tuple(_digit(fact_of(f"{entity}.{name}"), uses, on, columns) for name in names))


def of_truths(names: Sequence[str]) -> Code:
    """Return the code of columns that are true, false or unknown."""
    return Code(tuple(Digit(name, (True, False), _truth(name)) for name in names))


def _truth(column: str) -> str:
    return f"(CASE WHEN {column} THEN 1 WHEN NOT {column} THEN 2 ELSE 0 END)"


def _digit(fact: Fact, uses: Uses, on: datetime.date, columns: Columns) -> Digit:
    if fact.name == "birth_date":
        return _born(uses, on)
    if fact.kind is Kind.SET:
        return _set(fact, uses, columns)
    values = values_of(fact.entity, fact.name, uses, on)
    if values is None:
        raise Unlistable(f"the values of {fact.path} cannot be numbered")
    if fact.kind in (Kind.BOOL, Kind.DERIVED_BOOL):
        return Digit(fact.name, (True, False), _truth(fact.name))
    if fact.kind in (Kind.ENUM, Kind.ENUM_INT):
        return _enum(fact, values, columns)
    return Digit(fact.name, values, _steps(fact.name, [literal(value) for value in values]))  # type: ignore[arg-type]


def _steps(column: str, starts: Sequence[str]) -> str:
    """Number the spans between rising values: 1 below the second, 2 below the third, and so on."""
    below = " ".join(f"WHEN {column} < {start} THEN {place}" for place, start in enumerate(starts[1:], 1))
    return f"(CASE WHEN {column} IS NULL THEN 0 {below} ELSE {len(starts)} END)"


def _enum(fact: Fact, values: Sequence[Value], columns: Columns) -> Digit:
    held = [literal(columns.stored(fact, value)) for value in values]
    named = " ".join(f"WHEN {fact.name} = {one} THEN {place}" for place, one in enumerate(held[:-1], 1))
    return Digit(fact.name, tuple(values), f"(CASE WHEN {fact.name} IS NULL THEN 0 {named} ELSE {len(values)} END)")


def _set(fact: Fact, uses: Uses, columns: Columns) -> Digit:
    use = uses.facts[fact.path]
    if values_of(fact.entity, fact.name, uses, datetime.date(2000, 1, 1)) is None:
        raise Unlistable(f"the values of {fact.path} cannot be numbered")
    names = sorted(use.named)
    codes = columns.codes_of(fact)
    subsets = [
        frozenset(name for bit, name in enumerate(names) if chosen >> bit & 1) for chosen in range(1 << len(names))
    ]
    bits = [
        f"CASE WHEN ({fact.name} & {1 << codes.index(name)}) <> 0 THEN {1 << bit} ELSE 0 END"
        for bit, name in enumerate(names)
        if name in codes
    ]
    return Digit(
        fact.name, tuple(subsets), f"(CASE WHEN {fact.name} IS NULL THEN 0 ELSE {' + '.join(['1', *bits])} END)"
    )


def _born(uses: Uses, on: datetime.date) -> Digit:
    """Number birth dates by every limit of age and day that the rule sets."""
    if values_of("member", "birth_date", uses, on) is None:
        raise Unlistable("the values of member.birth_date cannot be numbered")
    age = uses.facts.get("member.age")
    days = uses.facts["member.birth_date"].splits
    limits = set(days)
    if age is not None:
        ages = range(1, on.year - EARLIEST_DATE.year + 1) if age.whole else age.splits
        limits |= {_first_younger(on, years) for years in ages if years > 0}
    starts = [EARLIEST_DATE, *map(datetime.date.fromordinal, sorted(limits - {EARLIEST_DATE.toordinal()}))]
    kept = [start for start in starts if EARLIEST_DATE <= start <= on]
    return Digit("birth_date", tuple(kept), _steps("birth_date", [literal(start) for start in kept]))


def _first_younger(on: datetime.date, years: int) -> int:
    """Return the first day of birth (ordinal) of those who are not yet `years` old."""
    day = on.replace(year=on.year - years, day=1)
    while age_on(day, on) >= years:
        day += datetime.timedelta(days=1)
    return day.toordinal()
