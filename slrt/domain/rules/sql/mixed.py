"""Conditions on members that also read the family.

Such a condition is asked of the members with the family's part taken as true and as false (and, where it both helps and
hinders, as unknown), and the family's own answer chooses between them later: so members are counted without being
joined to their families.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from slrt.domain.rules.facts import Kind
from slrt.domain.rules.nodes import And, Compare, Comparison, Const, FactOf, If, Name, Node, Not, Or
from slrt.domain.rules.plan import Gather
from slrt.domain.rules.sql.columns import fact_of
from slrt.domain.rules.sql.normal import MEMBER, OfMembers, Unknown, reads_family, rebuilt
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.sql.questions import Questions
from slrt.domain.rules.sql.scalar import FALSE, Pair

MOST_PARTS = 3
"""Parts about the family in one condition on members: each doubles the questions."""

_CONDITIONS = (Kind.BOOL, Kind.DERIVED_BOOL)

Write = Callable[[Node], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition on members that is about the family alone.

    `sign` tells whether it being true can only help (1), only hinder (-1), or both (0).
    """

    node: Node
    sign: int


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts conditions to the members: `of_member` writes one about the member alone, `of_family` the family's part.

    `number_of_member` writes what a member adds to a sum.
    """

    questions: Questions
    of_member: Write
    of_family: Write
    number_of_member: Write

    def answer(self, node: OfMembers) -> str:
        """Return what members answer together, as a condition."""
        if node.gather is Gather.ANY:
            return self._exists(node.body)
        if node.gather is Gather.EVERY:
            return f"(NOT {self._exists(Not(node.at, node.body))})"
        low, high = self.count(node.body)
        return f"(CASE WHEN {low} > 1 OR {high} = 0 THEN FALSE WHEN {low} = 1 AND {high} = 1 THEN TRUE END)"

    def number(self, node: OfMembers) -> Pair:
        """Return how many members there are, or what they add up to."""
        if node.gather is Gather.COUNT:
            return self.count(node.body)
        total = self.total(node.body)
        return Pair(total, total)

    def count(self, body: Node) -> Pair:
        """Return how many members meet a condition, least and greatest."""
        part = family_part(body)
        if part is None:
            return self.questions.how_many(self.of_member(body))
        asked = self.of_family(part.node)
        yes, no, open_one = (self.count(put(body, part, value)) for value in (True, False, None))
        return Pair(
            f"(CASE WHEN {asked} THEN {yes.low} WHEN NOT {asked} THEN {no.low} ELSE {open_one.low} END)",
            f"(CASE WHEN {asked} THEN {yes.high} WHEN NOT {asked} THEN {no.high} ELSE {open_one.high} END)",
        )

    def total(self, body: Node) -> str:
        """Return what all members add up to, NULL where it is unknown."""
        part = family_part(body)
        if part is None:
            return self.questions.total(self.number_of_member(body))
        asked = self.of_family(part.node)
        yes, no, open_one = (self.total(put(body, part, value)) for value in (True, False, None))
        return f"(CASE WHEN {asked} THEN {yes} WHEN NOT {asked} THEN {no} ELSE {open_one} END)"

    def _exists(self, body: Node) -> str:
        part = family_part(body)
        if part is None:
            return self.questions.anybody(self.of_member(body))
        asked = self.of_family(part.node)
        yes, no = (self._exists(put(body, part, value)) for value in (True, False))
        if part.sign == 0:
            open_one = self._exists(put(body, part, None))
            return f"(CASE WHEN {asked} THEN {yes} WHEN NOT {asked} THEN {no} ELSE {open_one} END)"
        asked, with_it, without = (asked, yes, no) if part.sign > 0 else (f"(NOT {asked})", no, yes)
        chosen = f"({asked} AND {with_it})"
        return chosen if without == FALSE else f"({without} OR {chosen})"


def family_part(body: Node) -> Part | None:
    """Return one part about the family, or None where the condition is about the member alone.

    Raises Inexpressible where a fact of the family and one of the member meet in one comparison.
    """
    signs: dict[str, set[int]] = {}
    nodes: dict[str, Node] = {}
    for node, sign in _parts(body, 1):
        signs.setdefault(shape(node), set()).add(sign)
        nodes.setdefault(shape(node), node)
    if len(nodes) > MOST_PARTS:
        raise Inexpressible(body, "too many parts about the family in one question about members", "ask them outside")
    for key, node in nodes.items():
        return Part(node, signs[key].pop() if len(signs[key]) == 1 else 0)
    return None


def _parts(node: Node, sign: int) -> Iterator[tuple[Node, int]]:
    if not reads_family(node):
        return
    if not reads_member(node):
        yield node, sign
        return
    if isinstance(node, Not):
        yield from _parts(node.of, -sign)
    elif isinstance(node, And | Or):
        yield from _parts(node.left, sign)
        yield from _parts(node.right, sign)
    elif isinstance(node, If):
        yield from _parts(node.condition, 0)
        yield from _parts(node.then, sign)
        yield from _parts(node.otherwise, sign)
    elif isinstance(node, Compare) and node.how in (Comparison.EQUAL, Comparison.NOT_EQUAL) and _is_condition(node):
        yield from _parts(node.left, 0)
        yield from _parts(node.right, 0)
    else:
        raise Inexpressible(node, "a fact of the family meets one of a member here", "join them with && or ||")


def _is_condition(node: Compare) -> bool:
    """Whether conditions are compared with each other, as in `m.works == family.registered`."""
    conditions = (And, Or, Not, OfMembers, Compare)
    return any(
        isinstance(side, conditions) or (isinstance(side, FactOf) and fact_of(side.path).kind in _CONDITIONS)
        for side in (node.left, node.right)
    )


def reads_member(node: Node) -> bool:
    """Whether a part says something of the one member at hand."""
    if isinstance(node, OfMembers):
        return False
    if isinstance(node, Name):
        return node.name == MEMBER
    return any(reads_member(child) for child in node.children())


def shape(value: object) -> str:
    """Two parts of one shape are the same question, wherever they stand in the text."""
    if isinstance(value, Node):
        fields = (getattr(value, name) for name in value.__dataclass_fields__ if name != "at")
        return f"{type(value).__name__}({', '.join(map(shape, fields))})"
    return f"[{', '.join(map(shape, value))}]" if isinstance(value, tuple) else repr(value)


def put(node: Node, part: Part, value: bool | None) -> Node:
    """Return the condition with the family's part taken as true, false or unknown."""
    if reads_family(node) and not reads_member(node):
        if shape(node) != shape(part.node):
            return node
        return Unknown(node.at) if value is None else Const(node.at, value)
    return rebuilt(node, lambda child: put(child, part, value)) if reads_family(node) else node
