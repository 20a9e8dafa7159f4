"""Conditions in words, as an officer would say them aloud: no "not" before a noun, no list without an order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

from slrt.domain.rules.facts import Bilingual, Fact, Kind, catalogue
from slrt.domain.rules.nodes import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Const,
    FactOf,
    In,
    ListOf,
    Macro,
    MacroKind,
    Name,
    Node,
    Not,
    Operation,
    Or,
    is_sum,
)
from slrt.domain.rules.words import AND, OR, both, fact_name, listed, shown

SPECIAL = Bilingual("syarat khusus program ini", "a special condition of this programme")
ANY = Bilingual("ada", "any")
FEW = 3
"""Up to so many other values, "not this one" is said as the others."""

NOTHING = "none"
"""The value of many facts that says there is none; whatever is not it is there."""

_NEEDS: Final[Mapping[Comparison, Bilingual]] = {
    Comparison.EQUAL: Bilingual("{}", "{}"),
    Comparison.NOT_EQUAL: Bilingual("bukan {}", "not {}"),
    Comparison.LESS: Bilingual("di bawah {}", "below {}"),
    Comparison.AT_MOST: Bilingual("maksimal {}", "at most {}"),
    Comparison.MORE: Bilingual("di atas {}", "above {}"),
    Comparison.AT_LEAST: Bilingual("minimal {}", "at least {}"),
}
_WHEN: Final[Mapping[Comparison, Bilingual]] = {
    **_NEEDS,
    Comparison.LESS: Bilingual("sebelum {}", "before {}"),
    Comparison.AT_MOST: Bilingual("sampai {}", "until {}"),
    Comparison.MORE: Bilingual("setelah {}", "after {}"),
    Comparison.AT_LEAST: Bilingual("sejak {}", "from {}"),
}
_SPAN = Bilingual("{} sampai {}", "{} to {}")
_QUANTIFIED: Final[Mapping[MacroKind, Bilingual]] = {
    MacroKind.EXISTS: Bilingual("ada anggota yang {}", "a member {}"),
    MacroKind.ALL: Bilingual("semua anggota {}", "every member {}"),
    MacroKind.EXISTS_ONE: Bilingual("tepat satu anggota {}", "exactly one member {}"),
}
_MEMBERS = Bilingual("jumlah anggota keluarga {}", "the number of members is {}")
_SUMMED = Bilingual("jumlah {} {} {{}}", "{} of {}, added up, is {{}}")
_OF_ALL = Bilingual("semua anggota", "every member")
_OF_SOME = Bilingual("anggota yang {}", "each member who {}")
_ONCE = Bilingual("{}", "the {}")
_TIMES = Bilingual("{times} kali {}", "{times} times the {}")
_COMES_TO = {**_NEEDS, Comparison.EQUAL: Bilingual("tepat {}", "exactly {}")}
_A_MEMBER = Bilingual("{} per anggota", "{} per member")
_NOBODY = Bilingual("tidak ada anggota yang {}", "no member {}")
_TURNED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}
_OPPOSITE = {
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.MORE: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.MORE,
}


def phrase(node: Node, *, within: bool = False) -> Bilingual:
    """Return a condition in words. `within` another one, commas part what semicolons part outside."""
    simple = _simple(node)
    if simple is not None:
        return simple
    if isinstance(node, And):
        return _joined([*_all_of(node)], AND, within=within)
    if isinstance(node, Or):
        return _joined([*_any_of(node)], OR, within=within)
    if isinstance(node, Compare):
        return _of_their_number(node) or _of_their_sum(node) or SPECIAL
    if isinstance(node, Macro) and node.kind in _QUANTIFIED:
        return _of_members(_QUANTIFIED[node.kind], node, within=within)
    return _denied_phrase(node, within=within) if isinstance(node, Not) else SPECIAL


def denied(node: Node) -> Node:
    """Return the condition that holds where this one does not, the denial as far inside as it goes."""
    if isinstance(node, Not):
        return node.of
    if isinstance(node, And):
        return Or(node.at, denied(node.left), denied(node.right))
    if isinstance(node, Or):
        return And(node.at, denied(node.left), denied(node.right))
    if isinstance(node, Compare):
        return replace(node, how=_OPPOSITE[node.how])
    if isinstance(node, Macro) and node.kind is MacroKind.ALL:
        return replace(node, kind=MacroKind.EXISTS, body=denied(node.body))
    return Not(node.at, node)


def is_plain(node: Node) -> bool:
    """Whether a condition is about one yes or no, or one thing in a set: then its denial is as plain to say."""
    return requirement(node) is None and _simple(node) is not None


def speaks_of_family(node: Node) -> bool:
    """Whether a condition says something of the family, in words that name it."""
    return any(isinstance(part, FactOf) and part.entity == "family" for part in node.walk())


def requirement(node: Node) -> tuple[str, Bilingual] | None:
    """Return the fact a condition on one value is about and what it must be; None for yes and no and all others."""
    turned = isinstance(node, Not)
    inner = node.of if isinstance(node, Not) else node
    if isinstance(inner, Compare) and not isinstance(_yes_or_no(inner), Compare):
        return None
    if isinstance(inner, Compare):
        return _comparison(replace(inner, how=_OPPOSITE[inner.how]) if turned else inner)
    if isinstance(inner, In) and isinstance(inner.item, FactOf):
        return _membership(inner.item, inner.items, among=not turned)
    return None


def _simple(node: Node) -> Bilingual | None:
    """A condition on one fact."""
    inner, holds = (node.of, False) if isinstance(node, Not) else (node, True)
    inner = _yes_or_no(inner)
    if isinstance(inner, Not):
        inner, holds = inner.of, not holds
    if isinstance(inner, FactOf):
        known = catalogue().phrases[inner.path]
        return known.holds if holds else known.fails
    if isinstance(inner, In) and isinstance(inner.items, FactOf) and isinstance(inner.item, Const):
        return _held(inner.items.path, [str(inner.item.value)], holds=holds)
    found = requirement(node)
    return _valued(*found) if found else None


def _yes_or_no(node: Node) -> Node:
    """`fact == true` is the fact, `fact == false` its denial."""
    if not isinstance(node, Compare) or node.how not in (Comparison.EQUAL, Comparison.NOT_EQUAL):
        return node
    fact, value = (node.right, node.left) if isinstance(node.left, Const) else (node.left, node.right)
    if not isinstance(fact, FactOf) or not isinstance(value, Const) or not isinstance(value.value, bool):
        return node
    return fact if value.value is (node.how is Comparison.EQUAL) else Not(node.at, fact)


def _held(path: str, values: Sequence[str], *, holds: bool, last: Bilingual = OR) -> Bilingual:
    """What a set has, or has not."""
    known, words = catalogue().phrases[path], listed([catalogue().label(path, value) for value in values], last)
    return both(lambda pick: pick(known.holds if holds else known.fails).format(pick(words)))


def _valued(path: str, need: Bilingual) -> Bilingual:
    known = catalogue().phrases.get(path)
    if known is None:
        name = fact_name(path)
        return both(lambda pick: f"{pick(name)} {pick(need)}")
    return both(lambda pick: pick(known.holds).format(pick(need)))


def _comparison(node: Compare) -> tuple[str, Bilingual] | None:
    fact, constant, how = node.left, node.right, node.how
    if isinstance(fact, Const):
        fact, constant, how = constant, fact, _TURNED.get(how, how)
    if not isinstance(fact, FactOf) or not isinstance(constant, Const):
        return None
    known = catalogue().facts[fact.path]
    if how is Comparison.NOT_EQUAL:
        return fact.path, _others(known, [constant.value])
    value = shown(known, constant.value)
    low = known.ranges[0][0] if known.ranges else None
    if how is Comparison.AT_MOST and low:
        return fact.path, both(lambda pick: pick(_SPAN).format(low, pick(value)))
    needs = _WHEN if isinstance(constant.value, date) else _NEEDS
    return fact.path, both(lambda pick: pick(needs[how]).format(pick(value)))


def _membership(item: FactOf, items: Node, *, among: bool) -> tuple[str, Bilingual] | None:
    if not isinstance(items, ListOf):
        return None
    fact = catalogue().facts[item.path]
    values = [each.value for each in items.items if isinstance(each, Const)]
    if len(values) != len(items.items):
        return None
    return item.path, listed([shown(fact, value) for value in values]) if among else _others(fact, values)


def _others(fact: Fact, values: Sequence[object]) -> Bilingual:
    """Every value but these: by name where they are few."""
    rest = [value for value in fact.values if value not in values] if fact.kind in (Kind.ENUM, Kind.ENUM_INT) else []
    if 0 < len(rest) <= FEW:
        return listed([shown(fact, value) for value in rest])
    if values == [NOTHING] and rest:
        return ANY
    words = listed([shown(fact, value) for value in values])
    return both(lambda pick: pick(_NEEDS[Comparison.NOT_EQUAL]).format(pick(words)))


def _all_of(node: Node) -> Iterator[Bilingual]:
    """The parts of an And; two bounds of one fact become one span."""
    parts = _flat(node, And)
    while parts:
        span = _span(parts[0], parts[1]) if len(parts) > 1 else None
        yield span or phrase(parts[0], within=True)
        parts = parts[2:] if span else parts[1:]


def _any_of(node: Node) -> Iterator[Bilingual]:
    """The parts of an Or; memberships of one set become one."""
    parts = _flat(node, Or)
    while parts:
        same = 1
        while same < len(parts) and _set_of(parts[same]) is not None and _set_of(parts[same]) == _set_of(parts[0]):
            same += 1
        path = _set_of(parts[0])
        values = [
            str(part.item.value) for part in parts[:same] if isinstance(part, In) and isinstance(part.item, Const)
        ]
        yield _held(path, values, holds=True) if path else phrase(parts[0], within=True)
        parts = parts[same:]


def _flat(node: Node, kind: type[And] | type[Or]) -> list[Node]:
    return _flat(node.left, kind) + _flat(node.right, kind) if isinstance(node, kind) else [node]


def _set_of(node: Node) -> str | None:
    of_set = isinstance(node, In) and isinstance(node.items, FactOf) and isinstance(node.item, Const)
    return node.items.path if of_set else None  # type: ignore[attr-defined]


def _span(low: Node, high: Node) -> Bilingual | None:
    """`x >= 6 && x <= 21` as one thing to say."""
    if not (isinstance(low, Compare) and isinstance(high, Compare) and isinstance(low.left, FactOf)):
        return None
    bounds = low.how is Comparison.AT_LEAST and high.how is Comparison.AT_MOST
    if not bounds or not isinstance(high.left, FactOf) or low.left.path != high.left.path:
        return None
    if not isinstance(low.right, Const) or not isinstance(high.right, Const):
        return None
    fact = catalogue().facts[low.left.path]
    least, most = shown(fact, low.right.value), shown(fact, high.right.value)
    return _valued(fact.path, both(lambda pick: pick(_SPAN).format(pick(least), pick(most))))


def _joined(items: Sequence[Bilingual], last: Bilingual, *, within: bool) -> Bilingual:
    """ "a, b dan c"; where a part is itself long, "a; b, c; dan d"."""
    if within or not any(_is_long(item.id) for item in items):
        return listed(items, last)
    return both(lambda pick: "; ".join([*(pick(item) for item in items[:-1]), f"{pick(last)} {pick(items[-1])}"]))


def _is_long(text: str) -> bool:
    return any(mark in text for mark in (", ", ": ", f" {AND.id} ", f" {OR.id} "))


def _of_their_number(node: Compare) -> Bilingual | None:
    """`members.size() == 1`, or an amount for each member: `family.income_monthly <= 750000 * members.size()`."""
    (left, times), (right, share), how = _scaled(node.left), _scaled(node.right), node.how
    if _is_size(left):
        (left, times), (right, share), how = (right, share), (left, times), _TURNED.get(how, how)
    if not _is_size(right) or times <= 0 or share <= 0:
        return None
    value = Fraction(share, times)
    if isinstance(left, Const) and isinstance(left.value, int):
        need, said = Bilingual(str(left.value), str(left.value)), _MEMBERS
        how = _TURNED.get(how, how)
        return _counted(how, need, said) if value == 1 else None
    if not isinstance(left, FactOf):
        return None
    amount = shown(catalogue().facts[left.path], int(value)) if value.denominator == 1 else _decimal(value)
    name = fact_name(left.path)
    each = both(lambda pick: pick(_A_MEMBER).format(pick(amount)))
    return _counted(how, each, both(lambda pick: f"{pick(name)} {{}}"))


def _of_their_sum(node: Compare) -> Bilingual | None:
    """`members.map(m, m.wage_monthly).sum() <= 5000000`: the sum of one fact, of all members or of some."""
    added, need, how = node.left, node.right, node.how
    if is_sum(need):
        added, need, how = need, added, _TURNED.get(how, how)
    found = _added(added)
    if found is None or not isinstance(need, Const) or not isinstance(need.value, int):
        return None
    path, said = found
    fact = catalogue().facts[path]
    amount = shown(fact, need.value) if fact.kind is Kind.MONEY else Bilingual(str(need.value), str(need.value))
    return both(lambda pick: pick(said).format(pick(_COMES_TO[how]).format(pick(amount))))


def _added(node: Node) -> tuple[str, Bilingual] | None:
    """The fact that is added up, and the sum in words with a place for what it must be."""
    numbers = next(node.children(), None) if is_sum(node) else None
    if not isinstance(numbers, Macro) or numbers.kind is not MacroKind.MAP:
        return None
    fact, times = _scaled(numbers.body)
    over: Node = numbers.over
    asked = numbers.condition
    if asked is None and isinstance(over, Macro) and over.kind is MacroKind.FILTER:
        asked, over = over.body, over.over
    if not isinstance(fact, FactOf) or not (isinstance(over, Name) and over.name == "members"):
        return None
    name = fact_name(fact.path)
    often = _ONCE if times == 1 else _TIMES
    named = both(lambda pick: pick(often).format(pick(name), times=times))
    who = _OF_ALL
    if asked is not None:
        inner = phrase(asked, within=True)
        who = both(lambda pick: pick(_OF_SOME).format(pick(inner)))
    return fact.path, both(lambda pick: pick(_SUMMED).format(pick(named), pick(who)))


def _counted(how: Comparison, need: Bilingual, said: Bilingual) -> Bilingual:
    return both(lambda pick: pick(said).format(pick(_NEEDS[how]).format(pick(need))))


def _decimal(value: Fraction) -> Bilingual:
    text = f"{float(value):g}"
    return Bilingual(text.replace(".", ","), text)


def _scaled(node: Node) -> tuple[Node, int]:
    """A node without the whole number it is multiplied by, and that number."""
    if isinstance(node, Arithmetic) and node.how is Operation.MULTIPLY:
        for factor, rest in ((node.left, node.right), (node.right, node.left)):
            if isinstance(factor, Const) and isinstance(factor.value, int):
                return rest, factor.value
    return node, 1


def _is_size(node: Node) -> bool:
    """Whether this counts the members of the family."""
    return (
        isinstance(node, Call)
        and node.function == "size"
        and isinstance(node.arguments[0], Name)
        and node.arguments[0].name == "members"
    )


def _of_members(said: Bilingual, node: Macro, *, within: bool) -> Bilingual:
    inner = phrase(node.body, within=within)
    return both(lambda pick: pick(said).format(pick(inner)))


def _denied_phrase(node: Not, *, within: bool) -> Bilingual:
    if isinstance(node.of, Macro) and node.of.kind is MacroKind.EXISTS:
        return _of_members(_NOBODY, node.of, within=within)
    inside = denied(node.of)
    if not isinstance(inside, Not):
        return phrase(inside, within=within)
    inner = phrase(node.of, within=True)
    return Bilingual(f"tidak berlaku: {inner.id}", f"it does not hold: {inner.en}")
