"""Facts as rules see them, for many families at once: what `domain.rules.views.View` says of one.

Where a fact does not apply its value is `absent`; where that is unknown it stays as stored. `View` is the meaning;
this module agrees with it column by column, and a test compares the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from slrt.domain.rules.applicability import condition
from slrt.domain.rules.facts import ABSENT_PRESENCE, SEVERE_DOMAINS, Fact, Value, catalogue
from slrt.domain.rules.nodes import And, Compare, Comparison, Const, FactOf, In, ListOf, Node, Not, Or
from slrt.lake.ages import ages_on
from slrt.lake.columns import EPOCH, FAMILY, MEMBER, Mask, Numbers, Values, dtype_of, encode

Columns = Mapping[str, Values]

COMPARE: Mapping[Comparison, np.ufunc] = {
    Comparison.EQUAL: np.equal,
    Comparison.NOT_EQUAL: np.not_equal,
    Comparison.LESS: np.less,
    Comparison.AT_MOST: np.less_equal,
    Comparison.MORE: np.greater,
    Comparison.AT_LEAST: np.greater_equal,
}
TURNED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}


class NotVectorised(Exception):
    """A condition of the catalogue is written in a form that this module does not read."""


def present(members: Columns, on: date) -> Mask:
    """Which members rules see: neither died, moved nor lost, and born by the day `on`."""
    presence, born = members["presence"], members["birth_date"]
    fact = catalogue().get(MEMBER, "presence")
    gone: list[Any] = [encode(fact, value) for value in ABSENT_PRESENCE]
    unborn = born.known & (born.values > (on - EPOCH).days)
    return ~(presence.known & np.isin(presence.values, gone)) & ~unborn


@dataclass
class Seen:
    """Facts of a batch. `owner[i]` is the place, in `families`, of the family of member i.

    `families` and `members` are columns as stored; a fact without a column is unknown to all. Areas are left out:
    they always apply and are always known.
    """

    families: Columns
    members: Columns
    owner: Numbers
    count: int
    on: date
    _found: dict[str, Values] = field(default_factory=dict)

    def get(self, entity: str, name: str) -> Values:
        """One column as rules see it."""
        path = f"{entity}.{name}"
        if path not in self._found:
            self._found[path] = self._find(catalogue().get(entity, name))
        return self._found[path]

    def _find(self, fact: Fact) -> Values:
        if fact.path == "member.age":
            born = self.get(MEMBER, "birth_date")
            return Values(ages_on(born.values, self.on), born.known)
        if fact.path == "member.has_severe_disability":
            return self._severe()
        stored = self._stored(fact)
        if fact.path == "member.presence":
            present_code = dtype_of(fact).type(encode(fact, "present"))
            return Values(np.where(stored.known, stored.values, present_code), np.ones_like(stored.known))
        node = condition(fact.path)
        if node is None or fact.absent is None:
            return stored
        return _where_it_applies(stored, self._holds(node, fact.entity), fact, fact.absent)

    def _stored(self, fact: Fact) -> Values:
        columns, length = (self.families, self.count) if fact.entity == FAMILY else (self.members, len(self.owner))
        if fact.name in columns:
            return columns[fact.name]
        return Values(np.zeros(length, dtype_of(fact)), np.zeros(length, np.bool_))

    def _severe(self) -> Values:
        cannot = encode(catalogue().get(MEMBER, SEVERE_DOMAINS[0]), "cannot")
        levels = [self.get(MEMBER, name) for name in SEVERE_DOMAINS]
        severe = np.logical_or.reduce([level.known & (level.values == cannot) for level in levels])
        return Values(severe, severe | np.logical_and.reduce([level.known for level in levels]))

    def _holds(self, node: Node, entity: str) -> Values:
        """The truth of a condition; unknown where Kleene's logic says so."""
        match node:
            case And() | Or():
                return _junction(self._holds(node.left, entity), self._holds(node.right, entity), node)
            case Not():
                of = self._holds(node.of, entity)
                return Values(~of.values, of.known)
            case FactOf():
                return self._column(node, entity)
            case Compare(left=FactOf() as left, right=Const() as right):
                return self._compared(node.how, left, right, entity)
            case Compare(left=Const() as left, right=FactOf() as right):
                return self._compared(TURNED.get(node.how, node.how), right, left, entity)
            case In(item=FactOf() as item, items=ListOf() as items):
                column = self._column(item, entity)
                codes = [_code(item, value) for value in items.items]
                return Values(np.isin(column.values, codes), column.known)
        raise NotVectorised(f"{entity}: {node}")

    def _compared(self, how: Comparison, fact: FactOf, constant: Const, entity: str) -> Values:
        column = self._column(fact, entity)
        return Values(COMPARE[how](column.values, _code(fact, constant)), column.known)

    def _column(self, node: FactOf, entity: str) -> Values:
        found = self.get(node.entity, node.fact)
        if node.entity == entity:
            return found
        return Values(found.values[self.owner], found.known[self.owner])  # a member's condition reads its family


def _code(fact: FactOf, node: Node) -> Any:
    if not isinstance(node, Const) or isinstance(node.value, float):
        raise NotVectorised(f"{fact.path} is compared with {node}")
    return encode(catalogue().facts[fact.path], node.value)


def _junction(left: Values, right: Values, node: And | Or) -> Values:
    decisive = isinstance(node, Or)
    decided = (left.known & (left.values == decisive)) | (right.known & (right.values == decisive))
    return Values(decided if decisive else ~decided, decided | (left.known & right.known))


def _where_it_applies(stored: Values, applies: Values, fact: Fact, absent: Value) -> Values:
    out = applies.known & ~applies.values
    code = dtype_of(fact).type(encode(fact, absent))
    return Values(np.where(out, code, stored.values), stored.known | out)
