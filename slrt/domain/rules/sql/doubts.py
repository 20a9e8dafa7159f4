"""Amounts of families in doubt: the least and greatest money over all values of their unknown facts.

No SQL sums up what several unknown facts could come to together. But families in doubt that are alike for a rule have
the same bounds, and there are few kinds of them. So a query numbers members by their class and families by their facts,
the Python evaluator judges each kind once, and a table brings the bounds back to all families of that kind.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from slrt.domain.rules.applicability import rules_of
from slrt.domain.rules.evaluate import bounds_of
from slrt.domain.rules.facts import Kind, Value
from slrt.domain.rules.plan import Gather
from slrt.domain.rules.programme import Version
from slrt.domain.rules.situation import Answer, Case, Situation
from slrt.domain.rules.sql.classes import Code, Unlistable, code_of
from slrt.domain.rules.sql.columns import Columns, fact_of
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.uses import values_of
from slrt.domain.rules.verdict import Outcome
from slrt.domain.rules.views import View

UNTOUCHED = 0
"""The class of members who change nothing: they are left out of a key."""

Class = tuple[frozenset[Answer], ...]
"""What a member may come to, in each case of the family's facts that are read beside the member's own."""


@dataclass(frozen=True, slots=True)
class Key:
    """What makes two families alike: the family's code and area, how many members, and the classes of those who count.

    `area` is empty and `members` 0 where the rule does not look at them; `classes` are in rising order.
    """

    family: int
    area: str
    members: int
    classes: tuple[int, ...]


@dataclass(slots=True)
class Doubts:
    """The kinds of families for one cash programme on one day."""

    version: Version
    on: datetime.date
    columns: Columns
    family: Code = field(init=False)
    member: Code = field(init=False)
    needs_area: bool = field(init=False)
    _cases: list[View] = field(init=False)
    _numbers: dict[Class, int] = field(default_factory=dict)
    _examples: dict[int, dict[str, Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number what the rule can tell apart; raises Inexpressible where that has no end."""
        plan = self.version.plan
        if plan.entangled_facts:
            raise Inexpressible(self.version.rule, "amounts cannot follow members who are set against each other")
        own = [name for name in plan.family_facts if fact_of(f"family.{name}").kind is not Kind.AREA]
        self.needs_area = len(own) < len(plan.family_facts)
        try:
            self.family = code_of("family", own, plan.uses, self.on, self.columns)
            self.member = code_of("member", plan.member_facts, plan.uses, self.on, self.columns)
            self._cases = [self._family(facts) for facts in self._personal_facts()]
        except Unlistable as error:
            raise Inexpressible(self.version.rule, f"amounts in doubt have no bounds here: {error}") from error
        self._numbers[self._untouched()] = UNTOUCHED

    @property
    def needs_count(self) -> bool:
        """Whether the number of members belongs to a key."""
        return self.version.plan.counts_members

    def member_class(self, code: int) -> int:
        """Return the class of the members with this code."""
        facts = self.member.read(code)
        number = self._numbers.setdefault(self._come_to(facts), len(self._numbers))
        self._examples.setdefault(number, facts)
        return number

    def bounds(self, key: Key, verdict: bool | None) -> tuple[int | None, int | None]:
        """Return the least and greatest money of such a family, whose verdict is True or None (unknown)."""
        facts = self.family.read(key.family)
        if self.needs_area:
            facts["area_code"] = key.area
        family = self._family(facts)
        people = [self._examples[number] for number in key.classes]
        if self.needs_count:
            people += [self._examples[UNTOUCHED]] * (key.members - len(people))
        members = {place: self._member(person, family) for place, person in enumerate(people)}
        situation = Situation(self.version.plan, self.on, family, members)
        return bounds_of(self.version, situation, Outcome.ELIGIBLE if verdict else Outcome.UNKNOWN)

    def _come_to(self, facts: dict[str, Value]) -> Class:
        found = []
        for family in self._cases:
            member = self._member(facts, family)
            situation = Situation(self.version.plan, self.on, family, {0: member})
            found.append(frozenset(situation.answers(member, Case({}, family, refused=False))))
        return tuple(found)

    def _untouched(self) -> Class:
        """A member of whom every question has the answer that leaves the family's as it is."""
        asked = tuple(body.gather is Gather.EVERY for body in self.version.plan.bodies)
        return (frozenset({(*asked, -1)}),) * len(self._cases)

    def _personal_facts(self) -> Iterator[dict[str, Value]]:
        names = self.version.plan.personal_family_facts
        choices = [values_of("family", name, self.version.plan.uses, self.on) for name in names]
        for name, values in zip(names, choices, strict=True):
            if values is None:
                raise Unlistable(f"the values of family.{name} cannot be numbered")
        for chosen in product(*(values or () for values in choices)):
            yield dict(zip(names, chosen, strict=True))

    def _family(self, facts: dict[str, Value]) -> View:
        return View(facts, self.on, rules_of("family"))

    def _member(self, facts: dict[str, Value], family: View) -> View:
        return View(facts, self.on, rules_of("member"), family=family)
