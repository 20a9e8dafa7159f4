"""Almost: a programme that a family would get if one single criterion of its rule were answered otherwise.

Only what helps is said. A rule of one criterion is one criterion away for everybody it refuses, so it is "almost" only
where there is something to be done. And facts that a person cannot change, or that it would be wrong to have changed
(decile, age, pregnancy, disability, orphanhood, income, losing insurance or work), are stated as they are and never
advised: advice comes from `remedies.csv` alone, which lists what an office can put in order, and each remedy is given
only where the whole rule, judged again with it, says yes.
"""

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.conditions import is_plain, phrase, requirement
from slrt.domain.rules.criteria import About, Criterion
from slrt.domain.rules.evaluate import answer_of
from slrt.domain.rules.explain import Explainer, said_of_family
from slrt.domain.rules.facts import HERE, Bilingual, Kind, Value, catalogue, rows_of
from slrt.domain.rules.kleene import Run, compiled
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.record import FamilyRecord, value_of
from slrt.domain.rules.situation import supposed
from slrt.domain.rules.text import language
from slrt.domain.rules.verdict import Outcome, State, Verdict
from slrt.domain.rules.views import UNKNOWN
from slrt.domain.rules.words import both, capital, fact_name, programme_name, shown

ORDERED = (Kind.INT, Kind.ENUM_INT, Kind.MONEY, Kind.DATE, Kind.DERIVED_INT)
"""Kinds of which one value can be told against another: "desil 5; PKH meminta desil 1 sampai 4"."""

VALUED = Bilingual(
    "hampir: {name} {value}; {programme} meminta {needs}", "almost: {name} {value}; {programme} asks for {needs}"
)
VALUED_OF = Bilingual(
    "hampir, {names}: {name} {value}; {programme} meminta {needs}",
    "almost, {names}: {name} {value}; {programme} asks for {needs}",
)
PLAIN = Bilingual(
    "hampir: {now}; {programme} mensyaratkan {needs}", "almost: {now}; the rule of {programme} is that {needs}"
)
ONE_LEFT = Bilingual(
    "hampir, tinggal satu syarat {programme}. {unmet}", "almost, one condition of {programme} is left. {unmet}"
)
ONE_LEFT_OF = Bilingual(
    "hampir, tinggal satu syarat {programme} untuk {names}: {needs}",
    "almost, one condition of {programme} is left for {names}: {needs}",
)
DO = Bilingual("Yang dapat dilakukan: {advice}.", "What can be done: {advice}.")
UNSURE = Bilingual(" Cara ini belum pasti; tanyakan dulu.", " This way is unconfirmed; ask first.")


@dataclass(frozen=True, slots=True)
class Almost:
    """One criterion away: its place in the rule (from 1), the members who meet all else, and what is said aloud.

    `needs` is the value that would meet it, where it asks for one of `fact`; `advice` is what can be done, if anything.
    """

    place: int
    members: tuple[int, ...]
    words: Bilingual
    fact: str = ""
    needs: Bilingual | None = None
    advice: Bilingual | None = None

    def to_json(self) -> dict[str, object]:
        """Return the shape of `slrt evaluate --json`."""
        return {
            "criterion": self.place,
            "members": list(self.members),
            "id": self.words.id,
            "en": self.words.en,
            "fact": self.fact or None,
            "needs": _words_json(self.needs),
            "advice": _words_json(self.advice),
        }


@dataclass(frozen=True, slots=True)
class Remedy:
    """What an office can put in order: the facts as they are then, and when that makes sense (None: always)."""

    entity: str
    facts: Mapping[str, Value]
    when: Run | None
    advice: Bilingual
    confirmed: bool


def almost_of(
    programmes: Iterable[Programme], record: FamilyRecord, on: datetime.date, verdicts: Sequence[Verdict]
) -> dict[str, tuple[Almost, ...]]:
    """Return, by code, the ways in which a family refused by a programme is one criterion away from it.

    A programme from which it is further away, or which does not refuse it, is left out.
    """
    known = {programme.code: programme for programme in programmes}
    found = {}
    for verdict in verdicts:
        programme = known[verdict.code]
        version = programme.version_on(on)
        if verdict.outcome is Outcome.NOT_ELIGIBLE and version is not None:
            ways = tuple(_Near(programme, version, record, on).ways())
            if ways:
                found[verdict.code] = ways
    return found


def one_away(version: Version, record: FamilyRecord, on: datetime.date) -> dict[int, tuple[int, ...]]:
    """Return the criteria, by place, that alone keep the rule from yes, each with the members who meet all others.

    For a rule about the family there are no members to name.
    """
    family = family_view(record, on)
    members = member_views(record, on, family)
    scope = {"family": family, "members": list(members.values()), "on": on}
    found: dict[int, tuple[int, ...]] = {}
    for index in members if version.scope is Scope.MEMBER else (None,):
        said = scope if index is None else {**scope, "m": members[index]}
        open_ones = [criterion for criterion in version.criteria if supposed(criterion.run(said)) is not True]
        if len(open_ones) == 1 and supposed(open_ones[0].run(said)) is False:
            place = open_ones[0].place
            found[place] = (*found.get(place, ()), *(() if index is None else (index,)))
    return found


@functools.cache
def remedies() -> tuple[Remedy, ...]:
    """The table of what can be put in order."""
    return tuple(_remedy(row) for row in rows_of(HERE / "remedies.csv"))


