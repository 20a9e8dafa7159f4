"""What a pass gives: for each programme the families that are eligible and those that are not, and the money of those
whose money is settled. Two passes that mean the same must give the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from slrt.domain.rules.benefit import BenefitKind
from slrt.lake.match.order import Asked


@dataclass(frozen=True, slots=True)
class Total:
    """One programme; money in rupiah, None where it is not cash. `no` is None of a pass that knows no unknown."""

    yes: int
    no: int | None
    low: int | None
    high: int | None


Totals = dict[str, Total]


def is_cash(one: Asked) -> bool:
    """Whether a programme pays money."""
    return one.version.benefit.kind is BenefitKind.CASH


def columns(asked: Sequence[Asked]) -> str:
    """Return the sums over `v<i>`, `low<i>`, `high<i>` as SQL."""
    found = []
    for place, one in enumerate(asked):
        found += [f"count(*) FILTER (WHERE v{place})", f"count(*) FILTER (WHERE NOT v{place})"]
        if is_cash(one):
            found += [f"CAST(sum({end}{place}) AS BIGINT)" for end in ("low", "high")]
    return ", ".join(found)


def read(asked: Sequence[Asked], row: Sequence[int]) -> Totals:
    """Return the totals in a row of `columns`."""
    numbers = iter(row)
    found = {}
    for one in asked:
        yes, no = next(numbers), next(numbers)
        low, high = (next(numbers) or 0, next(numbers) or 0) if is_cash(one) else (None, None)
        found[one.programme.code] = Total(yes, no, low, high)
    return found


def added(one: Totals, two: Totals) -> Totals:
    """Add up two passes over different families."""
    return {code: _sum(total, two[code]) for code, total in one.items()}


def _sum(one: Total, two: Total) -> Total:
    pairs = ((one.yes, two.yes), (one.no, two.no), (one.low, two.low), (one.high, two.high))
    return Total(*(None if a is None or b is None else a + b for a, b in pairs))  # type: ignore[arg-type]


def same(one: Totals, two: Totals, *, two_valued: bool = False) -> str:
    """Return nothing where both are equal, otherwise the programmes that differ; without `no` where two-valued."""
    kept = (lambda t: (t.yes, t.low, t.high)) if two_valued else (lambda t: (t.yes, t.no, t.low, t.high))
    return ", ".join(f"{c} {kept(one[c])} {kept(two[c])}" for c in one if kept(one[c]) != kept(two[c]))
