"""Conditions and numbers as SQL, with NULL for unknown.

SQL's AND, OR and NOT are Kleene's own. Everywhere else NULL is put where the Python evaluator says UNKNOWN. A number
counted from members who are partly unknown is a pair: its least and its greatest value.
"""

import datetime
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from slrt.domain.rules.facts import Kind
from slrt.domain.rules.failures import Failure
from slrt.domain.rules.kleene import compiled
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
    ListOf,
    Minus,
    Name,
    Node,
    Not,
    Operation,
    Or,
)
from slrt.domain.rules.plan import Gather
from slrt.domain.rules.sql.columns import Columns, fact_of, literal
from slrt.domain.rules.sql.dialect import Dialect
from slrt.domain.rules.sql.normal import Given, OfMembers, Unknown
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.sql.ranges import bounds_of

TRUE: Final = "TRUE"
FALSE: Final = "FALSE"
UNKNOWN: Final = "CAST(NULL AS BOOLEAN)"

_SIGNS: Final[Mapping[Comparison, str]] = {
    Comparison.EQUAL: "=",
    Comparison.NOT_EQUAL: "<>",
    Comparison.LESS: "<",
    Comparison.AT_MOST: "<=",
    Comparison.MORE: ">",
    Comparison.AT_LEAST: ">=",
}
_TEXT_PATTERNS: Final = {"startsWith": "{0}%", "endsWith": "%{0}", "contains": "%{0}%"}


class Pair(NamedTuple):
    """The least and the greatest value of a number, as SQL; the same text twice where it is one value."""

    low: str
    high: str


