"""One question on the family page: how it is asked, and how its answer is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slrt.domain.rules.facts import RECEIVES, Fact, Kind, catalogue
from slrt.domain.rules.verdict import Verdict
from slrt.domain.rules.views import UNKNOWN
from slrt.reads.programmes import local_names
from slrt.reads.registry import FactLine, FamilyPage
from slrt.web.language import t
from slrt.web.templatetags.register import said

DOES_NOT_KNOW = "?"
"""What a form sends for "tidak tahu"."""

NOTHING = "-"
"""What a form sends for an empty list: "tidak ada satu pun"."""

CHOICES_SHOWN = 9
"""More answers than this are offered as a list to choose from."""


@dataclass(frozen=True)
class Choice:
    """One answer on offer."""

    value: str
    label: str


@dataclass(frozen=True)
class Asked:
    """A question: its words, the fact it fills, and the answers. `style` is buttons, list, boxes, number or date."""

    path: str
    id: str
    words: str
    style: str
    choices: tuple[Choice, ...]
    unit: str = ""


def ask(line: FactLine, who: str, prefix: str, area_code: str = "") -> Asked:
    """The question that fills a fact; `who` is the person it is about, `prefix` keeps ids apart on one page."""
    words = said(catalogue().question(line.fact.path)).replace("{who}", who)
    choices = answers(line.fact, area_code)
    unit = t("rupiah", "rupiah") if line.fact.kind is Kind.MONEY else ""
    name = line.path.replace(".", "-")
    return Asked(line.path, f"{prefix}-{name}", words, _style(line.fact, choices), choices, unit)


def of_verdict(page: FamilyPage, verdict: Verdict) -> tuple[Asked, ...]:
    """What may still be asked for one programme, most deciding first; "tidak tahu" is not asked again."""
    found = []
    for missing in verdict.missing:
        line, member = page.line(missing.path)
        if line.askable:
            found.append(ask(line, member.call if member else "", verdict.code, page.family.area_code))
    return tuple(found)


def unanswered(page: FamilyPage, verdict: Verdict) -> tuple[tuple[FactLine, str], ...]:
    """Missing facts to which somebody answered "tidak tahu": to be seen at a visit or on a paper."""
    found = []
    for missing in verdict.missing:
        line, member = page.line(missing.path)
        if line.does_not_know:
            found.append((line, member.call if member else ""))
    return tuple(found)


def answers(fact: Fact, area_code: str = "") -> tuple[Choice, ...]:
    """The answers on offer for a fact; none for numbers and dates. Local programmes of the area are among them."""
    if fact.kind is Kind.BOOL:
        return (Choice("true", t("Ya", "Yes")), Choice("false", t("Tidak", "No")))
    local = local_names(area_code) if fact.path == RECEIVES and area_code else {}
    shipped = tuple(Choice(str(value), _label(fact, value)) for value in fact.values)
    return shipped + tuple(Choice(code, said(name)) for code, name in local.items())


def read(fact: Fact, sent: Sequence[str]) -> Any:
    """The value that a form sent: typed where that is certain, else the text itself, which the service refuses.

    None for "not asked", UNKNOWN for "tidak tahu".
    """
    given = [text.strip() for text in sent if text.strip()]
    if DOES_NOT_KNOW in given:
        return UNKNOWN
    if fact.kind is Kind.SET:
        return None if not given else [text for text in given if text != NOTHING]
    if not given:
        return None
    text = given[0]
    if fact.kind is Kind.BOOL:
        return {"true": True, "false": False}.get(text, text)
    if fact.kind in (Kind.INT, Kind.ENUM_INT, Kind.MONEY):
        return _whole(text)
    return text


def _whole(text: str) -> Any:
    """`Rp1.500.000` and `1500000` are the same number; anything else stays text."""
    digits = text.removeprefix("Rp").replace(".", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 15 else text


def _label(fact: Fact, value: str | int) -> str:
    words = catalogue().labels.get((fact.path, str(value)))
    text = said(words) if words else str(value)
    return text[:1].upper() + text[1:]


def _style(fact: Fact, choices: Sequence[Choice]) -> str:
    if fact.kind is Kind.SET:
        return "boxes"
    if fact.kind is Kind.DATE:
        return "date"
    if not choices:
        return "number"
    return "buttons" if len(choices) <= CHOICES_SHOWN else "list"
