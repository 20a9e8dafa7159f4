"""Amounts of families in doubt: the least and greatest money over all values of their unknown facts.

No SQL sums up what several unknown facts could come to together. But families in doubt that are alike for a rule have
the same bounds, and there are few kinds of them. So a query numbers members by their class and families by their facts,
the Python evaluator judges each kind once, and a table brings the bounds back to all families of that kind.
"""

import datetime
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from slrt.domain.rules.applicability import rules_of
from slrt.domain.rules.evaluate import bounds_of
from slrt.domain.rules.facts import Kind, Value
from slrt.domain.rules.nodes import has_sum
from slrt.domain.rules.plan import Gather
from slrt.domain.rules.programme import Version
from slrt.domain.rules.situation import Answer, Case, Situation, State
from slrt.domain.rules.sql.classes import Code, Unlistable, code_of, of_truths
from slrt.domain.rules.sql.columns import Columns, fact_of
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.uses import values_of
from slrt.domain.rules.verdict import Outcome
from slrt.domain.rules.views import UNKNOWN, View

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
    """The family's own facts, then the rule's comparisons with sums, in columns of the names `totals`."""
    facts: tuple[str, ...] = field(init=False)
    totals: tuple[str, ...] = field(init=False)
    member: Code = field(init=False)
    needs_area: bool = field(init=False)
    _cases: list[View] = field(init=False)
    _together: Situation = field(init=False)
    _places: dict[tuple[object, ...], int] = field(init=False)
    _classes: dict[int, int] = field(default_factory=dict)
    _numbers: dict[Class, int] = field(default_factory=dict)
    _answers: list[tuple[tuple[Answer, ...], ...]] = field(default_factory=list)
    _examples: dict[int, dict[str, Value]] = field(default_factory=dict)
    _families: dict[tuple[int, str], Situation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number what the rule can tell apart; raises Inexpressible where that has no end."""
        plan = self.version.plan
        if plan.entangled_facts and any(map(has_sum, plan.personal)):
            message = "an amount for each person cannot hang on a sum of members"
            raise Inexpressible(self.version.rule, message, 'ask the sum in a rule with scope = "family"')
        if plan.entangled_facts:
            raise Inexpressible(self.version.rule, "amounts cannot follow members who are set against each other")
        own = [name for name in plan.family_facts if fact_of(f"family.{name}").kind is not Kind.AREA]
        self.needs_area = len(own) < len(plan.family_facts)
        self.totals = tuple(f"total{number}" for number in range(len(plan.totals)))
        try:
            own_facts = code_of("family", own, plan.uses, self.on, self.columns)
            self.facts = tuple(digit.fact for digit in own_facts.digits)
            self.family = Code(own_facts.digits + of_truths(self.totals).digits)
            self.member = code_of("member", plan.member_facts, plan.uses, self.on, self.columns)
            self._cases = [self._family(facts) for facts in self._personal_facts()]
        except Unlistable as error:
            raise Inexpressible(self.version.rule, f"amounts in doubt have no bounds here: {error}") from error
        self._together = Situation(plan, self.on, self._cases[0], {})
        self._places = {self._personal(family): place for place, family in enumerate(self._cases)}
        self._number(self._untouched())

    @property
    def needs_count(self) -> bool:
        """Whether the number of members belongs to a key."""
        return self.version.plan.counts_members

    def member_class(self, code: int) -> int:
        """Return the class of the members with this code."""
        if code not in self._classes:
            facts = self.member.read(code)
            number = self._classes[code] = self._number(self._come_to(facts))
            self._examples.setdefault(number, facts)
        return self._classes[code]

    def bounds(self, key: Key, verdict: bool | None) -> tuple[int | None, int | None]:
        """Return the least and greatest money of such a family, whose verdict is True or None (unknown)."""
        outcome = Outcome.ELIGIBLE if verdict else Outcome.UNKNOWN
        family = self.household(key.family, key.area)
        if self.needs_people:
            return bounds_of(self.version, self._peopled(key, family), outcome)
        amounts: set[int] = set()
        for case in family.cases():
            states = {self._together.start} if case.refused else self.states(key.classes, self.way(case))
            for eligible, amount in {family.result(case, state) for state in states}:
                amounts.add(amount)
                if eligible is None and outcome is Outcome.UNKNOWN:
                    amounts.add(0)
        return min(amounts), max(amounts)

    @property
    def needs_people(self) -> bool:
        """Whether bounds follow only from the members one by one, not from what they come to together."""
        return self.needs_count or any(body.gather is Gather.COUNT for body in self.version.plan.bodies)

    @property
    def ways(self) -> range:
        """The cases of the family's facts that are read beside the members' own, by number."""
        return range(len(self._cases))

    def way(self, case: Case) -> int:
        """Return the number of the way in which a case of the family, unless it is refused, asks the members."""
        return self._places[self._personal(case.view)]

    def states(self, classes: Iterable[int], way: int) -> set[State]:
        """Return what members of these classes may come to together when they are asked in one way."""
        return self._together.fold(self._answers[number][way] for number in classes)

    def household(self, family: int, area: str) -> Situation:
        """Return a family without members with these facts: what it works out once serves all keys that share them."""
        if (family, area) not in self._families:
            facts = self.family.read(family)
            said = tuple(facts.pop(name, UNKNOWN) for name in self.totals)
            if self.needs_area:
                facts["area_code"] = area
            self._families[family, area] = Situation(self.version.plan, self.on, self._family(facts), {}, said)
        return self._families[family, area]

    def _peopled(self, key: Key, household: Situation) -> Situation:
        family = household.family
        others = key.members - len(key.classes) if self.needs_count else 0
        people = [self._example(number) for number in (*key.classes, *(UNTOUCHED,) * others)]
        members = {place: self._member(person, family) for place, person in enumerate(people)}
        return Situation(self.version.plan, self.on, family, members, household.said)

    def _example(self, number: int) -> dict[str, Value]:
        """Return a member of a class: one who was met, else the first there can be."""
        if number not in self._examples:
            codes = range(math.prod(digit.base for digit in self.member.digits))
            next(code for code in codes if self.member_class(code) == number)
        return self._examples[number]

    def _personal(self, family: View) -> tuple[object, ...]:
        return tuple(family.get(name) for name in self.version.plan.personal_family_facts)

    def _number(self, found: Class) -> int:
        if found not in self._numbers:
            self._numbers[found] = len(self._numbers)
            self._answers.append(tuple(tuple(answers) for answers in found))
        return self._numbers[found]

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
