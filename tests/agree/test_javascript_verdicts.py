"""The browser judges families as we do: the same verdicts, members, amounts, ranges of amounts and questions."""

import datetime
import random
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from slrt.domain.programmes import load_cases, load_programmes, programme_of
from slrt.domain.programmes.tables import Table
from slrt.domain.rules.benefit import Benefit, BenefitKind, Cap, Component, Per
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.explain import Explainer
from slrt.domain.rules.facts import SEVERE_DOMAINS, Bilingual
from slrt.domain.rules.json_programmes import rules_to_json
from slrt.domain.rules.plan import Scope, plan_of
from slrt.domain.rules.problems import RuleError, RuleFailure
from slrt.domain.rules.programme import Confidence, Level, Programme, Version
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.text import language
from tests.agree.examples import EXAMPLES, examples
from tests.agree.invented import CAP, INVENTED, SHAPE, is_quick
from tests.agree.javascript import ROOT, ask, family_json, page_of_rules, raw_families
from tests.agree.rule_strategies import ON, PERSONAL, about_money, conditions, known_families
from tests.agree.tally import comparing
from tests.agree.test_amounts_are_exact import small_families

pytestmark = pytest.mark.browser
SHIPPED = load_programmes(ROOT / "programmes")
RULES = rules_to_json(SHIPPED)


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    with page_of_rules(chromium) as page:
        yield page


def verdicts(programmes: list[Programme], record: FamilyRecord, on: datetime.date) -> object:
    """What our evaluator says, without sentences: making one fails with a part of a rule that `&&` or `||` absorbs."""
    try:
        with patch.object(Explainer, "reasons", return_value=()):
            found = evaluate_family(programmes, record, on)
    except RuleFailure as failure:
        return {"refused": str(failure)}
    said = [{**verdict.to_json(), "name": {"id": verdict.name.id, "en": verdict.name.en}} for verdict in found]
    return [{key: part for key, part in one.items() if key != "reasons"} for one in said]


def test_every_case_of_every_programme_gets_the_same_verdicts(browser: Page) -> None:
    cases = [case for programme in SHIPPED for case in load_cases(ROOT / "programmes" / programme.code)]
    families = [[family_json(case.record), case.on.isoformat()] for case in cases]
    found = ask(browser, "verdicts", RULES, families)
    assert len(found) >= 8 * len(SHIPPED)
    for case, one in zip(cases, found, strict=True):
        assert one == verdicts(list(SHIPPED), case.record, case.on), (case.code, case.name)


@examples(share=3)
@given(record=raw_families())
def test_every_programme_says_the_same_of_invented_families(browser: Page, record: FamilyRecord) -> None:
    found = ask(browser, "verdicts", RULES, [[family_json(record), ON.isoformat()]])
    with comparing("javascript: shipped programmes", 1, len(SHIPPED)):
        assert found == [verdicts(list(SHIPPED), record, ON)]


LIMITS = [{"cap": "", "most": ""}, {"cap": CAP, "most": "max = 1"}]
OPEN = {
    "share": ("family", "family.income_monthly / members.size() <= 750000"),
    "sum": ("family", "members.map(m, m.in_school, m.age).sum() <= 20 && family.decile <= 4"),
    "sums": (
        "family",
        "members.exists(m, m.in_school) && (family.income_monthly + members.map(m, m.age * 9).sum()) / 2 > 500000 "
        "|| members.filter(m, m.is_pregnant).map(m, m.age).sum() in [0, 18] && family.disaster_affected",
    ),
    "sum_of_all": ("member", "m.age < 18 && members.map(x, x.age).sum() > 40"),
    "tied": ("family", "members[0].age > 6 && members.exists(m, m.in_school)"),
}
"""Rules that stay open: a fact that cannot be tried value by value, sums, and one read across members."""

CHOSEN = [
    programme_of(Table(code, tomllib.loads(SHAPE.format(code=code, scope=scope, rule=rule, **limits))))
    for code, (scope, rule) in {**INVENTED, **OPEN}.items()
    for limits in LIMITS
]
CHOSEN_RULES = rules_to_json(CHOSEN)


@examples(share=5)
@given(records=st.lists(small_families(), min_size=6, max_size=6), on=st.sampled_from([ON, datetime.date(2028, 2, 29)]))
def test_rules_chosen_for_their_difficulty_get_the_same_verdicts(
    browser: Page, records: list[FamilyRecord], on: datetime.date
) -> None:
    found = ask(browser, "verdicts", CHOSEN_RULES, [[family_json(record), on.isoformat()] for record in records])
    with comparing("javascript: benefits with limits", len(records), len(records) * len(CHOSEN)):
        assert found == [verdicts(CHOSEN, record, on) for record in records]


TRIAL = Bilingual("Uji", "Trial")
PERSONS = language("m", "family", "members", "on")
PEOPLE = st.none() | st.integers(1, 3)