def _remedy(row: Mapping[str, str]) -> Remedy:
    pairs = [pair.split("=") for pair in row["facts"].split("|")]
    entity = pairs[0][0].partition(".")[0]
    facts = {}
    for path, text in pairs:
        fact = catalogue().facts[path]
        facts[fact.name] = value_of(fact, text == "true" if fact.kind is Kind.BOOL else text, path)
    when = compiled(language("family", "members", "m", "on").nodes(row["when"])) if row["when"] else None
    words = Bilingual(row["advice_id"], row["advice_en"])
    return Remedy(entity, facts, when, words, row["confidence"] == "confirmed")


class _Near:
    """One refused family before one version of a programme."""

    def __init__(self, programme: Programme, version: Version, record: FamilyRecord, on: datetime.date) -> None:
        self._called = programme_name(programme.code, programme.name)
        self._version, self._record, self._on = version, record, on
        self._family = family_view(record, on)
        self._members = member_views(record, on, self._family)
        self._explainer = Explainer(version, record, self._family, self._members, on)

    def ways(self) -> Iterator[Almost]:
        alone = len(self._version.criteria) == 1
        away = one_away(self._version, self._record, self._on)
        for criterion in self._version.criteria:
            if criterion.place not in away:
                continue
            members = away[criterion.place]
            advice = self._advice(criterion, members)
            if advice is None and alone:
                continue
            fact, needs, words = self._said(criterion, members)
            yield Almost(criterion.place, members, capital(words), fact, needs, advice)

    # -- in words -------------------------------------------------------------------------------------

    def _said(self, criterion: Criterion, members: tuple[int, ...]) -> tuple[str, Bilingual | None, Bilingual]:
        """Return the fact and what it must be, where the criterion asks for that, and the sentence."""
        person = criterion.about is About.PERSON
        needed = None if criterion.about is About.SOMEBODY else requirement(criterion.node)
        worded = criterion.place in self._version.wording and not person
        if needed and ((not worded and not person) or catalogue().facts[needed[0]].kind in ORDERED):
            valued = self._valued(*needed, members if person else ())
            if valued is not None:
                return needed[0], needed[1], valued
        if person:
            words = self._filled(ONE_LEFT_OF, needs=phrase(criterion.node), names=self._explainer.names(members))
        elif criterion.about is About.FAMILY and not worded and is_plain(criterion.node):
            now = said_of_family(criterion.node, State.UNMET)
            words = self._filled(PLAIN, now=now, needs=phrase(criterion.node))
        else:
            words = self._filled(ONE_LEFT, unmet=capital(self._explainer.unmet(criterion)))
        return (needed[0] if needed else ""), (needed[1] if needed else None), words

    def _valued(self, path: str, need: Bilingual, members: tuple[int, ...]) -> Bilingual | None:
        """Say the value there is against the one asked for; None where members have different ones."""
        holders = [self._members[index] for index in members] or [self._family]
        values = {holder.get(path.partition(".")[2]) for holder in holders}
        (value,) = values if len(values) == 1 else (UNKNOWN,)
        if value is UNKNOWN:
            return None
        name, fact = fact_name(path), catalogue().facts[path]
        known = shown(fact, value)
        needs = both(lambda pick: f"{pick(name)} {pick(need)}")
        if members:
            names = self._explainer.names(members)
            return self._filled(VALUED_OF, name=name, value=known, needs=needs, names=names)
        return self._filled(VALUED, name=name, value=known, needs=needs)

    def _filled(self, sentence: Bilingual, **words: Bilingual) -> Bilingual:
        words["programme"] = self._called
        return both(lambda pick: pick(sentence).format(**{key: pick(text) for key, text in words.items()}))

    # -- what can be done -----------------------------------------------------------------------------

    def _advice(self, criterion: Criterion, members: tuple[int, ...]) -> Bilingual | None:
        """Return the first remedies after which the whole rule says yes, for everybody whom they help."""
        for remedy in remedies():
            candidates = self._candidates(remedy, criterion, members)
            helped = tuple(index for index in candidates if self._helps(remedy, index))
            if helped:
                names = () if remedy.entity == "family" else tuple(index for index in helped if index is not None)
                return self._advised(remedy, names)
        return None

    def _candidates(self, remedy: Remedy, criterion: Criterion, members: tuple[int, ...]) -> Sequence[int | None]:
        if remedy.entity == "family":
            return (None,)
        return members if criterion.about is About.PERSON else tuple(self._members)

    def _helps(self, remedy: Remedy, index: int | None) -> bool:
        """Whether the whole rule says yes once the facts are in order."""
        holder = self._family if index is None else self._members[index]
        scope = {"family": self._family, "members": list(self._members.values()), "on": self._on, "m": holder}
        if remedy.when is not None and supposed(remedy.when(scope)) is not True:
            return False
        changed = self._with(remedy.facts, index)
        family = family_view(changed, self._on)
        try:
            return answer_of(self._version.plan, family, member_views(changed, self._on, family), self._on) is True
        except RuleFailure:
            return False

    def _with(self, facts: Mapping[str, Value], index: int | None) -> FamilyRecord:
        if index is None:
            return FamilyRecord({**self._record.family, **facts}, self._record.members, self._record.labels)
        people = [{**one, **facts} if at == index else one for at, one in enumerate(self._record.members)]
        return FamilyRecord(self._record.family, people, self._record.labels)

    def _advised(self, remedy: Remedy, members: tuple[int, ...]) -> Bilingual:
        names = self._explainer.names(members) if members else Bilingual("", "")
        advice = both(lambda pick: pick(remedy.advice).replace("{names}", pick(names)))
        doubt = Bilingual("", "") if remedy.confirmed else UNSURE
        return both(lambda pick: pick(DO).format(advice=pick(advice)) + pick(doubt))


def _words_json(words: Bilingual | None) -> dict[str, str] | None:
    return None if words is None else {"id": words.id, "en": words.en}
