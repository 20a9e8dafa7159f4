"""Rules brought into the shape SQL can count: every question about members becomes one `OfMembers`.

`members.filter(m, p).exists(x, q)` asks whether some member meets both; `members.map(m, m.age).all(a, a > 5)` asks it
of the age itself. So each chain of macros ends in a condition on one member and a way to gather the answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from slrt.domain.rules.facts import Kind, catalogue
from slrt.domain.rules.nodes import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Const,
    FactOf,
    If,
    In,
    ListOf,
    Macro,
    MacroKind,
    Name,
    Node,
    Not,
    Operation,
    Or,
    has_sum,
    is_sum,
)
from slrt.domain.rules.plan import Gather
from slrt.domain.rules.sql.problems import Inexpressible

MEMBER: Final = "@member"
"""The one name of a member after rewriting; no rule text can write it."""


@dataclass(frozen=True, slots=True)
class OfMembers(Node):
    """What all members together answer: `body` asked of each, who is called `MEMBER` there.

    Of a sum, `body` is what each member adds to it.
    """

    gather: Gather
    body: Node


@dataclass(frozen=True, slots=True)
class Unknown(Node):
    """A condition that is not known."""


@dataclass(frozen=True, slots=True)
class Given(Node):
    """The value of `then` where a set is known, unknown elsewhere."""

    known: FactOf
    then: Node


@dataclass(frozen=True, slots=True)
class _Chain:
    """A list built from members: those who meet `condition`, each seen as `element`."""

    condition: Node | None
    element: Node


@dataclass(frozen=True, slots=True)
class _Written:
    """A list of known length: each element with the condition under which it belongs, `given` a set that is known."""

    items: tuple[tuple[Node | None, Node], ...]
    given: FactOf | None = None


def normal_rule(rule: Node) -> Node:
    """Return a family's rule in which members are only met through `OfMembers`; raises Inexpressible."""
    return normal(rule)


def normal_person(rule: Node) -> Node:
    """Return what is asked of one person `m`, who is called `MEMBER` from now on; raises Inexpressible."""
    return normal(_bound(rule, {"m": Name(rule.at, MEMBER)}))


def normal(node: Node) -> Node:
    """Return any part of a rule in the shape described above."""
    for part in _unforgiving(node):
        _refuse_failing(part)
    if isinstance(node, Macro):
        return _macro(node)
    if isinstance(node, Call) and node.function == "size":
        return _size(node)
    if is_sum(node):
        return _sum(node)
    if isinstance(node, In) and not _is_plain(node.items):
        return _within(node)
    return rebuilt(node, normal)


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the node with each child changed."""
    changed: dict[str, Any] = {}
    for name in node.__dataclass_fields__:
        value = getattr(node, name)
        if isinstance(value, Node):
            changed[name] = change(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changed[name] = tuple(change(item) for item in value)
    return replace(node, **changed) if changed else node


def _is_plain(node: Node) -> bool:
    return isinstance(node, ListOf) or _is_set(node)


def _is_set(node: Node) -> bool:
    return isinstance(node, FactOf) and catalogue().facts[node.path].kind is Kind.SET


def _macro(node: Macro) -> Node:
    _refuse_comparing(node)
    _refuse_sums(node)
    if node.kind in (MacroKind.FILTER, MacroKind.MAP):
        raise Inexpressible(node, "a list can be counted or asked, not compared", "use size, exists, all or in")
    over = _list(node.over)
    if isinstance(over, _Written):
        return _unrolled(node, over)
    body = normal(_bound(node.body, {node.variable: over.element}))
    if node.kind is MacroKind.ALL:
        return OfMembers(node.at, Gather.EVERY, _or_not(over.condition, body))
    gather = Gather.ANY if node.kind is MacroKind.EXISTS else Gather.EXACTLY_ONE
    return OfMembers(node.at, gather, _and(over.condition, body))


def _unrolled(node: Macro, over: _Written) -> Node:
    if node.kind is MacroKind.EXISTS_ONE:
        raise Inexpressible(node, "exists_one asks about members, not about a written list", "use == or in")
    every = node.kind is MacroKind.ALL
    found: Node = Const(node.at, every)
    for condition, element in reversed(over.items):
        body = normal(_bound(node.body, {node.variable: element}))
        part = _or_not(condition, body) if every else _and(condition, body)
        found = And(node.at, part, found) if every else Or(node.at, part, found)
    return found if over.given is None else Given(node.at, over.given, found)


def _size(node: Call) -> Node:
    inner = node.arguments[0]
    _refuse_comparing(inner)
    if _is_set(inner):
        return node
    if isinstance(inner, ListOf):
        return Const(node.at, len(inner.items))
    over = _list(inner)
    if isinstance(over, _Written):
        raise Inexpressible(node, "only members can be counted", "use members.filter(...).size()")
    return OfMembers(node.at, Gather.COUNT, over.condition or Const(node.at, True))


def _sum(node: Node) -> Node:
    (inner,) = node.children()
    _refuse_comparing(inner)
    _refuse_sums(inner)
    over = _list(inner)
    if isinstance(over, _Written):
        raise Inexpressible(node, "only members can be added up", "use members.map(m, ...).sum()")
    if reads_family(over.element):
        message = "a fact of the family is added up for each member here"
        raise Inexpressible(node, message, "ask it of the family: family.registered && members.map(...).sum() > 0")
    if over.condition is None:
        return OfMembers(node.at, Gather.SUM, over.element)
    return OfMembers(node.at, Gather.SUM, If(node.at, over.condition, over.element, Const(node.at, 0)))


def reads_family(node: Node) -> bool:
    """Whether a part says something of the family, or of all members together."""
    return any(
        isinstance(part, OfMembers) or (isinstance(part, Name) and part.name == "family") for part in node.walk()
    )


def _within(node: In) -> Node:
    over = _list(node.items)
    item = normal(node.item)
    _refuse_comparing(node)
    if isinstance(over, _Written):
        raise Inexpressible(node, "a filtered list of written values cannot be asked with in", "use exists")
    same = Compare(node.at, Comparison.EQUAL, over.element, item)
    return OfMembers(node.at, Gather.ANY, _and(over.condition, same))


def _unforgiving(node: Node) -> tuple[Node, ...]:
    """Parts whose failure CEL never forgives, where SQL's NULL might be forgiven by what stands around it."""
    if isinstance(node, If):
        return (node.condition,)
    if isinstance(node, ListOf):
        return node.items
    if isinstance(node, Macro) and node.kind not in (MacroKind.EXISTS, MacroKind.ALL):
        return (node.body,) if node.condition is None else (node.body, node.condition)
    return ()


