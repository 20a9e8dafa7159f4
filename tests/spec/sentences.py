"""The sentences of `sentences.toml`, each with its families and their answers, ready for any engine."""

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slrt.domain.programmes import programme_of
from slrt.domain.programmes.tables import Table
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord, parse
from slrt.domain.rules.verdict import Outcome

FILE = Path(__file__).with_suffix(".toml")
ON = datetime.date(2026, 1, 15)
ANSWERS = {"true": Outcome.ELIGIBLE, "false": Outcome.NOT_ELIGIBLE, "unknown": Outcome.UNKNOWN}
TRIAL = {"id": "Uji", "en": "Trial"}

Amounts = tuple[int, int]
"""Least and greatest, in rupiah."""


@dataclass(frozen=True)
class Example:
    """A family as it is written, and what the sentence says of it; `amounts` only where it gives money."""

    written: Mapping[str, Any]
    record: FamilyRecord
    outcome: Outcome
    amounts: Amounts | None


@dataclass(frozen=True)
class Sentence:
    """One rule as a programme that asks nothing else, on one day."""

    written: Mapping[str, Any]
    programme: Programme
    on: datetime.date
    examples: tuple[Example, ...]

    @property
    def text(self) -> str:
        return str(self.written["rule"])


@dataclass(frozen=True)
class Chapter:
    title: str
    text: str
    sentences: tuple[Sentence, ...]


def chapters() -> list[Chapter]:
    numbers = iter(range(1_000))
    return [
        Chapter(one["title"], one["text"], tuple(sentence(written, next(numbers)) for written in one["sentence"]))
        for one in data()["chapter"]
    ]


def refused() -> list[tuple[Programme, str]]:
    """Rules that are read but not computed for a whole region, with the reason."""
    return [(programme(one, f"refused{number}"), one["reason"]) for number, one in enumerate(data()["refused"])]


def data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def sentence(written: Mapping[str, Any], number: int) -> Sentence:
    known = {"rule", "scope", "on", "flat", "each", "cap", *ANSWERS}
    if not known.issuperset(written):
        raise ValueError(f"{written['rule']}: {sorted(set(written) - known)}")
    return Sentence(written, programme(written, f"s{number}"), written.get("on", ON), tuple(examples(written)))


def examples(written: Mapping[str, Any]) -> Iterator[Example]:
    for word, outcome in ANSWERS.items():
        for family in written.get(word, ()):
            facts = {name: value for name, value in family.items() if name not in ("members", "rupiah")}
            record = parse({"family": facts, "members": family.get("members", [])})
            yield Example(family, record, outcome, amounts(family.get("rupiah")))


def amounts(rupiah: int | list[int] | None) -> Amounts | None:
    if isinstance(rupiah, list):
        low, high = rupiah
        return low, high
    return None if rupiah is None else (rupiah, rupiah)


def programme(written: Mapping[str, Any], code: str) -> Programme:
    version = {
        "from": datetime.date(2020, 1, 1),
        "scope": written.get("scope", "family"),
        "rule": written["rule"],
        "source": "trial",
        "confidence": "unconfirmed",
        "benefit": benefit(written),
    }
    names = {"name": TRIAL, "owner": TRIAL, "complain_to": TRIAL}
    return programme_of(Table(code, {"code": code, "level": "desa", "sector": "food", **names, "version": [version]}))


def benefit(written: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": "cash", "per": "year"}
    if "flat" in written:
        return found | {"amount": written["flat"]}
    if "each" not in written:
        return {"kind": "in_kind", "per": "year"}
    if "cap" in written:
        found["cap"] = {"persons": written["cap"], "confidence": "confirmed"}
    return found | {"component": [component(*part) for part in written["each"]]}


def component(who: str, amount: int, most: int | None = None) -> dict[str, Any]:
    return {"name": TRIAL, "who": who, "amount": amount, **({} if most is None else {"max": most})}
