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

    def over(self, query: str) -> str:
        """Return a query with all columns added to it."""
        by_level: dict[int, list[str]] = {}
        for sql, name in self.names.items():
            by_level.setdefault(self._levels[name], []).append(f"{sql} AS {name}")
        for level, columns in sorted(by_level.items()):
            query = f"SELECT {self.prefix}_{level}.*, {', '.join(columns)} FROM ({query}) {self.prefix}_{level}"
        return query

    def _above(self, sql: str) -> int:
        below = (self._levels[word] for word in _PLAIN.findall(sql) if word in self._levels)
        return max(below, default=0) + 1
