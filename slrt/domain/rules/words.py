"""Plain words for facts, values and conditions, in Indonesian and English. No code words reach a reader."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from slrt.domain.rules.facts import Bilingual, Fact, Kind, catalogue
from slrt.domain.rules.nodes import And, Compare, Comparison, Const, FactOf, In, ListOf, Macro, MacroKind, Node, Not, Or

YES = Bilingual("ya", "yes")
NO = Bilingual("tidak", "no")
SPECIAL = Bilingual("syarat khusus program ini", "a special condition of this programme")
PER: Final[Mapping[str, Bilingual]] = {
    "month": Bilingual("sebulan", "a month"),
    "year": Bilingual("setahun", "a year"),
    "once": Bilingual("satu kali", "once"),
}
MONTHS = (
    Bilingual("Januari", "January"), Bilingual("Februari", "February"), Bilingual("Maret", "March"),
    Bilingual("April", "April"), Bilingual("Mei", "May"), Bilingual("Juni", "June"),
    Bilingual("Juli", "July"), Bilingual("Agustus", "August"), Bilingual("September", "September"),
    Bilingual("Oktober", "October"), Bilingual("November", "November"), Bilingual("Desember", "December"),
)  # fmt: skip

_NEEDS: Final[Mapping[Comparison, Bilingual]] = {
    Comparison.EQUAL: Bilingual("{}", "{}"),
    Comparison.NOT_EQUAL: Bilingual("bukan {}", "not {}"),
    Comparison.LESS: Bilingual("di bawah {}", "below {}"),
    Comparison.AT_MOST: Bilingual("paling banyak {}", "at most {}"),
    Comparison.MORE: Bilingual("di atas {}", "above {}"),
    Comparison.AT_LEAST: Bilingual("paling sedikit {}", "at least {}"),
}
_WHEN: Final[Mapping[Comparison, Bilingual]] = {
    **_NEEDS,
    Comparison.LESS: Bilingual("sebelum {}", "before {}"),
    Comparison.AT_MOST: Bilingual("sampai {}", "until {}"),
    Comparison.MORE: Bilingual("setelah {}", "after {}"),
    Comparison.AT_LEAST: Bilingual("sejak {}", "from {}"),
}
_QUANTIFIED: Final[Mapping[MacroKind, Bilingual]] = {
    MacroKind.EXISTS: Bilingual("ada anggota dengan {}", "a member with {}"),
    MacroKind.ALL: Bilingual("semua anggota dengan {}", "every member with {}"),
    MacroKind.EXISTS_ONE: Bilingual("tepat satu anggota dengan {}", "exactly one member with {}"),
}
_TURNED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}


def both(make: Callable[[Callable[[Bilingual], str]], str]) -> Bilingual:
    """Build the same text in both languages from a function that is told how to pick the words."""
    return Bilingual(make(lambda words: words.id), make(lambda words: words.en))


def capital(words: Bilingual) -> Bilingual:
    """Start both texts with a capital letter."""
    return Bilingual(words.id[:1].upper() + words.id[1:], words.en[:1].upper() + words.en[1:])


def rupiah(amount: int) -> Bilingual:
    """Return an amount as it is written in each language."""
    english = f"Rp{amount:,}"
    return Bilingual(english.replace(",", "."), english)


def fact_name(path: str) -> Bilingual:
    """Return what a fact is called inside a sentence."""
    facts = catalogue()
    if (path, "") in facts.labels:
        return facts.labels[(path, "")]
    label = facts.facts[path].label
    return label if label.id[:2].isupper() else Bilingual(_small(label.id), _small(label.en))


def _small(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def shown(fact: Fact, value: object) -> Bilingual:
    """Return a value in words."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        month = MONTHS[value.month - 1]
        return both(lambda pick: f"{value.day} {pick(month)} {value.year}")
    if isinstance(value, int) and fact.kind is Kind.MONEY:
        return rupiah(value)
    if isinstance(value, frozenset):
        return listed([catalogue().label(fact.path, item) for item in sorted(value)])
    if (fact.path, str(value)) in catalogue().labels:
        return catalogue().label(fact.path, value)
    return Bilingual(str(value), str(value))


OR = Bilingual("atau", "or")
AND = Bilingual("dan", "and")


def listed(items: Sequence[Bilingual], last: Bilingual = OR) -> Bilingual:
    """Join words: "a, b atau c"."""
    if not items:
        return Bilingual("tidak ada", "none")
    return both(lambda pick: _joined([pick(item) for item in items], pick(last)))


def _joined(items: Sequence[str], last: str) -> str:
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def requirement(node: Node) -> tuple[str, Bilingual] | None:
    """Return the one fact a simple condition is about and what it must be, or None for other conditions."""
    if isinstance(node, FactOf):
        return node.path, YES
    if isinstance(node, Not) and isinstance(node.of, FactOf):
        return node.of.path, NO
    if isinstance(node, Compare):
        return _comparison(node)
    if isinstance(node, In):
        return _membership(node)
    return None


def _comparison(node: Compare) -> tuple[str, Bilingual] | None:
    fact, constant, how = node.left, node.right, node.how
    if isinstance(fact, Const):
        fact, constant, how = constant, fact, _TURNED.get(how, how)
    if not isinstance(fact, FactOf) or not isinstance(constant, Const):
        return None
    known = catalogue().facts[fact.path]
    value = shown(known, constant.value)
    low = known.ranges[0][0] if known.ranges else None
    if how is Comparison.AT_MOST and low:
        return fact.path, both(lambda pick: f"{low} {pick(Bilingual('sampai', 'to'))} {pick(value)}")
    needs = _WHEN if isinstance(constant.value, date) else _NEEDS
    return fact.path, both(lambda pick: pick(needs[how]).format(pick(value)))


def _membership(node: In) -> tuple[str, Bilingual] | None:
    if isinstance(node.items, FactOf) and isinstance(node.item, Const):
        return node.items.path, shown(catalogue().facts[node.items.path], frozenset([str(node.item.value)]))
    if not isinstance(node.item, FactOf) or not isinstance(node.items, ListOf):
        return None
    fact = catalogue().facts[node.item.path]
    values = [item.value for item in node.items.items if isinstance(item, Const)]
    if len(values) != len(node.items.items):
        return None
    return node.item.path, listed([shown(fact, value) for value in values])


def phrase(node: Node) -> Bilingual:
    """Return a condition in words."""
    found = requirement(node)
    if found is not None:
        return _simple_phrase(*found)
    if isinstance(node, And):
        return listed([phrase(node.left), phrase(node.right)], AND)
    if isinstance(node, Or):
        return listed([phrase(node.left), phrase(node.right)])
    if isinstance(node, Not):
        inner = phrase(node.of)
        return Bilingual(f"bukan {inner.id}", f"not {inner.en}")
    if isinstance(node, Macro) and node.kind in _QUANTIFIED:
        inner = phrase(node.body)
        return both(lambda pick: pick(_QUANTIFIED[node.kind]).format(pick(inner)))
    return SPECIAL


def _simple_phrase(path: str, need: Bilingual) -> Bilingual:
    name = fact_name(path)
    if need is YES:
        return name
    if need is NO:
        return Bilingual(f"tidak {name.id}", f"not {name.en}")
    return both(lambda pick: f"{pick(name)} {pick(need)}")
