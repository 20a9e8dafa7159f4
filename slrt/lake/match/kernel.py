"""Members counted by families as columns: conditions as bitmaps of what is true and what is known (Polars), words of
packed counters added up along the members, who stand in the order of their families (numpy).

The conditions and the packing are those of the query for DuckDB, word for word; only who computes them differs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from slrt.domain.rules.sql.packing import NARROW, most
from slrt.domain.rules.sql.statement import Statement
from slrt.lake.columns import FAMILY_ID, N_MEMBERS, Numbers
from slrt.lake.match.order import RunProblem


@dataclass(slots=True)
class Kernel:
    """What a statement asks of members, ready to be asked of many."""

    statement: Statement
    _levels: list[list[pl.Expr]] = field(init=False)
    _words: list[pl.Expr] = field(init=False)
    _flags: list[pl.Expr] = field(init=False)

    def __post_init__(self) -> None:
        """Read every condition once."""
        asked = self.statement.questions
        self._levels = expressions(asked.conditions.levels(asked.aggregates().values()))
        words = {f"b{at}": terms for at, terms in enumerate(asked.flags.terms)}
        words |= {f"s{at}": terms for at, terms in enumerate(asked.lanes.terms)}
        words |= {name: [term] for term, name in asked.totals.items()}
        self._words = [pl.sql_expr(" + ".join(terms)).cast(pl.Int64).alias(name) for name, terms in words.items()]
        self._flags = [pl.sql_expr(sql).alias(name) for name, sql in asked.columns.items() if name[0] == "e"]

    def answers(self, members: pl.DataFrame, places: Numbers, families: int) -> pl.DataFrame:
        """Return `n_members` and the statement's columns of members' answers, one row a family.

        `places` are the rows of the members' families, in rising order.
        """
        words = computed(members, [*self._levels, self._words])
        starts = np.flatnonzero(np.diff(places, prepend=-1))
        theirs = places[starts]
        found = {N_MEMBERS: np.zeros(families, np.int16)}
        found[N_MEMBERS][theirs] = np.diff(starts, append=len(places))
        for name in (word.meta.output_name() for word in self._words):
            join = np.bitwise_or if name[0] == "b" else np.add
            found[name] = np.zeros(families, np.int64)
            if starts.size:
                found[name][theirs] = join.reduceat(words[name].to_numpy(), starts)
        return self._unpacked(found)

    def _unpacked(self, found: dict[str, Numbers]) -> pl.DataFrame:
        """Take the words apart; Polars reads no shift of bits, so lanes are cut out in numpy."""
        lane = (1 << self.statement.width) - 1
        columns = self.statement.questions.columns
        for word, shift in (name[1:].split("_") for name in columns if name[0] == "n"):
            found[f"n{word}_{shift}"] = (found[f"s{word}"] >> int(shift) & lane).astype(np.int16)
        return pl.DataFrame(found).with_columns(self._flags).select(N_MEMBERS, *columns)


@dataclass(slots=True)
class Counting:
    """The kernel for most families, and the one with wide counters for the few that are large."""

    narrow: Kernel
    wide: Kernel

    def answers(self, members: pl.DataFrame, places: Numbers, families: int) -> pl.DataFrame:
        """Return what `Kernel.answers` returns, under the names of the narrow statement."""
        found = self.narrow.answers(members, places, families)
        large = np.flatnonzero(found[N_MEMBERS].to_numpy() > most(NARROW))
        if not large.size:
            return found
        is_large = np.zeros(families, np.bool_)
        is_large[large] = True
        some = np.flatnonzero(is_large[places])
        right = self.wide.answers(members[some], np.searchsorted(large, places[some]), len(large))
        columns = zip(found.columns, right.columns, strict=True)
        return found.with_columns(found[name].scatter(large, right[wide]) for name, wide in columns)


def expressions(levels: Iterable[Iterable[tuple[str, str]]]) -> list[list[pl.Expr]]:
    """Return levels of SQL with names as levels of expressions."""
    return [[pl.sql_expr(sql).alias(name) for sql, name in level] for level in levels]


def computed(frame: pl.DataFrame, levels: Iterable[Iterable[pl.Expr]]) -> pl.DataFrame:
    """Return a frame with the columns of all levels; what several of them say in part is computed once."""
    rows = frame.lazy()
    for level in levels:
        rows = rows.with_columns(level)
    return rows.collect()


def places_of(members: pl.DataFrame, families: pl.DataFrame) -> Numbers:
    """Return the row of each member's family; raises RunProblem where the rows do not follow the families."""
    first = families[FAMILY_ID][0] if families.height else 0
    places: Numbers = members[FAMILY_ID].to_numpy() - first
    inside = not places.size or (places[0] >= 0 and places[-1] < families.height)
    if not inside or (np.diff(places) < 0).any():
        raise RunProblem("members do not stand in the order of their families; `slrt snapshot verify` says where")
    return places


def counting_of(narrow: Statement, wide: Statement) -> Counting:
    """Return the kernel for the questions of two statements that differ in their width alone."""
    return Counting(Kernel(narrow), Kernel(wide))
