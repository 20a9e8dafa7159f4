"""A rule as frozen nodes: what the checker has accepted, in the few shapes every engine can read.

Each node refuses an invalid combination when it is made, so a tree that exists can be evaluated, explained and
written as SQL. `at` is the place in the rule text, counted from 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Place(NamedTuple):
    """Line and column in the rule text, both from 1."""

    line: int
    column: int


class NodeError(ValueError):
    """Nodes were put together in a way that has no meaning."""


class Comparison(StrEnum):
    """How two values are compared."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Operation(StrEnum):
    """Arithmetic on whole numbers, decimals and, for `+`, text."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    REMAINDER = "%"


class MacroKind(StrEnum):
    """What is done with every element of a list."""

    EXISTS = "exists"
    ALL = "all"
    EXISTS_ONE = "exists_one"
    FILTER = "filter"
    MAP = "map"


FUNCTIONS = {"size": 1, "sum": 1, "startsWith": 2, "endsWith": 2, "contains": 2}
"""Functions a rule may call, with their number of arguments (the receiver counts)."""


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of a rule."""

    at: Place

    def children(self) -> Iterator["Node"]:
        """Return the nodes directly below this one, in reading order."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from (item for item in value if isinstance(item, Node))

    def walk(self) -> Iterator["Node"]:
        """Return this node and all below it."""
        yield self
        for child in self.children():
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A value written in the rule."""

    value: bool | int | float | str | date


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable: `family`, `members`, `on`, or the element a macro is looking at."""

    name: str


@dataclass(frozen=True, slots=True)
class FactOf(Node):
    """A fact of the family or of one member."""

    holder: Node
    entity: str
    fact: str

    def __post_init__(self) -> None:
        """Refuse an entity that the vocabulary does not have."""
        if self.entity not in ("family", "member"):
            raise NodeError(f"no entity {self.entity}")

    @property
    def path(self) -> str:
        """The fact's name in the catalogue."""
        return f"{self.entity}.{self.fact}"


@dataclass(frozen=True, slots=True)
class Has(Node):
    """Whether a fact is known: true when it is, unknown when it is not, never false."""

    of: FactOf


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Negation."""

    of: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """Both must hold; false wins over unknown and over a failing side."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Or(Node):
    """One must hold; true wins over unknown and over a failing side."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """Two values of one type compared."""

    how: Comparison
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """Whether a list or set holds a value."""

    item: Node
    items: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """`condition ? then : otherwise`; only the branch chosen is looked at."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Whole numbers are 64 bits wide: overflow and division by zero fail."""

    how: Operation
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Minus(Node):
    """A number with its sign turned."""

    of: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """One of the few functions of `FUNCTIONS`."""

    function: str
    arguments: tuple[Node, ...]

    def __post_init__(self) -> None:
        """Refuse functions other engines do not have."""
        if FUNCTIONS.get(self.function) != len(self.arguments):
            raise NodeError(f"no function {self.function} with {len(self.arguments)} arguments")


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """A list written in the rule."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Item(Node):
    """One element of a list by its place from 0."""

    items: Node
    index: Node


@dataclass(frozen=True, slots=True)
class Macro(Node):
    """Something said of every element of a list; `body` reads the element as `variable`.

    `condition` is the filter of the three-argument `map`.
    """

    kind: MacroKind
    variable: str
    over: Node
    body: Node
    condition: Node | None = None

    def __post_init__(self) -> None:
        """Only `map` has a condition beside its body."""
        if self.condition is not None and self.kind is not MacroKind.MAP:
            raise NodeError(f"{self.kind} has no condition beside its body")


def is_sum(node: Node) -> bool:
    """Whether this adds up the numbers of a list."""
    return isinstance(node, Call) and node.function == "sum"


def has_sum(node: Node) -> bool:
    """Whether numbers of a list are added up anywhere in a part of a rule."""
    return any(map(is_sum, node.walk()))


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Return the criteria of a rule: the parts joined by `&&` at its top."""
    if isinstance(node, And):
        return conjuncts(node.left) + conjuncts(node.right)
    return (node,)
