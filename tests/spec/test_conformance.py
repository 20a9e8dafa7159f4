"""The published conformance cases of CEL, run through our reader and evaluator.

Every case is tried. A case is outside the subset when the reader refuses its text or its variables; inside the
subset, none may fail. The counts are printed and kept in docs/rules/conformance.md.
"""

import collections
import functools
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cel_expr_python import cel

from slrt.domain.rules.failures import Failure
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.problems import RuleError
from slrt.domain.rules.text import Language, plain_language

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).parent / "conformance" / "cases.json"
PAGE = ROOT / "docs" / "rules" / "conformance.md"

PASSED, OUTSIDE, FAILED = "passed", "outside", "failed"
PRIMITIVES = {
    "BOOL": cel.Type.BOOL,
    "DOUBLE": cel.Type.DOUBLE,
    "INT64": cel.Type.INT,
    "STRING": cel.Type.STRING,
}


class Outside(Exception):
    """The case needs something that rules do not have."""


@dataclass(frozen=True)
class Outcome:
    suite: str
    name: str
    state: str
    reason: str = ""


def run(case: dict[str, Any]) -> Outcome:
    try:
        found = evaluated(case)
        state = PASSED if agrees(case, found) else FAILED
        return Outcome(case["suite"], case["name"], state, f"{case['expr']} gave {found!r}")
    except Outside as outside:
        return Outcome(case["suite"], case["name"], OUTSIDE, str(outside))


def evaluated(case: dict[str, Any]) -> object:
    if case.get("disableCheck"):
        raise Outside("runs without the type checker")
    if case.get("checkOnly"):
        raise Outside("asks for the deduced type only")
    variables = {entry["name"]: variable_type(entry) for entry in case.get("typeEnv", ())}
    values = {name: plain(bound["value"]) for name, bound in case.get("bindings", {}).items()}
    try:
        words = plain_language(variables) if variables else without_variables()
        node = words.nodes(case["expr"])
    except RuleError as error:
        raise Outside(error.message) from error
    return compiled(node)(values)


@functools.cache
def without_variables() -> Language:
    return plain_language({})


def variable_type(entry: dict[str, Any]) -> cel.Type:
    if "ident" not in entry:
        raise Outside("declares a function")
    if "." in entry["name"]:
        raise Outside("names variables inside a container")
    return declared(entry["ident"]["type"])


def declared(kind: dict[str, Any]) -> cel.Type:
    if kind.get("primitive") in PRIMITIVES:
        return PRIMITIVES[kind["primitive"]]
    if "listType" in kind and "elemType" in kind["listType"]:
        return cel.Type.List(declared(kind["listType"]["elemType"]))
    raise Outside(f"variables of type {next(iter(kind))}")


def plain(value: dict[str, Any]) -> object:
    (kind, content), *_ = value.items()
    if kind == "int64Value":
        return int(content)
    if kind == "doubleValue":
        return float(content)
    if kind in ("boolValue", "stringValue"):
        return content
    if kind == "listValue":
        return [plain(item) for item in content.get("values", ())]
    raise Outside(f"values of kind {kind}")


def agrees(case: dict[str, Any], found: object) -> bool:
    if case.get("error"):
        return isinstance(found, Failure)
    return same(found, plain(case.get("value", {"boolValue": True})))


def same(found: object, expected: object) -> bool:
    if type(found) is not type(expected):
        return False
    if isinstance(expected, list) and isinstance(found, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(expected, float) and isinstance(found, float) and math.isnan(expected):
        return math.isnan(found)
    return found == expected


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [run(case) for case in json.loads(CASES.read_text(encoding="utf-8"))]


def test_no_case_inside_the_subset_fails(outcomes: list[Outcome], capsys: pytest.CaptureFixture[str]) -> None:
    states = collections.Counter(outcome.state for outcome in outcomes)
    counts = f"{states[PASSED]} passed, {states[OUTSIDE]} outside the subset, {states[FAILED]} failed"
    with capsys.disabled():
        sys.stdout.write(f"\nCEL conformance: {counts}\n")
    assert [outcome for outcome in outcomes if outcome.state == FAILED] == []


def test_the_subset_is_not_empty_where_rules_live(outcomes: list[Outcome]) -> None:
    passed = collections.Counter(outcome.suite.split("/")[0] for outcome in outcomes if outcome.state == PASSED)
    for suite in ("basic", "comparisons", "fp_math", "integer_math", "lists", "logic", "macros", "parse", "string"):
        assert passed[suite] > 0, suite


def test_the_page_states_the_counts(outcomes: list[Outcome]) -> None:
    assert table(outcomes) in PAGE.read_text(encoding="utf-8"), f"docs/rules/conformance.md needs:\n{table(outcomes)}"


def table(outcomes: list[Outcome]) -> str:
    suites: dict[str, collections.Counter[str]] = {}
    for outcome in outcomes:
        suites.setdefault(outcome.suite.split("/")[0], collections.Counter())[outcome.state] += 1
    rows = [(name, *(counts[state] for state in (PASSED, FAILED, OUTSIDE))) for name, counts in sorted(suites.items())]
    total = ("**all**", *(sum(row[column] for row in rows) for column in (1, 2, 3)))
    lines = ["| suite | passed | failed | outside the subset |", "|---|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(map(str, row))} |" for row in (*rows, total)])
