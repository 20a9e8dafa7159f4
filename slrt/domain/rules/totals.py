"""Comparisons with a sum of members: each is judged once, by what is known, and stands as one answer in its rule.

What unknown numbers could add up to has no end, so no value is tried for the facts that a sum reads. An answer that is
known stays the same whatever they turn out to be; one that is unknown leaves the rule open where it matters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slrt.domain.rules.kleene import Run, compiled
from slrt.domain.rules.nodes import Compare, In, Macro, Name, Node, has_sum, is_sum
from slrt.domain.rules.uses import uses_of
from slrt.domain.rules.views import UNKNOWN, View


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum in a comparison: what it comes to, and the facts of members that it reads."""

    run: Run
    facts: tuple[str, ...]

    def waits_for(self, member: View, scope: Mapping[str, object]) -> list[str]:
        """Return the unknown facts of a member whose own part of the sum is not known."""
        if self.run({**scope, "members": [member]}) is not UNKNOWN:
            return []
        return [name for name in self.facts if member.get(name) is UNKNOWN]


@dataclass(frozen=True, slots=True)
class Total:
    """A comparison with sums, called `name` where it stood in the rule; `family_facts` are those it reads."""

    name: str
    node: Node
    run: Run
    sums: tuple[Sum, ...]
    family_facts: tuple[str, ...]


def without_totals(node: Node, found: list[Total]) -> Node:
    """Return a family's rule with a name for each comparison with a sum; the comparisons are added to `found`.

    What is asked of members one by one is left as it is.
    """
    if isinstance(node, Macro) or not has_sum(node):
        return node
    if isinstance(node, Compare | In):
        found.append(_total(f"#sum{len(found)}", node))
        return Name(node.at, found[-1].name)
    changed: dict[str, Any] = {name: _changed(getattr(node, name), found) for name in node.__dataclass_fields__}
    return replace(node, **changed)


def _changed(value: object, found: list[Total]) -> object:
    if isinstance(value, Node):
        return without_totals(value, found)
    if isinstance(value, tuple) and value and isinstance(value[0], Node):
        return tuple(without_totals(item, found) for item in value)
    return value


def _total(name: str, node: Node) -> Total:
    sums = tuple(Sum(compiled(part), _facts("member", [part])) for part in node.walk() if is_sum(part))
    return Total(name, node, compiled(node), sums, _facts("family", [node]))


def _facts(entity: str, nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(uses_of(nodes).of(entity))
