"""How much was compared with the evaluator, told at the end of `make agree`.

A deviation fails its test. Hypothesis then repeats it while it looks for a smaller one, so a number above nought says
that there is a deviation, not how many.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Line:
    examples: int = 0
    answers: int = 0
    refused: int = 0
    deviations: int = 0


TALLY: dict[str, Line] = {}
"""By what was compared with what."""


@contextmanager
def comparing(engine: str, examples: int, answers: int, refused: int = 0) -> Iterator[None]:
    """Count what the block compares between an engine and ours; `refused`: what the engine may not compute."""
    line = TALLY.setdefault(engine, Line())
    line.examples += examples
    line.answers += answers
    line.refused += refused
    try:
        yield
    except AssertionError:
        line.deviations += 1
        raise


def table() -> Iterator[str]:
    """The lines of the report."""
    yield f"{'the evaluator and':<34}{'examples':>10}{'answers':>12}{'refused':>10}{'deviations':>12}"
    for engine, line in sorted(TALLY.items()):
        yield f"{engine:<34}{line.examples:>10,}{line.answers:>12,}{line.refused:>10,}{line.deviations:>12,}"
