"""How matching keeps its promises: every bar against the other side of it, in one run.

    .venv/bin/python bench/match.py [--only NAME,NAME] [--large] [--nation] [--snapshot FOLDER] [--times 3]

Prints a table and writes docs/benchmarks/match.md. SLRT_BENCH_FAMILIES is how many families are invented.
"""

import argparse
import os
import platform
import shutil
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from tempfile import gettempdir

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SLRT_DEMO", "1")

import duckdb  # noqa: E402 - the path first
import psutil  # noqa: E402
from match import measures, table  # noqa: E402
from match.ground import Snapshot, snapshot  # noqa: E402
from match.timing import say  # noqa: E402

from slrt.domain import clock  # noqa: E402

MILLION = 1_000_000
ALIKE = "13"
"""A province of 19 kabupaten: with a million families each has as many as each of the nation's 514 with 28 million."""
DISK = {"large": 3, "nation": 6}
"""Gigabytes that must be free."""


def main() -> None:
    """Measure what is asked for."""
    options = _options()
    failed = []
    if options.nation:
        rows = _nation(options)
    else:
        families = 10 * MILLION if options.large else int(os.environ.get("SLRT_BENCH_FAMILIES", MILLION))
        _check_room("large" if options.large else "")
        with snapshot(families, "32" if options.large else "19", options.snapshot) as found:
            rows, failed = _run(found, options, measures.LARGE if options.large else measures.USUAL)
    kept = table.keep(rows)
    table.write(kept, machine())
    say(table.shown(kept))
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


def _run(found: Snapshot, options: argparse.Namespace, chosen: dict) -> tuple[list[table.Row], list[str]]:
    rows: list[table.Row] = []
    failed = []
    for name, measure in chosen.items():
        if options.only and name not in options.only.split(","):
            continue
        say(f"== {name}")
        try:
            rows += _dated(measure(found, options.times))
        except measures.Unavailable as reason:
            say(f"    {reason}")
            failed.append(f"{name} ({reason})")
        table.keep(rows)
    return rows, failed


def _nation(options: argparse.Namespace) -> list[table.Row]:
    _check_room("nation")
    with snapshot(MILLION, ALIKE) as small:
        one = measures.matched_alone(small)
    with snapshot(28 * MILLION, "00", options.snapshot) as large:
        return _dated(measures.nation(one, measures.matched_alone(large)))


def _dated(rows: list[table.Row]) -> list[table.Row]:
    return [replace(row, on=clock.now().date().isoformat()) for row in rows]


def _check_room(size: str) -> None:
    free = shutil.disk_usage(gettempdir()).free / 1e9
    if size and free < DISK[size]:
        sys.exit(f"{gettempdir()} has {free:.1f} GB free; {DISK[size]} are needed (TMPDIR names another folder)")


def machine() -> str:
    """Return what this ran on."""
    name = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if "model name" in line), "processor")
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{psutil.cpu_count()} cores of {name}, {memory:.0f} GB of memory, {platform.system()}, load average "
        f"{os.getloadavg()[2]:.1f} in the last quarter of an hour; Python "
        f"{platform.python_version()}, DuckDB {duckdb.__version__}, Polars {version('polars')}, {measures.versions()}."
    )


def _lines(path: str) -> list[str]:
    there = Path(path)
    return there.read_text(encoding="utf-8").splitlines() if there.exists() else []


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--only", default="", help=f"of {', '.join(measures.USUAL)}; --large: {', '.join(measures.LARGE)}"
    )
    asked.add_argument("--large", action="store_true", help="ten million families")
    asked.add_argument("--nation", action="store_true", help="28 million families")
    asked.add_argument("--snapshot", default="", help="a folder that slrt synth has made already")
    asked.add_argument("--times", type=int, default=3, help="turns; medians are taken")
    return asked.parse_args()


if __name__ == "__main__":
    main()
