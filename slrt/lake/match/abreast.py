"""Several kabupaten at once: reading waits for the disk and counting for one core, so some end sooner side by side."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Final, TypeVar

Found = TypeVar("Found")

MOST: Final = 4
"""Kabupaten in work at once, however many cores there are: each holds one piece of its families in memory."""


def worthwhile() -> int:
    """Return how many kabupaten are worth having in work at once: two for each core, for each waits a part."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, 2 * cores)


def abreast(
    work: Callable[[str], Found], codes: Iterable[str], at_once: int | None = None
) -> Iterator[tuple[str, Found]]:
    """Yield each code with what its work returned, as they end. After a failure nothing more is begun; it is raised."""
    pool = ThreadPoolExecutor(at_once or worthwhile())
    try:
        begun = {pool.submit(work, code): code for code in codes}
        for done in as_completed(begun):
            yield begun[done], done.result()
    finally:
        pool.shutdown(cancel_futures=True)
