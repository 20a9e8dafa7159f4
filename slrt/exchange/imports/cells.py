"""Reading the cells that have few different texts (words, deciles, programmes): one answer for each combination.

A million rows hold some thousand combinations, so each is read once and remembered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from slrt.domain.identity import age_on
from slrt.domain.problems import Refused
from slrt.domain.rules.applicability import rules_of
from slrt.domain.rules.facts import SEVERE_DOMAINS, catalogue
from slrt.domain.rules.views import View
from slrt.exchange.imports.dates import read_date
from slrt.exchange.imports.faults import fault, not_among, of_problem
from slrt.exchange.imports.layouts import Column, Layout, word_key
from slrt.exchange.imports.outcomes import Fault
from slrt.services.registry.values import typed

MOST_KEPT = 50_000
MARRIED = frozenset({"married", "divorced", "widowed"})
MARRIED_YOUNG, VERY_OLD = 15, 110
SPLIT = ";"

FEW = frozenset({"words", "number", "education", "functioning", "programmes"})
"""Ways of reading whose columns have few different texts; a date of a fact of the family is one as well."""


@dataclass(slots=True)
class Said:
    """What one combination of texts says, before the age of the person is known."""

    member: dict[str, Any] = field(default_factory=dict)
    family: dict[str, Any] = field(default_factory=dict)
    adult: dict[str, Any] = field(default_factory=dict)
    pupil: dict[str, Any] = field(default_factory=dict)
    receives: frozenset[str] | None = None
    faults: list[Fault] = field(default_factory=list)
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    by_age: dict[int, "Settled"] = field(default_factory=dict)

    def add(self, facts: Mapping[str, Any], column: str, text: str) -> None:
        """Take facts by their paths."""
        for path, value in facts.items():
            entity, _, name = path.partition(".")
            (self.member if entity == "member" else self.family)[name] = value
            self.columns[name] = (column, text)


@dataclass(frozen=True, slots=True)
class Settled:
    """What it says of a person of one age: the facts that make sense, and what is odd."""

    facts: Mapping[str, Any]
    warnings: tuple[Fault, ...]


class FewTexts:
    """Reads the columns of `FEW` of one layout, as far as the file has them."""

    def __init__(self, layout: Layout, present: Sequence[str], on: date, *, from_1904: bool) -> None:
        self.columns = [c for c in layout.columns if c.name in present and is_few(c)]
        self._always, self.on, self.from_1904 = layout.always, on, from_1904
        self._known: dict[tuple[str, ...], Said] = {}
        self._adult_from = next((c.more["adult_from"] for c in self.columns if c.reads == "education"), 0)

    def read(self, texts: tuple[str, ...]) -> Said:
        """What the texts of `columns`, in their order, say."""
        said = self._known.get(texts)
        if said is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            said = self._known[texts] = self._read(texts)
        return said

    def settle(self, said: Said, born: date) -> Settled:
        """The facts that make sense for somebody born on that day."""
        age = age_on(born, self.on)
        found = said.by_age.get(age)
        if found is None:
            found = said.by_age[age] = self._settle(said, born, age)
        return found

    def _read(self, texts: tuple[str, ...]) -> Said:
        said = Said()
        said.add(self._always, "", "")
        for column, text in zip(self.columns, texts, strict=True):
            text = text.strip()
            if text:
                _READERS[column.reads](self, column, text, said)
            elif column.required and not column.may_be_empty:
                said.faults.append(fault("empty", column.name))
        return said

    def words(self, column: Column, text: str, said: Said) -> None:
        """One word of the column's table."""
        key = word_key(text)
        if key in column.words:
            said.add({column.fact: column.words[key], **column.also}, column.name, text)
        else:
            said.faults.append(not_among(column.name, text, list(column.words)))

    def number(self, column: Column, text: str, said: Said) -> None:
        """A whole number that the fact allows."""
        self._typed(column, int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text, text, said)

    def day(self, column: Column, text: str, said: Said) -> None:
        """A day that the fact allows."""
        day = read_date(text, from_1904=self.from_1904)
        if day is None:
            said.faults.append(fault("not_a_date", column.name, text))
        else:
            self._typed(column, day, text, said)

    def education(self, column: Column, text: str, said: Said) -> None:
        """The diploma of an adult or the level of a pupil: which, the age tells later."""
        key = word_key(text)
        if key not in column.more["adult"] or key not in column.more["pupil"]:
            said.faults.append(not_among(column.name, text, sorted({*column.more["adult"]} & {*column.more["pupil"]})))
            return
        said.adult, said.pupil = (
            {path.partition(".")[2]: value for path, value in column.more[who][key].items()}
            for who in ("adult", "pupil")
        )
        for name in (*said.adult, *said.pupil):
            said.columns[name] = (column.name, text)

    def functioning(self, column: Column, text: str, said: Said) -> None:
        """Domains in which somebody cannot, or the word for none of them."""
        if word_key(text) == column.more["none"]:
            said.add({f"member.{name}": "none" for name in SEVERE_DOMAINS}, column.name, text)
            return
        for word in _parts(text):
            if word in column.words:
                said.add({f"member.{column.words[word]}": "cannot"}, column.name, text)
            else:
                said.faults.append(not_among(column.name, text, [column.more["none"], *column.words]))

    def programmes(self, column: Column, text: str, said: Said) -> None:
        """Programmes received."""
        words = _parts(text)
        strange = [word for word in words if word not in column.words]
        if strange:
            said.faults.append(not_among(column.name, strange[0], list(column.words)))
        else:
            said.receives = frozenset(column.words[word] for word in words)

    def _typed(self, column: Column, value: object, text: str, said: Said) -> None:
        try:
            found = typed(catalogue().facts[column.fact], value, column.fact)
        except Refused as refused:
            said.faults.extend(of_problem(problem, column.name, text) for problem in refused.problems)
            return
        said.add({column.fact: found, **column.also}, column.name, text)

    def _settle(self, said: Said, born: date, age: int) -> Settled:
        facts = {**said.member, **(said.adult if age >= self._adult_from else said.pupil)}
        view = View({**facts, "birth_date": born}, self.on, rules_of("member"), family=View({}, self.on, {}))
        holders = {"family": View({}, self.on, {}), "member": view}
        warnings: dict[str, Fault] = {}
        kept: dict[str, Any] = {}
        for name, value in facts.items():
            applies, absent = rules_of("member").get(name, (None, None))
            if applies is None or applies(holders) is not False:
                kept[name] = value
            elif value != absent:
                column, text = said.columns[name]
                warnings.setdefault(column, fault("not_applicable", column, text))
        return Settled(kept, (*warnings.values(), *self._odd(said, facts, age)))

    @staticmethod
    def _odd(said: Said, facts: Mapping[str, Any], age: int) -> list[Fault]:
        odd = []
        if facts.get("marital_status") in MARRIED and 10 <= age < MARRIED_YOUNG:
            odd.append(fault("married_young", *said.columns["marital_status"]))
        if facts.get("relation") == "head" and age < MARRIED_YOUNG:
            odd.append(fault("head_young", *said.columns["relation"]))
        return odd


def is_few(column: Column) -> bool:
    """Whether the column has few different texts."""
    return column.reads in FEW or (column.reads == "date" and column.fact != "member.birth_date")


def _parts(text: str) -> list[str]:
    return [word_key(part) for part in text.split(SPLIT) if part.strip()]


_READERS: Mapping[str, Callable[[FewTexts, Column, str, Said], None]] = {
    "words": FewTexts.words,
    "number": FewTexts.number,
    "date": FewTexts.day,
    "education": FewTexts.education,
    "functioning": FewTexts.functioning,
    "programmes": FewTexts.programmes,
}
