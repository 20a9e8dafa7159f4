"""Why: one sentence for every criterion of a rule, which an officer can read aloud."""

import datetime
from collections.abc import Iterator, Mapping, Sequence

from slrt.domain.rules.benefit import Component, highest_first
from slrt.domain.rules.conditions import denied, is_plain, phrase, requirement
from slrt.domain.rules.criteria import About, Criterion
from slrt.domain.rules.facts import Bilingual, catalogue
from slrt.domain.rules.naming import named
from slrt.domain.rules.nodes import Node
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Version, Wording
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.situation import settled, supposed
from slrt.domain.rules.verdict import Outcome, Reason, State
from slrt.domain.rules.views import UNKNOWN, View
from slrt.domain.rules.words import PER, both, capital, fact_name, rupiah, shown

STATES = {True: State.MET, False: State.UNMET}
OPENING = {
    State.MET: Bilingual("terpenuhi: {}", "met: {}"),
    State.UNMET: Bilingual("tidak terpenuhi: {}", "not met: {}"),
    State.UNKNOWN: Bilingual("belum diketahui: {}", "not yet known: {}"),
}
WHETHER = Bilingual("belum diketahui apakah {}", "not yet known whether {}")
NOBODY = Bilingual("tidak ada anggota yang {}", "no member {}")
SOMEBODY = Bilingual("{{names}}: {}", "{{names}}: {}")
PERHAPS = Bilingual("{{names}}: belum diketahui apakah {}", "not yet known of {{names}}: {}")


