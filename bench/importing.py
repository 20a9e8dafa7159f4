"""How the import gate keeps its promises: rows a second, memory, and writing beside raw COPY of the same rows.

    .venv/bin/python bench/importing.py [--rows 1000000] [--small 100000] [--no-workbook]

Promised: a dry run of CSV reads 20,000 rows/s in less than 500 MiB, no more for a million rows than for a tenth; and
applying takes no longer than eight times what COPY takes for every row it writes, into tables without index, key or
trigger. Makes its own scratch database on the embedded server and drops it again.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import search
from django.db import connections
from lists.making import write_csv, write_xlsx
from psycopg import sql
from search import say

from slrt.config.postgres import ensure_running
from slrt.services import programmes

ROWS_A_SECOND, MEMORY_MIB, TIMES_COPY = 20_000, 500, 8
GROWTH = 1.15
"""Memory of a list ten times as long, at most so many times as much: flat, but for what measuring brings."""

WRITTEN = (
    "registry_family", "registry_person", "registry_membership", "registry_change", "trail_event",
    "programmes_enrolment", "registry_batch",
)  # fmt: skip
"""Every table that applying a list writes to."""

STEP = Path(__file__).parent / "lists" / "step.py"
BLOCK = 1 << 20


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--small", type=int, default=100_000)
    asked.add_argument("--no-workbook", action="store_true")
    options = asked.parse_args()
    server = ensure_running(search.ROOT / "var" / "bench")
    with tempfile.TemporaryDirectory(prefix="slrt-lists-") as folder, search.scratch(server):
        programmes.load_programmes(search.ROOT / "programmes")
        missed = measure(Path(folder), options)
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


def measure(folder: Path, options: argparse.Namespace) -> list[str]:
    """Prints the table; gives the promises that were not kept."""
    kept: dict[str, bool] = {}
    say(f"{'step':<24}{'rows':>10}{'seconds':>9}{'rows/s':>9}{'MiB':>6}")
    small = told("dry run, CSV", made(folder / "small.csv", write_csv, options.small), "dry")
    large_file = made(folder / "large.csv", write_csv, options.rows)
    large = told("dry run, CSV", large_file, "dry")
    kept["rows a second"] = large["rows"] / large["seconds"] >= ROWS_A_SECOND
    kept["memory"] = large["peak"] < MEMORY_MIB
    kept["memory does not grow"] = large["peak"] <= GROWTH * small["peak"]
    if not options.no_workbook:
        told("dry run, XLSX", made(folder / "large.xlsx", write_xlsx, options.rows), "dry")
    kept["times COPY"] = written(large_file, small["peak"])
    again = told("the same again", large_file, "apply")
    kept["nothing left to write"] = again["unchanged"] == again["rows"] and again["writing"] == 0
    return [name for name, is_kept in kept.items() if not is_kept]


def written(path: Path, small_peak: float) -> bool:
    """Apply the list, then COPY every row that it wrote; whether the promised ratio holds."""
    done = told("apply, CSV", path, "apply")
    rows, seconds = copied(path.parent)
    ratio = done["writing"] / seconds
    say(f"  of which writing        {rows:>10,}{done['writing']:>9.1f}{rows / done['writing']:>9,.0f}")
    say(f"COPY of the same rows     {rows:>10,}{seconds:>9.1f}{rows / seconds:>9,.0f}")
    say(
        f"writing is {ratio:.1f} times COPY, promised {TIMES_COPY}; with checking {done['seconds'] / seconds:.1f} times"
    )
    say(f"memory of applying {done['peak'] / small_peak:.2f} times that of the small dry run")
    return bool(ratio <= TIMES_COPY and done["peak"] < MEMORY_MIB)


def told(name: str, path: Path, step: str) -> dict[str, Any]:
    """Run a step in a process of its own, and print its line."""
    place = connections["default"].settings_dict
    database = {key: place[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")}
    order = json.dumps({"database": database, "file": str(path), "step": step})
    command = [sys.executable, str(STEP)]
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=False)  # noqa: S603 - our own file
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    rate = found["rows"] / found["seconds"]
    say(f"{name:<24}{found['rows']:>10,}{found['seconds']:>9.1f}{rate:>9,.0f}{found['peak']:>6.0f}")
    return found


def copied(folder: Path) -> tuple[int, float]:
    """COPY every row of the written tables into bare tables, each committed; how many rows, and the seconds of it."""
    rows, seconds = 0, 0.0
    connection = connections["owner"]
    for name in WRITTEN:
        bare, path = sql.Identifier(f"bare_{name}"), folder / name
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE TABLE {} (LIKE {})").format(bare, sql.Identifier(name)))
            with path.open("wb") as file, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as out:
                for block in out:
                    file.write(block)
            start = time.perf_counter()
            with path.open("rb") as file, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(bare)) as into:
                while block := file.read(BLOCK):
                    into.write(block)
            seconds += time.perf_counter() - start
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(bare))
            rows += cursor.fetchone()[0]
        path.unlink()
    return rows, seconds


def made(path: Path, write: Callable[[Path, int], None], rows: int) -> Path:
    write(path, rows)
    return path


if __name__ == "__main__":
    main()
