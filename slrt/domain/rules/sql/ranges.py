"""Between which bounds a whole number of a rule must lie, known before any data is seen.

CEL's numbers have 64 bits and fail beyond; no engine should have to find that out on the nine-millionth family. A rule
that could leave the 64 bits is refused, and one whose bounds are known cannot fail.
"""

from dataclasses import dataclass

from slrt.domain.rules.arithmetic import INT_MAX, INT_MIN
from slrt.domain.rules.facts import EARLIEST_DATE, LATEST_DATE, MONEY_LIMIT, Fact, Kind, catalogue
from slrt.domain.rules.nodes import Arithmetic, Const, FactOf, If, Minus, Node, Operation
from slrt.domain.rules.plan import Gather
from slrt.domain.rules.sql.normal import OfMembers
from slrt.domain.rules.sql.problems import Inexpressible

MOST_MEMBERS = 32_000
"""Members of one family, counted with 16 bits; the largest orphanage has a hundredth."""

OLDEST = LATEST_DATE.year - EARLIEST_DATE.year


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and greatest value, both included."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuse bounds in the wrong order."""
        if self.low > self.high:
            raise ValueError("the least value is greater than the greatest")


def bounds_of(node: Node) -> Bounds:
    """Return the bounds of a number; raises Inexpressible where it could leave 64 bits."""
    found = _bounds(node)
    if found.low < INT_MIN or found.high > INT_MAX:
        raise Inexpressible(node, "this number may become larger than 64 bits hold", "compare the facts themselves")
    return found


def _bounds(node: Node) -> Bounds:
    if isinstance(node, Const):
        return Bounds(int(node.value), int(node.value))  # type: ignore[arg-type]
    if isinstance(node, FactOf):
        return of_fact(catalogue().facts[node.path])
    if isinstance(node, OfMembers):
        return _of_members(node)
    if isinstance(node, Minus):
        inner = bounds_of(node.of)
        return Bounds(-inner.high, -inner.low)
    if isinstance(node, If):
        then, otherwise = bounds_of(node.then), bounds_of(node.otherwise)
        return Bounds(min(then.low, otherwise.low), max(then.high, otherwise.high))
    if isinstance(node, Arithmetic):
        return _calculated(node.how, bounds_of(node.left), bounds_of(node.right))
    return Bounds(0, MOST_MEMBERS)  # the size of a set


def _of_members(node: OfMembers) -> Bounds:
    if node.gather is not Gather.SUM:
        return Bounds(0, MOST_MEMBERS)
    each = bounds_of(node.body)
    return Bounds(min(0, each.low * MOST_MEMBERS), max(0, each.high * MOST_MEMBERS))


def of_fact(fact: Fact) -> Bounds:
    """Return what a number of the catalogue may be."""
    if fact.kind is Kind.MONEY:
        return Bounds(0, MONEY_LIMIT)
    if fact.kind is Kind.DERIVED_INT:
        return Bounds(0, OLDEST)
    if fact.kind is Kind.ENUM_INT:
        values = [int(value) for value in fact.values]
        return Bounds(min(values), max(values))
    return Bounds(min(low for low, _ in fact.ranges), max(high for _, high in fact.ranges))


def _calculated(how: Operation, one: Bounds, two: Bounds) -> Bounds:
    if how is Operation.ADD:
        return Bounds(one.low + two.low, one.high + two.high)
    if how is Operation.SUBTRACT:
        return Bounds(one.low - two.high, one.high - two.low)
    if how is Operation.MULTIPLY:
        corners = [a * b for a in (one.low, one.high) for b in (two.low, two.high)]
        return Bounds(min(corners), max(corners))
    farthest = max(abs(one.low), abs(one.high))
    if how is Operation.REMAINDER:
        farthest = min(farthest, max(abs(two.low), abs(two.high)))
    return Bounds(-farthest if one.low < 0 or two.low < 0 else 0, farthest)