class Explainer:
    """Sentences about one family and one version of a programme."""

    def __init__(
        self,
        version: Version,
        record: FamilyRecord,
        family: View,
        members: Mapping[int, View],
        on: datetime.date,
    ) -> None:
        self._version = version
        self._labels = record.labels
        self._family = family
        self._members = members
        self._scope = {"family": family, "members": list(members.values()), "on": on}

    def reasons(self, outcome: Outcome) -> tuple[Reason, ...]:
        """Return the criteria in the order of the rule, then who is counted for what."""
        found = [reason for _, reason in self.criteria() if reason is not None]
        return (*found, *(() if outcome is Outcome.NOT_ELIGIBLE else self._counted()))

    def criteria(self) -> Iterator[tuple[Criterion, Reason | None]]:
        """Yield every criterion of the rule with its reason, None where nothing is said any more.

        In a rule about persons, a criterion speaks only of those who may still meet the criteria before it; once
        nobody is left, the rest of what is asked of a person is not said.
        """
        left = list(self._members)
        said = False
        for criterion in self._version.criteria:
            if criterion.about is About.FAMILY:
                yield criterion, self._family_reason(criterion)
            elif left or criterion.about is About.SOMEBODY or not said:
                reason, still = self._member_reason(criterion, left)
                yield criterion, reason
                left = still if criterion.about is About.PERSON else left
            else:
                yield criterion, None
                continue
            said = True

    def unmet(self, criterion: Criterion) -> Bilingual:
        """Return what is said of a criterion that is not met."""
        wording = self._version.wording.get(criterion.place)
        if wording is not None:
            return wording.unmet
        about_family = criterion.about is About.FAMILY
        return (self._family_words if about_family else self._member_words)(criterion, State.UNMET)

    def _family_reason(self, criterion: Criterion) -> Reason:
        """Return the sentence; a criterion that cannot be computed, where another decided, is not known to be met."""
        answer = supposed(criterion.run(self._scope))
        state = State.UNKNOWN if answer is UNKNOWN else STATES[bool(answer)]
        wording = self._version.wording.get(criterion.place)
        return _made(state, _worded(wording, state) if wording else self._family_words(criterion, state), ())

    def _member_reason(self, criterion: Criterion, left: Sequence[int]) -> tuple[Reason, list[int]]:
        """Return the sentence, and the members who meet the criterion or may do so."""
        answers = {
            index: supposed(criterion.each({**self._scope, "m": view, criterion.variable: view}))
            for index, view in self._members.items()
            if index in left
        }
        still = [index for index, answer in answers.items() if answer is not False]
        certain = tuple(index for index in still if answers[index] is True)
        state = State.MET if certain else State.UNKNOWN if still else State.UNMET
        members = certain or tuple(still)
        wording = self._version.wording.get(criterion.place)
        words = _worded(wording, state) if wording else self._member_words(criterion, state)
        names = self.names(members)
        return _made(state, both(lambda pick: pick(words).replace("{names}", pick(names))), members), still

    def _family_words(self, criterion: Criterion, state: State) -> Bilingual:
        found = requirement(criterion.node)
        if found is None:
            return said_of_family(criterion.node, state)
        path, need = found
        name, value = fact_name(path), self._family.get(path.removeprefix("family."))
        if value is UNKNOWN:
            asks = Bilingual(f", syaratnya {need.id}", f", the rule asks for {need.en}")
            return Bilingual(f"{name.id} belum diketahui{asks.id}", f"{name.en} is not yet known{asks.en}")
        fact = catalogue().facts[path]
        known = shown(fact, value)
        noun = Bilingual(
            f", syaratnya {name.id} {need.id}",
            f", the rule asks for {name.en} {need.en}",
        )
        return both(lambda pick: f"{pick(name)} {pick(known)}{pick(noun)}")

    def _member_words(self, criterion: Criterion, state: State) -> Bilingual:
        words = phrase(criterion.body)
        said = {State.UNMET: NOBODY, State.MET: SOMEBODY, State.UNKNOWN: PERHAPS}[state]
        return both(lambda pick: pick(said).format(pick(words)))

    def _counted(self) -> list[Reason]:
        """Say who is counted in which component, and who may be."""
        reasons: list[Reason] = []
        placed: dict[str, list[int]] = {}
        unsure: dict[str, list[int]] = {}
        components = highest_first(self._version.benefit.components)
        for index, view in self._members.items():
            for component, certain in self._places(view, components):
                (placed if certain else unsure).setdefault(component.name.id, []).append(index)
        for component in components:
            if component.name.id in placed:
                reasons.append(self._component(component, placed[component.name.id], State.MET))
                reasons += _limit(component, len(placed[component.name.id]))
            if component.name.id in unsure:
                reasons.append(self._component(component, unsure[component.name.id], State.UNKNOWN))
        return [*reasons, *self._capped(sum(map(len, placed.values())))]

    def _capped(self, counted: int) -> list[Reason]:
        cap = self._version.benefit.cap
        if cap is None or counted <= cap.persons:
            return []
        number = cap.persons
        words = Bilingual(
            f"paling banyak {number} orang dihitung, yang tertinggi lebih dulu",
            f"at most {number} persons are counted, the highest first",
        )
        return [_made(State.MET, words, ())]

    def _places(self, view: View, components: Sequence[Component]) -> list[tuple[Component, bool]]:
        scope = {**self._scope, "m": view}
        if self._version.scope is Scope.MEMBER and settled(self._version.plan.rule(scope)) is False:
            return []
        found = []
        for component, who in zip(components, self._version.plan.whos, strict=True):
            holds = settled(who(scope))
            if holds is not False:
                found.append((component, holds is True))
            if holds is True:
                break
        return found

    def _component(self, component: Component, members: Sequence[int], state: State) -> Reason:
        names, money, per = self.names(members), rupiah(component.amount), PER[self._version.benefit.per]
        if state is State.MET:
            words = both(lambda pick: f"{pick(names)}: {pick(component.name)}, {pick(money)} {pick(per)}")
        else:
            maybe = Bilingual("mungkin", "perhaps")
            words = both(lambda pick: f"{pick(names)}: {pick(maybe)} {pick(component.name)}")
        return _made(state, words, tuple(members))

    def names(self, members: Sequence[int]) -> Bilingual:
        """Return members by name, with the age of one alone."""
        return named(self._labels, self._members, members)


def said_of_family(node: Node, state: State) -> Bilingual:
    """Return a condition on the family as it stands."""
    if not is_plain(node):
        words, said = phrase(node), OPENING[state]
    elif state is State.UNKNOWN:
        words, said = phrase(node), WHETHER
    else:
        return phrase(node if state is State.MET else denied(node))
    return both(lambda pick: pick(said).format(pick(words)))


def _limit(component: Component, persons: int) -> list[Reason]:
    if component.most is None or persons <= component.most:
        return []
    said = Bilingual("dihitung paling banyak {} orang: {}", "counted, at most {}: {}")
    words = both(lambda pick: pick(said).format(component.most, pick(component.name)))
    return [_made(State.MET, words, ())]


def _worded(wording: Wording, state: State) -> Bilingual:
    return {State.MET: wording.met, State.UNMET: wording.unmet, State.UNKNOWN: wording.unknown}[state]


def _made(state: State, words: Bilingual, members: tuple[int, ...]) -> Reason:
    sentence = capital(words)
    return Reason(state, sentence.id, sentence.en, members)
