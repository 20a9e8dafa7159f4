"""Everything the unknown facts of one family could still turn out to be, for one rule.

The unknown facts of the family are tried case by case; for each case, the unknown facts of each member; the answers
of the members are then combined. Values the rule cannot tell apart are tried once, and a branch ends as soon as
the facts tried so far settle the answer.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from slrt.domain.rules.benefit import NOBODY, Counts
from slrt.domain.rules.facts import Value
from slrt.domain.rules.failures import Failure
from slrt.domain.rules.lists import Span
from slrt.domain.rules.plan import Gather, Plan, Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.uses import values_of
from slrt.domain.rules.views import UNKNOWN, View

Facts = Mapping[str, Value]
Variables = Sequence[tuple[str, tuple[Value, ...]]]
Answer = tuple[object, ...]
"""What is said of one member: the value of each body, then the place of the component, or NOBODY."""

State = tuple[tuple[int, ...], Counts]
"""Answers gathered so far, and the persons counted."""

Result = tuple[bool | None, int]
"""Whether the family is eligible (None: cannot be settled) and the money, 0 where it is not."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Facts tried for one member, and the answers they leave open (one, unless a fact cannot be listed)."""

    facts: Facts
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Facts tried for the family; `refused` when they alone make the family not eligible."""

    facts: Facts
    view: View
    refused: bool


@dataclass(slots=True)
class Situation:
    """One rule, one family, one day."""

    plan: Plan
    on: datetime.date
    family: View
    members: Mapping[int, View]
    said: Sequence[object] = ()
    """The answers of the plan's totals; worked out from the members unless they are given."""
    _values: dict[tuple[str, str], tuple[Value, ...] | None] = field(default_factory=dict)
    _signatures: dict[int, tuple[object, ...]] = field(default_factory=dict)
    _leaves: dict[object, tuple[Leaf, ...]] = field(default_factory=dict)
    _come_to: dict[int, tuple[Answer, ...]] = field(default_factory=dict)
    _folds: dict[object, set[State]] = field(default_factory=dict)
    _finals: dict[object, object] = field(default_factory=dict)
    _results: dict[int, set[Result]] = field(default_factory=dict)
    _cases: list[Case] | None = None

    def __post_init__(self) -> None:
        """Judge each comparison with a sum once."""
        if self.plan.totals and not self.said:
            scope = self._scope(self.family)
            self.said = tuple(supposed(total.run(scope)) for total in self.plan.totals)

    def _scope(self, family: View) -> dict[str, object]:
        """Return the variables a rule reads while the family's facts are these."""
        return {"family": family, "members": list(self.members.values()), "on": self.on}

    # -- what is unknown ------------------------------------------------------------------------------

    def variables(self, view: View) -> Variables:
        """Return the unknown facts the rule reads of this holder, with the values worth trying."""
        listed = ((name, self._listed(view.entity, name)) for name in self.unknown(view))
        return [(name, values) for name, values in listed if values]

    def unlisted(self, view: View) -> list[str]:
        """Return the unknown facts the rule reads whose values cannot be listed."""
        return [name for name in self.unknown(view) if not self._listed(view.entity, name)]

    def unknown(self, view: View) -> list[str]:
        """Return the unknown facts the rule reads of this holder."""
        return [name for name in self._facts(view) if view.get(name) is UNKNOWN]

    def added_up(self) -> Iterator[tuple[int | None, str]]:
        """Yield the unknown facts, by the member's index, that keep comparisons with sums open."""
        scope = self._scope(self.family)
        for total, answer in zip(self.plan.totals, self.said, strict=True):
            if answer is UNKNOWN:
                yield from ((None, name) for name in total.family_facts if self.family.get(name) is UNKNOWN)
                for index, member in self.members.items():
                    yield from ((index, name) for one in total.sums for name in one.waits_for(member, scope))

    def _listed(self, entity: str, name: str) -> tuple[Value, ...] | None:
        key = (entity, name)
        if key not in self._values:
            self._values[key] = values_of(entity, name, self.plan.uses, self.on)
        return self._values[key]

    def _facts(self, view: View) -> tuple[str, ...]:
        return self.plan.family_facts if view.entity == "family" else self.plan.member_facts

    def signature(self, view: View) -> tuple[object, ...]:
        """Return what makes two members alike for this rule."""
        if id(view) not in self._signatures:
            self._signatures[id(view)] = tuple(view.get(name) for name in (*self.plan.member_facts, "age"))
        return self._signatures[id(view)]

    # -- the family -----------------------------------------------------------------------------------

    def cases(self) -> list[Case]:
        """Return the cases of the family's unknown facts."""
        if self._cases is None:
            self._cases = list(self._family_cases({}, self.variables(self.family)))
        return self._cases

    def _family_cases(self, facts: Facts, variables: Variables) -> Iterator[Case]:
        view = self.family.suppose(facts)
        if self._skeleton(view, [UNKNOWN] * len(self.plan.bodies)) is False:
            yield Case(facts, view, refused=True)
            return
        open_ones = [pair for pair in variables if view.get(pair[0]) is UNKNOWN]
        if not open_ones or (self._settles(view) and not self._personal(view)):
            yield Case(facts, view, refused=False)
            return
        name, values = open_ones[0]
        for value in values:
            yield from self._family_cases({**facts, name: value}, open_ones[1:])

    def _personal(self, view: View) -> bool:
        return any(view.get(name) is UNKNOWN for name in self.plan.personal_family_facts)

    def _settles(self, view: View) -> bool:
        spaces = [self._possible(body.gather) for body in self.plan.bodies]
        return all(self._skeleton(view, list(values)) is not UNKNOWN for values in product(*spaces))

    def _possible(self, gather: Gather) -> Sequence[object]:
        return range(len(self.members) + 1) if gather is Gather.COUNT else (True, False)

    def _skeleton(self, family: View, answers: Sequence[object]) -> object:
        scope = self._scope(family)
        for place, answer in enumerate(answers):
            scope[f"#{place}"] = answer
        if self.said:
            scope.update((total.name, answer) for total, answer in zip(self.plan.totals, self.said, strict=True))
        return supposed(self.plan.skeleton(scope))

    # -- one member -----------------------------------------------------------------------------------

    def leaves(self, view: View, case: Case) -> tuple[Leaf, ...]:
        """Return what the unknown facts of one member could make of the answers, in one case of the family."""
        key = (id(view), id(case))
        if key not in self._leaves:
            self._leaves[key] = self._leaves_of_alike(view, case)
        return self._leaves[key]

    def _leaves_of_alike(self, view: View, case: Case) -> tuple[Leaf, ...]:
        family = tuple(case.view.get(name) for name in self.plan.personal_family_facts)
        key = (self.signature(view), family)
        if key not in self._leaves:
            self._leaves[key] = tuple(self._branches(view, case, {}, self.variables(view)))
        return self._leaves[key]

    def answers(self, view: View, case: Case) -> tuple[Answer, ...]:
        """Return the different answers one member may come to, in one case of the family."""
        leaves = self.leaves(view, case)
        if id(leaves) not in self._come_to:
            self._come_to[id(leaves)] = tuple(dict.fromkeys(answer for leaf in leaves for answer in leaf.answers))
        return self._come_to[id(leaves)]

    def _branches(self, view: View, case: Case, facts: Facts, variables: Variables) -> Iterator[Leaf]:
        filled = view.suppose(facts, case.view)
        answer = self._answer(filled, case.view)
        open_ones = [pair for pair in variables if filled.get(pair[0]) is UNKNOWN]
        if UNKNOWN not in answer or not open_ones:
            yield Leaf(facts, self._expanded(answer))
            return
        name, values = open_ones[0]
        for value in values:
            yield from self._branches(view, case, {**facts, name: value}, open_ones[1:])

    def _answer(self, member: View, family: View) -> Answer:
        values = self.asked(member, family)
        scope = self._scope(family)
        scope["m"] = member
        if self.plan.scope is Scope.MEMBER and values[0] is not True:
            return (values[0], NOBODY if values[0] is False else UNKNOWN)
        return (*values, self._place(scope))

    def asked(self, member: View, family: View) -> tuple[object, ...]:
        """Return what the bodies say of one member: True, False or UNKNOWN."""
        scope = self._scope(family)
        found = []
        for body in self.plan.bodies:
            scope[body.variable] = member
            found.append(supposed(body.run(scope)))
        return tuple(found)

    def judged(self, family: View, asked: Iterable[Sequence[object]]) -> object:
        """Return the rule's answer from what the bodies say of every member: True, False or UNKNOWN."""
        columns = list(zip(*asked, strict=True)) or [()] * len(self.plan.bodies)
        return self._skeleton(
            family, [_said(body.gather, column) for body, column in zip(self.plan.bodies, columns, strict=True)]
        )

    def _place(self, scope: Mapping[str, object]) -> object:
        for place, who in enumerate(self.plan.whos):
            holds = supposed(who(scope))
            if holds is not False:
                return place if holds is True else UNKNOWN
        return NOBODY

    def _expanded(self, answer: Answer) -> tuple[Answer, ...]:
        """Return every answer that an answer with unknowns may stand for."""
        if UNKNOWN not in answer:
            return (answer,)
        places = (NOBODY, *range(len(self.plan.whos)))
        choices: list[Sequence[object]] = [(True, False) if one is UNKNOWN else (one,) for one in answer[:-1]]
        choices.append(places if answer[-1] is UNKNOWN else (answer[-1],))
        return tuple(product(*choices))

    # -- all members ----------------------------------------------------------------------------------

    @property
    def start(self) -> State:
        """Nobody asked and nobody counted."""
        gathered = tuple(int(body.gather is Gather.EVERY) for body in self.plan.bodies)
        return gathered, self.plan.tally.empty

    def fold(self, answers: Iterable[tuple[Answer, ...]]) -> set[State]:
        """Combine the possible answers of some members; their order makes no difference."""
        counted = Counter(answers)
        key = frozenset(counted.items())
        if key not in self._folds:
            states = {self.start}
            for possible, members in counted.items():
                states = self._repeated(states, possible, members)
            self._folds[key] = states
        return self._folds[key]

    def _repeated(self, states: set[State], possible: tuple[Answer, ...], members: int) -> set[State]:
        """Add several members with the same possible answers; stop once one more changes nothing."""
        for _ in range(members):
            more = {self.step(state, answer) for state in states for answer in possible}
            if self.plan.tally.additive:
                more = _extremes(more)
            if more == states:
                break
            states = more
        return states

    def step(self, state: State, answer: Answer) -> State:
        """Add one member's answer."""
        gathered = tuple(
            _gather(body.gather, before, answer[index])
            for index, (body, before) in enumerate(zip(self.plan.bodies, state[0], strict=True))
        )
        place = answer[-1]
        return gathered, self.plan.tally.add(state[1], place if isinstance(place, int) else NOBODY)

    def result(self, case: Case, state: State) -> Result:
        """Return what a case of the family and the combined members come to."""
        if case.refused:
            return False, 0
        key = (id(case), state[0])
        if key not in self._finals:
            values = [_gathered(body.gather, value) for body, value in zip(self.plan.bodies, state[0], strict=True)]
            self._finals[key] = self._skeleton(case.view, values)
        eligible = self._finals[key]
        if eligible is False:
            return False, 0
        return (True if eligible is True else None), self.plan.tally.amount(state[1])

    def results(self, case: Case) -> set[Result]:
        """Return all that one case of the family can come to."""
        if case.refused:
            return {(False, 0)}
        if id(case) not in self._results:
            answers = (self.answers(view, case) for view in self.members.values())
            self._results[id(case)] = {self.result(case, state) for state in self.fold(answers)}
        return self._results[id(case)]


