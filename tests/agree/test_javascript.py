"""The evaluator of the browser against ours: the same answers, unknowns and failures, rule by rule."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.json_nodes import node_to_json
from slrt.domain.rules.json_programmes import vocabulary_to_json
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.record import FamilyRecord, parse
from slrt.domain.rules.text import language
from tests.agree.edge_sentences import FAMILIES, SENTENCES
from tests.agree.examples import EXAMPLES
from tests.agree.javascript import ask, family_json, heard, page_of_rules, raw_families, told
from tests.agree.rule_strategies import ON, known_families, partly_known, rules
from tests.agree.tally import comparing
from tests.spec import test_conformance as conformance

pytestmark = pytest.mark.browser
WORDS = language("family", "members", "on")
VOCABULARY = vocabulary_to_json()


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    with page_of_rules(chromium) as page:
        yield page


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


def answer(text: str, record: FamilyRecord) -> object:
    family = family_view(record, ON)
    members = list(member_views(record, ON, family).values())
    return compiled(WORDS.nodes(text))({"family": family, "members": members, "on": ON})


@EXAMPLES
@given(text=rules, known=known_families(), raw=raw_families(), data=st.data())
def test_invented_rules_get_the_same_answers(
    browser: Page, text: str, known: FamilyRecord, raw: FamilyRecord, data: st.DataObject
) -> None:
    records = [known, *(data.draw(partly_known(known)) for _ in range(3)), raw, data.draw(partly_known(raw))]
    node, families = node_to_json(WORDS.nodes(text)), [family_json(record) for record in records]
    found = ask(browser, "answers", VOCABULARY, node, families, ON.isoformat())
    with comparing("javascript: rules", 1, len(records)):
        assert heard(found) == [told(answer(text, record)) for record in records]
