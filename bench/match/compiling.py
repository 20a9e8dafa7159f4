"""How long it takes to compile all shipped programmes into one query, and DuckDB to plan it."""

from dataclasses import replace

from match import raw_pass
from match.ground import ASKED, ON, Snapshot
from match.timing import Measured, in_turn
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import DUCKDB
from slrt.domain.rules.sql.statement import EVERYBODY, Source, Statement

TWENTY = 20


def measure(snapshot: Snapshot, times: int) -> Measured:
    """Measure compiling and planning, all programmes as if none had been seen before."""
    connection = raw_pass.connected()
    source = Source(snapshot.families, snapshot.members, answered=False)

    def compiled() -> str:
        fresh = [replace(one.version) for one in ASKED]  # what a version keeps of itself is not there yet
        return Statement(DUCKDB, LAYOUT, ON).query(fresh, source, EVERYBODY)

    text = compiled()
    sides = {"compile": compiled, "plan": lambda: connection.execute(f"EXPLAIN {text}").fetchall()}
    return in_turn(sides, times)