@dataclass(slots=True)
class Writer:
    """Writes the parts of one rule. `family` and `member` say how a fact of either is spelled.

    `answer` gives a condition on members as SQL, `count` how many they are or what they add up to; `somewhere` says
    whether a condition on a number holds for the family or any of its members; `once` may put a condition aside, to be
    computed once for all rules that share it. `zero_divisors` collects conditions under which a division has no result:
    there the value is NULL, and the family must be reported, not called unknown.
    """

    dialect: Dialect
    columns: Columns
    on: datetime.date
    family: Callable[[str], str]
    member: Callable[[str], str]
    answer: Callable[[OfMembers], str]
    count: Callable[[OfMembers], Pair]
    somewhere: Callable[[Node, str], str]
    once: Callable[[str], str] = str
    zero_divisors: list[str] = field(default_factory=list)

    # -- conditions -----------------------------------------------------------------------------------

    def condition(self, node: Node) -> str:
        """Return a condition as SQL: TRUE, FALSE or NULL. Raises Inexpressible."""
        constant = self._constant(node)
        if constant is not None:
            return TRUE if constant.value else FALSE
        writers: Mapping[type[Node], Callable[..., str]] = {
            And: self._junction,
            Or: self._junction,
            Not: lambda it: f"(NOT {self.condition(it.of)})",
            Has: lambda it: f"(CASE WHEN {self.fact(it.of)} IS NOT NULL THEN TRUE END)",
            Given: lambda it: f"(CASE WHEN {self.fact(it.known)} IS NOT NULL THEN {self.condition(it.then)} END)",
            Unknown: lambda it: UNKNOWN,
            FactOf: self.fact,
            OfMembers: self.answer,
            Compare: self._compare,
            In: self._in,
            If: self._choice,
            Call: self._text_call,
        }
        if type(node) not in writers:
            raise Inexpressible(node, "this cannot be computed for a whole region")
        text = writers[type(node)](node)
        return text if isinstance(node, FactOf) else self.once(text)

    def _junction(self, node: And | Or) -> str:
        """Join all parts of one `&&` or `||`, each once and in reading order.

        One part after the other, so that rules which begin alike ("is a pupil, and ...") share what they begin with.
        """
        word, neutral, decisive = ("AND", TRUE, FALSE) if isinstance(node, And) else ("OR", FALSE, TRUE)
        found = dict.fromkeys(self.condition(part) for part in _parts(node, type(node)))
        parts = [part for part in found if part != neutral]
        if decisive in parts:
            return decisive
        if not parts:
            return neutral
        return functools.reduce(lambda before, part: self.once(f"({before} {word} {part})"), parts)

    def _constant(self, node: Node) -> Const | None:
        """Compute a part that reads nothing."""
        if isinstance(node, Const):
            return node
        if any(isinstance(part, FactOf | OfMembers | Unknown | ListOf) for part in node.walk()) or not _closed(node):
            return None
        value = compiled(node)({"on": self.on})
        if isinstance(value, Failure):
            raise Inexpressible(node, value.message)
        return Const(node.at, value)  # type: ignore[arg-type]

    def _choice(self, node: If) -> str:
        return self._chosen(node, self.condition(node.then), self.condition(node.otherwise))

    def _chosen(self, node: If, then: str, otherwise: str) -> str:
        """Where the condition is unknown, both branches agreeing settles the value."""
        asked = self.condition(node.condition)
        agree = f"WHEN {then} = {otherwise} THEN {then}"
        return f"(CASE WHEN {asked} THEN {then} WHEN NOT {asked} THEN {otherwise} {agree} END)"

    def fact(self, node: FactOf) -> str:
        """Return the column of a fact."""
        if not isinstance(node.holder, Name):
            raise Inexpressible(node, "a single member cannot be picked out", "ask with exists, all or filter")
        return (self.family if node.entity == "family" else self.member)(node.fact)

    # -- comparisons ----------------------------------------------------------------------------------

    def _compare(self, node: Compare) -> str:
        kind = self.kind(node.left)
        if kind in ("list", "text") or kind != self.kind(node.right):
            return self._compare_texts(node) if kind == "text" else self._refuse_list(node)
        if kind == "number":
            return compared(node.how, self.number(node.left), self.number(node.right))
        write = self.condition if kind == "bool" else self.date
        return f"({write(node.left)} {_SIGNS[node.how]} {write(node.right)})"

    def _refuse_list(self, node: Node) -> str:
        raise Inexpressible(node, "lists cannot be compared for a whole region", "use in, exists or size")

    def _compare_texts(self, node: Compare) -> str:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, If):
                return self._lifted(side, functools.partial(_comparing, node, other))
        same = self._same_text(node.left, node.right)
        if node.how is Comparison.NOT_EQUAL:
            return f"(NOT {same})"
        if node.how is Comparison.EQUAL:
            return same
        return f"({self._plain_text(node.left)} {_SIGNS[node.how]} {self._plain_text(node.right)})"

    def _lifted(self, choice: If, put: Callable[[Node], Node]) -> str:
        """Take `?:` out of a comparison of texts; different texts under an unknown condition stay unknown."""
        asked = self.condition(choice.condition)
        then, otherwise = (self.condition(put(part)) for part in (choice.then, choice.otherwise))
        agree = f" WHEN {self._same_text(choice.then, choice.otherwise)} THEN {then}"
        return f"(CASE WHEN {asked} THEN {then} WHEN NOT {asked} THEN {otherwise}{agree} END)"

    def _same_text(self, one: Node, two: Node) -> str:
        enums = [self._enum(one), self._enum(two)]
        if isinstance(one, If) or isinstance(two, If):
            raise Inexpressible(one, "this choice between texts is too deep", "write two conditions")
        if enums == [None, None]:
            return f"({self._plain_text(one)} = {self._plain_text(two)})"
        if enums[0] is not None and enums[1] is not None:
            return self._same_enum(enums[0], enums[1])
        (fact,) = [one for one in enums if one is not None]
        other = two if enums[0] is not None else one
        if not isinstance(other, Const):
            raise Inexpressible(other, "a value from a list can be compared with a written value only")
        values = fact_of(fact.path).values
        known = str(values.index(str(other.value))) if other.value in values else "-1"
        return f"({self.fact(fact)} = {known})"

    def _same_enum(self, one: FactOf, two: FactOf) -> str:
        first, second = fact_of(one.path).values, fact_of(two.path).values
        left, right = self.fact(one), self.fact(two)
        if first == second:
            return f"({left} = {right})"
        pairs = " OR ".join(
            f"({left} = {place} AND {right} = {second.index(value)})"
            for place, value in enumerate(first)
            if value in second
        )
        return f"(CASE WHEN {left} IS NOT NULL AND {right} IS NOT NULL THEN {pairs or FALSE} END)"

    def _enum(self, node: Node) -> FactOf | None:
        return node if isinstance(node, FactOf) and fact_of(node.path).kind is Kind.ENUM else None

    def _plain_text(self, node: Node) -> str:
        constant = self._constant(node)
        if constant is not None:
            return literal(constant.value)  # type: ignore[arg-type]
        if isinstance(node, FactOf) and fact_of(node.path).kind is Kind.AREA:
            return self.fact(node)
        raise Inexpressible(node, "this text cannot be computed for a whole region")

    def _text_call(self, node: Call) -> str:
        text, part = (self._plain_text(argument) for argument in node.arguments)
        if not part.startswith("'") or any(sign in part for sign in "%_\\"):
            raise Inexpressible(node, f"{node.function} needs a written text without % or _")
        return f"({text} LIKE '{_TEXT_PATTERNS[node.function].format(part[1:-1])}')"

    def date(self, node: Node) -> str:
        """Return a day as SQL."""
        constant = self._constant(node)
        if constant is not None:
            return literal(constant.value)  # type: ignore[arg-type]
        if isinstance(node, If):
            return self._chosen(node, self.date(node.then), self.date(node.otherwise))
        if isinstance(node, FactOf):
            return self.fact(node)
        raise Inexpressible(node, "this day cannot be computed for a whole region")

    # -- lists and sets -------------------------------------------------------------------------------

    def _in(self, node: In) -> str:
        if isinstance(node.items, FactOf):
            return self._in_set(node)
        if not isinstance(node.items, ListOf):
            raise Inexpressible(node.items, "this list cannot be computed for a whole region")
        fact = self._enum(node.item)
        known = [self._constant(item) for item in node.items.items]
        if fact is not None and known and all(item is not None for item in known):
            values = fact_of(fact.path).values
            places = sorted(
                {values.index(str(item.value)) for item in known if item is not None and item.value in values}
            )
            return _among(self.fact(fact), places)
        same = [self.condition(Compare(node.at, Comparison.EQUAL, node.item, item)) for item in node.items.items]
        return f"({' OR '.join(same)})" if same else FALSE

    def _in_set(self, node: In) -> str:
        if isinstance(node.item, If):
            return self._lifted(node.item, lambda part: In(node.at, part, node.items))
        if not isinstance(node.item, Const) or not isinstance(node.items, FactOf):
            raise Inexpressible(node, "only a written value can be looked for in a set")
        codes = self.columns.codes_of(fact_of(node.items.path))
        mask = self.fact(node.items)
        if node.item.value not in codes:
            return f"(CASE WHEN {mask} IS NOT NULL THEN FALSE END)"
        return f"(({mask} & {1 << codes.index(str(node.item.value))}) <> 0)"

    # -- numbers --------------------------------------------------------------------------------------

    def number(self, node: Node) -> Pair:
        """Return a whole number as SQL. Raises Inexpressible, also where it could leave 64 bits."""
        bounds_of(node)
        constant = self._constant(node)
        if constant is not None:
            return Pair(str(constant.value), str(constant.value))
        if isinstance(node, OfMembers):
            return self.count(node)
        if isinstance(node, FactOf):
            return Pair(self.fact(node), self.fact(node))
        if isinstance(node, If):
            return self._chosen_number(node)
        text = self._calculated(node)
        return Pair(text, text)

    def _calculated(self, node: Node) -> str:
        if isinstance(node, Minus):
            return f"(-{self._exact(node.of)})"
        if isinstance(node, Arithmetic):
            return self._arithmetic(node)
        if isinstance(node, Call) and isinstance(node.arguments[0], FactOf):
            return self.dialect.count_bits(self.fact(node.arguments[0]))
        raise Inexpressible(node, "this number cannot be computed for a whole region")

    def _chosen_number(self, node: If) -> Pair:
        then, otherwise = self.number(node.then), self.number(node.otherwise)
        if then.low == then.high and otherwise.low == otherwise.high:
            text = self._chosen(node, then.low, otherwise.low)
            return Pair(text, text)
        asked = self.condition(node.condition)
        ends = then.low, otherwise.low, then.high, otherwise.high
        agree = f"WHEN {ends[0]} = {ends[2]} AND {ends[1]} = {ends[3]} AND {ends[0]} = {ends[1]} THEN {ends[0]} END)"
        chosen = f"(CASE WHEN {asked} THEN {{0}} WHEN NOT {asked} THEN {{1}} {agree}"
        return Pair(chosen.format(ends[0], ends[1]), chosen.format(ends[2], ends[3]))

    def _exact(self, node: Node) -> str:
        """Return a number that is one value, as 64 bits; a doubtful count is unknown in arithmetic."""
        low, high = self.number(node)
        text = low if low == high else f"(CASE WHEN {low} = {high} THEN {low} END)"
        return text if text.lstrip("-").isdigit() else f"CAST({text} AS BIGINT)"

    def _arithmetic(self, node: Arithmetic) -> str:
        one, two = self._exact(node.left), self._exact(node.right)
        if node.how not in (Operation.DIVIDE, Operation.REMAINDER):
            return f"({one} {node.how} {two})"
        if two == "0":
            raise Inexpressible(node, "division by zero", "divide by something else")
        done = self.dialect.divide(one, two) if node.how is Operation.DIVIDE else f"({one} % {two})"
        bounds = bounds_of(node.right)
        if bounds.low > 0 or bounds.high < 0:
            return done
        self.zero_divisors.append(self.somewhere(node.right, f"({two} = 0)"))
        return f"(CASE WHEN {two} <> 0 THEN {done} END)"

    # -- kinds ----------------------------------------------------------------------------------------

    def kind(self, node: Node) -> str:
        """Return `bool`, `number`, `text`, `date` or `list`."""
        if isinstance(node, Const):
            return _kind_of_value(node.value)
        if isinstance(node, FactOf):
            return _FACT_KINDS[fact_of(node.path).kind]
        if isinstance(node, If):
            return self.kind(node.then)
        if isinstance(node, Name):
            return "date"
        if isinstance(node, Arithmetic):
            return self.kind(node.left)
        if isinstance(node, OfMembers):
            return "number" if node.gather in (Gather.COUNT, Gather.SUM) else "bool"
        if isinstance(node, ListOf):
            return "list"
        sized = isinstance(node, Minus) or (isinstance(node, Call) and node.function == "size")
        return "number" if sized else "bool"


