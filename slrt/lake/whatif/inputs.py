"""What two versions read of a family: families with the same inputs have the same verdicts and the same money.

A fact of few values is an input by its value, so that another limit on it asks nothing new. A fact of many values
(money, areas, days, floor area) is an input by the truth of every comparison it stands in, and one family of the cell
lends its value; so is what members add up to. What else members answer are the counts that the facts pass keeps, by the
names it gives them.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.facts import Fact, Kind
from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.sql.columns import LAYOUT, Columns, fact_of
from slrt.domain.rules.sql.doubts import Doubts
from slrt.domain.rules.sql.mixed import shape
from slrt.lake.columns import N_MEMBERS
from slrt.lake.match.counts import Counts
from slrt.lake.match.order import Asked
from slrt.lake.match.reading import AREA

FEW: Final = 20
"""A whole number with at most so many values is an input by its value."""

DECILE: Final = "decile"
BEFORE, AFTER = 0, 1
"""Places of the two versions."""

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Change:
    """A programme judged on a day by the version `before`, and by the version `after` that might replace it.

    `columns` are those of the snapshot that is asked.
    """

    programme: Programme
    before: Version
    after: Version
    on: date
    columns: Columns = LAYOUT

    @property
    def versions(self) -> tuple[Version, Version]:
        """Both, in the order of BEFORE and AFTER."""
        return self.before, self.after


@dataclass(slots=True)
class Inputs:
    """The inputs of a change, and its rules as expressions over them; raises RuleError when made."""

    change: Change
    doubts: dict[int, Doubts] = field(init=False)
    counts: Counts = field(init=False)
    kinds: dict[int, str] = field(init=False)
    """The column of the kind of family behind an amount in doubt, by place of the version."""
    answers: dict[str, str] = field(init=False)
    """Columns of the members' answers: name in the expressions, and the name that is kept."""
    facts: tuple[str, ...] = field(init=False)
    wide: tuple[str, ...] = field(init=False)
    sums: dict[str, str] = field(init=False)
    """Those of the answers that are sums, which have as many values as a wide fact."""
    truths: dict[str, str] = field(init=False)
    """Comparisons of sums and of facts of many values: the name that is kept, and the SQL."""
    counts_members: bool = field(init=False)

    def __post_init__(self) -> None:
        """Write both rules as expressions and see what they read."""
        change = self.change
        cash = {place: one for place, one in enumerate(change.versions) if one.benefit.kind is BenefitKind.CASH}
        self.doubts = {place: Doubts(version, change.on, change.columns) for place, version in cash.items()}
        alike = len({asks_alike(doubts) for doubts in self.doubts.values()}) < len(self.doubts)
        told = {BEFORE: self.doubts[BEFORE]} if alike else self.doubts
        asked = tuple(Asked(change.programme, one, None) for one in change.versions)
        self.counts = Counts(asked, change.on, told, change.columns)
        columns = self.counts.kinds
        self.kinds = dict.fromkeys((BEFORE, AFTER), columns[BEFORE]) if alike and columns else columns
        self.answers = self.counts.answers
        read = dict.fromkeys([*self.counts.narrow.facts["family"], *self._coded(), DECILE])
        self.facts = tuple(name for name in sorted(read) if is_narrow(fact_of(f"family.{name}")))
        self.wide = tuple(name for name in sorted(read) if name not in self.facts)
        self.sums = {name: self.answers[name] for name in self.counts.narrow.questions.totals.values()}
        self.truths = dict(self._truths())
        counted = any(N_MEMBERS in words for words in map(_words, self._texts()) if not self._reads_wide(words))
        self.counts_members = counted or any(doubts.needs_count for doubts in self.doubts.values())

    @property
    def names(self) -> list[str]:
        """The columns by which families are grouped; a name means the same in every change."""
        counted = [N_MEMBERS] if self.counts_members else []
        facts = [*(f"f_{name}" for name in self.facts), *(known_of(name) for name in self.wide)]
        answers = set(self.answers.values()) - set(self.sums.values())
        return [*facts, *self.truths, *sorted({*answers, *self.kinds.values()}), *counted]

    @property
    def lent(self) -> list[str]:
        """The columns that one family lends to its cell, besides its key and area."""
        own = [f"f_{name}" for name in self.wide]
        return [*own, *self.sums.values(), *([] if self.counts_members else [N_MEMBERS])]

    @property
    def of_families(self) -> list[str]:
        """Facts of families that are read."""
        return [*self.facts, *self.wide]

    def layers(self, frame: pl.DataFrame) -> pl.LazyFrame:
        """Return families or cells with the expressions that the rules share beside their inputs."""
        lazy = frame.lazy().with_columns(pl.col(kept).alias(name) for name, kept in self.answers.items())
        for level in self.counts.narrow.shared.levels():
            lazy = lazy.with_columns(pl.sql_expr(sql).alias(name) for sql, name in level)
        return lazy

    def _coded(self) -> Iterator[str]:
        for doubts in self.doubts.values():
            yield from doubts.facts
            if doubts.needs_area:
                yield AREA

    def _texts(self) -> list[str]:
        shared = [sql for level in self.counts.narrow.shared.levels() for sql, _ in level]
        return [*shared, *self.counts.judged.values()]

    def _reads_wide(self, words: frozenset[str]) -> bool:
        return any(f"f_{name}" in words for name in self.wide) or not words.isdisjoint(self.sums)

    def _truths(self) -> Iterator[tuple[str, str]]:
        for sql in self._texts():
            if self._reads_wide(_words(sql)):
                spelled = self.counts.narrow.shared.spelled_out(sql)
                meaning = _WORD.sub(lambda word: self.answers.get(word[0], word[0]), spelled)
                yield f"t_{hashlib.sha256(meaning.encode()).hexdigest()[:20]}", sql


def is_narrow(fact: Fact) -> bool:
    """Whether a fact has so few values that families may be grouped by them."""
    if fact.kind is Kind.INT:
        return sum(high - low + 1 for low, high in fact.ranges) <= FEW
    return fact.kind in (Kind.BOOL, Kind.DERIVED_BOOL, Kind.ENUM, Kind.ENUM_INT)


def known_of(name: str) -> str:
    """Return the column that says whether a fact of many values is known."""
    return f"known_{name}"


def asks_alike(doubts: Doubts) -> str:
    """Return what makes the kinds of families of two versions the same, whatever they pay."""
    plan = doubts.version.plan
    asked = [shape(node) for node in plan.personal] + [body.gather.value for body in plan.bodies]
    return f"{asked} {doubts.member.sql} {plan.personal_family_facts} {plan.scope.value}"


def _words(sql: str) -> frozenset[str]:
    return frozenset(_WORD.findall(sql))