@st.composite
def benefits(draw: st.DrawFn) -> Benefit:
    if draw(st.integers(0, 7)) == 0:
        return Benefit(kind=BenefitKind.IN_KIND, per=Per.ONCE, unit_value=5)
    if draw(st.integers(0, 3)) == 0:
        return Benefit(kind=BenefitKind.CASH, per=Per.MONTH, flat=200)
    parts = [
        Component(
            name=TRIAL,
            who=read_rule(draw(conditions(PERSONAL, 1))),
            amount=draw(st.sampled_from([0, 100, 250, 300])),
            most=draw(PEOPLE),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    persons = draw(PEOPLE)
    cap = None if persons is None else Cap(persons=persons)
    return Benefit(kind=BenefitKind.CASH, per=Per.YEAR, components=tuple(parts), cap=cap)


@st.composite
def programmes(draw: st.DrawFn, code: str) -> Programme:
    """A programme of one version whose unknown facts can be tried quickly."""
    scope = draw(st.sampled_from(Scope))
    text = draw(about_money() | conditions(PERSONAL, 2) if scope is Scope.MEMBER else conditions(PERSONAL[:1], 2))
    version = Version(
        id="trial",
        since=datetime.date(2020, 1, 1),
        until=None,
        scope=scope,
        text=text,
        rule=read_rule(text),
        benefit=draw(benefits()),
        source="trial",
        confidence=Confidence.UNCONFIRMED,
    )
    return Programme(
        code=code,
        name=TRIAL,
        level=Level.DESA,
        sector="food",
        owner=TRIAL,
        complain_to=TRIAL,
        versions=(version,),
    )


def read_rule(text: str) -> Any:
    try:
        return PERSONS.nodes(text)
    except RuleError as error:
        raise AssertionError(f"the strategy wrote a rule that is refused: {text}") from error


def forgetful(record: FamilyRecord, programme: Programme, chance: random.Random) -> FamilyRecord:
    """The same family without a few of the facts that the programme reads."""
    plan = plan_of(programme.versions[0].rule, programme.versions[0].scope, programme.versions[0].benefit)
    names = {name for name in plan.member_facts if name != "has_severe_disability"}
    if len(names) < len(plan.member_facts):
        names.add(chance.choice(SEVERE_DOMAINS))
    places: list[tuple[int | None, str]] = [(None, name) for name in plan.family_facts]
    places += [(at, name) for at in range(len(record.members)) for name in sorted(names)]
    family, members = dict(record.family), [dict(member) for member in record.members]
    for at, name in chance.sample(places, min(chance.randint(0, 4), len(places))):
        (family if at is None else members[at]).pop(name, None)
    return FamilyRecord(family, members)


DAYS = [ON, ON.replace(month=2, day=28), datetime.date(2028, 2, 29), datetime.date(2027, 3, 1)]


@EXAMPLES
@given(
    one=programmes("one"),
    two=programmes("two"),
    record=known_families(3) | raw_families(),
    on=st.sampled_from(DAYS),
    seed=st.integers(0, 2**32),
)
def test_invented_programmes_get_the_same_verdicts_amounts_and_questions(
    browser: Page, one: Programme, two: Programme, record: FamilyRecord, on: datetime.date, seed: int
) -> None:
    chance = random.Random(seed)
    records = [record, *(forgetful(record, each, chance) for each in (one, two, one, two))]
    records = [known for known in records if is_quick(one, known, on) and is_quick(two, known, on)]
    assume(records)
    families = [[family_json(known), on.isoformat()] for known in records]
    found = ask(browser, "verdicts", rules_to_json([one, two]), families)
    with comparing("javascript: invented programmes", 2, 2 * len(records)):
        assert found == [verdicts([one, two], known, on) for known in records]


# -- what is refused ----------------------------------------------------------------------------------------------


def test_the_browser_finds_the_hash_of_the_rules(browser: Page) -> None:
    assert ask(browser, "contentHash", RULES) == RULES["hash"]
    version = RULES["programmes"][0]["versions"][0]
    assert ask(browser, "contentHash", version) == version["hash"]


@pytest.mark.parametrize(
    ("family", "path"),
    [
        ({"family": {"house": True}, "members": []}, "family.house"),
        ({"family": {"decile": "4"}, "members": []}, "family.decile"),
        ({"family": {"decile": 4.5}, "members": []}, "family.decile"),
        ({"family": {"registered": 1}, "members": []}, "family.registered"),
        ({"family": {"receives": "pkh"}, "members": []}, "family.receives"),
        ({"family": {}, "members": [{}, {"birth_date": "2026-02-30"}]}, "members[1].birth_date"),
        ({"family": {}, "members": [{"age": 4}]}, "members[0].age"),
    ],
)
def test_what_is_no_fact_is_refused_with_its_path(browser: Page, family: dict[str, Any], path: str) -> None:
    (found,) = ask(browser, "verdicts", RULES, [[family, "2026-01-15"]])
    assert found["refused"].startswith(f"{path}: ")


def test_rules_of_a_newer_form_are_not_read(browser: Page) -> None:
    newer = {**RULES, "format": 2}
    with pytest.raises(Exception, match="rules in form 2, expected 1"):
        ask(browser, "verdicts", newer, [])


def test_a_version_kept_for_comparison_never_decides(browser: Page) -> None:
    pkh = next(programme for programme in SHIPPED if programme.code == "pkh")
    kept = replace(pkh, versions=tuple(replace(version, in_force=False) for version in pkh.versions))
    found = ask(browser, "verdicts", rules_to_json([kept]), [[{"family": {}, "members": []}, "2026-01-15"]])
    assert found == [[]]
