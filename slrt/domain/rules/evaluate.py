"""What every programme says about one family on one day.

Verdicts follow Kleene's logic: what is unknown stays unknown until it cannot matter. Amounts are exact bounds: the
least and the greatest over all values of the unknown facts.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.explain import Explainer
from slrt.domain.rules.missing import listed, matters, unknowns
from slrt.domain.rules.plan import Plan, Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.situation import Situation, settled
from slrt.domain.rules.verdict import Missing, Outcome, Verdict
from slrt.domain.rules.views import UNKNOWN, View

OUTCOMES = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE}


def evaluate_family(programmes: Iterable[Programme], record: FamilyRecord, on: datetime.date) -> tuple[Verdict, ...]:
    """Return one verdict for each programme with a version in force on `on`, in the order given.

    The missing facts of each verdict are ordered by how many of these programmes they would decide.
    Raises RuleFailure, naming the programme, where a rule cannot be computed (division by zero, overflow).
    """
    family = family_view(record, on)
    members = member_views(record, on, family)
    verdicts = []
    for programme in programmes:
        version = programme.version_on(on)
        if version is None:
            continue
        try:
            verdicts.append(_verdict(programme, version, _Subject(record, on, family, members)))
        except RuleFailure as failure:
            raise RuleFailure(f"{programme.code} {version.id}: {failure}") from failure
    return _most_useful_first(verdicts)


class _Subject:
    """The family being judged."""

    def __init__(self, record: FamilyRecord, on: datetime.date, family: View, members: Mapping[int, View]) -> None:
        self.record = record
        self.on = on
        self.family = family
        self.members = members


def _verdict(programme: Programme, version: Version, subject: _Subject) -> Verdict:
    plan = version.plan
    situation = Situation(plan, subject.on, subject.family, subject.members)
    answer = answer_of(plan, subject.family, subject.members, subject.on)
    outcome = OUTCOMES[answer] if isinstance(answer, bool) else Outcome.UNKNOWN
    low, high = bounds_of(version, situation, outcome)
    explainer = Explainer(version, subject.record, subject.family, subject.members, subject.on)
    return Verdict(
        code=programme.code,
        version=version.id,
        on=subject.on,
        name=programme.name,
        outcome=outcome,
        members=_who(plan, subject, outcome),
        benefit=version.benefit.kind.value,
        per=version.benefit.per.value,
        amount_min=low,
        amount_max=high,
        reasons=explainer.reasons(outcome),
        missing=_missing(version, situation, outcome),
        documents=version.documents,
        source=version.source,
        confidence=version.confidence.value,
    )


def answer_of(plan: Plan, family: View, members: Mapping[int, View], on: datetime.date) -> object:
    """Return Kleene's answer to a rule: True, False or UNKNOWN; raises RuleFailure where it cannot be computed."""
    scope = {"family": family, "members": list(members.values()), "on": on}
    if plan.scope is Scope.FAMILY:
        return settled(plan.rule(scope))
    answers = [settled(plan.rule({**scope, "m": member})) for member in members.values()]
    if True in answers:
        return True
    return UNKNOWN if UNKNOWN in answers else False


def _who(plan: Plan, subject: _Subject, outcome: Outcome) -> tuple[int, ...]:
    """Return the members who certainly are eligible, or for whom a family certainly gets a component."""
    if outcome is not Outcome.ELIGIBLE:
        return ()
    scope = {"family": subject.family, "members": list(subject.members.values()), "on": subject.on}
    tests = (plan.rule,) if plan.scope is Scope.MEMBER else plan.whos
    return tuple(
        index
        for index, member in subject.members.items()
        if any(settled(test({**scope, "m": member})) is True for test in tests)
    )


def bounds_of(version: Version, situation: Situation, outcome: Outcome) -> tuple[int | None, int | None]:
    """Return the least and greatest money of a family with this outcome, None where the benefit is not cash."""
    if outcome is Outcome.NOT_ELIGIBLE:
        return 0, 0
    if version.benefit.kind is not BenefitKind.CASH:
        return None, None
    amounts: set[int] = set()
    for case in situation.cases():
        for eligible, amount in situation.results(case):
            amounts.add(amount)
            if eligible is None and outcome is Outcome.UNKNOWN:
                amounts.add(0)
    return min(amounts), max(amounts)


def _missing(version: Version, situation: Situation, outcome: Outcome) -> tuple[Missing, ...]:
    if outcome is Outcome.NOT_ELIGIBLE:
        return ()
    if outcome is Outcome.ELIGIBLE and version.benefit.kind is not BenefitKind.CASH:
        return ()
    places = matters(situation)
    if outcome is Outcome.UNKNOWN and not places:
        places = unknowns(situation)
    return listed(situation, places, undecided=outcome is Outcome.UNKNOWN)


def _most_useful_first(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Order the missing facts of each verdict by the programmes they decide, then by those they touch."""
    verdicts = tuple(verdicts)
    decides: Counter[str] = Counter()
    touches: Counter[str] = Counter()
    for verdict in verdicts:
        for fact in verdict.missing:
            decides[fact.path] += fact.decides
            touches[fact.path] += 1
    return tuple(
        replace(
            verdict,
            missing=tuple(sorted(verdict.missing, key=lambda fact: (-decides[fact.path], -touches[fact.path]))),
        )
        for verdict in verdicts
    )
