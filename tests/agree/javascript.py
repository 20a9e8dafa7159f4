"""A real Chromium with the evaluator of the browser, and how values and families are told on both sides.

The modules of `slrt/web/static/slrt/rules` come from disk; the page is `javascript.js`.
"""

import datetime
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from slrt.domain.rules.failures import Failure
from slrt.domain.rules.lists import Partial, Span
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.views import UNKNOWN
from tests.agree.rule_strategies import FACTS, ON, value

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "slrt" / "web" / "static" / "slrt" / "rules"
ADDRESS = "https://slrt.test"
PAGE = Path(__file__).with_suffix(".js")


@contextmanager
def page_of_rules(chromium: Browser) -> Iterator[Page]:
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
