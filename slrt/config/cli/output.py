"""What commands print: results on standard output, everything said on the way on standard error."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

_people = Console(stderr=True, highlight=False)
_result = Console(highlight=False)


def say(text: str) -> None:
    """Progress for people."""
    _people.print(text, markup=False, soft_wrap=True)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error; tell what it gives how far the work is, and how far it goes."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_people) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show(text: str) -> None:
    """One line of the result."""
    _result.print(text, markup=False, soft_wrap=True)


def show_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = "") -> None:
    """A table as the result."""
    table = Table(*columns, title=title or None, title_justify="left", title_style="bold")
    for row in rows:
        table.add_row(*[str(cell) for cell in row])
    _result.print(table)


def show_json(content: Mapping[str, Any] | Sequence[Any]) -> None:
    """The result as JSON, and nothing else, on standard output."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")
