"""Values written in a rule must exist: an enum value with a typing error would silently never match.

Text flows from facts and constants through `?:`, lists and macro variables into comparisons; wherever a fact with
listed values meets a constant, the constant must be one of its values, and wherever an area code meets one, it must be
written as codes are. Text that is joined with `+` cannot be checked, so a listed value is always written whole.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from slrt.domain.rules.facts import Fact, Kind, catalogue, close_match
from slrt.domain.rules.nodes import (
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Const,
    FactOf,
    If,
    In,
    Item,
    ListOf,
    Macro,
    MacroKind,
    Name,
    Node,
)
from slrt.domain.rules.problems import RuleError

CHECKED = (Kind.ENUM, Kind.SET, Kind.ENUM_INT, Kind.INT, Kind.AREA)
TEXTS = (Kind.ENUM, Kind.SET, Kind.AREA)
EQUALITY = (Comparison.EQUAL, Comparison.NOT_EQUAL)

AREA_FORMS = ("00", "00.00", "00.00.00", "00.00.00.0000")
"""How codes of a province, kabupaten or kota, kecamatan and desa or kelurahan are written; 0 is any digit."""

PARTS: Mapping[str, tuple[str, Callable[[str, str], bool]]] = {
    "startsWith": ("the beginning", str.startswith),
    "endsWith": ("the end", str.endswith),
    "contains": ("a part", str.__contains__),
}
"""Functions that ask for a part of a text: which part, and whether a form has it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Which facts, constants and sums (numbers added, texts joined) a value may come from."""

    facts: tuple[Fact, ...] = ()
    constants: tuple[Const, ...] = ()
    sums: tuple[Arithmetic, ...] = ()

    def __or__(self, other: "Flow") -> "Flow":
        """Return both flows joined."""
        return Flow(self.facts + other.facts, self.constants + other.constants, self.sums + other.sums)

    def of_text(self) -> "Flow":
        """Return the part that is text: a number chosen by `?:` may well lie outside a fact's range."""
        return Flow(
            tuple(fact for fact in self.facts if fact.kind in TEXTS),
            tuple(constant for constant in self.constants if isinstance(constant.value, str)),
            self.sums,
        )


