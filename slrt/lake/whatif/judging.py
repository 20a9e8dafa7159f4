"""Every cell judged once by both versions: what each of its families would get before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from slrt.domain.rules.sql.doubts import Key
from slrt.domain.rules.sql.statement import total_of
from slrt.lake.columns import FAMILY_ID, N_MEMBERS, Numbers
from slrt.lake.match.order import RunProblem
from slrt.lake.match.reading import AREA
from slrt.lake.whatif.inputs import AFTER, BEFORE, Inputs
from slrt.lake.whatif.money import Money

ENDS = ("low0", "high0", "low1", "high1")
"""Least and greatest money before, and after, in rupiah; 0 where the benefit is not cash."""

STEP = "step"
"""3 times the answer before, plus the answer after; 0 eligible, 1 not, 2 unknown."""

SIDES = ("in force", "asked about")

Kinds = Mapping[str, Sequence[Sequence[int]]]
"""For each column of kinds: one code of every member that counts, for each kind by its number."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Both versions over cells. `money` is by place of the version, where its amounts follow from a folding."""

    inputs: Inputs
    kinds: Kinds
    money: Mapping[int, Money]

    def judge(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Return the columns STEP and ENDS of cells, in their order; raises RunProblem."""
        judged = self.inputs.counts.judged
        rules = [pl.sql_expr(sql).alias(name) for name, sql in judged.items()]
        found = self.inputs.layers(cells).select(FAMILY_ID, "n", *rules).collect()
        for place in (BEFORE, AFTER):
            _refuse_failures(found, place)
        columns = {STEP: (_answer(found["v0"]) * 3 + _answer(found["v1"])).alias(STEP)}
        for name in ENDS:
            there = found[name] if name in judged else pl.repeat(0, len(cells), eager=True)
            columns[name] = there.cast(pl.Int64)
        for place in self.inputs.doubts:
            self._amend(columns, cells, found, place)
        return pl.DataFrame(columns)

    def _amend(self, columns: dict[str, pl.Series], cells: pl.DataFrame, found: pl.DataFrame, place: int) -> None:
        """Fill in the amounts that facts in doubt left open."""
        verdict = found[f"v{place}"]
        low, high = f"low{place}", f"high{place}"
        is_open = (columns[low].is_null() | columns[high].is_null()) & verdict.fill_null(value=True)
        rows = is_open.arg_true()
        if rows.is_empty():
            return
        totals = self.inputs.doubts[place].totals
        said = [found[total_of(place, number)].alias(name) for number, name in enumerate(totals)]
        keyed = self._keyed(cells.with_columns(said)[rows], verdict[rows], place)
        ends = self._folded(keyed, place) if place in self.money else self._one_by_one(keyed, place)
        for name, values in zip((low, high), ends, strict=True):
            columns[name] = columns[name].scatter(rows, pl.Series(values, dtype=pl.Int64))

    def _keyed(self, cells: pl.DataFrame, verdict: pl.Series, place: int) -> pl.DataFrame:
        doubts, column = self.inputs.doubts[place], self.inputs.kinds.get(place)
        facts = cells.with_columns(pl.col(f"f_{name}").alias(name) for name in doubts.facts)
        return facts.select(
            pl.sql_expr(doubts.family.sql).cast(pl.Int64).alias("family"),
            (pl.col(AREA) if doubts.needs_area else pl.lit("")).alias("area"),
            (pl.col(column) if column else pl.lit(0, pl.Int32)).alias("kind"),
            (pl.col(N_MEMBERS) if doubts.needs_count else pl.lit(0, pl.Int16)).alias("members"),
            verdict.fill_null(value=False).alias("sure"),
        )

    def _folded(self, keyed: pl.DataFrame, place: int) -> tuple[Numbers, Numbers]:
        """All cells that share the family's facts at once."""
        low, high = np.zeros(len(keyed), np.int64), np.zeros(len(keyed), np.int64)
        for part in keyed.with_row_index("row").partition_by("family", "area"):
            rows, kinds, sure = (part[name].to_numpy() for name in ("row", "kind", "sure"))
            low[rows], high[rows] = self.money[place].bounds(part["family"][0], part["area"][0], kinds, sure)
        return low, high

    def _one_by_one(self, keyed: pl.DataFrame, place: int) -> tuple[Numbers, Numbers]:
        """A rule that counts members: each kind of family by the evaluator."""
        doubts, column = self.inputs.doubts[place], self.inputs.kinds.get(place)
        kinds = self.kinds[column] if column else ((),)
        alike = keyed.unique()
        ends = []
        for family, area, kind, members, sure in alike.iter_rows():
            classes = tuple(sorted(map(doubts.member_class, kinds[kind])))
            ends.append(doubts.bounds(Key(family, area, members, classes), True if sure else None))
        low, high = (pl.Series(values, dtype=pl.Int64) for values in zip(*ends, strict=True))
        names = keyed.columns
        found = keyed.join(alike.with_columns(low=low, high=high), on=names, how="left", maintain_order="left")
        return found["low"].to_numpy(), found["high"].to_numpy()


def _refuse_failures(found: pl.DataFrame, place: int) -> None:
    if f"failed{place}" not in found.columns:
        return
    failed = found.filter(pl.col(f"failed{place}").fill_null(value=False))
    if len(failed):
        raise RunProblem(
            f"the rule {SIDES[place]} divides by zero for {failed['n'].sum():,} families, such as family_id "
            f"{failed[FAMILY_ID][0]}; change the rule so that it asks first"
        )


def _answer(verdict: pl.Series) -> pl.Series:
    """0 eligible, 1 not, 2 unknown."""
    return (1 - verdict.cast(pl.Int8)).fill_null(2)
