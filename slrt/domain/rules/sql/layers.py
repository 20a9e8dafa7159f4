"""Expressions computed once: each distinct one becomes a column, in a layer above those it is made of."""

import re
from dataclasses import dataclass, field
from typing import Final

_PLAIN: Final = re.compile(r"\w+")


@dataclass(slots=True)
class Layers:
    """Columns `<prefix>0`, `<prefix>1`, ... by the SQL they stand for."""

    prefix: str
    names: dict[str, str] = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)

    def put(self, sql: str) -> str:
        """Return the column that holds an expression; a column or a constant stands for itself."""
        if _PLAIN.fullmatch(sql):
            return sql
        if sql not in self.names:
            name = self.names[sql] = f"{self.prefix}{len(self.names)}"
            self._levels[name] = self._above(sql)
        return self.names[sql]

    def spelled_out(self, sql: str) -> str:
        """Return an expression with every column of ours replaced by what it stands for."""
        meaning = {name: text for text, name in self.names.items()}
        return _PLAIN.sub(lambda word: self.spelled_out(meaning[word[0]]) if word[0] in meaning else word[0], sql)

    def over(self, query: str) -> str:
        """Return a query with all columns added to it."""
        for place, level in enumerate(self.levels()):
            columns = ", ".join(f"{sql} AS {name}" for sql, name in level)
            query = f"SELECT {self.prefix}_{place}.*, {columns} FROM ({query}) {self.prefix}_{place}"
        return query

    def levels(self) -> list[list[tuple[str, str]]]:
        """Return SQL and name of all columns, those first that need no other."""
        found: dict[int, list[tuple[str, str]]] = {}
        for sql, name in self.names.items():
            found.setdefault(self._levels[name], []).append((sql, name))
        return [found[level] for level in sorted(found)]

    def _above(self, sql: str) -> int:
        below = (self._levels[word] for word in _PLAIN.findall(sql) if word in self._levels)
        return max(below, default=0) + 1
