"""What a run writes, from frames: the same rows as the queries of `results` give."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa

from slrt.domain.rules.benefit import BenefitKind
from slrt.lake.columns import FAMILY_ID
from slrt.lake.match.order import Asked
from slrt.lake.match.reading import AREA, RECEIVED
from slrt.lake.match.region import SAMPLE, divides_by_zero
from slrt.lake.match.results import SUMMARY

TEXTS = ("area_code", "programme", "version", "per")
SUMMARY_SCHEMA = pa.schema([(name, pa.string() if name in TEXTS else pa.int64()) for name in SUMMARY])


def is_cash(one: Asked) -> bool:
    """Whether a programme pays money."""
    return one.version.benefit.kind is BenefitKind.CASH


def verdicts_schema(asked: Sequence[Asked]) -> pa.Schema:
    """Return the columns of `verdicts.parquet`."""
    fields = [(FAMILY_ID, pa.int64()), (AREA, pa.string())]
    for one in asked:
        code = one.programme.code
        fields.append((code, pa.bool_()))
        if is_cash(one):
            fields += [(f"{code}_{end}", pa.int64()) for end in ("low", "high")]
    return pa.schema(fields)


def verdicts(asked: Sequence[Asked], judged: pl.DataFrame) -> pa.Table:
    """Return verdicts and money of some families."""
    columns = [FAMILY_ID, AREA]
    for place, one in enumerate(asked):
        columns += [f"v{place}", *([f"low{place}", f"high{place}"] if is_cash(one) else [])]
    schema = verdicts_schema(asked)
    return judged.select(columns).rename(dict(zip(columns, schema.names, strict=True))).to_arrow().cast(schema)


@dataclass(slots=True)
class Sums:
    """The sums of each village, gathered piece by piece."""

    asked: Sequence[Asked]
    _pieces: list[pl.DataFrame] = field(default_factory=list)

    def add(self, judged: pl.DataFrame) -> None:
        """Count some families."""
        self._pieces.append(judged.group_by(AREA, maintain_order=True).agg(self._sums()))

    def _sums(self) -> list[pl.Expr]:
        found = [pl.len().cast(pl.Int64).alias("families")]
        for place, one in enumerate(self.asked):
            verdict = pl.col(f"v{place}")
            counted = {"yes": verdict, "no": ~verdict}
            if one.bit is not None:
                listed = (pl.col(RECEIVED) & (1 << one.bit)) != 0
                counted |= {"enrolled": listed, "reached": listed & verdict}
            found += [says.sum().cast(pl.Int64).alias(f"{name}{place}") for name, says in counted.items()]
            if is_cash(one):
                found += [pl.col(f"{end}{place}").sum().alias(f"{end}{place}") for end in ("low", "high")]
        return found

    def summary(self) -> pl.DataFrame:
        """Return one row for each village and programme, in the order of both."""
        table = pl.concat(self._pieces).group_by(AREA).agg(pl.all().sum())
        lines = [table.select(self._line(place, one, table.columns)) for place, one in enumerate(self.asked)]
        return pl.concat(lines).sort(AREA, "programme")

    def _line(self, place: int, one: Asked, there: Sequence[str]) -> list[pl.Expr]:
        def summed(name: str) -> pl.Expr:
            return pl.col(f"{name}{place}") if f"{name}{place}" in there else pl.lit(None, pl.Int64)

        said = {
            AREA: pl.col(AREA),
            "programme": pl.lit(one.programme.code),
            "version": pl.lit(one.version.id),
            "families": pl.col("families"),
            "eligible": summed("yes"),
            "not_eligible": summed("no"),
            "unknown": pl.col("families") - summed("yes") - summed("no"),
            "enrolled": summed("enrolled"),
            "reached": summed("reached"),
            "amount_low": summed("low"),
            "amount_high": summed("high"),
            "per": pl.lit(one.version.benefit.per.value),
        }
        return [said[name].alias(name) for name in SUMMARY]


@dataclass(slots=True)
class Failed:
    """Families for which a rule divides by zero."""

    asked: Sequence[Asked]
    _found: dict[int, list[int]] = field(default_factory=dict)

    def add(self, judged: pl.DataFrame) -> None:
        """Note those of some families."""
        for place in range(len(self.asked)):
            if f"failed{place}" in judged.columns:
                failed = judged.filter(pl.col(f"failed{place}"))[FAMILY_ID]
                self._found.setdefault(place, []).extend(failed)

    def refuse(self) -> None:
        """Raise RunProblem if there are any."""
        for place, families in self._found.items():
            if families:
                raise divides_by_zero(self.asked[place], len(families), families[:SAMPLE])
