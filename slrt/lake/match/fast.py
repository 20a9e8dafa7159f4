"""Families judged from what their members answered, all at once as columns (Polars): no member is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, NamedTuple

import polars as pl

from slrt.domain.rules.sql.doubts import Doubts, Key
from slrt.domain.rules.sql.statement import total_of
from slrt.lake.columns import N_MEMBERS, Numbers
from slrt.lake.match.asking import Asking
from slrt.lake.match.kernel import computed, expressions
from slrt.lake.match.kinds import Kinds
from slrt.lake.match.reading import AREA, KEYS

KEPT_BOUNDS: Final = 500_000
"""Bounds remembered for one programme, so that memory has an end."""

ALIKE: Final[dict[str, type[pl.DataType]]] = {
    "verdict": pl.Int8,
    "kind": pl.Int32,
    "family": pl.Int64,
    "area": pl.String,
    "members": pl.Int16,
}
BOUNDS: Final[dict[str, type[pl.DataType]]] = {"low": pl.Int64, "high": pl.Int64}


class Answered(NamedTuple):
    """`n_members` and the members' answers, one row a family; `kinds(place, rows)` gives the kinds of some rows."""

    frame: pl.DataFrame
    kinds: Callable[[int, Numbers], Numbers]


@dataclass(slots=True)
class Fast:
    """The programmes of a run, ready to be asked of many families."""

    asking: Asking
    kinds: dict[int, Kinds] = field(init=False)
    _levels: list[list[pl.Expr]] = field(init=False)
    _bounds: dict[int, pl.DataFrame] = field(init=False)
    _amending: Lock = field(default_factory=Lock)
    """Several kabupaten are judged at once, and what is remembered of amounts is of all of them."""

    def __post_init__(self) -> None:
        """Read every condition once."""
        judged = [(sql, name) for name, sql in self.asking.judged.items()]
        shared = self.asking.narrow.shared.levels(self.asking.judged.values())
        self._levels = expressions([*shared, judged])
        self._levels[-1] = [_money(column) for column in self._levels[-1]]
        self.kinds = {place: Kinds(doubts) for place, doubts in self.asking.doubts.items()}
        self._bounds = {place: pl.DataFrame(schema=ALIKE | BOUNDS) for place in self.kinds}

    def judge(self, families: pl.DataFrame, answered: Answered) -> pl.DataFrame:
        """Return the keys of `families`, `v<i>`, for cash `low<i>`, `high<i>`, and `failed<i>` where a rule divides."""
        frame = computed(pl.concat([families, answered.frame], how="horizontal"), self._levels)
        with self._amending:
            for place, doubts in self.asking.doubts.items():
                frame = self._amended(frame, answered, place, doubts)
        return frame.select([*(key for key in KEYS if key in families.columns), *self.asking.judged])

    def _amended(self, judged: pl.DataFrame, answered: Answered, place: int, doubts: Doubts) -> pl.DataFrame:
        """Fill in the amounts that facts in doubt left open."""
        low, high = (pl.col(f"{end}{place}") for end in BOUNDS)
        is_open = (low.is_null() | high.is_null()) & pl.col(f"v{place}").fill_null(value=True)
        rows = judged.select(is_open.arg_true()).to_series()
        if rows.is_empty():
            return judged
        own = [f"f_{name}" for name in doubts.facts]
        totals = [total_of(place, number) for number in range(len(doubts.totals))]
        area = [AREA] if doubts.needs_area else []
        read = judged.select(*area, N_MEMBERS, f"v{place}", *own, *totals)[rows]
        keyed = self._keyed(read, answered.kinds(place, rows.to_numpy()), place, doubts)
        found = keyed.join(self._known(keyed, place), on=list(ALIKE), how="left", maintain_order="left")
        return judged.with_columns(judged[f"{end}{place}"].scatter(rows, found[end]) for end in BOUNDS)

    def _keyed(self, judged: pl.DataFrame, kinds: Numbers, place: int, doubts: Doubts) -> pl.DataFrame:
        own = judged.select(
            pl.col(f"v{place}").fill_null(value=False).cast(pl.Int8).alias("verdict"),
            pl.Series("kind", kinds, pl.Int32),
            (pl.col(AREA).cast(pl.String) if doubts.needs_area else pl.lit("")).alias("area"),
            (pl.col(N_MEMBERS) if doubts.needs_count else pl.lit(0, pl.Int16)).alias("members"),
        )
        facts = judged.select(
            *(pl.col(f"f_{name}").alias(name) for name in doubts.facts),
            *(pl.col(total_of(place, number)).alias(name) for number, name in enumerate(doubts.totals)),
        )
        code = own.select("kind").hstack(facts).with_columns(pl.sql_expr(doubts.family.sql).alias("family"))
        return own.with_columns(code["family"].cast(pl.Int64)).select(list(ALIKE))

    def _known(self, keyed: pl.DataFrame, place: int) -> pl.DataFrame:
        """Return the bounds of these and of earlier families; the evaluator judges each kind once."""
        known = self._bounds[place]
        new = keyed.unique().join(known, on=list(ALIKE), how="anti")
        if new.is_empty():
            return known
        if known.height + new.height > KEPT_BOUNDS:
            known, new = known.clear(), keyed.unique()
        doubts, listed = self.asking.doubts[place], self.kinds[place].listed
        bounds = [
            doubts.bounds(Key(family, area, members, listed[kind]), True if verdict else None)
            for verdict, kind, family, area, members in new.iter_rows()
        ]
        ends = zip(BOUNDS.items(), zip(*bounds, strict=True), strict=True)
        new = new.with_columns(pl.Series(name, end, kind) for (name, kind), end in ends)
        self._bounds[place] = pl.concat([known, new])
        return self._bounds[place]


def _money(column: pl.Expr) -> pl.Expr:
    """Give an amount 64 bits: its own sum may need fewer."""
    return column.cast(pl.Int64) if column.meta.output_name().startswith(tuple(BOUNDS)) else column
