"""Plain words for facts and values, in Indonesian and English. No code words reach a reader."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from slrt.domain.rules.facts import Bilingual, Fact, Kind, catalogue

YES = Bilingual("ya", "yes")
NO = Bilingual("tidak", "no")
OR = Bilingual("atau", "or")
AND = Bilingual("dan", "and")
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


def programme_name(code: str, otherwise: Bilingual) -> Bilingual:
    """Return what a programme is called inside a sentence: its short name, for one of an area its whole name."""
    return catalogue().labels.get(("family.receives", code), otherwise)


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
        return listed([catalogue().label(fact.path, item) for item in sorted(value)], AND)
    if (fact.path, str(value)) in catalogue().labels:
        return catalogue().label(fact.path, value)
    return Bilingual(str(value), str(value))


def listed(items: Sequence[Bilingual], last: Bilingual = OR) -> Bilingual:
    """Join words: "a, b atau c"."""
    if not items:
        return Bilingual("tidak ada", "none")
    return both(lambda pick: _joined([pick(item) for item in items], pick(last)))


def _joined(items: Sequence[str], last: str) -> str:
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
