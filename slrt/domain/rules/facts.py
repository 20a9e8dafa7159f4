"""The vocabulary: every fact a rule may read about a family or one of its members.

`facts.csv` is the one list; columns, forms, rules and snapshots all follow it. `labels.csv` gives the words
for each value, `questions.csv` the question that fills a fact and `phrases.csv` the fact as part of a sentence, all
in Indonesian and English.

Meaning of `applies`: a CEL condition that says where the fact makes sense. Where it is false the fact is known
to be `absent` and is never asked; where it is unknown the fact stays as stored.
"""

import csv
import difflib
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

HERE = Path(__file__).parent
MONEY_LIMIT = 1_000_000_000_000
"""Largest amount of rupiah accepted as a fact: a typing error, not an income, lies above it."""

EARLIEST_DATE = date(1900, 1, 1)
LATEST_DATE = date(2100, 12, 31)

ALIASES: Mapping[str, str] = MappingProxyType({"bpnt": "sembako"})
"""Programme codes that mean another code: BPNT is the older name of Sembako."""

RECEIVES = "family.receives"
"""The fact whose values are programmes, local ones among them."""

_LOCAL_AREA = re.compile(r"_\d{2,10}(_\d+)?$")
"""What ends the code of a local programme: the digits of its area."""

ABSENT_PRESENCE = frozenset({"died", "moved", "not_found"})
"""Members with one of these presences are not seen by any rule; unknown presence counts as present."""

SEVERE_DOMAINS = (
    "seeing", "hearing", "walking", "hands", "learning", "behaviour", "communication", "self_care", "memory",
)  # fmt: skip
"""The nine functioning domains of Regsosek; `cannot` in any of them is a severe disability."""

Value = bool | int | str | date | frozenset[str]


class Kind(StrEnum):
    """How a fact's value is written."""

    AREA = "area"
    BOOL = "bool"
    DATE = "date"
    ENUM = "enum"
    ENUM_INT = "enum_int"
    INT = "int"
    MONEY = "money"
    SET = "set"
    DERIVED_INT = "derived_int"
    DERIVED_BOOL = "derived_bool"


class Bilingual(NamedTuple):
    """The same words in Indonesian and English."""

    id: str
    en: str


class Phrase(NamedTuple):
    """A fact said of its family or member: as it holds and as it does not; `{}` is what it is (not for yes and no)."""

    holds: Bilingual
    fails: Bilingual


