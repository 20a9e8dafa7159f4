"""Layouts of files as data: which columns a file has, what they mean and how their cells are read."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from slrt.domain.rules.facts import catalogue

FOLDER = Path(__file__).parent

READS = frozenset(
    {
        "no_kk", "nik", "name", "words", "date", "area", "address", "rt", "rw", "number", "education", "functioning",
        "programmes",
    }
)  # fmt: skip
"""Ways of reading a cell; each is a function of `cells.py` or a step of the row check."""

_IGNORED = re.compile(r"[\s_.\-\u00a0]+")


class LayoutError(ValueError):
    """A layout contradicts itself or the vocabulary; `str()` says where."""


@dataclass(frozen=True)
class Column:
    """One column: its name, other names its header may have, how its cells are read, which fact they give.

    `required`: without the column the file cannot be read, and (unless `may_be_empty`) an empty cell makes the row
    invalid. `more` holds what only one way of reading needs.
    """

    name: str
    reads: str
    aliases: tuple[str, ...] = ()
    fact: str = ""
    required: bool = False
    may_be_empty: bool = False
    words: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    unconfirmed: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The header texts that mean this column, as `header_key` gives them."""
        return frozenset(header_key(text) for text in (self.name, *self.aliases))


@dataclass(frozen=True)
class Layout:
    """A kind of file. `always` are facts that being on the list says of every family on it."""

    code: str
    label_id: str
    label_en: str
    kind: str
    columns: tuple[Column, ...]
    always: Mapping[str, Any]

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]


def header_key(text: str) -> str:
    """How headers are compared: case, spaces, underscores, dots and dashes are left aside."""
    return _IGNORED.sub("", text).casefold()


def codes() -> tuple[str, ...]:
    """The codes of all layouts there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def layout(code: str) -> Layout:
    """The layout of that code. Raises KeyError where there is none, LayoutError where its file is wrong."""
    if code not in codes():
        raise KeyError(code)
    return parse((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Layout:
    """A layout from TOML. Raises LayoutError."""
    data = tomllib.loads(text)
    columns = tuple(_column(row) for row in data["column"])
    found = Layout(
        data["code"], data["label_id"], data["label_en"], data["kind"], columns, _typed(data.get("always", {}))
    )
    seen: dict[str, str] = {}
    for column in columns:
        for key in column.keys:
            if seen.setdefault(key, column.name) != column.name:
                raise LayoutError(f"{column.name} and {seen[key]} share the header {key!r}")
    return found


def _column(row: Mapping[str, Any]) -> Column:
    plain = {"name", "reads", "aliases", "fact", "required", "may_be_empty", "words", "also", "unconfirmed"}
    if row["reads"] not in READS:
        raise LayoutError(f"{row['name']}: no way of reading called {row['reads']!r}")
    if row.get("fact"):
        words = row.get("words", {}).values()
        _typed({row["fact"]: None} if not words else {})
        for word in words:
            _typed({row["fact"]: word})
    return Column(
        name=row["name"],
        reads=row["reads"],
        aliases=tuple(row.get("aliases", ())),
        fact=row.get("fact", ""),
        required=row.get("required", False),
        may_be_empty=row.get("may_be_empty", False),
        words={word_key(word): meaning for word, meaning in row.get("words", {}).items()},
        also=_typed(row.get("also", {})),
        more={key: value for key, value in row.items() if key not in plain},
        unconfirmed=tuple(row.get("unconfirmed", ())),
    )


def word_key(text: str) -> str:
    """How words in cells are compared: capitals, single spaces, no space around strokes and dashes."""
    return re.sub(r"\s*([/\-])\s*", r"\1", " ".join(text.split())).upper()


def _typed(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts themselves. Raises LayoutError for a fact, or a value of it, outside the vocabulary."""
    known = catalogue().facts
    for path, value in facts.items():
        if path not in known:
            raise LayoutError(f"no fact {path}")
        allowed = known[path].values
        if value is not None and allowed and value not in allowed:
            raise LayoutError(f"{path}: {value!r} is none of {allowed}")
    return facts
