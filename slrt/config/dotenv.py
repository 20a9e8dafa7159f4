"""Fills the environment from `.env` at the root of the project. Imported before anything that reads the environment.

What the environment already says wins, so that `PORT=8123 make run` does what it says.
"""

import os
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent.parent / ".env"


def fill(environ: MutableMapping[str, str], file: Path) -> None:
    """Set the variables of `file` that are not set yet. Raises ValueError naming a line that is no assignment."""
    if file.exists():
        for name, value in read(file.read_text(encoding="utf-8")):
            environ.setdefault(name, value)


def read(text: str) -> Iterator[tuple[str, str]]:
    """Name and value of each assignment; `#` starts a comment line or, after a blank, a comment."""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip().removeprefix("export ")
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals or not name.strip().isidentifier():
            raise ValueError(f".env, line {number}: expected NAME=value")
        value = value.split(" #", 1)[0].strip()
        yield name.strip(), value.strip("'\"")


try:
    fill(os.environ, FILE)
except ValueError as problem:
    sys.exit(str(problem))
