"""Nodes written as JSON and read back are the same nodes; anything else is refused."""

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain.rules.json_nodes import SAFE, node_from_json, node_to_json
from slrt.domain.rules.nodes import (
    FUNCTIONS,
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Const,
    FactOf,
    Has,
    If,
    In,
    Item,
    ListOf,
    Macro,
    MacroKind,
    Minus,
    Name,
    Node,
    NodeError,
    Not,
    Operation,
    Or,
    Place,
)
from slrt.domain.rules.text import language

AT = Place(1, 1)
places = st.builds(Place, st.integers(1, 99), st.integers(1, 999))
whole = st.integers(-(2**63), 2**63 - 1)
values: st.SearchStrategy[Any] = st.one_of(
    st.booleans(), whole, st.floats(allow_nan=False), st.text(max_size=9), st.dates()
)
leaves = st.builds(Const, places, values) | st.builds(Name, places, st.text(max_size=9))


def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    facts = st.builds(FactOf, places, inner, st.sampled_from(["family", "member"]), st.text(max_size=9))
    items = st.lists(inner, max_size=3).map(tuple)
    calls = st.sampled_from(sorted(FUNCTIONS)).flatmap(
        lambda name: st.builds(Call, places, st.just(name), st.tuples(*[inner] * FUNCTIONS[name]))
    )
    macros = st.builds(Macro, places, st.sampled_from(MacroKind), st.text(max_size=3), inner, inner)
    mapped = st.builds(Macro, places, st.just(MacroKind.MAP), st.text(max_size=3), inner, inner, inner)
    one = [facts, st.builds(Has, places, facts), st.builds(Not, places, inner), st.builds(Minus, places, inner)]
    two = [st.builds(kind, places, inner, inner) for kind in (And, Or, In, Item)]
    return st.one_of(
        *one,
        *two,
        st.builds(If, places, inner, inner, inner),
        st.builds(Compare, places, st.sampled_from(Comparison), inner, inner),
        st.builds(Arithmetic, places, st.sampled_from(Operation), inner, inner),
        st.builds(ListOf, places, items),
        calls,
        macros,
        mapped,
    )


@given(st.recursive(leaves, larger, max_leaves=20))
def test_nodes_come_back_from_json_as_they_were(node: Node) -> None:
    text = json.dumps(node_to_json(node), allow_nan=False)
    back = node_from_json(json.loads(text))
    assert back == node
    assert [type(one.value) for one in consts(back)] == [type(one.value) for one in consts(node)]


def consts(node: Node) -> list[Const]:
    return [part for part in node.walk() if isinstance(part, Const)]


def test_no_decimal_number_stands_in_the_json() -> None:
    written = node_to_json(Const(AT, 0.1))
    assert written == ["float", 1, 1, "0.1"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, ["bool", 1, 1, True]),
        (4, ["int", 1, 1, 4]),
        (SAFE, ["int", 1, 1, 9007199254740991]),
        (SAFE + 1, ["int", 1, 1, "9007199254740992"]),
        (-(2**63), ["int", 1, 1, "-9223372036854775808"]),
        (float("inf"), ["float", 1, 1, "Infinity"]),
        (float("-inf"), ["float", 1, 1, "-Infinity"]),
        (float("nan"), ["float", 1, 1, "NaN"]),
        ("4", ["text", 1, 1, "4"]),
        (datetime.date(2026, 1, 15), ["date", 1, 1, "2026-01-15"]),
    ],
)
def test_a_browser_reads_every_value_exactly(value: Any, written: list[Any]) -> None:
    assert node_to_json(Const(AT, value)) == written


def test_a_rule_reads_like_its_text() -> None:
    node = language("family", "members", "on").nodes("family.decile <= 4 && members.exists(m, m.is_pregnant)")
    assert node_to_json(node) == [
        "and", 1, 20,
        ["compare", 1, 15, "<=", ["fact", 1, 7, ["name", 1, 1, "family"], "family", "decile"], ["int", 1, 18, 4]],
        ["macro", 1, 37, "exists", "m", ["name", 1, 23, "members"],
         ["fact", 1, 42, ["name", 1, 41, "m"], "member", "is_pregnant"], None],
    ]  # fmt: skip


YES = ["bool", 1, 1, True]


@pytest.mark.parametrize(
    "written",
    [
        None,
        {},
        [],
        ["and", 1],
        [["and"], 1, 1],
        ["nothing", 1, 1],
        ["and", 1, 1, YES],
        ["and", 1, 1, YES, YES, YES],
        ["and", "1", 1, YES, YES],
        ["and", 1, True, YES, YES],
        ["bool", 1, 1],
        ["bool", 1, 1, 1],
        ["int", 1, 1, True],
        ["int", 1, 1, "four"],
        ["int", 1, 1, 0.5],
        ["float", 1, 1, 0.5],
        ["text", 1, 1, 4],
        ["date", 1, 1, "2026-02-30"],
        ["compare", 1, 1, "=", YES, YES],
        ["arithmetic", 1, 1, "**", YES, YES],
        ["has", 1, 1, YES],
        ["fact", 1, 1, ["name", 1, 1, "house"], "house", "floor"],
        ["call", 1, 1, "matches", [YES, YES]],
        ["call", 1, 1, "size", YES],
        ["list", 1, 1, None],
        ["macro", 1, 1, "reduce", "m", YES, YES, None],
        ["macro", 1, 1, "exists", "m", YES, YES, YES],
    ],
)
def test_what_is_no_node_is_refused(written: Any) -> None:
    with pytest.raises(NodeError):
        node_from_json(written)
