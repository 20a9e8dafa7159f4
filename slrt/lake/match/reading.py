"""The files of one kabupaten as frames, some families at a time: memory does not grow with the kabupaten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from slrt.domain.rules.facts import Kind, catalogue
from slrt.domain.rules.sql.statement import EVERYBODY, Statement
from slrt.lake.columns import FAMILY, FAMILY_ID, N_MEMBERS
from slrt.lake.manifest import FAMILIES, MEMBERS
from slrt.lake.match.duck import Duck
from slrt.lake.match.order import RunProblem
from slrt.lake.match.source import Files

AT_ONCE: Final = 2 * 122_880
"""Families judged together: two row groups."""

AREA, RECEIVED = "area_code", "received"
KEYS: Final = (FAMILY_ID, AREA, RECEIVED)
"""As the file has them: areas are categories; `received` is `receives`, whatever rules see of it on another day."""


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring rows of both files: so many families after the first so many, and all their members."""

    after: int
    families: int
    members_after: int
    members: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One kabupaten. On another day than the snapshot's, `engine` works out anew what rules see."""

    source: Files
    engine: Duck
    statement: Statement

    def spans(self) -> list[Span]:
        """Return all families in pieces; raises RunProblem when they do not count the members that are there."""
        counted = pl.read_parquet(self.source.folder / FAMILIES, columns=[N_MEMBERS]).to_series().to_numpy()
        ends = np.concatenate(([0], np.cumsum(counted, dtype=np.int64)))
        there = int(pl.scan_parquet(self.source.folder / MEMBERS).select(pl.len()).collect().item())
        if ends[-1] != there:
            raise RunProblem(
                f"{self.source.folder / MEMBERS}: {there:,} members are there, the families count {ends[-1]:,}"
            )
        pieces = zip(_firsts(len(counted)), _firsts(len(counted))[1:], strict=False)
        return [Span(first, last - first, int(ends[first]), int(ends[last] - ends[first])) for first, last in pieces]

    def spans_of_families(self) -> list[Span]:
        """Return all families in pieces for those who ask no members."""
        firsts = _firsts(pq.read_metadata(self.source.folder / FAMILIES).num_rows)
        return [Span(first, last - first, 0, 0) for first, last in zip(firsts, firsts[1:], strict=False)]

    def families(self, span: Span, names: Sequence[str], keys: Sequence[str] = KEYS) -> pl.DataFrame:
        """Return keys and facts of the families as rules see them, each as `f_<name>`."""
        wanted = of_families([] if self.source.answered else names, keys)
        if not wanted:
            return pl.DataFrame()
        rows = pl.scan_parquet(self.source.folder / FAMILIES).slice(span.after, span.families)
        table = rows.select(wanted).collect()
        if not self.source.answered or not names:
            return table
        seen = self._worked_out(self.statement.own_facts(self.source, EVERYBODY, names), table)
        return pl.concat([table, seen.select(map(_seen, names))], how="horizontal")

    def members(self, span: Span, names: Sequence[str], families: pl.DataFrame) -> pl.DataFrame:
        """Return `family_id` and facts of the members of these families whom rules see, by family."""
        if self.source.answered:
            return self._worked_out(self.statement.people(self.source, EVERYBODY, names), families)
        rows = pl.scan_parquet(self.source.folder / MEMBERS).slice(span.members_after, span.members)
        return rows.select(FAMILY_ID, *names).collect()

    def _worked_out(self, query: str, families: pl.DataFrame) -> pl.DataFrame:
        first, last = families[FAMILY_ID][0], families[FAMILY_ID][-1]
        found = self.engine.frame(f"SELECT * FROM ({query}) s WHERE family_id BETWEEN {first} AND {last}")
        return found.sort(FAMILY_ID)


def _firsts(families: int) -> list[int]:
    return [*range(0, families, AT_ONCE), families]


def of_families(names: Sequence[str], keys: Sequence[str] = KEYS) -> list[pl.Expr]:
    """Return keys and facts as `f_<name>`, from columns of a snapshot."""
    held = {RECEIVED: "receives"}
    return [*(pl.col(held.get(key, key)).alias(key) for key in keys), *map(_seen, names)]


def _seen(name: str) -> pl.Expr:
    column = pl.col(name)
    text = catalogue().get(FAMILY, name).kind is Kind.AREA
    return (column.cast(pl.String) if text else column).alias(f"f_{name}")