def settled(value: object) -> object:
    """Return a value of a rule; raises RuleFailure where it could not be computed."""
    if isinstance(value, Failure):
        raise RuleFailure(f"line {value.at.line}, column {value.at.column}: {value.message}")
    return value


def supposed(value: object) -> object:
    """Return a value under supposed facts, where a rule that could not be computed leaves the answer open."""
    return UNKNOWN if isinstance(value, Failure) else value


def _gather(how: Gather, before: int, answer: object) -> int:
    if how is Gather.ANY:
        return before or int(answer is True)
    if how is Gather.EVERY:
        return before and int(answer is True)
    most = 2 if how is Gather.EXACTLY_ONE else None
    total = before + int(answer is True)
    return total if most is None else min(total, most)


def _gathered(how: Gather, value: int) -> object:
    if how is Gather.COUNT:
        return value
    return value == 1 if how is Gather.EXACTLY_ONE else bool(value)


def _said(how: Gather, answers: Sequence[object]) -> object:
    """Gather three-valued answers as the macro would."""
    sure = sum(answer is True for answer in answers)
    open_ones = sum(answer is UNKNOWN for answer in answers)
    if how is Gather.ANY:
        return True if sure else UNKNOWN if open_ones else False
    if how is Gather.EVERY:
        return False if sure + open_ones < len(answers) else UNKNOWN if open_ones else True
    if how is Gather.COUNT:
        return Span(sure, sure + open_ones) if open_ones else sure
    if sure > 1 or sure + open_ones == 0:
        return False
    return UNKNOWN if open_ones else True


def _extremes(states: set[State]) -> set[State]:
    """Keep the least and the greatest money of every gathering: sums without limit need no more."""
    ends: dict[tuple[int, ...], tuple[Counts, Counts]] = {}
    for gathered, money in states:
        low, high = ends.get(gathered, (money, money))
        ends[gathered] = (min(low, money), max(high, money))
    return {(gathered, end) for gathered, pair in ends.items() for end in pair}
