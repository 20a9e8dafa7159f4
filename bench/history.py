"""How fast the page of a family with 200 changes of history opens, and its history: server time, against 200 ms.

    .venv/bin/python bench/history.py [--changes 200] [--rounds 40]

Makes its own scratch database on the embedded server, registers one family, changes it through the services, then asks
for the pages as a signed-in officer and prints the median and the slowest twentieth of each. Drops the database again.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import django
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.config.settings")
os.environ.setdefault("SLRT_DEMO", "1")
django.setup()

from django.test import Client  # noqa: E402 - Django first

from slrt.config.postgres import ensure_running  # noqa: E402 - Django first
from slrt.domain.ids import uuid7  # noqa: E402
from slrt.services.registry import FactChange, record_facts  # noqa: E402
from tests.conftest import administration, disconnect, make, point_at  # noqa: E402
from tests.makers import people  # noqa: E402
from tests.makers.browsers import browser  # noqa: E402
from tests.makers.families import VILLAGE, new_family, registered  # noqa: E402

PROMISED_MS = 200
ROOFS = ("zinc", "thatch", "tile", "asbestos")
WARM = 3


def main() -> int:
    """Print what each page takes; 1 when one misses the promise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    server = ensure_running(ROOT / "var" / "bench")
    name = f"slrt_bench_history_{os.getpid()}"
    try:
        make(server, name)
        point_at(server, name)
        return measured(asked.changes, asked.rounds)
    finally:
        disconnect()
        with administration(server) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def measured(changes: int, rounds: int) -> int:
    """One family with that many changes, each of its pages asked for `rounds` times."""
    officer = people.officer("manager")
    family_id = changed(officer, changes)
    client = browser(officer)
    pages = {
        "family page": f"/families/{family_id}",
        "its history": f"/families/{family_id}/history",
        "its history, a day and two days": f"/families/{family_id}/history?on=2027-01-01&since=2020-01-01",
    }
    worst = 0.0
    for name, path in pages.items():
        times, busy = timed(partial(opened, client, path), rounds)
        late = statistics.quantiles(times, n=20)[-1]
        worst = max(worst, late)
        figures = f"median {statistics.median(times):.0f} ms, p95 {late:.0f} ms, in Python {busy:.0f} ms"
        sys.stdout.write(f"{name}: {figures} ({changes} changes)\n")
    return 0 if worst < PROMISED_MS else 1


def opened(client: Client, path: str) -> None:
    """Ask for a page, and make sure that it came."""
    answer = client.get(path, headers={"host": "127.0.0.1"})
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {answer.status_code}")


def changed(officer: people.Actor, changes: int) -> UUID:
    """A registered family whose roof was recorded anew that often (registration is the first change)."""
    family_id = registered(officer, new_family(area_code=VILLAGE, facts={"roof": "other"})).family_id
    for number in range(1, changes):  # the version it stands on
        items = [FactChange("roof", ROOFS[number % len(ROOFS)]), FactChange("floor_area_m2", number)]
        record_facts(
            officer, family_id=family_id, base_version=number, items=items, source="interview", submission=uuid7()
        )
    return family_id


def timed(ask: Callable[[], object], rounds: int) -> tuple[list[float], float]:
    """Milliseconds of each round, after a few that warm the caches, and the mean of the processor's own."""
    for _ in range(WARM):
        ask()
    times, busy = [], time.process_time()
    for _ in range(rounds):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return times, (time.process_time() - busy) * 1000 / rounds


if __name__ == "__main__":
    sys.exit(main())
