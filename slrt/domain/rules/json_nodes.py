"""Nodes as JSON and back, so that a rule checked here is evaluated where CEL cannot be read: in a browser.

A node is a list: its kind, its line and column in the rule text, then its parts in the order of `nodes.py`. So
`a && b` is `["and", 1, 3, A, B]`. Whole numbers beyond 53 bits and all decimals are text, because a browser would
round them. The form is described in docs/rules/javascript.md.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from slrt.domain.rules.nodes import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Const,
    FactOf,
    Has,
    If,
    In,
    Item,
    ListOf,
    Macro,
    MacroKind,
    Minus,
    Name,
    Node,
    NodeError,
    Not,
    Operation,
    Or,
    Place,
)

SAFE: Final = 2**53 - 1
"""Largest whole number that every reader of JSON keeps exact."""

JsonNode = list[Any]
"""`[kind, line, column, part, ...]`."""


def node_to_json(node: Node) -> JsonNode:
    """Return a node and all below it as lists, text, numbers and booleans."""
    if isinstance(node, Const):
        kind, value = _constant(node.value)
        return [kind, *node.at, value]
    parts = [_written(getattr(node, field.name)) for field in fields(node) if field.name != "at"]
    return [KINDS[type(node)], *node.at, *parts]


def node_from_json(data: object) -> Node:
    """Return the node that was written; raises NodeError for anything else."""
    if not isinstance(data, list) or len(data) < 3 or not isinstance(data[0], str):
        raise NodeError(f"a node is a list of its kind, line, column and parts, not {data!r:.60}")
    kind, line, column, *parts = data
    at = Place(_whole(line), _whole(column))
    if kind in CONSTANTS:
        return Const(at, CONSTANTS[kind](_only(kind, parts)))
    if kind not in SHAPES:
        raise NodeError(f"no node {kind}")
    made, readers = SHAPES[kind]
    if len(parts) != len(readers):
        raise NodeError(f"{kind} has {len(readers)} parts, not {len(parts)}")
    return made(at, *(read(part) for read, part in zip(readers, parts, strict=True)))


def _constant(value: bool | int | float | str | date) -> tuple[str, bool | int | str]:
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, int):
        return "int", value if abs(value) <= SAFE else str(value)
    if isinstance(value, float):
        return "float", _decimal_text(value)
    return ("text", value) if isinstance(value, str) else ("date", value.isoformat())


def _decimal_text(value: float) -> str:
    """Return the shortest text that gives the same number back, in JavaScript's words for those that are none."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "NaN" if math.isnan(value) else repr(value)


def _written(part: object) -> object:
    if isinstance(part, Node):
        return node_to_json(part)
    if isinstance(part, tuple):
        return [node_to_json(item) for item in part]
    return None if part is None else str(part)


def _only(kind: str, parts: list[object]) -> object:
    if len(parts) != 1:
        raise NodeError(f"{kind} has 1 part, not {len(parts)}")
    return parts[0]


def _whole(part: object) -> int:
    if isinstance(part, int) and not isinstance(part, bool):
        return part
    raise NodeError(f"{part!r:.60} is not a whole number")


def _text(part: object) -> str:
    if isinstance(part, str):
        return part
    raise NodeError(f"{part!r:.60} is not text")


def _flag(part: object) -> bool:
    if isinstance(part, bool):
        return part
    raise NodeError(f"{part!r:.60} is neither true nor false")


def _parsed(read: Callable[[str], Any]) -> Callable[[object], Any]:
    """Return a reader of text that must be one of the values `read` knows."""

    def value(part: object) -> Any:
        try:
            return read(_text(part))
        except ValueError as error:
            raise NodeError(str(error)) from error

    return value


def _integer(part: object) -> int:
    return int(_parsed(int)(part)) if isinstance(part, str) else _whole(part)


def _fact(part: object) -> FactOf:
    found = node_from_json(part)
    if isinstance(found, FactOf):
        return found
    raise NodeError("has asks about a fact")


def _nodes(part: object) -> tuple[Node, ...]:
    if isinstance(part, list):
        return tuple(node_from_json(item) for item in part)
    raise NodeError(f"{part!r:.60} is not a list of nodes")


def _maybe(part: object) -> Node | None:
    return None if part is None else node_from_json(part)


Readers = tuple[Callable[[object], Any], ...]

CONSTANTS: Final[Mapping[str, Callable[[object], Any]]] = {
    "bool": _flag,
    "int": _integer,
    "float": _parsed(float),
    "text": _text,
    "date": _parsed(date.fromisoformat),
}

SHAPES: Final[Mapping[str, tuple[Callable[..., Node], Readers]]] = {
    "name": (Name, (_text,)),
    "fact": (FactOf, (node_from_json, _text, _text)),
    "has": (Has, (_fact,)),
    "not": (Not, (node_from_json,)),
    "and": (And, (node_from_json, node_from_json)),
    "or": (Or, (node_from_json, node_from_json)),
    "compare": (Compare, (_parsed(Comparison), node_from_json, node_from_json)),
    "in": (In, (node_from_json, node_from_json)),
    "if": (If, (node_from_json, node_from_json, node_from_json)),
    "arithmetic": (Arithmetic, (_parsed(Operation), node_from_json, node_from_json)),
    "minus": (Minus, (node_from_json,)),
    "call": (Call, (_text, _nodes)),
    "list": (ListOf, (_nodes,)),
    "item": (Item, (node_from_json, node_from_json)),
    "macro": (Macro, (_parsed(MacroKind), _text, node_from_json, node_from_json, _maybe)),
}

KINDS: Final[Mapping[object, str]] = {made: kind for kind, (made, _) in SHAPES.items()}
