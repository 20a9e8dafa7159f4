"""What a change comes to: families by answer before and after, and the budget, for an area and its parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import polars as pl

from slrt.domain import areas
from slrt.lake.match.reading import AREA
from slrt.lake.whatif.judging import ENDS, STEP

ANSWERS: Final = ("eligible", "not_eligible", "unknown")
GROUP: Final = "group"


class By(StrEnum):
    """Into which parts the sums are divided."""

    KABUPATEN = "kabupaten"
    KECAMATAN = "kecamatan"
    DESA = "desa"
    DECILE = "decile"


LENGTHS: Final = {By.KABUPATEN: len("19.06"), By.KECAMATAN: len("19.06.01"), By.DESA: len("19.06.01.2001")}
"""How much of a village's code names the area."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Families of one area or group by their answers: `steps` has 3 times the answer before plus the answer after (0
    eligible, 1 not, 2 unknown). Money in rupiah per period of each version's benefit, least and greatest over all
    unknown facts; 0 where the benefit is not cash."""

    steps: tuple[int, ...] = (0,) * 9
    low_before: int = 0
    high_before: int = 0
    low_after: int = 0
    high_after: int = 0

    @property
    def families(self) -> int:
        """All of them."""
        return sum(self.steps)

    @property
    def before(self) -> tuple[int, int, int]:
        """Eligible, not, unknown under the version in force."""
        one, two, three = (sum(self.steps[3 * answer : 3 * answer + 3]) for answer in range(3))
        return one, two, three

    @property
    def after(self) -> tuple[int, int, int]:
        """Eligible, not, unknown under the version asked about."""
        one, two, three = (sum(self.steps[answer::3]) for answer in range(3))
        return one, two, three

    @property
    def entering(self) -> int:
        """Families surely eligible after, and not surely before."""
        return self.steps[3] + self.steps[6]

    @property
    def leaving(self) -> int:
        """Families surely eligible before, and no longer surely after."""
        return self.steps[1] + self.steps[2]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        names = [f"{one}_to_{two}" for one in ANSWERS for two in ANSWERS]
        return {
            "families": self.families,
            **{f"{name}_before": count for name, count in zip(ANSWERS, self.before, strict=True)},
            **{f"{name}_after": count for name, count in zip(ANSWERS, self.after, strict=True)},
            "entering": self.entering,
            "leaving": self.leaving,
            **dict(zip(names, self.steps, strict=True)),
            "low_before": self.low_before,
            "high_before": self.high_before,
            "low_after": self.low_after,
            "high_after": self.high_after,
            "low_difference": self.low_after - self.low_before,
            "high_difference": self.high_after - self.high_before,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """Sums of an area, and of its parts in the order of their codes; a decile nobody knows is the part `unknown`."""

    area: str
    total: Sums
    parts: Mapping[str, Sums]


def summed(rows: pl.DataFrame, judged: pl.DataFrame, deciles: pl.Series, by: By | None) -> dict[str, Sums]:
    """Return the sums of rows of `cell` and `n` by group: all in one where `by` is None.

    `judged` are the answers of all cells, `deciles` their deciles; rows by area have the column `area_code`.
    """
    cell = rows["cell"]
    found = pl.DataFrame(
        [_groups(rows, deciles, by), *(judged[name].gather(cell) for name in (STEP, *ENDS)), rows["n"]]
    )
    money = [(pl.col(name) * pl.col("n")).sum() for name in ENDS]
    steps = found.lazy().group_by(GROUP, STEP).agg(pl.col("n").sum(), *money).sort(GROUP, nulls_last=True).collect()
    return _by_group(steps.select(GROUP, STEP, "n", *ENDS).iter_rows())


def _groups(rows: pl.DataFrame, deciles: pl.Series, by: By | None) -> pl.Series:
    if by is None:
        return pl.repeat("", len(rows), eager=True).alias(GROUP)
    if by is By.DECILE:
        return deciles.gather(rows["cell"]).cast(pl.Int32).alias(GROUP)
    names = rows[AREA]
    return names.str.head(LENGTHS[by]).alias(GROUP)


def _by_group(rows: Iterable[tuple[Any, ...]]) -> dict[str, Sums]:
    counts: dict[Any, list[int]] = {}
    money: dict[Any, list[int]] = {}
    for group, step, families, *ends in rows:
        counts.setdefault(group, [0] * 9)[step] = families
        money[group] = [sum(pair) for pair in zip(money.get(group, [0] * len(ENDS)), ends, strict=True)]
    return {_named(group): Sums(tuple(counts[group]), *money[group]) for group in counts}


def _named(group: object) -> str:
    return "unknown" if group is None else str(group)


def kabupaten_in(area: str, codes: Mapping[str, int]) -> list[str]:
    """Return the kabupaten that an area holds, or the one that holds it."""
    return [code for code in codes if areas.contains(area, code) or areas.contains(code, area)]
