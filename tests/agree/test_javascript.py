"""The evaluator of the browser against ours: same answers, failures, verdicts, amounts and questions.

The modules of `slrt/web/static/slrt/rules` run in a real Chromium and get the JSON of `json_nodes.py` and
`json_programmes.py`. SLRT_EXAMPLES=5000 tries more invented rules and families than the 300 of every run.
"""

import datetime
import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from slrt.domain.programmes import load_cases, load_programmes
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.benefit import Benefit, BenefitKind, Cap, Component, Per
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.explain import Explainer
from slrt.domain.rules.facts import SEVERE_DOMAINS, Bilingual
from slrt.domain.rules.failures import Failure
from slrt.domain.rules.json_nodes import node_to_json
from slrt.domain.rules.json_programmes import rules_to_json, vocabulary_to_json
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.lists import Partial, Span
from slrt.domain.rules.plan import Scope, plan_of
from slrt.domain.rules.problems import RuleError, RuleFailure
from slrt.domain.rules.programme import Confidence, Level, Programme, Version
from slrt.domain.rules.record import FamilyRecord, parse
from slrt.domain.rules.text import language
from slrt.domain.rules.uses import values_of
from slrt.domain.rules.views import UNKNOWN
from tests.agree.edge_sentences import FAMILIES, SENTENCES
from tests.agree.rule_strategies import FACTS, ON, conditions, known_families, partly_known, rules, value
from tests.spec import test_conformance as conformance

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "slrt" / "web" / "static" / "slrt" / "rules"
SHIPPED = load_programmes(ROOT / "programmes")
EXAMPLES = settings(
    max_examples=int(os.environ.get("SLRT_EXAMPLES", "300")), deadline=None, suppress_health_check=list(HealthCheck)
)
ADDRESS = "https://slrt.test"
PAGE = Path(__file__).with_suffix(".js")


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    """A page without network that has loaded the modules from disk."""
    page = chromium.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route(f"{ADDRESS}/**", serve)
    page.goto(f"{ADDRESS}/")
    page.wait_for_function("() => window.ready", timeout=15_000)
    yield page
    page.close()
    assert faults == []


