"""Values of facts in the words of both languages, as a person reads them."""

from datetime import date
from typing import Any

from slrt.domain.rules.facts import Bilingual, Fact, Kind, catalogue
from slrt.domain.rules.views import Unknown
from slrt.domain.rules.words import MONTHS
from slrt.store.registry.plain import DOES_NOT_KNOW, SEALED

NOT_KNOWN = Bilingual("belum diketahui", "not yet known")
DOES_NOT_KNOW_WORDS = Bilingual("tidak tahu", "does not know")
NONE = Bilingual("tidak ada", "none")
COVERED = Bilingual("nomor tersamar", "covered number")


def words_of(entity: str, name: str, value: Any) -> Bilingual:
    """The words for a value from a form, a row or a change; a plain field (`address`, `name`) is its own word."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, Unknown) or value == DOES_NOT_KNOW:
        return DOES_NOT_KNOW_WORDS
    if name in ("nik", "no_kk") or (isinstance(value, dict) and SEALED in value):
        return COVERED
    fact = catalogue().facts.get(f"{entity}.{name}")
    return Bilingual(str(value), str(value)) if fact is None else _words(fact, value)


def date_words(day: date) -> Bilingual:
    """`3 Mei 2025` and `3 May 2025`."""
    month = MONTHS[day.month - 1]
    return Bilingual(f"{day.day} {month.id} {day.year}", f"{day.day} {month.en} {day.year}")


def _words(fact: Fact, value: Any) -> Bilingual:
    if fact.kind is Kind.DATE:
        return date_words(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if fact.kind is Kind.SET:
        return _list(fact, value)
    if fact.kind is Kind.MONEY:
        money = f"Rp{value:,}".replace(",", ".")
        return Bilingual(money, money)
    if fact.kind in (Kind.INT, Kind.AREA):
        return Bilingual(f"{value}".replace(",", "."), f"{value}")
    return catalogue().labels.get((fact.path, _key(value))) or catalogue().labels.get(
        ("", _key(value)), Bilingual(str(value), str(value))
    )


def _list(fact: Fact, value: Any) -> Bilingual:
    parts = [catalogue().labels.get((fact.path, str(item)), Bilingual(str(item), str(item))) for item in sorted(value)]
    if not parts:
        return NONE
    return Bilingual(", ".join(part.id for part in parts), ", ".join(part.en for part in parts))


def _key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