def _comparing(node: Compare, other: Node, part: Node) -> Node:
    return Compare(node.at, node.how, part, other)


_FACT_KINDS: Final[Mapping[Kind, str]] = {
    Kind.AREA: "text",
    Kind.BOOL: "bool",
    Kind.DATE: "date",
    Kind.ENUM: "text",
    Kind.ENUM_INT: "number",
    Kind.INT: "number",
    Kind.MONEY: "number",
    Kind.SET: "list",
    Kind.DERIVED_INT: "number",
    Kind.DERIVED_BOOL: "bool",
}


def _kind_of_value(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "number"
    return "date" if isinstance(value, datetime.date) else "text"


def _closed(node: Node) -> bool:
    return all(part.name == "on" for part in node.walk() if isinstance(part, Name))


def _parts(node: Node, kind: type[And] | type[Or]) -> list[Node]:
    return [*_parts(node.left, kind), *_parts(node.right, kind)] if isinstance(node, kind) else [node]


def _among(column: str, places: list[int]) -> str:
    """Whether a column holds one of these numbers (in rising order); neighbours make a span, which is quicker."""
    if len(places) > 1 and places[-1] - places[0] == len(places) - 1:
        return f"({column} BETWEEN {places[0]} AND {places[-1]})"
    return f"({column} IN ({', '.join(map(str, places or [-1]))}))"


def compared(how: Comparison, one: Pair, two: Pair) -> str:
    """Compare two numbers of which either may be known only by its ends."""
    if one.low == one.high and two.low == two.high:
        return f"({one.low} {_SIGNS[how]} {two.low})"
    if how in (Comparison.EQUAL, Comparison.NOT_EQUAL):
        same, apart = (TRUE, FALSE) if how is Comparison.EQUAL else (FALSE, TRUE)
        far = f"{one.high} < {two.low} OR {two.high} < {one.low}"
        equal = f"{one.low} = {one.high} AND {two.low} = {two.high} AND {one.low} = {two.low}"
        return f"(CASE WHEN {far} THEN {apart} WHEN {equal} THEN {same} END)"
    if how in (Comparison.MORE, Comparison.AT_LEAST):
        how = Comparison.LESS if how is Comparison.MORE else Comparison.AT_MOST
        one, two = two, one
    sign = _SIGNS[how]
    return f"(CASE WHEN {one.high} {sign} {two.low} THEN TRUE WHEN NOT ({one.low} {sign} {two.high}) THEN FALSE END)"
