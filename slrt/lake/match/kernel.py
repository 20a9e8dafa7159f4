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
from slrt.lake.columns import N_MEMBERS, Numbers
from slrt.lake.match.homes import Homes


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

    def answers(self, members: pl.DataFrame, homes: Homes) -> pl.DataFrame:
        """Return `n_members` and the statement's columns of members' answers, one row a family."""
        words = computed(members, [*self._levels, self._words])
        found = {N_MEMBERS: homes.each(homes.sizes.astype(np.int16))}
        for name in (word.meta.output_name() for word in self._words):
            join = _joined if name[0] == "b" else _added
            found[name] = homes.each(join(words[name].to_numpy(), homes))
        return self._unpacked(found)

    def _unpacked(self, found: dict[str, Numbers]) -> pl.DataFrame:
        """Take the words apart; Polars reads no shift of bits, so lanes are cut out in numpy."""
        lane = (1 << self.statement.width) - 1
        columns = self.statement.questions.columns
        moved = np.empty(len(found[N_MEMBERS]), np.int64)
        for word, shift in (name[1:].split("_") for name in columns if name[0] == "n"):
            np.right_shift(found[f"s{word}"], int(shift), out=moved)
            np.bitwise_and(moved, lane, out=moved)
            found[f"n{word}_{shift}"] = moved.astype(np.int16)
        return pl.DataFrame(found).with_columns(self._flags).select(N_MEMBERS, *columns)


@dataclass(slots=True)
class Counting:
    """The kernel for most families, and the one with wide counters for the few that are large."""

    narrow: Kernel
    wide: Kernel

    def answers(self, members: pl.DataFrame, homes: Homes) -> pl.DataFrame:
        """Return what `Kernel.answers` returns, under the names of the narrow statement."""
        found = self.narrow.answers(members, homes)
        large = np.flatnonzero(found[N_MEMBERS].to_numpy() > most(NARROW))
        if not large.size:
            return found
        some, theirs = homes.among(large)
        right = self.wide.answers(members[some], theirs)
        columns = zip(found.columns, right.columns, strict=True)
        return found.with_columns(found[name].scatter(large, right[wide]) for name, wide in columns)


def _joined(word: Numbers, homes: Homes) -> Numbers:
    """Return the bits that any member of a home has."""
    return np.bitwise_or.reduceat(word, homes.starts) if homes.starts.size else word


def _added(word: Numbers, homes: Homes) -> Numbers:
    """Return the sum of each home: what is counted to its end, less what was to its start."""
    return np.diff(np.cumsum(word)[homes.ends - 1], prepend=np.int64(0))


def expressions(levels: Iterable[Iterable[tuple[str, str]]]) -> list[list[pl.Expr]]:
    """Return levels of SQL with names as levels of expressions."""
    return [[pl.sql_expr(sql).alias(name) for sql, name in level] for level in levels]


def computed(frame: pl.DataFrame, levels: Iterable[Iterable[pl.Expr]]) -> pl.DataFrame:
    """Return a frame with the columns of all levels; what several of them say in part is computed once."""
    rows = frame.lazy()
    for level in levels:
        rows = rows.with_columns(level)
    return rows.collect()


def counting_of(narrow: Statement, wide: Statement) -> Counting:
    """Return the kernel for the questions of two statements that differ in their width alone."""
    return Counting(Kernel(narrow), Kernel(wide))
