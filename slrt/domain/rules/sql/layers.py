"""Expressions computed once: what is read more than once becomes a column, in a layer above those it is made of."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

_PLAIN: Final = re.compile(r"\w+")
_JOINED: Final = re.compile(r"\((\w+) AND (\w+)\)")


@dataclass(slots=True)
class Layers:
    """Columns `<prefix>0`, `<prefix>1`, ... by the SQL they stand for."""

    prefix: str
    names: dict[str, str] = field(default_factory=dict)

    def put(self, sql: str) -> str:
        """Return the column that holds an expression; a column or a constant stands for itself."""
        if _PLAIN.fullmatch(sql):
            return sql
        return self.names.setdefault(sql, f"{self.prefix}{len(self.names)}")

    def joined(self, name: str) -> tuple[str, str] | None:
        """Return the two columns that a column joins with AND, or None for a column that does something else."""
        meaning = next((sql for sql, column in self.names.items() if column == name), "")
        found = _JOINED.fullmatch(meaning)
        return None if found is None else (found[1], found[2])

    def spelled_out(self, sql: str) -> str:
        """Return an expression with every column of ours replaced by what it stands for."""
        return _spelled_out(sql, {name: text for text, name in self.names.items()})

    def over(self, query: str, readers: Iterable[str]) -> str:
        """Return a query with the columns added to it that `readers`, expressions over it, want."""
        for place, level in enumerate(self.levels(readers)):
            columns = ", ".join(f"{sql} AS {name}" for sql, name in level)
            query = f"SELECT {self.prefix}_{place}.*, {columns} FROM ({query}) {self.prefix}_{place}"
        return query

    def levels(self, readers: Iterable[str] | None = None) -> list[list[tuple[str, str]]]:
        """Return SQL and name of all columns, those first that need no other.

        With `readers`, of those columns alone that these expressions want, and what only one other column reads is
        spelled out there: a column of its own would be work for nothing.
        """
        kept = {name: text for text, name in self.names.items()} if readers is None else self._kept(list(readers))
        found: dict[int, list[tuple[str, str]]] = {}
        levels: dict[str, int] = {}
        for name, sql in kept.items():
            levels[name] = 1 + max((levels[word] for word in _PLAIN.findall(sql) if word in levels), default=0)
            found.setdefault(levels[name], []).append((sql, name))
        return [found[level] for level in sorted(found)]

    def _kept(self, readers: list[str]) -> dict[str, str]:
        """Return the columns that stay, in the order in which they were put: each after those it reads."""
        meaning = {name: text for text, name in self.names.items()}
        direct = {word for text in readers for word in _PLAIN.findall(text) if word in meaning}
        reads: Counter[str] = Counter()
        reached = set(direct)
        for name in reversed(meaning):
            if name in reached:
                words = [word for word in _PLAIN.findall(meaning[name]) if word in meaning]
                reads.update(words)
                reached.update(words)
        alone = {name: meaning[name] for name in reached - direct if reads[name] == 1}
        return {name: _spelled_out(text, alone) for name, text in meaning.items() if name in reached - alone.keys()}


def _spelled_out(sql: str, meaning: dict[str, str]) -> str:
    return _PLAIN.sub(lambda word: _spelled_out(meaning[word[0]], meaning) if word[0] in meaning else word[0], sql)