def _refuse_failing(node: Node) -> None:
    for part in node.walk():
        if not isinstance(part, Arithmetic) or isinstance(part.right, Const):
            continue
        if part.how in (Operation.DIVIDE, Operation.REMAINDER):
            raise Inexpressible(part, "a division that may fail cannot stand here", "divide by a written number")


def _refuse_comparing(node: Node) -> None:
    """A macro that still names the member of an outer one sets each member against every other."""
    if any(isinstance(part, Name) and part.name == MEMBER for part in node.walk()):
        raise Inexpressible(node, "members are set against each other", "ask each question about one member alone")


def _refuse_sums(node: Node) -> None:
    """What each member adds to is known of all members together alone."""
    if has_sum(node):
        raise Inexpressible(node, "a sum inside a question about members", "ask the sum outside, joined with && or ||")


def _list(node: Node) -> _Chain | _Written:
    if isinstance(node, Name) and node.name == "members":
        return _Chain(None, Name(node.at, MEMBER))
    if isinstance(node, ListOf):
        return _Written(tuple((None, normal(item)) for item in node.items))
    if isinstance(node, FactOf) and _is_set(node):
        codes = [Const(node.at, str(code)) for code in catalogue().facts[node.path].values]
        return _Written(tuple((In(node.at, code, node), code) for code in codes), node)
    if not isinstance(node, Macro) or node.kind not in (MacroKind.FILTER, MacroKind.MAP):
        raise Inexpressible(node, "this list cannot be computed for a whole region", "start from members")
    return _derived(node, _list(node.over))


def _derived(node: Macro, over: _Chain | _Written) -> _Chain | _Written:
    for part in _unforgiving(node):
        _refuse_failing(part)
    if isinstance(over, _Written):
        return replace(over, items=tuple(_narrowed(node, condition, element) for condition, element in over.items))
    return _Chain(*_narrowed(node, over.condition, over.element))


def _narrowed(node: Macro, condition: Node | None, element: Node) -> tuple[Node | None, Node]:
    def said(part: Node) -> Node:
        return normal(_bound(part, {node.variable: element}))

    if node.kind is MacroKind.FILTER:
        return _and(condition, said(node.body)), element
    kept = condition if node.condition is None else _and(condition, said(node.condition))
    return kept, said(node.body)


def _and(condition: Node | None, body: Node) -> Node:
    return body if condition is None else And(body.at, condition, body)


def _or_not(condition: Node | None, body: Node) -> Node:
    return body if condition is None else Or(body.at, Not(body.at, condition), body)


def _bound(node: Node, values: Mapping[str, Node]) -> Node:
    """Return the node with variables replaced by what they stand for."""
    if isinstance(node, Name):
        return values.get(node.name, node)
    if isinstance(node, Macro):
        return _bound_macro(node, values)
    return rebuilt(node, lambda child: _bound(child, values))


def _bound_macro(node: Macro, values: Mapping[str, Node]) -> Node:
    """A macro inside another: its own variable hides an outer one, and must not catch what is put in."""
    fresh = f"{node.variable}'"  # no rule text can write an apostrophe in a name
    inner = {**values, node.variable: Name(node.at, fresh)}
    return replace(
        node,
        variable=fresh,
        over=_bound(node.over, values),
        body=_bound(node.body, inner),
        condition=None if node.condition is None else _bound(node.condition, inner),
    )
