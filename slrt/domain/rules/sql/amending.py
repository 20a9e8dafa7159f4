"""Filling in the amounts that a query left open, on whatever engine ran it.

The steps are SQL; between them the Python evaluator judges each kind of doubtful family once (`doubts`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from slrt.domain.rules.sql.doubts import UNTOUCHED, Doubts, Key
from slrt.domain.rules.sql.statement import Families, Source, Statement, total_of

KIND_COLUMNS = (
    "family BIGINT",
    "area VARCHAR(20)",
    "members INT",
    "classes VARCHAR(2000)",
    "verdict INT",
    "low BIGINT",
    "high BIGINT",
)


class Tables(Protocol):
    """An engine as this module needs it: temporary tables made from queries or from rows."""

    def make(self, name: str, query: str) -> None:
        """Make (anew) a table of a query's rows."""

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Make (anew) a table of rows; `columns` are names with SQL types, such as `low BIGINT`."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return a query's rows."""


@dataclass(frozen=True, slots=True)
class Amending:
    """Amends the table `judged`, which holds the rows of `statement`'s query over `source`."""

    tables: Tables
    statement: Statement
    source: Source
    families: Families
    judged: str = "judged"

    def amend(self, place: int, doubts: Doubts) -> str:
        """Make a table `amended<place>` of `family_id`, `low`, `high` for all doubtful families; return its name."""
        doubtful, classes, alike, kinds = (f"{name}{place}" for name in ("doubtful", "classes", "alike", "kinds"))
        self.tables.make(doubtful, self._doubtful(place, doubts))
        self._classify(doubts, doubtful, classes)
        self.tables.make(alike, self._alike(doubts, doubtful, classes))
        self._judge(doubts, alike, kinds)
        amended = f"amended{place}"
        self.tables.make(
            amended,
            f"SELECT a.family_id, k.low, k.high FROM {alike} a JOIN {kinds} k ON k.family = a.family "
            "AND k.area = a.area AND k.members = a.members AND k.classes = a.classes AND k.verdict = a.verdict",
        )
        return amended

    def _doubtful(self, place: int, doubts: Doubts) -> str:
        totals = "".join(f", {total_of(place, number)} AS {name}" for number, name in enumerate(doubts.totals))
        open_ones = f"(low{place} IS NULL OR high{place} IS NULL)"
        return (
            f"SELECT family_id, n_members{totals}, CASE WHEN v{place} THEN 1 ELSE 0 END AS verdict FROM {self.judged} "
            f"WHERE {open_ones} AND (v{place} OR v{place} IS NULL)"
        )

    def _people(self, doubts: Doubts, doubtful: str) -> str:
        names = [digit.fact for digit in doubts.member.digits]
        seen = self.statement.people(self.source, self.families, names)
        return (
            f"SELECT p.family_id, {doubts.member.sql} AS code FROM ({seen}) p "
            f"JOIN {doubtful} d ON d.family_id = p.family_id"
        )

    def _classify(self, doubts: Doubts, doubtful: str, classes: str) -> None:
        codes = sorted(
            code for (code,) in self.tables.rows(f"SELECT DISTINCT code FROM ({self._people(doubts, doubtful)}) c")
        )
        self.tables.fill(classes, ("code BIGINT", "class INT"), [(code, doubts.member_class(code)) for code in codes])

    def _alike(self, doubts: Doubts, doubtful: str, classes: str) -> str:
        names = [*doubts.facts, *["area_code"] * doubts.needs_area]
        own = self.statement.own_facts(self.source, self.families, names)
        listed = self.statement.dialect.sorted_text("c.class")
        counted = (
            f"SELECT p.family_id, {listed} AS classes FROM ({self._people(doubts, doubtful)}) p "
            f"JOIN {classes} c ON c.code = p.code WHERE c.class <> {UNTOUCHED} GROUP BY p.family_id"
        )
        return (
            f"SELECT d.family_id, d.verdict, {doubts.family.sql} AS family, "
            f"{'f.area_code' if doubts.needs_area else chr(39) * 2} AS area, "
            f"{'d.n_members' if doubts.needs_count else '0'} AS members, COALESCE(l.classes, '') AS classes "
            f"FROM {doubtful} d JOIN ({own}) f ON f.family_id = d.family_id "
            f"LEFT JOIN ({counted}) l ON l.family_id = d.family_id"
        )

    def _judge(self, doubts: Doubts, alike: str, kinds: str) -> None:
        found = self.tables.rows(f"SELECT DISTINCT family, area, members, classes, verdict FROM {alike}")
        rows = []
        for family, area, members, classes, verdict in sorted(found):
            key = Key(family, area, members, tuple(int(one) for one in classes.split(",") if one))
            rows.append((family, area, members, classes, verdict, *doubts.bounds(key, True if verdict else None)))
        columns = (
            "family BIGINT",
            "area VARCHAR(20)",
            "members INT",
            "classes VARCHAR(2000)",
            "verdict INT",
            "low BIGINT",
        )
        self.tables.fill(kinds, (*columns, "high BIGINT"), rows)
