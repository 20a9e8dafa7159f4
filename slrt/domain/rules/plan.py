"""A rule taken apart: what is asked of each member alone, and how the answers are put together.

Members meet only in macros over `members` and in the counting of benefits. So each member's answers can be listed
alone, and then combined; that keeps exact amounts for large families cheap.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from slrt.domain.rules.benefit import Benefit, Tally, tally_of
from slrt.domain.rules.kleene import Run, compiled
from slrt.domain.rules.nodes import Call, Macro, MacroKind, Name, Node
from slrt.domain.rules.totals import Total, without_totals
from slrt.domain.rules.uses import Uses, uses_of


class Scope(StrEnum):
    """Whether a rule is about the family as a whole or about each person (`m`)."""

    FAMILY = "family"
    MEMBER = "member"


class Gather(StrEnum):
    """How the members' answers to one question become one value."""

    ANY = "any"
    EVERY = "every"
    EXACTLY_ONE = "exactly_one"
    COUNT = "count"
    SUM = "sum"


_GATHER = {
    MacroKind.EXISTS: Gather.ANY,
    MacroKind.ALL: Gather.EVERY,
    MacroKind.EXISTS_ONE: Gather.EXACTLY_ONE,
}

_FIRST = {
    name: place
    for place, name in enumerate(
        ("birth_date", "sex", "in_school", "works", "has_business", "highest_diploma", "lighting", "toilet")
    )
}


@dataclass(frozen=True, slots=True)
class Body:
    """A question asked of one member, who is called `variable` in it."""

    variable: str
    run: Run
    gather: Gather


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that evaluation needs of one rule and its benefit.

    `rule` is the rule itself (of one person `m` in member scope). `skeleton` is the family's rule with the
    answers of `bodies` filled in under the names `#0`, `#1`, ..., and those of `totals`; `entangled` says that it also
    reads members in some other way, which is then judged by what is known of them. `counts_members`: how many members
    there are matters beyond what is asked of each. `personal` are the nodes of all that is asked of each, bodies first.
    `uses` are those of the facts that are tried, `reads` those of all facts that the rule reads.
    """

    scope: Scope
    rule: Run
    skeleton: Run
    bodies: tuple[Body, ...]
    personal: tuple[Node, ...]
    whos: tuple[Run, ...]
    tally: Tally
    totals: tuple[Total, ...]
    uses: Uses
    reads: Uses
    family_facts: tuple[str, ...]
    member_facts: tuple[str, ...]
    personal_family_facts: tuple[str, ...]
    entangled_facts: frozenset[str]
    counts_members: bool


def plan_of(rule: Node, scope: Scope, benefit: Benefit) -> Plan:
    """Take a rule apart."""
    tally = tally_of(benefit)
    questions: list[tuple[Node, Body]] = []
    totals: list[Total] = []
    if scope is Scope.MEMBER:
        questions.append((rule, Body("m", compiled(rule), Gather.ANY)))
        skeleton: Node = Name(rule.at, "#0")
    else:
        skeleton = _without_members(without_totals(rule, totals), questions)
    personal = [node for node, _ in questions] + [part.who for part in tally.components]
    uses = uses_of([*personal, skeleton])
    return Plan(
        scope=scope,
        rule=compiled(rule),
        skeleton=compiled(skeleton),
        bodies=tuple(body for _, body in questions),
        personal=tuple(personal),
        whos=tuple(compiled(part.who) for part in tally.components),
        tally=tally,
        totals=tuple(totals),
        uses=uses,
        reads=uses_of([*personal, skeleton, *(total.node for total in totals)]) if totals else uses,
        family_facts=in_trying_order(uses.of("family")),
        member_facts=in_trying_order(uses.of("member")),
        personal_family_facts=in_trying_order(uses_of(personal).of("family")),
        entangled_facts=frozenset(_entangled(skeleton, personal)),
        counts_members=any(_mentions(node, "members") for node in [*personal, skeleton]),
    )


def in_trying_order(names: Iterable[str]) -> tuple[str, ...]:
    """Put first the facts on which others depend: tried first, they end most branches early."""
    return tuple(sorted(names, key=lambda name: (name not in _FIRST, _FIRST.get(name, 0), name)))


def _entangled(skeleton: Node, personal: Iterable[Node]) -> Iterable[str]:
    """Return the member facts read by parts that look at several members at once."""
    yield from uses_of([skeleton]).of("member")
    for node in personal:
        if _mentions(node, "members"):
            yield from uses_of([node]).of("member")


def _mentions(node: Node, name: str) -> bool:
    return any(isinstance(part, Name) and part.name == name for part in node.walk())


def _without_members(node: Node, questions: list[tuple[Node, Body]]) -> Node:
    """Return the node with every simple question about members replaced by a name for its answer."""
    found = _question(node)
    if found is not None:
        questions.append(found)
        return Name(node.at, f"#{len(questions) - 1}")
    if isinstance(node, Macro):
        return node
    changed: dict[str, Any] = {
        name: _replaced(value, questions)
        for name, value in ((name, getattr(node, name)) for name in node.__dataclass_fields__)
        if isinstance(value, Node | tuple)
    }
    return replace(node, **changed)


def _replaced(value: object, questions: list[tuple[Node, Body]]) -> object:
    if isinstance(value, Node):
        return _without_members(value, questions)
    if isinstance(value, tuple) and value and isinstance(value[0], Node):
        return tuple(_without_members(item, questions) for item in value)
    return value


def _question(node: Node) -> tuple[Node, Body] | None:
    if isinstance(node, Macro) and node.kind in _GATHER and _simple(node):
        return node.body, Body(node.variable, compiled(node.body), _GATHER[node.kind])
    if isinstance(node, Call) and node.function == "size":
        inner = node.arguments[0]
        if isinstance(inner, Macro) and inner.kind is MacroKind.FILTER and _simple(inner):
            return inner.body, Body(inner.variable, compiled(inner.body), Gather.COUNT)
    return None


def _simple(node: Macro) -> bool:
    """Whether the macro runs over all members and its body looks at one of them only."""
    over_all = isinstance(node.over, Name) and node.over.name == "members"
    return over_all and not _mentions(node.body, "members")
