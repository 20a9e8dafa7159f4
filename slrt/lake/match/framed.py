"""What a run writes, from frames: the same rows as the queries of `results` give."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa

from slrt.domain.rules.benefit import BenefitKind
from slrt.lake.columns import FAMILY_ID, Numbers
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
    """The sums of each village of a kabupaten, gathered piece by piece."""

    asked: Sequence[Asked]
    _counted: list[pl.Expr] = field(init=False)
    _pieces: list[pl.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Write what is counted once."""
        self._counted = [pl.len().cast(pl.Int64).alias("families")]
        for place, one in enumerate(self.asked):
            self._counted += _counted(place, one)

    def add(self, judged: pl.DataFrame) -> None:
        """Count some families."""
        counted = judged.group_by(AREA, maintain_order=True).agg(self._counted)
        self._pieces.append(counted.with_columns(pl.col(AREA).cast(pl.String)))

    def summary(self) -> pa.Table:
        """Return one row for each village and programme, in the order of both, and begin anew."""
        table = pl.concat(self._pieces).group_by(AREA).agg(pl.all().sum()).sort(AREA)
        self._pieces.clear()
        inorder = sorted(enumerate(self.asked), key=lambda one: one[1].programme.code)
        lines = [_line(place, one, table) for place, one in inorder]
        columns = {name: _interleaved([line[name] for line in lines], table.height) for name in SUMMARY}
        return pa.table(columns, SUMMARY_SCHEMA)


def _counted(place: int, one: Asked) -> list[pl.Expr]:
    verdict = pl.col(f"v{place}")
    counted = {"yes": verdict, "no": ~verdict}
    if one.bit is not None:
        listed = (pl.col(RECEIVED) & (1 << one.bit)) != 0
        counted |= {"enrolled": listed, "reached": listed & verdict}
    found = [says.sum().cast(pl.Int64).alias(f"{name}{place}") for name, says in counted.items()]
    money = [f"{end}{place}" for end in ("low", "high")] if is_cash(one) else []
    return [*found, *(pl.col(name).sum() for name in money)]


def _line(place: int, one: Asked, table: pl.DataFrame) -> dict[str, Numbers | str | None]:
    """Return the columns of a programme: a value for each village, or one for all."""

    def summed(name: str) -> Numbers | None:
        return table[f"{name}{place}"].to_numpy() if f"{name}{place}" in table.columns else None

    families, yes, no = (table[name].to_numpy() for name in ("families", f"yes{place}", f"no{place}"))
    return {
        AREA: table[AREA].to_numpy(),
        "programme": one.programme.code,
        "version": one.version.id,
        "families": families,
        "eligible": yes,
        "not_eligible": no,
        "unknown": families - yes - no,
        "enrolled": summed("enrolled"),
        "reached": summed("reached"),
        "amount_low": summed("low"),
        "amount_high": summed("high"),
        "per": one.version.benefit.per.value,
    }


def _interleaved(columns: Sequence[Numbers | str | None], villages: int) -> list[object]:
    """Return the values of all programmes for the first village, then those for the second, and so on."""
    rows = [[one] * villages if one is None or isinstance(one, str) else one.tolist() for one in columns]
    return [value for village in zip(*rows, strict=True) for value in village]


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