def serve(route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    if path.startswith("/rules/"):
        route.fulfill(path=MODULES / path.removeprefix("/rules/"), content_type="text/javascript")
    elif path == "/page.js":
        route.fulfill(path=PAGE, content_type="text/javascript")
    else:
        route.fulfill(body='<script type="module" src="/page.js"></script>', content_type="text/html")


def ask(browser: Page, function: str, *arguments: object) -> Any:
    """Call a function of the page; all goes as JSON text, which is much faster than value by value."""
    call = "async ([name, given]) => JSON.stringify(await window[name](...JSON.parse(given)))"
    return json.loads(browser.evaluate(call, [function, json.dumps(arguments)]))


# -- the same words on both sides ---------------------------------------------------------------------------------


DECIMALS = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def told(found: object) -> object:
    """A value of ours as the page tells it."""
    if found is UNKNOWN:
        return {"unknown": True}
    if isinstance(found, Failure):
        return {"failure": [found.message, *found.at]}
    if isinstance(found, Partial):
        return {"partial": [list(map(told, found.sure)), list(map(told, found.maybe))]}
    if isinstance(found, Span):
        return {"span": [told(found.low), told(found.high)]}
    if isinstance(found, float):
        return {"float": DECIMALS.get(repr(found), repr(found))}
    if isinstance(found, int) and not isinstance(found, bool):
        return {"int": str(found)}
    return list(map(told, found)) if isinstance(found, list) else found


def heard(found: Any) -> object:
    """What the page told, with decimals in one writing."""
    if isinstance(found, dict) and "float" in found:
        return told(float(found["float"]))
    return list(map(heard, found)) if isinstance(found, list) else found


def written(found: Any) -> Any:
    if isinstance(found, datetime.date):
        return found.isoformat()
    return sorted(found) if isinstance(found, frozenset) else found


def family_json(record: FamilyRecord) -> dict[str, Any]:
    people = [{name: written(known) for name, known in member.items()} for member in record.members]
    return {"family": {name: written(known) for name, known in record.family.items()}, "members": people}


# -- rules --------------------------------------------------------------------------------------------------------


def test_every_conformance_case_inside_the_subset_gets_its_value(browser: Page) -> None:
    cases = [case for case in json.loads(conformance.CASES.read_text(encoding="utf-8")) if not outside(case)]
    assert len(cases) > 400
    asked, expected = [], []
    for case in cases:
        node, values = read(case)
        asked.append([node_to_json(node), {name: told(given) for name, given in values.items()}])
        expected.append((case["expr"], told(compiled(node)(values))))
    found = map(heard, ask(browser, "evaluated", asked))
    pairs = zip(expected, found, strict=True)
    assert [(text, wanted, got) for (text, wanted), got in pairs if got != wanted] == []


def outside(case: dict[str, Any]) -> bool:
    return conformance.run(case).state == conformance.OUTSIDE


def read(case: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    types = {entry["name"]: conformance.variable_type(entry) for entry in case.get("typeEnv", ())}
    values = {name: conformance.plain(bound["value"]) for name, bound in case.get("bindings", {}).items()}
    return conformance.plain_language(types).nodes(case["expr"]), values


def test_sentences_at_the_edges_of_the_language_get_the_same_answers(browser: Page) -> None:
    found = {}
    for text in SENTENCES:
        node = node_to_json(WORDS.nodes(text))
        found[text] = heard(ask(browser, "answers", VOCABULARY, node, FAMILIES, ON.isoformat()))
    assert found == {text: [told(answer(text, parse(family))) for family in FAMILIES] for text in SENTENCES}


@st.composite
def raw_families(draw: st.DrawFn) -> FamilyRecord:
    """A family as it may be stored: facts that do not apply, people who are gone or not yet born, much unknown."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    share = draw(st.sampled_from([0.1, 0.5, 0.9]))
    family = {fact.name: value(fact, chance) for fact in FACTS.stored("family") if chance.random() < share}
    members = [
        {fact.name: value(fact, chance) for fact in FACTS.stored("member") if chance.random() < share}
        for _ in range(draw(st.integers(0, 4)))
    ]
    for member in members:
        if chance.random() < 0.2:
            member["presence"] = chance.choice(["died", "moved", "not_found", "abroad"])
        if chance.random() < 0.2:
            member["birth_date"] = ON + datetime.timedelta(days=chance.randint(-2, 2))
    return FamilyRecord(family, members)


def answer(text: str, record: FamilyRecord) -> object:
    family = family_view(record, ON)
    members = list(member_views(record, ON, family).values())
    return compiled(WORDS.nodes(text))({"family": family, "members": members, "on": ON})


WORDS = language("family", "members", "on")
VOCABULARY = vocabulary_to_json()


@EXAMPLES
@given(text=rules, known=known_families(), raw=raw_families(), data=st.data())
def test_invented_rules_get_the_same_answers(
    browser: Page, text: str, known: FamilyRecord, raw: FamilyRecord, data: st.DataObject
) -> None:
    records = [known, *(data.draw(partly_known(known)) for _ in range(3)), raw, data.draw(partly_known(raw))]
    node, families = node_to_json(WORDS.nodes(text)), [family_json(record) for record in records]
    found = ask(browser, "answers", VOCABULARY, node, families, ON.isoformat())
    assert heard(found) == [told(answer(text, record)) for record in records]


# -- verdicts -----------------------------------------------------------------------------------------------------


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


RULES = rules_to_json(SHIPPED)


@settings(EXAMPLES, max_examples=EXAMPLES.max_examples // 3)
@given(record=raw_families())
def test_every_programme_says_the_same_of_invented_families(browser: Page, record: FamilyRecord) -> None:
    found = ask(browser, "verdicts", RULES, [[family_json(record), ON.isoformat()]])
    assert found == [verdicts(list(SHIPPED), record, ON)]


TRIAL = Bilingual("Uji", "Trial")
HOLDERS = (("family", "family"), ("m", "member"))
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
            who=read_rule(draw(conditions(HOLDERS, 1))),
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
    text = draw(conditions(HOLDERS if scope is Scope.MEMBER else HOLDERS[:1], 2))
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


def quick(programme: Programme, record: FamilyRecord, on: datetime.date) -> bool:
    """Whether no holder has many combinations of unknown facts."""
    plan = programme.versions[0].plan
    family = family_view(record, on)
    for view in (family, *member_views(record, on, family).values()):
        names = plan.family_facts if view is family else plan.member_facts
        size = 1
        for name in names:
            if view.get(name) is UNKNOWN:
                size *= len(values_of(view.entity, name, plan.uses, on) or (1,))
        if size > 300:
            return False
    return True


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
    records = [known for known in records if quick(one, known, on) and quick(two, known, on)]
    assume(records)
    families = [[family_json(known), on.isoformat()] for known in records]
    found = ask(browser, "verdicts", rules_to_json([one, two]), families)
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
