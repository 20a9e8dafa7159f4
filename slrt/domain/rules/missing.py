"""Which unknown facts can still change the answer, and which of them alone can settle it.

A fact matters when two families that differ only in it get different answers, everything else unknown being free.
Only where a fact of the family changes what is asked of each member, and the members leave thousands of combinations
open, is it taken to matter without trying them all.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from slrt.domain.rules.facts import SEVERE_DOMAINS, Value, catalogue
from slrt.domain.rules.situation import Answer, Case, Facts, Leaf, Result, Situation, State
from slrt.domain.rules.verdict import Missing
from slrt.domain.rules.views import UNKNOWN, View

PAIRS_LIMIT = 500
"""Most combinations of two cases compared before a fact is taken to matter."""

Place = tuple[int | None, str]
"""Index of the member (None: the family) and name of the fact, derived ones not yet replaced."""


def matters(situation: Situation) -> set[Place]:
    """Return the unknown facts whose answer can change verdict or amount."""
    found = _family_facts(situation)
    for case in situation.cases():
        if not case.refused:
            found |= _member_facts(situation, case, found) | _untried(situation, case)
    return found | _unlisted(situation)


def unknowns(situation: Situation) -> set[Place]:
    """Return every unknown fact the rule reads, for the rare rule that stays open though nothing matters."""
    found: set[Place] = {(None, name) for name in situation.unknown(situation.family)}
    for index, view in situation.members.items():
        found |= {(index, name) for name in situation.unknown(view)}
    return found | set(situation.added_up())


def _apart(one: Facts, two: Facts) -> str | None:
    """Return the fact in which two sets of supposed facts differ, if it is exactly one."""
    apart = [name for name in one if name in two and one[name] != two[name]]
    return apart[0] if len(apart) == 1 else None


def _family_facts(situation: Situation) -> set[Place]:
    found: set[Place] = set()
    for one, two in combinations(situation.cases(), 2):
        name = _apart(one.facts, two.facts)
        if name is not None and (None, name) not in found and _cases_differ(situation, one, two, name):
            found.add((None, name))
    return found


def _cases_differ(situation: Situation, one: Case, two: Case, name: str) -> bool:
    if _ends(situation.results(one)) != _ends(situation.results(two)):
        return True
    if name in situation.plan.personal_family_facts:
        people = _people(situation, one, two)
        if any(first != second for pairs, _ in people for first, second in pairs):
            return _people_differ(situation, people, one, two)
    states = situation.fold(situation.answers(view, one) for view in situation.members.values())
    return any(situation.result(one, state) != situation.result(two, state) for state in states)


def _ends(results: Collection[Result]) -> object:
    """Return the verdicts and the ends of the amounts; amounts between them need not all be listed."""
    amounts = [amount for _, amount in results]
    return {eligible for eligible, _ in results}, min(amounts), max(amounts)


Pair = tuple[Answer, Answer]
"""What one member, the same in two cases of the family, is said to be in each."""


People = Sequence[tuple[Sequence[Pair], int]]
"""The pairs of members who are alike, and how many they are."""


def _people(situation: Situation, one: Case, two: Case) -> People:
    alike = Counter(situation.signature(view) for view in situation.members.values())
    first = {situation.signature(view): view for view in situation.members.values()}
    return [(_pairs(situation, first[signature], one, two), count) for signature, count in alike.items()]


def _people_differ(situation: Situation, people: People, one: Case, two: Case) -> bool:
    """Whether some family that is the same in both cases gets different answers in them."""
    steady = [sorted(pairs, key=lambda pair: pair[0] != pair[1])[:1] for pairs, _ in people]
    for place, (pairs, _) in enumerate(people):
        guess = [(pairs if at == place else steady[at], 1) for at in range(len(people))]
        if _fold_pairs(situation, guess, one, two):
            return True
    return _fold_pairs(situation, people, one, two)


def _pairs(situation: Situation, view: View, one: Case, two: Case) -> list[Pair]:
    return list(
        {
            (first, second)
            for left in situation.leaves(view, one)
            for right in situation.leaves(view, two)
            if _compatible(left.facts, right.facts)
            for first in left.answers
            for second in right.answers
        }
    )


def _fold_pairs(situation: Situation, people: People, one: Case, two: Case) -> bool:
    states = {(situation.start, situation.start)}
    for pairs, count in people:
        for _ in range(count):
            more = {
                (situation.step(left, first), situation.step(right, second))
                for left, right in states
                for first, second in pairs
            }
            if more == states:
                break
            states = more
            if len(states) > PAIRS_LIMIT:
                return True
    return any(situation.result(one, left) != situation.result(two, right) for left, right in states)


def _compatible(one: Facts, two: Facts) -> bool:
    return all(two.get(name, value) == value for name, value in one.items())


def _member_facts(situation: Situation, case: Case, known: set[Place]) -> set[Place]:
    found: set[Place] = set()
    for alike in _alike(situation):
        index = alike[0]
        changes = _changes(situation.leaves(situation.members[index], case))
        for name, pairs in changes.items():
            if (index, name) not in known and _changes_result(situation, case, index, pairs):
                found |= {(same, name) for same in alike}
    return found


def _alike(situation: Situation) -> list[list[int]]:
    """Return the indexes of members, those alike for the rule together."""
    groups: dict[object, list[int]] = {}
    for index, view in situation.members.items():
        groups.setdefault(situation.signature(view), []).append(index)
    return list(groups.values())


def _changes(leaves: Sequence[Leaf]) -> Mapping[str, set[tuple[Answer, Answer]]]:
    """Return, by fact, the pairs of answers between which that fact alone decides."""
    changes: dict[str, set[tuple[Answer, Answer]]] = {}
    for one, two in combinations(leaves, 2):
        if one.answers == two.answers:
            continue
        name = _apart(one.facts, two.facts)
        if name is not None:
            pairs = ((first, second) for first in one.answers for second in two.answers if first != second)
            changes.setdefault(name, set()).update(pairs)
    return changes


def _changes_result(situation: Situation, case: Case, index: int, pairs: Iterable[tuple[Answer, Answer]]) -> bool:
    pairs = list(pairs)
    return any(_pairs_differ(situation, case, pairs, states) for states in _others(situation, case, index))


def _others(situation: Situation, case: Case, index: int) -> Iterator[set[State]]:
    """Yield what the other members may come to: a first guess, then everything."""
    answers = [situation.answers(view, case) for other, view in situation.members.items() if other != index]
    yield situation.fold([possible[-1:] for possible in answers])
    yield situation.fold(answers)


def _pairs_differ(situation: Situation, case: Case, pairs: Sequence[tuple[Answer, Answer]], states: set[State]) -> bool:
    def result(state: State, answer: Answer) -> object:
        return situation.result(case, situation.step(state, answer))

    return any(result(state, one) != result(state, two) for state in states for one, two in pairs)


def _untried(situation: Situation, case: Case) -> set[Place]:
    """Facts that leave what is said of a member open, and with it the result, after all that can be tried was."""
    found: set[Place] = set()
    for alike in _alike(situation):
        index = alike[0]
        view = situation.members[index]
        for leaf in situation.leaves(view, case):
            if len(leaf.answers) > 1 and _changes_result(situation, case, index, combinations(leaf.answers, 2)):
                names = situation.unlisted(view.suppose(leaf.facts, case.view))
                found |= {(same, name) for same in alike for name in names}
                found |= _untried_elsewhere(situation, case)
    return found


def _untried_elsewhere(situation: Situation, case: Case) -> set[Place]:
    """Facts of the family that what is asked of each member reads, and facts read across members."""
    personal = situation.plan.personal_family_facts
    return {(None, name) for name in situation.unlisted(case.view) if name in personal} | _entangled(situation)


def _entangled(situation: Situation) -> set[Place]:
    names = situation.plan.entangled_facts
    return {(index, name) for index, view in situation.members.items() for name in names if view.get(name) is UNKNOWN}


def _unlisted(situation: Situation) -> set[Place]:
    """Facts whose values cannot be tried matter while the answer is open; so do facts read across members."""
    if all(eligible is not None for case in situation.cases() for eligible, _ in situation.results(case)):
        return set()
    found: set[Place] = {(None, name) for name in situation.unlisted(situation.family)}
    for index, view in situation.members.items():
        found |= {(index, name) for name in situation.unlisted(view)}
    return found | _entangled(situation) | set(situation.added_up())


def listed(situation: Situation, places: set[Place], *, undecided: bool) -> tuple[Missing, ...]:
    """Return the facts in the order of the catalogue, family first, as stored facts with their paths.

    While the verdict is `undecided`, a fact `decides` when one of its values settles it.
    """
    asked = {index: situation.asked(view, situation.family) for index, view in situation.members.items()}
    found: dict[str, Missing] = {}
    deciding: dict[object, bool] = {}
    for index, name in sorted(places, key=_catalogue_order):
        holder = situation.family if index is None else situation.members[index]
        key = (None if index is None else situation.signature(holder), name)
        if key not in deciding:
            deciding[key] = undecided and _decides(situation, (index, name), asked)
        for stored in _stored(holder, name):
            path = f"family.{stored}" if index is None else f"members[{index}].{stored}"
            found[path] = Missing(path, deciding[key])
    return tuple(found.values())


def _catalogue_order(place: Place) -> tuple[int, int]:
    index, name = place
    order = list(catalogue().facts)
    entity = "family" if index is None else "member"
    return (-1 if index is None else index, order.index(f"{entity}.{name}"))


def _stored(holder: View, name: str) -> Sequence[str]:
    if name != "has_severe_disability":
        return (name,)
    return [domain for domain in SEVERE_DOMAINS if holder.get(domain) is UNKNOWN]


def _decides(situation: Situation, place: Place, asked: Mapping[int, Sequence[object]]) -> bool:
    """Whether some value of one unknown fact settles the verdict; `asked` is what is said of each member so far."""
    index, name = place
    holder = situation.family if index is None else situation.members[index]
    values: Sequence[Value] = dict(situation.variables(holder)).get(name, ())
    return any(_settles(situation, index, holder.suppose({name: value}), asked) for value in values)


def _settles(situation: Situation, index: int | None, holder: View, asked: Mapping[int, Sequence[object]]) -> bool:
    if index is not None:
        said = {**asked, index: situation.asked(holder, situation.family)}
        return situation.judged(situation.family, said.values()) is not UNKNOWN
    said = {at: situation.asked(view.suppose({}, holder), holder) for at, view in situation.members.items()}
    return situation.judged(holder, said.values()) is not UNKNOWN
