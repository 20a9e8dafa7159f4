"""Two or more sides measured in turn, in one process after a warm-up, so that a slow minute is slow for all of them."""

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Side = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds by side, and what each side found; `cpu` is the processor time of this process and its threads."""

    wall: Mapping[str, float]
    cpu: Mapping[str, float]
    found: Mapping[str, Any]
    times: int

    def ratio(self, one: str, two: str) -> float:
        """Return the time of one side in that of another."""
        return self.wall[one] / self.wall[two]

    def cpu_ratio(self, one: str, two: str) -> float:
        """Return the processor time of one side in that of another."""
        return self.cpu[one] / self.cpu[two]


def in_turn(sides: Mapping[str, Side], times: int) -> Measured:
    """Run each side once to warm up, then all in turn so many times; medians."""
    found = {}
    for name, side in sides.items():
        say(f"    warming up: {name}")
        found[name] = side()
    wall: dict[str, list[float]] = {name: [] for name in sides}
    cpu: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(times):
        say(f"    turn {turn + 1} of {times}")
        for name, side in sides.items():
            began, worked = time.perf_counter(), time.process_time()
            side()
            wall[name].append(time.perf_counter() - began)
            cpu[name].append(time.process_time() - worked)
    walls, cpus = ({name: statistics.median(some) for name, some in each.items()} for each in (wall, cpu))
    return Measured(walls, cpus, found, times)


def say(line: str) -> None:
    """Tell how far the measurement is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
