"""Which facts a rule reads, and which of their values it can tell apart.

Two values that no part of the rule tells apart give the same answer, so one of them may stand for both: this is
what makes exact amounts over all values of the unknown facts cheap.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from slrt.domain.rules.applicability import condition
from slrt.domain.rules.facts import (
    EARLIEST_DATE,
    LATEST_DATE,
    MONEY_LIMIT,
    SEVERE_DOMAINS,
    Fact,
    Kind,
    Value,
    catalogue,
)
from slrt.domain.rules.nodes import Compare, Comparison, Const, FactOf, If, In, ListOf, Node

WHOLE_LIMIT = 300
"""A fact used in arithmetic is tried value by value up to this many values; beyond, it stays unknown."""

SET_LIMIT = 8
"""Most members of a set that one rule may ask about."""

_SPLITS = {
    Comparison.EQUAL: (0, 1),
    Comparison.NOT_EQUAL: (0, 1),
    Comparison.LESS: (0,),
    Comparison.AT_LEAST: (0,),
    Comparison.AT_MOST: (1,),
    Comparison.MORE: (1,),
}
_TURNED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}


@dataclass(slots=True)
class Use:
    """How one fact is read: numbers that part its values, values named, or freely (`whole`)."""

    splits: set[int] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    whole: bool = False


@dataclass(slots=True)
class Uses:
    """Everything a set of nodes reads, facts that decide applicability included, by catalogue path."""

    facts: dict[str, Use] = field(default_factory=dict)

    def of(self, entity: str) -> dict[str, Use]:
        """Return the uses of stored facts of an entity by name; derived facts stand as their sources."""
        prefix = f"{entity}."
        found = {path.removeprefix(prefix): use for path, use in self.facts.items() if path.startswith(prefix)}
        return {name: use for name, use in found.items() if name != "age"}


def uses_of(nodes: Iterable[Node]) -> Uses:
    """Return what these nodes read."""
    uses = Uses()
    for node in nodes:
        _visit(node, uses)
    if "member.has_severe_disability" in uses.facts and _reads_a_domain(uses):
        del uses.facts["member.has_severe_disability"]
        for name in SEVERE_DOMAINS:
            _use(f"member.{name}", uses).named.add("cannot")
    return uses


def _reads_a_domain(uses: Uses) -> bool:
    return any(f"member.{name}" in uses.facts for name in SEVERE_DOMAINS)


def _use(path: str, uses: Uses) -> Use:
    if path not in uses.facts:
        uses.facts[path] = Use()
        if path == "member.age":
            _use("member.birth_date", uses)
        applies = condition(path)
        if applies is not None:
            _visit(applies, uses)
    return uses.facts[path]


def _visit(node: Node, uses: Uses) -> None:
    if isinstance(node, Compare) and _compared(node, uses):
        return
    if isinstance(node, In) and _listed(node, uses):
        return
    if isinstance(node, FactOf):
        use = _use(node.path, uses)
        use.whole = use.whole or catalogue().facts[node.path].kind not in (Kind.BOOL, Kind.DERIVED_BOOL)
    for child in node.children():
        _visit(child, uses)


def _compared(node: Compare, uses: Uses) -> bool:
    fact, constant, how = node.left, node.right, node.how
    if isinstance(fact, Const):
        fact, constant, how = constant, fact, _TURNED.get(how, how)
    if not isinstance(fact, FactOf) or not isinstance(constant, Const):
        return False
    _visit(fact.holder, uses)
    return _named(fact.path, how, constant.value, uses)


def _named(path: str, how: Comparison, value: object, uses: Uses) -> bool:
    use = _use(path, uses)
    if isinstance(value, str):
        use.named.add(value)
    elif isinstance(value, datetime.date):
        use.splits.update(value.toordinal() + step for step in _SPLITS[how])
    elif isinstance(value, int) and not isinstance(value, bool):
        use.splits.update(value + step for step in _SPLITS[how])
    return True


def _listed(node: In, uses: Uses) -> bool:
    if isinstance(node.items, FactOf):
        return _asked_of_set(node.items, node.item, uses)
    if not isinstance(node.item, FactOf) or not isinstance(node.items, ListOf):
        return False
    if not all(isinstance(item, Const) for item in node.items.items):
        return False
    _visit(node.item.holder, uses)
    _use(node.item.path, uses)
    for item in node.items.items:
        if isinstance(item, Const):
            _named(node.item.path, Comparison.EQUAL, item.value, uses)
    return True


def _asked_of_set(items: FactOf, item: Node, uses: Uses) -> bool:
    """Note the values a set may be asked about: a constant, or those between which `?:` chooses."""
    chosen = _constants(item)
    if chosen is None:
        return False
    for constant in chosen:
        _named(items.path, Comparison.EQUAL, constant.value, uses)
    _visit(item, uses)
    return True


def _constants(node: Node) -> tuple[Const, ...] | None:
    if isinstance(node, Const):
        return (node,)
    if not isinstance(node, If):
        return None
    then, otherwise = _constants(node.then), _constants(node.otherwise)
    return None if then is None or otherwise is None else then + otherwise


def values_of(entity: str, name: str, uses: Uses, on: datetime.date) -> tuple[Value, ...] | None:
    """Return one value for every class of values the rule tells apart, or None where they cannot be listed."""
    fact = catalogue().get(entity, name)
    use = uses.facts[fact.path]
    if name == "birth_date":
        return _birth_dates(uses, on)
    if fact.kind in (Kind.BOOL, Kind.DERIVED_BOOL):
        return (True, False)
    if fact.kind is Kind.ENUM:
        return _enum_values(fact, use)
    if fact.kind is Kind.SET:
        return None if use.whole or len(use.named) > SET_LIMIT else _subsets(use.named)
    if fact.kind is Kind.DATE:
        return None if use.whole else _days(use.splits)
    return _number_values(fact, use)


def _days(splits: set[int]) -> tuple[Value, ...]:
    earliest, latest = EARLIEST_DATE.toordinal(), LATEST_DATE.toordinal()
    days = {earliest, *(day for day in splits if earliest < day <= latest)}
    return tuple(datetime.date.fromordinal(day) for day in sorted(days))


def _enum_values(fact: Fact, use: Use) -> tuple[Value, ...]:
    if use.whole:
        return fact.values
    named = [value for value in fact.values if value in use.named]
    other = [value for value in fact.values if value not in use.named]
    return (*named, *other[:1])


def _subsets(names: set[str]) -> tuple[Value, ...]:
    ordered = sorted(names)
    return tuple(frozenset(chosen) for size in range(len(ordered) + 1) for chosen in combinations(ordered, size))


def _number_values(fact: Fact, use: Use) -> tuple[Value, ...] | None:
    if fact.kind is Kind.ENUM_INT:
        return fact.values
    ranges = ((0, MONEY_LIMIT),) if fact.kind is Kind.MONEY else fact.ranges
    if use.whole:
        size = sum(high - low + 1 for low, high in ranges)
        small = ranges and size <= WHOLE_LIMIT
        return tuple(value for low, high in ranges for value in range(low, high + 1)) if small else None
    if not ranges:
        return None
    return tuple(
        value
        for low, high in ranges
        for value in sorted({low, *(split for split in use.splits if low < split <= high)})
    )


def _birth_dates(uses: Uses, on: datetime.date) -> tuple[Value, ...] | None:
    """Return birth dates for every class of ages; the rule may also compare the date itself with days."""
    age = uses.facts.get("member.age", Use())
    days = uses.facts["member.birth_date"]
    if days.whole:
        return None
    ages = range(on.year - EARLIEST_DATE.year + 1) if age.whole else sorted({0, *age.splits})
    birthdays = [_years_before(on, years) for years in ages if years >= 0]
    if days.splits:
        # Either side of every limit: an age changes the day after a birthday, a comparison on its day.
        limits = {day.toordinal() for day in birthdays} | {*days.splits}
        near = {limit + step for limit in limits for step in (0, 1)}
        birthdays = [datetime.date.fromordinal(day) for day in sorted(near, reverse=True)]
    return tuple(day for day in birthdays if EARLIEST_DATE <= day <= on)


def _years_before(on: datetime.date, years: int) -> datetime.date:
    """Return the birth date of somebody who turns `years` on that day (28 February for a missing 29th)."""
    year = max(on.year - years, 1)
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February of a common year
        return on.replace(year=year, day=28)
