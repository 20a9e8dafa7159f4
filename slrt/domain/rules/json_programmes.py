"""Everything a browser without network needs to judge a family: the vocabulary and dated programmes, as JSON.

Beside the rule stand the facts it reads with the values it can tell apart (`uses.py`), so that exact amounts over all
values of the unknown facts need no second analysis. The form is described in docs/rules/javascript.md.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from slrt.domain.rules.applicability import condition
from slrt.domain.rules.benefit import Benefit, Component
from slrt.domain.rules.facts import (
    ABSENT_PRESENCE,
    ALIASES,
    EARLIEST_DATE,
    SEVERE_DOMAINS,
    Bilingual,
    Fact,
    Kind,
    Value,
    catalogue,
)
from slrt.domain.rules.json_nodes import SAFE, node_to_json
from slrt.domain.rules.plan import Plan
from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.record import MEMBER_LIMIT
from slrt.domain.rules.totals import Total
from slrt.domain.rules.uses import Use, values_of

FORMAT: Final = 1
"""Raised whenever a reader of the older form would give another answer."""

Json = dict[str, Any]


class InexactError(ValueError):
    """An amount so large that a browser would round its sum."""


def rules_to_json(programmes: Iterable[Programme]) -> Json:
    """Return the vocabulary and the programmes with all their versions, and the hash of it all.

    Raises InexactError where money could exceed what a browser adds exactly.
    """
    content = {
        "format": FORMAT,
        "vocabulary": vocabulary_to_json(),
        "programmes": [programme_to_json(programme) for programme in programmes],
    }
    return {**content, "hash": content_hash(content)}


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hexadecimal, of the JSON text without spaces and with keys in order; `hash` is left out.

    No decimal number stands in this JSON, so every language writes the same text.
    """
    hashed = {key: value for key, value in content.items() if key != "hash"}
    text = json.dumps(hashed, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def vocabulary_to_json() -> Json:
    """Return the facts in the order of the catalogue: kind, where each applies, how derived ones are computed."""
    return {
        "facts": [_fact(fact) for fact in catalogue().facts.values()],
        "aliases": dict(ALIASES),
        "unseen": sorted(ABSENT_PRESENCE),
        "earliest": EARLIEST_DATE.isoformat(),
    }


def _fact(fact: Fact) -> Json:
    found: Json = {"entity": fact.entity, "name": fact.name, "kind": fact.kind.value}
    applies = condition(fact.path)
    if applies is not None:
        found |= {"applies": node_to_json(applies), "absent": fact.absent}
    if fact.path == "member.age":
        found["years_since"] = "birth_date"
    if fact.path == "member.has_severe_disability":
        found["any_of"] = {"facts": list(SEVERE_DOMAINS), "value": "cannot"}
    if fact.path == "member.presence":
        found["unknown"] = "present"
    return found


def programme_to_json(programme: Programme) -> Json:
    """Return one programme with all its versions, those never in force included."""
    return {
        "code": programme.code,
        "name": _words(programme.name),
        "level": programme.level.value,
        "sector": programme.sector,
        "owner": _words(programme.owner),
        "complain_to": _words(programme.complain_to),
        "versions": [version_to_json(version) for version in programme.versions],
    }


def version_to_json(version: Version) -> Json:
    """Return one version: when it decides, its rule, its benefit and the facts it reads; `hash` names exactly this."""
    content: Json = {
        "id": version.id,
        "since": version.since.isoformat(),
        "until": None if version.until is None else version.until.isoformat(),
        "in_force": version.in_force,
        "scope": version.scope.value,
        "rule": node_to_json(version.rule),
        "reads": _reads(version.plan),
        "benefit": _benefit(version.benefit),
        "documents": [_words(document) for document in version.documents],
        "source": version.source,
        "confidence": version.confidence.value,
        "note": _words(version.note),
    }
    return {**content, "hash": content_hash(content)}


def _words(words: Bilingual | None) -> dict[str, str] | None:
    return None if words is None else {"id": words.id, "en": words.en}


def _benefit(benefit: Benefit) -> Json:
    most = max([benefit.flat or 0, benefit.unit_value or 0, *(part.amount for part in benefit.components)])
    if most * MEMBER_LIMIT > SAFE:
        raise InexactError(f"an amount of {most} is too large to be added exactly")
    return {
        "kind": benefit.kind.value,
        "per": benefit.per.value,
        "flat": benefit.flat,
        "components": [_component(part) for part in benefit.components],
        "cap": None if benefit.cap is None else {"persons": benefit.cap.persons, "confidence": benefit.cap.confidence},
        "unit_value": benefit.unit_value,
        "quantity": benefit.quantity,
        "unit": _words(benefit.unit),
        "note": _words(benefit.note),
    }


def _component(part: Component) -> Json:
    return {"name": _words(part.name), "who": node_to_json(part.who), "amount": part.amount, "most": part.most}


def _reads(plan: Plan) -> Json:
    """Return the facts in the order in which they are tried, each with its values, and which of them tie people."""
    found: Json = {
        "family": [_tried(plan, "family", name) for name in plan.family_facts],
        "member": [_tried(plan, "member", name) for name in plan.member_facts],
        "personal": list(plan.personal_family_facts),
        "entangled": sorted(plan.entangled_facts),
    }
    return found | {"totals": [_total(total) for total in plan.totals]} if plan.totals else found


def _total(total: Total) -> Json:
    """Return the facts that a comparison with sums reads: of the family, and of members by sum in reading order."""
    return {"family": list(total.family_facts), "member": [list(one.facts) for one in total.sums]}


def _tried(plan: Plan, entity: str, name: str) -> Json:
    fact = catalogue().get(entity, name)
    use = plan.uses.facts[fact.path]
    if name == "birth_date":
        return {"fact": name, "values": _births(plan, use)}
    if fact.kind is Kind.SET:
        listed = values_of(entity, name, plan.uses, EARLIEST_DATE) is not None
        return {"fact": name, "values": {"subsets_of": sorted(use.named)} if listed else None}
    values = values_of(entity, name, plan.uses, EARLIEST_DATE)
    return {"fact": name, "values": None if values is None else [_value(value) for value in values]}


def _births(plan: Plan, use: Use) -> Json | None:
    """Return what the birth dates worth trying on a day are made of: ages and days that a rule tells apart."""
    if use.whole:
        return None
    age = plan.uses.facts.get("member.age", Use())
    # Days before the earliest date and ages nobody reaches tell no birth dates apart.
    days = range(EARLIEST_DATE.toordinal() - 1, datetime.date.max.toordinal() + 1)
    years = range(datetime.date.max.year)
    return {
        "ages": "every" if age.whole else sorted({0, *(split for split in age.splits if split in years)}),
        "days": [datetime.date.fromordinal(day).isoformat() for day in sorted(use.splits) if day in days],
    }


def _value(value: Value) -> bool | int | str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, frozenset):
        raise TypeError("a set is tried by its subsets")
    return value
