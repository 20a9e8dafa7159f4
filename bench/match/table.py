"""The table of promises, met or not. Rows are kept, so that a run of some measures replaces only their own."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from match.ground import ROOT

FOLDER = ROOT / "docs" / "benchmarks"
KEPT = FOLDER / "match.json"
PAGE = FOLDER / "match.md"
TEXT = Path(__file__).parent / "page.md"


@dataclass(frozen=True, slots=True)
class Row:
    """One promise. `bar` is the most (`at_least`: the least) that `value` may be; `unit` follows the number."""

    key: str
    measure: str
    value: float | None
    bar: float
    at_least: bool = False
    unit: str = "x"
    note: str = ""
    families: int = 0
    times: int = 0
    on: str = ""
    cpu: float | None = None
    """The same in processor time, where everything is done by this process."""
    promised: bool = True
    """Whether it is a promise; others stand in the table because they explain one."""

    @property
    def met(self) -> str:
        """Yes, no, or why there is no answer."""
        if not self.promised:
            return ""
        if self.value is None:
            return "not measured"
        return "yes" if (self.value >= self.bar if self.at_least else self.value <= self.bar) else "**no**"

    @property
    def cells(self) -> tuple[str, ...]:
        """What the table shows."""
        sign = ">=" if self.at_least else "<="
        bar = f"{sign} {self.bar:g} {self.unit}" if self.promised else ""
        found = "-" if self.value is None else f"{self.value:.{_digits(self.value)}f} {self.unit}"
        cpu = "" if self.cpu is None else f"{self.cpu:.{_digits(self.cpu)}f} {self.unit}"
        return (
            self.measure,
            bar,
            found,
            cpu,
            self.met,
            f"{self.families:,}" if self.families else "",
            str(self.times or ""),
            self.on,
        )


HEAD = ("Measure", "Bar", "Measured", "Processor", "Met", "Families", "n", "Day")


EXPECTED = (
    Row("03a", "DuckDB packed by hand / facts pass", None, 10, at_least=True),
    Row("03b", "facts pass, most memory in a process of its own", None, 1024, unit="MiB"),
    Row("04", "DuckDB packed by hand / fastest raw pass", None, 3, at_least=True),
    Row("07a 0010000000", "what-if, all of 10 M families together", None, 100, unit="ms"),
    Row("07b 0010000000", "what-if, 10 M families by kabupaten", None, 1000, unit="ms"),
    Row("09a", "one family, all programmes, Python evaluator", None, 5, unit="ms"),
    Row("09b", "one family, all programmes, PostgreSQL", None, 20, unit="ms"),
    Row("10a", "28 M families, most memory of slrt match", None, 3072, unit="MiB"),
    Row("10b", "time for a family, 28 M / 1 M", None, 1.25),
)
"""Promises that the usual run does not measure, or that may fail to be: they stand in the table as not measured."""


def keep(rows: list[Row]) -> list[Row]:
    """Put these rows in place of older ones of the same key; return all in order of key."""
    kept = {row.key: row for row in EXPECTED}
    if KEPT.exists():
        kept |= {one["key"]: Row(**one) for one in json.loads(KEPT.read_text(encoding="utf-8"))}
    kept |= {row.key: row for row in rows}
    found = [kept[key] for key in sorted(kept)]
    KEPT.write_text(json.dumps([asdict(row) for row in found], indent=1) + "\n", encoding="utf-8")
    return found


def shown(rows: list[Row]) -> str:
    """Return the rows as a table for the terminal."""
    cells = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)


def write(rows: list[Row], machine: str) -> None:
    """Write the page."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(row.cells) + " |" for row in rows]
    notes = "\n".join(f"- **{row.measure}**: {row.note}" for row in rows if row.note)
    text = TEXT.read_text(encoding="utf-8")
    for name, value in (("table", "\n".join(lines)), ("notes", notes), ("machine", machine)):
        text = text.replace(f"$({name})", value)
    PAGE.write_text(text, encoding="utf-8")


def _digits(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 10 else 2
