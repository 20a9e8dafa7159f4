"""The shipped programmes as SQL written by hand, in four ways: `packed`, `flags`, `filtered`, `two_valued`."""

from collections.abc import Sequence
from pathlib import Path

from match.ground import ASKED, Snapshot
from match.totals import Total, Totals, is_cash

HERE = Path(__file__).parent / "sql"
FLAT = {"blt_desa": 300_000, "sembako": 200_000}
"""Money that is the same for every family: counted, not summed."""


def query(way: str, snapshot: Snapshot) -> str:
    """Return the query of a way: one row of sums."""
    verdicts = "two_valued_verdicts" if way == "two_valued" else "verdicts"
    text = _text(way)
    for name, value in (
        ("verdicts", _text(verdicts)),
        ("people", _text("people")),
        ("families", snapshot.families),
        ("members", snapshot.members),
    ):
        text = text.replace(f"${name}", value)
    return f"SELECT {', '.join(_sums(way))} FROM (\n{text})"  # noqa: S608 - texts of ours


def read(way: str, row: Sequence[int]) -> Totals:
    """Return the totals in the row of a query."""
    numbers = iter(row)
    found = {}
    for one in ASKED:
        code, no = one.programme.code, None
        yes = next(numbers)
        if way != "two_valued":
            no = next(numbers)
        low = high = None
        if code in FLAT:
            everybody = row[-1]
            low = yes * FLAT[code]
            high = low if no is None else (everybody - no) * FLAT[code]
        elif is_cash(one):
            low = high = next(numbers) or 0
        found[code] = Total(yes, no, low, high)
    return found


def _sums(way: str) -> list[str]:
    found = []
    for one in ASKED:
        code = one.programme.code
        found.append(f"count(*) FILTER (WHERE {code})")
        if way != "two_valued":
            found.append(f"count(*) FILTER (WHERE NOT {code})")
        if is_cash(one) and code not in FLAT:
            found.append(f"sum(CASE WHEN {code} THEN {code}_amount END)::BIGINT")
    return [*found, "count(*)"]


def _text(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8").rstrip()
