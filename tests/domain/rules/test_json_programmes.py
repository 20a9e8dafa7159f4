"""What a browser gets to judge families without network: vocabulary, programmes, and names for their content."""

import copy
import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from slrt.domain.programmes import load_programmes
from slrt.domain.rules.benefit import Benefit, BenefitKind, Cap, Per
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.json_nodes import node_from_json
from slrt.domain.rules.json_programmes import (
    InexactError,
    content_hash,
    rules_to_json,
    version_to_json,
    vocabulary_to_json,
)
from slrt.domain.rules.programme import Version
from slrt.domain.rules.text import language

PROGRAMMES = load_programmes(Path(__file__).resolve().parents[3] / "programmes")
PKH = next(programme for programme in PROGRAMMES if programme.code == "pkh")


def invented(text: str) -> Version:
    """A version with this rule whose flat benefit reads no fact."""
    benefit = Benefit(kind=BenefitKind.CASH, per=Per.YEAR, flat=1)
    rule = language("family", "members", "on").nodes(text)
    return replace(PKH.versions[0], text=text, rule=rule, benefit=benefit)


def reads(text: str, entity: str) -> dict[str, Any]:
    return {tried["fact"]: tried["values"] for tried in version_to_json(invented(text))["reads"][entity]}


def test_every_fact_stands_in_the_vocabulary_in_order() -> None:
    facts = vocabulary_to_json()["facts"]
    assert [f"{fact['entity']}.{fact['name']}" for fact in facts] == list(catalogue().facts)


def test_a_fact_says_where_it_applies() -> None:
    (fact,) = [fact for fact in vocabulary_to_json()["facts"] if fact["name"] == "is_pregnant"]
    expected = language("family", "member", "on").nodes(catalogue().facts["member.is_pregnant"].applies)
    assert (node_from_json(fact["applies"]), fact["absent"]) == (expected, False)


def test_only_derived_facts_say_how_they_are_computed() -> None:
    facts = vocabulary_to_json()["facts"]
    assert {fact["name"] for fact in facts if "years_since" in fact or "any_of" in fact} == {
        fact.name for fact in catalogue().facts.values() if fact.derived
    }


def test_every_version_keeps_its_rule_and_its_amounts() -> None:
    written = rules_to_json(PROGRAMMES)
    for programme, said in zip(PROGRAMMES, written["programmes"], strict=True):
        for version, found in zip(programme.versions, said["versions"], strict=True):
            assert node_from_json(found["rule"]) == version.rule
            assert [
                (node_from_json(part["who"]), part["amount"], part["most"]) for part in found["benefit"]["components"]
            ] == [(part.who, part.amount, part.most) for part in version.benefit.components]


def test_the_hash_changes_with_the_content_and_with_nothing_else() -> None:
    version = PKH.versions[0]
    found = version_to_json(version)["hash"]
    assert version_to_json(copy.deepcopy(version))["hash"] == found
    capped = replace(version, benefit=replace(version.benefit, cap=Cap(persons=3)))
    assert version_to_json(capped)["hash"] != found
    turned = json.loads(json.dumps(version_to_json(version), sort_keys=True))
    assert content_hash(turned) == found


def test_amounts_that_a_browser_would_round_are_refused() -> None:
    version = PKH.versions[0]
    parts = (replace(version.benefit.components[0], amount=2**53 // 200 + 1),)
    with pytest.raises(InexactError):
        version_to_json(replace(version, benefit=replace(version.benefit, components=parts)))


@pytest.mark.parametrize(
    ("text", "entity", "fact", "values"),
    [
        ("family.decile <= 4", "family", "decile", [1, 5]),
        ("family.decile * 2 > 8", "family", "decile", list(range(1, 11))),
        ("family.income_monthly + 0 > 8", "family", "income_monthly", None),
        ("family.registered", "family", "registered", [True, False]),
        ('family.floor == "soil"', "family", "floor", ["soil", "marble"]),
        ('"pkh" in family.receives || "kur" in family.receives', "family", "receives", {"subsets_of": ["kur", "pkh"]}),
        ("family.receives.size() > 1", "family", "receives", None),
        (
            'family.decile_on >= timestamp("2025-06-01T00:00:00Z")',
            "family",
            "decile_on",
            ["1900-01-01", "2025-06-01"],
        ),
        ("members.all(m, m.age > 6)", "member", "birth_date", {"ages": [0, 7], "days": []}),
        ("members.all(m, m.age + 0 > 6)", "member", "birth_date", {"ages": "every", "days": []}),
        ("members.all(m, m.age < 9223372036854775807)", "member", "birth_date", {"ages": [0], "days": []}),
        (
            'members.all(m, m.birth_date == timestamp("2008-01-15T00:00:00Z"))',
            "member",
            "birth_date",
            {"ages": [0], "days": ["2008-01-15", "2008-01-16"]},
        ),
        ("members.all(m, m.birth_date in [on])", "member", "birth_date", None),
    ],
)
def test_a_version_says_which_values_its_rule_tells_apart(text: str, entity: str, fact: str, values: Any) -> None:
    assert reads(text, entity)[fact] == values


def test_dates_are_days() -> None:
    version = replace(PKH.versions[0], until=datetime.date(2026, 12, 31))
    found = version_to_json(version)
    assert (found["since"], found["until"]) == ("2022-01-01", "2026-12-31")
