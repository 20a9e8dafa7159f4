"""From the checker's syntax tree to our nodes; whatever no engine of ours can express is refused here."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from cel.expr import checked_pb2
from cel.expr.syntax_pb2 import Expr

from slrt.domain.rules.facts import ALIASES, Kind, catalogue
from slrt.domain.rules.nodes import (
    FUNCTIONS,
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
    Not,
    Operation,
    Or,
    Place,
)
from slrt.domain.rules.problems import RuleError

RESULT: Final = "@result"
NEST_LIMIT: Final = 3
"""Most macros inside one another: each asks every member again, so a nest of n takes members to the power of n."""

SUPPORTED = "supported: && || ! ?: comparisons, + - * / %, in, has, size, sum, startsWith, endsWith, contains, " + (
    "exists, all, exists_one, filter, map"
)

_COMPARISONS = {f"_{how}_": how for how in Comparison}
_OPERATIONS = {f"_{how}_": how for how in Operation}
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00Z")


class Reading:
    """One pass over a checked tree; `node` returns the nodes of any part of it."""

    def __init__(self, checked: checked_pb2.CheckedExpr, text: str) -> None:
        self._types = checked.type_map
        self._positions = checked.source_info.positions
        self._text = text
        self._nested = 0

    def node(self, expr: Expr) -> Node:
        """Return the nodes of one expression; raises RuleError for what is not supported."""
        self._check_type(expr)
        readers: dict[str, Callable[[Expr], Node]] = {
            "const_expr": self._const,
            "ident_expr": lambda it: Name(self._at(it), it.ident_expr.name),
            "select_expr": self._select,
            "call_expr": self._call,
            "list_expr": self._list,
            "comprehension_expr": self._macro,
        }
        kind = expr.WhichOneof("expr_kind")
        if kind not in readers:
            raise self._unsupported(expr, "objects and maps are not supported in rules")
        return readers[kind](expr)

    def _at(self, expr: Expr) -> Place:
        before = self._text[: self._positions[expr.id]]
        return Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)

    def _unsupported(self, expr: Expr, message: str) -> RuleError:
        return RuleError(self._at(expr), message, SUPPORTED)

    def _check_type(self, expr: Expr) -> None:
        found = self._types.get(expr.id)
        if found is None or _supported(found):
            return
        raise self._unsupported(expr, f"values of type {_type_name(found)} are not supported in rules")

    def _const(self, expr: Expr) -> Node:
        constant = expr.const_expr
        kind = constant.WhichOneof("constant_kind")
        if kind not in ("bool_value", "int64_value", "double_value", "string_value"):
            raise self._unsupported(expr, f"{kind.removesuffix('_value')} values are not supported in rules")
        return Const(self._at(expr), getattr(constant, kind))

    def _select(self, expr: Expr) -> Node:
        select = expr.select_expr
        message = self._types[select.operand.id].message_type
        if not message.startswith("slrt."):
            raise self._unsupported(expr, f"{select.field} is not a fact")
        entity = message.removeprefix("slrt.").lower()
        fact = FactOf(self._at(expr), self.node(select.operand), entity, select.field)
        return Has(self._at(expr), fact) if select.test_only else fact

    def _list(self, expr: Expr) -> Node:
        if expr.list_expr.elements and self._types[expr.id].list_type.elem_type.HasField("dyn"):
            raise self._unsupported(expr, "lists of mixed type (dyn) are not supported in rules")
        return ListOf(self._at(expr), tuple(self.node(item) for item in expr.list_expr.elements))

    def _call(self, expr: Expr) -> Node:
        call = expr.call_expr
        parts = ([call.target] if call.HasField("target") else []) + list(call.args)
        if call.function == "timestamp":
            return self._date(expr, parts)
        arguments = [self.node(part) for part in parts]
        at, function = self._at(expr), call.function
        if function == "_[_]":
            self._refuse_sets(expr, arguments)
        if function in FUNCTIONS:
            return Call(at, function, tuple(arguments))
        if function in _COMPARISONS:
            return self._compare(expr, at, _COMPARISONS[function], arguments)
        if function in _OPERATIONS:
            return self._arithmetic(expr, at, _OPERATIONS[function], arguments)
        return self._operator(expr, at, arguments)

    def _operator(self, expr: Expr, at: Place, arguments: list[Node]) -> Node:
        function = expr.call_expr.function
        if function == "@in":
            return In(at, _canonical(arguments[0], arguments[1]), arguments[1])
        makers: dict[str, Callable[..., Node]] = {
            "_&&_": And,
            "_||_": Or,
            "!_": Not,
            "_?_:_": If,
            "-_": Minus,
            "_[_]": Item,
        }
        if function not in makers:
            raise self._unsupported(expr, f"{function.strip('_@')} is not supported in rules")
        return makers[function](at, *arguments)

    def _compare(self, expr: Expr, at: Place, how: Comparison, arguments: list[Node]) -> Node:
        types = [self._types[part.id] for part in expr.call_expr.args]
        if any(found.message_type.startswith("slrt.") for found in types):
            raise self._unsupported(expr, "people cannot be compared with each other; compare their facts")
        if any(found.list_type.elem_type.message_type.startswith("slrt.") for found in types):
            raise self._unsupported(expr, "lists of people cannot be compared; compare their size or facts")
        self._refuse_sets(expr, arguments)
        return Compare(at, how, arguments[0], arguments[1])

    def _refuse_sets(self, expr: Expr, arguments: list[Node]) -> None:
        for argument in arguments:
            if isinstance(argument, FactOf) and catalogue().facts[argument.path].kind is Kind.SET:
                raise self._unsupported(expr, f"{argument.path} is a set without order; ask with in")

    def _arithmetic(self, expr: Expr, at: Place, how: Operation, arguments: list[Node]) -> Node:
        found = self._types[expr.id]
        if found.HasField("list_type"):
            raise self._unsupported(expr, "lists cannot be joined in rules")
        if found.well_known or any(self._types[part.id].well_known for part in expr.call_expr.args):
            raise self._unsupported(expr, "dates cannot be added or subtracted; use age")
        return Arithmetic(at, how, arguments[0], arguments[1])

    def _date(self, expr: Expr, parts: list[Expr]) -> Node:
        text = parts[0].const_expr.string_value
        found = _MIDNIGHT.fullmatch(text)
        if found is None:
            raise RuleError(self._at(expr), "a date is written whole", 'write timestamp("2024-01-31T00:00:00Z")')
        try:
            return Const(self._at(expr), date.fromisoformat(found[1]))
        except ValueError as error:
            raise RuleError(self._at(expr), f"{found[1]} is not a day of the calendar") from error

    def _macro(self, expr: Expr) -> Node:
        found = expr.comprehension_expr
        at, over = self._at(expr), self.node(found.iter_range)
        kind, body, condition = self._shape(expr, found)
        if self._nested == NEST_LIMIT:
            raise RuleError(at, f"macros are nested too deeply; at most {NEST_LIMIT} inside one another")
        self._nested += 1
        kept = None if condition is None else self.node(condition)
        asked = self.node(body)
        self._nested -= 1
        return Macro(at, kind, found.iter_var, over, asked, kept)

    def _shape(self, expr: Expr, found: Any) -> tuple[MacroKind, Expr, Expr | None]:
        step = found.loop_step.call_expr
        if found.iter_var2 or found.accu_var != RESULT:
            raise self._unsupported(expr, "this macro is not supported in rules")
        if step.function in ("_||_", "_&&_"):
            return (MacroKind.EXISTS if step.function == "_||_" else MacroKind.ALL), step.args[1], None
        if found.result.call_expr.function == "_==_":
            return MacroKind.EXISTS_ONE, step.args[0], None
        if step.function == "_+_":
            return MacroKind.MAP, step.args[1].list_expr.elements[0], None
        kept = step.args[1].call_expr.args[1].list_expr.elements[0]
        if kept.ident_expr.name == found.iter_var:
            return MacroKind.FILTER, step.args[0], None
        return MacroKind.MAP, kept, step.args[0]


def _canonical(item: Node, items: Node) -> Node:
    """An alias of a programme code stands for the code itself."""
    if isinstance(item, Const) and isinstance(items, FactOf) and items.path == "family.receives":
        return Const(item.at, ALIASES.get(str(item.value), item.value))
    return item


def _supported(found: checked_pb2.Type) -> bool:
    kind = found.WhichOneof("type_kind")
    if kind == "primitive":
        return found.primitive in (
            checked_pb2.Type.BOOL,
            checked_pb2.Type.INT64,
            checked_pb2.Type.DOUBLE,
            checked_pb2.Type.STRING,
        )
    if kind == "list_type":
        return found.list_type.elem_type.HasField("dyn") or _supported(found.list_type.elem_type)
    if kind == "well_known":
        return bool(found.well_known == checked_pb2.Type.TIMESTAMP)
    return kind == "message_type" and str(found.message_type).startswith("slrt.")


def _type_name(found: checked_pb2.Type) -> str:
    kind = found.WhichOneof("type_kind") or "unknown"
    if kind == "primitive":
        return str(checked_pb2.Type.PrimitiveType.Name(found.primitive)).lower()
    return kind.removesuffix("_type")
