"""Whether an unknown verdict can really end either way.

Kleene looks at one part at a time: `a || !a` stays unknown to it though it is always true. Where no two parts of a
rule depend on the same answer, and each part can be both true and false, the unknown is sharp: the amount of a family
then lies between nothing and what it would get.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from slrt.domain.rules.facts import Value
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.nodes import And, Compare, Const, FactOf, In, ListOf, Macro, MacroKind, Name, Node, Not, Or
from slrt.domain.rules.uses import Uses, uses_of, values_of
from slrt.domain.rules.views import age_on


def is_sharp(rule: Node, on: datetime.date) -> bool:
    """Whether "unknown" of this rule always means that both answers are possible."""
    parts = list(_parts(rule))
    read: set[str] = set()
    for part in parts:
        if part is None:
            return False
        uses = uses_of([part])
        if read & set(uses.facts) or not _can_be_either(part, uses, on):
            return False
        read |= set(uses.facts)
    return True


def _parts(node: Node) -> Iterator[Node | None]:
    """Yield the simple parts of a rule, None for what is not simple."""
    if isinstance(node, And | Or):
        yield from _parts(node.left)
        yield from _parts(node.right)
    elif isinstance(node, Not):
        yield from _parts(node.of)
    elif isinstance(node, Macro) and node.kind in (MacroKind.EXISTS, MacroKind.ALL) and _is_members(node.over):
        yield from _parts(node.body)
    else:
        yield node if _fact(node) is not None else None


def _is_members(node: Node) -> bool:
    return isinstance(node, Name) and node.name == "members"


def _fact(node: Node) -> FactOf | None:
    """Return the one fact of a simple part: alone, or compared with written values."""
    if isinstance(node, FactOf):
        return node
    if isinstance(node, Compare):
        return _beside(node.left, node.right) or _beside(node.right, node.left)
    if isinstance(node, In):
        return _beside(node.item, node.items) or _beside(node.items, node.item)
    return None


def _beside(fact: Node, other: Node) -> FactOf | None:
    written = isinstance(other, Const) or (
        isinstance(other, ListOf) and all(isinstance(item, Const) for item in other.items)
    )
    return fact if isinstance(fact, FactOf) and isinstance(fact.holder, Name) and written else None


@dataclass(frozen=True, slots=True)
class _Holder:
    """Somebody of whom one fact is known."""

    value: object

    def get(self, _name: str) -> object:
        return self.value


def _can_be_either(part: Node, uses: Uses, on: datetime.date) -> bool:
    fact = _fact(part)
    if fact is None or not isinstance(fact.holder, Name):
        return False
    name = "birth_date" if fact.fact == "age" else fact.fact
    values = values_of(fact.entity, name, uses, on)
    if values is None:
        return False
    judge = compiled(part)
    holder = fact.holder.name
    return {judge({holder: _Holder(_seen(fact, value, on)), "on": on}) for value in values} == {True, False}


def _seen(fact: FactOf, value: Value, on: datetime.date) -> object:
    born = fact.fact == "age" and isinstance(value, datetime.date)
    return age_on(value, on) if born else value  # type: ignore[arg-type]
