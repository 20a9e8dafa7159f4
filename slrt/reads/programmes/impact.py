"""Counting what a new version changes in the register: compiled rules over the fact views, inside the actor's scope."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from slrt.domain.areas import bounds
from slrt.domain.programmes.impact import Tally, added
from slrt.domain.programmes.publishing import columns_for
from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.facts import RECEIVES, catalogue
from slrt.domain.rules.programme import Version
from slrt.domain.rules.sql.amending import Amending
from slrt.domain.rules.sql.columns import LAYOUT, Columns, fact_of, literal
from slrt.domain.rules.sql.comparing import AFTER, BEFORE, compared
from slrt.domain.rules.sql.dialect import POSTGRESQL
from slrt.domain.rules.sql.doubts import Doubts
from slrt.domain.rules.sql.packing import WIDE
from slrt.domain.rules.sql.statement import Families, Source, Statement


class Register:
    """The register as an engine: temporary tables that end with the transaction."""

    def make(self, name: str, query: str) -> None:
        """Make (anew) a table of a query's rows."""
        self._run(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self._run(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {query}")

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Make (anew) a table of rows."""
        self._run(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self._run(f"CREATE TEMPORARY TABLE {name} ({', '.join(columns)}) ON COMMIT DROP")
        with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return a query's rows."""
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def _run(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def changes_in(area_code: str, before: Version | None, after: Version, on: datetime.date) -> dict[str, Tally]:
    """Families of an area under both versions on a day, by kabupaten.

    The caller is acting as somebody who sees the area; whoever is acting, row-level security holds behind the views.
    """
    versions = [after] if before is None else [before, after]
    places = [AFTER] if before is None else [BEFORE, AFTER]
    here, columns = bounds(area_code), columns_for(versions)
    where = f"r.family_state = 'active' AND r.area_code >= {literal(here.lo)} AND r.area_code < {literal(here.hi)}"
    source, families = fact_views(columns), Families(where)
    statement, register = Statement(POSTGRESQL, columns, on, WIDE), Register()
    query = statement.query(versions, source, families)
    register.make("judged", query)
    amending = Amending(register, statement, source, families)
    amended = {
        place: amending.amend(place, Doubts(version, on, columns))
        for place, version in enumerate(versions)
        if version.benefit.kind is BenefitKind.CASH
    }
    failed = [place for place in range(len(versions)) if f"failed{place}" in query]
    return added({}, register.rows(compared(source, where, places, amended, failed)))


def fact_views(columns: Columns) -> Source:
    """The fact views; local programmes that a rule names get their bits in what a family receives."""
    receives = fact_of(RECEIVES)
    known = set(LAYOUT.codes_of(receives))
    local = [(bit, code) for bit, code in enumerate(columns.codes_of(receives)) if code not in known]
    if not local:
        return Source("fact_family", "fact_member", answered=True)
    cases = " ".join(f"WHEN {literal(code)} THEN {1 << bit}" for bit, code in local)
    names = ["family_id", "area_code", "family_state"]
    names += [fact.name for fact in catalogue().stored("family") if fact.name not in ("area_code", "receives")]
    listed = ", ".join(f"f.{name}" for name in names)
    bits = (
        f"COALESCE((SELECT bit_or(CAST(CASE e.programme_id {cases} ELSE 0 END AS bigint)) "  # noqa: S608 # codes of ours
        "FROM programmes_enrolment e WHERE e.family_id = f.family_id AND e.state = 'active'), 0)"
    )
    families = f"(SELECT {listed}, f.receives | {bits} AS receives FROM fact_family f)"  # noqa: S608 # names of ours
    return Source(families, "fact_member", answered=True)
