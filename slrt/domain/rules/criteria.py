"""The criteria of a rule: the parts joined by `&&`, each with how it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from slrt.domain.rules.kleene import Run, compiled
from slrt.domain.rules.nodes import And, Macro, MacroKind, Name, Node, conjuncts
from slrt.domain.rules.plan import Scope


class About(StrEnum):
    """Of whom a criterion speaks."""

    FAMILY = "family"
    SOMEBODY = "somebody"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One part of a rule.

    `FAMILY`: judged once. `SOMEBODY`: some member must meet `body`. `PERSON`: asked of each person `m`.
    `place` is its first part in the rule, from 1; `run` judges the whole part, `each` one member called `variable`.
    """

    place: int
    node: Node
    about: About
    body: Node
    run: Run
    each: Run
    variable: str = "m"


def criteria_of(rule: Node, scope: Scope, joined: Mapping[int, int]) -> tuple[Criterion, ...]:
    """Return the criteria of a rule in reading order.

    `joined` maps the first part of a criterion to its last, where several parts are explained as one.
    """
    parts = conjuncts(rule)
    found: list[Criterion] = []
    place = 1
    while place <= len(parts):
        last = joined.get(place, place)
        node = reduce(lambda left, right: And(left.at, left, right), parts[place - 1 : last])
        found.append(_criterion(node, scope, place))
        place = last + 1
    return tuple(found)


def _criterion(node: Node, scope: Scope, place: int) -> Criterion:
    run = compiled(node)
    if scope is Scope.MEMBER:
        about = About.PERSON if any(_is_person(part) for part in node.walk()) else About.FAMILY
        return Criterion(place, node, about, node, run, run)
    if isinstance(node, Macro) and node.kind is MacroKind.EXISTS and _is_members(node.over):
        return Criterion(place, node, About.SOMEBODY, node.body, run, compiled(node.body), node.variable)
    return Criterion(place, node, About.FAMILY, node, run, run)


def _is_members(node: Node) -> bool:
    return isinstance(node, Name) and node.name == "members"


def _is_person(node: Node) -> bool:
    return isinstance(node, Name) and node.name == "m"