@dataclass(frozen=True, slots=True)
class _Check:
    programme_codes: frozenset[str]
    variables: Mapping[str, Flow] = field(default_factory=dict)

    def visit(self, node: Node) -> None:
        if isinstance(node, Macro):
            self._macro(node)
            return
        if isinstance(node, Compare):
            self._compare(node)
        elif isinstance(node, In):
            self._meet(node, self.flow(node.item) | self.flow(node.items))
        elif isinstance(node, Call | Arithmetic):
            self._text_function(node)
        if isinstance(node, Call) and node.function in PARTS:
            self._part_of_area(node)
        for child in node.children():
            self.visit(child)

    def _macro(self, node: Macro) -> None:
        self.visit(node.over)
        inner = self._inside(node)
        for part in (node.condition, node.body):
            if part is not None:
                inner.visit(part)

    def _inside(self, node: Macro) -> "_Check":
        return _Check(self.programme_codes, {**self.variables, node.variable: self.flow(node.over)})

    def flow(self, node: Node) -> Flow:
        if isinstance(node, Const):
            return Flow(constants=(node,))
        if isinstance(node, FactOf):
            fact = catalogue().facts[node.path]
            return Flow(facts=(fact,) if fact.kind in CHECKED else ())
        if isinstance(node, Name):
            return self.variables.get(node.name, Flow())
        if isinstance(node, If):
            return (self.flow(node.then) | self.flow(node.otherwise)).of_text()
        if isinstance(node, Arithmetic):
            return Flow(sums=(node,))
        return self._flow_of_lists(node)

    def _flow_of_lists(self, node: Node) -> Flow:
        if isinstance(node, ListOf):
            return self._joined(node.items)
        if isinstance(node, Item):
            return self.flow(node.items)
        if isinstance(node, Macro) and node.kind is MacroKind.FILTER:
            return self.flow(node.over)
        if isinstance(node, Macro) and node.kind is MacroKind.MAP:
            return self._inside(node).flow(node.body)
        return Flow()

    def _joined(self, nodes: tuple[Node, ...]) -> Flow:
        found = Flow()
        for node in nodes:
            found |= self.flow(node)
        return found

    def _compare(self, node: Compare) -> None:
        flow = self.flow(node.left) | self.flow(node.right)
        if node.how in EQUALITY:
            self._meet(node, flow)
            return
        unordered = [fact for fact in flow.facts if fact.kind in (Kind.ENUM, Kind.SET)]
        if unordered:
            message = f"the values of {unordered[0].path} have no order"
            raise RuleError(node.at, message, "compare with ==, != or in")

    def _text_function(self, node: Call | Arithmetic) -> None:
        listed = [fact for fact in self._text_facts(node) if fact.kind is Kind.ENUM]
        if listed:
            message = f"{listed[0].path} is a value from a list, not free text"
            raise RuleError(node.at, message, "compare with ==, != or in")

    def _part_of_area(self, node: Call) -> None:
        which, has = PARTS[node.function]
        text, part = map(self.flow, node.arguments)
        areas = [fact for fact in text.facts if fact.kind is Kind.AREA]
        for constant in part.constants if areas else ():
            if not any(has(form, _digits_as_zero(constant.value)) for form in AREA_FORMS):
                message = f'"{constant.value}" is not {which} of a value of {areas[0].path}'
                raise RuleError(constant.at, message, f"expected {which} of {areas[0].allowed}")

    def _text_facts(self, node: Call | Arithmetic) -> tuple[Fact, ...]:
        if isinstance(node, Call) and node.function == "size" and isinstance(node.arguments[0], Macro | Name):
            return ()
        if isinstance(node, Call) and isinstance(node.arguments[0], ListOf):
            return ()
        return self._joined(tuple(node.children())).facts

    def _meet(self, node: Node, flow: Flow) -> None:
        for constant in flow.constants:
            if flow.facts and not any(self._allowed(fact, constant.value) for fact in flow.facts):
                raise self._refusal(constant, flow.facts)
        listed = [fact for fact in flow.facts if fact.kind in (Kind.ENUM, Kind.SET)]
        if listed and flow.sums:
            message = f"a text joined with + cannot be checked as a value of {listed[0].path}"
            raise RuleError(flow.sums[0].at, message, "write the value whole")
        enums = [fact for fact in flow.facts if fact.kind is Kind.ENUM]
        if len(enums) > 1 and not set.intersection(*(set(fact.values) for fact in enums)):
            both = " and ".join(dict.fromkeys(fact.path for fact in enums))
            raise RuleError(node.at, f"{both} share no value", "compare facts with the same values")

    def _allowed(self, fact: Fact, value: object) -> bool:
        if fact.kind is Kind.INT:
            return isinstance(value, int) and any(low <= value <= high for low, high in fact.ranges)
        if fact.kind is Kind.AREA:
            return _digits_as_zero(value) in AREA_FORMS
        return value in fact.values or (fact.kind is Kind.SET and value in self.programme_codes)

    def _refusal(self, constant: Const, facts: tuple[Fact, ...]) -> RuleError:
        fact = facts[0]
        near = close_match(str(constant.value), map(str, fact.values))
        advice = f"did you mean {near}?" if near else f"expected {fact.allowed}"
        shown = f'"{constant.value}"' if isinstance(constant.value, str) else constant.value
        return RuleError(constant.at, f"{shown} is not a value of {fact.path}", advice)


def _digits_as_zero(text: object) -> str:
    """Return the text with each digit as 0, to be laid beside the forms of area codes."""
    return re.sub("[0-9]", "0", str(text))


def check_literals(node: Node, programme_codes: frozenset[str] = frozenset()) -> None:
    """Raise RuleError where a rule compares a fact with a value it can never have."""
    _Check(programme_codes).visit(node)
