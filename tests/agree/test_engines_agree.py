"""Invented rules on every engine of whole regions against the evaluator: true, false, unknown, and what fails.

A query costs an engine much and a rule in it little, so rules come in rounds: each engine is asked one query a round.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.evaluate import answer_of
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.views import UNKNOWN
from tests.agree.examples import examples
from tests.agree.judging import NAMES, Judge, judging
from tests.agree.rule_strategies import ON, PERSONAL, about_money, conditions, known_families, partly_known, rules
from tests.agree.tally import comparing
from tests.makers.rules import programme

ROUND = 30
"""Rules asked together."""

FAILED = "failed"
persons = conditions(PERSONAL, 3) | about_money()
"""Rule texts about one person `m`."""


@dataclass(frozen=True)
class Round:
    """Rules and the families they are asked of."""

    about_families: list[str]
    about_persons: list[str]
    records: list[FamilyRecord]

    @property
    def trials(self) -> list[Programme]:
        about_families = [programme(text, Scope.FAMILY) for text in self.about_families]
        return about_families + [programme(text, Scope.MEMBER) for text in self.about_persons]


@st.composite
def families(draw: st.DrawFn) -> list[FamilyRecord]:
    """Families with every fact, with some facts, one of up to forty people, and one of nobody."""
    whole = [*draw(st.lists(known_families(), min_size=1, max_size=3)), draw(known_families(most=40))]
    partly = [draw(partly_known(record)) for record in whole for _ in range(3)]
    return [FamilyRecord({}, []), *whole, *partly]


rounds = st.builds(
    Round,
    st.lists(rules, min_size=ROUND // 2, max_size=ROUND // 2),
    st.lists(persons, min_size=ROUND // 2, max_size=ROUND // 2),
    families(),
)


@pytest.fixture(scope="module")
def judges(request: pytest.FixtureRequest) -> Iterator[list[Judge]]:
    with ExitStack() as opened:
        yield [opened.enter_context(judging(name, request)) for name in NAMES]


def kleene(trials: Sequence[Programme], records: Sequence[FamilyRecord]) -> list[list[object]]:
    """What the evaluator says of each family, rule by rule, FAILED where a rule cannot be computed."""
    found = []
    for record in records:
        family = family_view(record, ON)
        members = member_views(record, ON, family)
        found.append([said(trial, family, members) for trial in trials])
    return found


def said(trial: Programme, family: Any, members: Any) -> object:
    try:
        return answer_of(trial.versions[0].plan, family, members, ON)
    except RuleFailure:
        return FAILED


def agrees(expected: object, row: dict[str, Any], place: int) -> bool:
    """Whether a row holds what the evaluator says of the rule in this place."""
    if row.get(f"failed{place}"):
        return expected in (FAILED, UNKNOWN)
    verdict = row[f"v{place}"]
    return (UNKNOWN if verdict is None else verdict) is expected


suspects: set[str] = set()
"""Engines that deviated: while the example is made smaller, the others need not be asked."""


@examples(share=ROUND)
@given(round_=rounds)
def test_invented_rules_agree_on_every_engine(judges: list[Judge], round_: Round) -> None:
    trials = round_.trials
    expected = kleene(trials, round_.records)
    for judge in judges:
        if suspects and judge.name not in suspects:
            continue
        try:
            compare(judge, trials, round_.records, expected)
        except Exception:
            suspects.add(judge.name)
            raise


def compare(
    judge: Judge, trials: Sequence[Programme], records: Sequence[FamilyRecord], expected: list[list[object]]
) -> None:
    places = [place for place, trial in enumerate(trials) if not judge.refuses(trial, ON)]
    refused = len(trials) - len(places)
    event(f"{judge.name} refuses {refused} of {len(trials)}")
    if not places:
        return
    found = judge.ask([trials[place] for place in places], records, ON)
    with comparing(judge.name, len(places), len(places) * len(records), refused):
        for record, row, answers in zip(records, found, expected, strict=True):
            for at, place in enumerate(places):
                assert agrees(answers[place], row, at), (judge.name, trials[place].versions[0].text, record, row)