class CatalogueError(ValueError):
    """The data files of the vocabulary contradict themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact: its entity (`family` or `member`), name, kind, allowed values and applicability."""

    entity: str
    name: str
    kind: Kind
    values: tuple[str | int, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    applies: str = ""
    absent: Value | None = None
    label: Bilingual = Bilingual("", "")
    origin: str = ""

    def __post_init__(self) -> None:
        """Refuse a fact that says when it applies but not what it is elsewhere."""
        if self.applies and self.absent is None:
            raise CatalogueError(f"{self.path}: a fact with a condition needs its absent value")

    @property
    def path(self) -> str:
        """Catalogue name with the entity, such as `member.walking`."""
        return f"{self.entity}.{self.name}"

    @property
    def derived(self) -> bool:
        """Whether the value is computed from other facts and never stored or asked."""
        return self.kind in (Kind.DERIVED_INT, Kind.DERIVED_BOOL)

    @property
    def allowed(self) -> str:
        """What may be written here, in plain English, for messages."""
        words = {
            Kind.AREA: "an area code such as 19.06.01.2001",
            Kind.BOOL: "true or false",
            Kind.DATE: f"a date YYYY-MM-DD from {EARLIEST_DATE} to {LATEST_DATE}",
            Kind.MONEY: f"whole rupiah from 0 to {MONEY_LIMIT}",
        }
        if self.kind in words:
            return words[self.kind]
        if self.kind is Kind.INT:
            return "a whole number, " + " or ".join(
                str(low) if low == high else f"{low} to {high}" for low, high in self.ranges
            )
        prefix = "a list without repeats of " if self.kind is Kind.SET else "one of "
        return prefix + ", ".join(str(value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All facts by path, with the words of their values, questions and sentences."""

    facts: Mapping[str, Fact]
    labels: Mapping[tuple[str, str], Bilingual] = field(default_factory=dict)
    questions: Mapping[str, Bilingual] = field(default_factory=dict)
    phrases: Mapping[str, Phrase] = field(default_factory=dict)

    def get(self, entity: str, name: str) -> Fact:
        """Return a fact; raises KeyError for a name outside the vocabulary."""
        return self.facts[f"{entity}.{name}"]

    def of(self, entity: str) -> tuple[Fact, ...]:
        """Return the facts of `family` or `member`, in the order of the list."""
        return tuple(fact for fact in self.facts.values() if fact.entity == entity)

    def stored(self, entity: str) -> tuple[Fact, ...]:
        """Return the facts that are written down and asked, derived ones left out."""
        return tuple(fact for fact in self.of(entity) if not fact.derived)

    def label(self, path: str, value: object) -> Bilingual:
        """Return the words of a value; raises KeyError where the value has none (numbers, dates).

        A code of `family.receives` outside the catalogue is a local programme: its code is its words.
        """
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if path == RECEIVES and (path, text) not in self.labels:
            return Bilingual(*(_LOCAL_AREA.sub("", text).replace("_", " "),) * 2)
        return self.labels[(path if (path, text) in self.labels else "", text)]

    def question(self, path: str) -> Bilingual:
        """Return the question that fills a fact; member questions name the person as `{who}`."""
        return self.questions[path]


def close_match(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice nearest to a mistyped word, or None when nothing is near."""
    found = difflib.get_close_matches(word.lower(), list(choices), n=1, cutoff=0.6)
    return found[0] if found else None


@functools.cache
def catalogue() -> Catalogue:
    """Read the vocabulary once; raises CatalogueError when its files disagree."""
    labels = {
        (row["fact"], row["value"]): Bilingual(row["label_id"], row["label_en"]) for row in rows_of(HERE / "labels.csv")
    }
    questions = {
        row["fact"]: Bilingual(row["question_id"], row["question_en"]) for row in rows_of(HERE / "questions.csv")
    }
    phrases = {
        row["fact"]: Phrase(Bilingual(row["yes_id"], row["yes_en"]), Bilingual(row["no_id"], row["no_en"]))
        for row in rows_of(HERE / "phrases.csv")
    }
    codes = tuple(value for fact, value in labels if fact == "family.receives" and value)
    facts = [_fact(row, codes) for row in rows_of(HERE / "facts.csv")]
    return Catalogue(
        MappingProxyType({fact.path: fact for fact in facts}),
        MappingProxyType(labels),
        MappingProxyType(questions),
        MappingProxyType(phrases),
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a data file by the names in its first line."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _fact(row: Mapping[str, str], programme_codes: tuple[str, ...]) -> Fact:
    kind = Kind(row["type"])
    return Fact(
        entity=row["entity"],
        name=row["name"],
        kind=kind,
        values=_values(kind, row["values"], programme_codes),
        ranges=_ranges(row["values"]) if kind is Kind.INT else (),
        applies=row["applies"],
        absent=_absent(kind, row["absent"]),
        label=Bilingual(row["label_id"], row["label_en"]),
        origin=row["origin"],
    )


def _values(kind: Kind, text: str, programme_codes: tuple[str, ...]) -> tuple[str | int, ...]:
    if kind is Kind.ENUM_INT:
        return tuple(int(part) for part in text.split("|"))
    if text == "programme codes":
        return programme_codes
    if kind in (Kind.ENUM, Kind.SET):
        return tuple(text.split("|"))
    return ()


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    pairs = [part.partition("..") for part in text.split("|")]
    return tuple((int(low), int(high or low)) for low, _, high in pairs)


def _absent(kind: Kind, text: str) -> Value | None:
    if not text:
        return None
    if kind is Kind.BOOL:
        return text == "true"
    return text if kind is Kind.ENUM else int(text)
