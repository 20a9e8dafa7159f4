"""The compiled raw pass on DuckDB against SQL written by hand for the same rules, columns and answers."""

import duckdb

from match import hand, totals
from match.ground import ASKED, ON, Snapshot
from match.timing import Measured, in_turn
from match.totals import Totals
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import DUCKDB
from slrt.domain.rules.sql.packing import NARROW, WIDE, most
from slrt.domain.rules.sql.statement import EVERYBODY, Families, Source, Statement

WAYS = ("packed", "flags", "filtered", "two_valued")


def measure(snapshot: Snapshot, times: int) -> Measured:
    """Measure `compiled` and all ways by hand."""
    connection = connected()
    compiled = compiled_query(snapshot)
    sides = {"compiled": lambda: totals.read(ASKED, connection.execute(compiled).fetchall()[0])}
    for way in WAYS:
        sides[way] = lambda way=way: hand.read(way, connection.execute(hand.query(way, snapshot)).fetchall()[0])
    return in_turn(sides, times)


def connected() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB as a run has it."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    return connection


def compiled_query(snapshot: Snapshot) -> str:
    """Return our query, summed."""
    return summed(Statement(DUCKDB, LAYOUT, ON).query(_versions(), _source(snapshot), EVERYBODY))


def of_large(snapshot: Snapshot) -> Totals:
    """Return the totals of the families that are too large for counters of five bits."""
    large = Families(f"n_members > {most(NARROW)}")
    query = Statement(DUCKDB, LAYOUT, ON, WIDE).query(_versions(), _source(snapshot), large)
    return totals.read(ASKED, connected().execute(summed(query)).fetchall()[0])


def summed(query: str) -> str:
    """Return the sums over a query of verdicts."""
    return f"SELECT {totals.columns(ASKED)} FROM ({query}) v"  # noqa: S608 - our own compiled text


def _versions() -> list:
    return [one.version for one in ASKED]


def _source(snapshot: Snapshot) -> Source:
    return Source(snapshot.families, snapshot.members, answered=False)
