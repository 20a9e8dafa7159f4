"""A kabupaten judged from materialised counts: no member is read, all families at once as columns (Polars)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from slrt.domain.rules.sql.doubts import Doubts, Key
from slrt.domain.rules.sql.statement import Source
from slrt.lake.manifest import FAMILIES
from slrt.lake.match.counts import Counts
from slrt.lake.match.duck import Duck

Bounds = tuple[int | None, int | None]

KEYS = ("family_id", "area_code", "receives")


@dataclass(slots=True)
class Fast:
    """The programmes of a run, ready to be asked of one kabupaten after another."""

    counts: Counts
    _bounds: dict[tuple[int, Key, bool | None], Bounds] = field(default_factory=dict)

    def ready(self, folder: Path, engine: Duck, source: Source) -> None:
        """Make the counts of a kabupaten that are not there yet."""
        self.counts.ready(folder, engine, source)

    def judge(self, folder: Path, keys: Sequence[str] = KEYS) -> pl.DataFrame:
        """Return `keys`, `v<i>` and for cash `low<i>`, `high<i>` of every family, in the order of the files."""
        frame = self._frame(folder, keys).lazy()
        for level in self.counts.narrow.shared.levels():
            frame = frame.with_columns(pl.sql_expr(sql).alias(name) for sql, name in level)
        judged = frame.with_columns(pl.sql_expr(sql).alias(name) for name, sql in self.counts.judged.items()).collect()
        for place, doubts in self.counts.doubts.items():
            judged = self._amended(judged, folder, place, doubts)
        return judged.select([*keys, *self.counts.judged])

    def _frame(self, folder: Path, keys: Sequence[str]) -> pl.DataFrame:
        needed = list(self.counts.narrow.facts["family"])
        names = list(dict.fromkeys([*keys, *needed, *self._coded()]))
        families = pl.read_parquet(folder / FAMILIES, columns=names)
        own = families.with_columns(pl.col(name).alias(f"f_{name}") for name in needed)
        return pl.concat([own, self.counts.read(folder)], how="horizontal")

    def _coded(self) -> list[str]:
        return [digit.fact for doubts in self.counts.doubts.values() for digit in doubts.family.digits]

    def _amended(self, judged: pl.DataFrame, folder: Path, place: int, doubts: Doubts) -> pl.DataFrame:
        """Fill in the amounts that facts in doubt left open."""
        low, high, verdict = f"low{place}", f"high{place}", f"v{place}"
        is_open = (pl.col(low).is_null() | pl.col(high).is_null()) & pl.col(verdict).fill_null(value=True)
        rows = judged.select(is_open.arg_true()).to_series()
        if rows.is_empty():
            return judged
        keyed = judged[rows].select(pl.col(verdict), **self._keys(place, doubts))
        kinds = keyed.unique()
        codes = self.counts.codes_of_kinds(folder, place)
        bounds = [self._bound(place, doubts, codes, row) for row in kinds.iter_rows()]
        ends = zip((low, high), zip(*bounds, strict=True), strict=True)
        table = kinds.with_columns(pl.Series(name, values, pl.Int64) for name, values in ends)
        found = keyed.join(table, on=keyed.columns, how="left", nulls_equal=True, maintain_order="left")
        return judged.with_columns(judged[name].scatter(rows, found[name]) for name in (low, high))

    def _keys(self, place: int, doubts: Doubts) -> dict[str, pl.Expr]:
        kind = self.counts.kinds.get(place)
        return {
            "kind": pl.col(kind) if kind else pl.lit(0, pl.Int32),
            "family": pl.sql_expr(doubts.family.sql),
            "area": pl.col("area_code").cast(pl.String) if doubts.needs_area else pl.lit(""),
            "members": pl.col("n_members") if doubts.needs_count else pl.lit(0, pl.Int16),
        }

    def _bound(self, place: int, doubts: Doubts, codes: Sequence[Sequence[int]], row: Sequence[Any]) -> Bounds:
        verdict, kind, family, area, members = row
        key = Key(family, area, members, tuple(sorted(doubts.member_class(code) for code in codes[kind])))
        said = True if verdict else None
        if (place, key, said) not in self._bounds:
            self._bounds[place, key, said] = doubts.bounds(key, said)
        return self._bounds[place, key, said]
