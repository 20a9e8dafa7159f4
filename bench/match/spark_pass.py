"""The same compiled query on Spark, on this machine, beside DuckDB.

Java compiles what runs often while it runs, on the cores that are measured: Spark is warm after some turns, not one.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from match import raw_pass, totals
from match.ground import ASKED, ON, Snapshot
from match.timing import Measured, in_turn
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import SPARK
from slrt.domain.rules.sql.statement import EVERYBODY, Source, Statement
from slrt.lake.match.spark import spark

WARM = 16
"""Turns of Spark alone before it is measured."""


def measure(snapshot: Snapshot, times: int) -> tuple[Measured, Measured]:
    """Measure `spark` and `duckdb`, in the second turn of each and after many."""
    source = Source("families", "members", answered=False)
    query = raw_pass.summed(Statement(SPARK, LAYOUT, ON).query([one.version for one in ASKED], source, EVERYBODY))
    connection, compiled = raw_pass.connected(), raw_pass.compiled_query(snapshot)
    with TemporaryDirectory() as spill, spark(Path(spill)) as engine:
        for name in ("families", "members"):
            engine.session.read.parquet(f"{snapshot.folder}/*/{name}.parquet").createOrReplaceTempView(name)
        sides = {
            "spark": lambda: totals.read(ASKED, engine.rows(query)[0]),
            "duckdb": lambda: totals.read(ASKED, connection.execute(compiled).fetchall()[0]),
        }
        cold = in_turn(sides, 1)
        for _ in range(WARM):
            sides["spark"]()
        return cold, in_turn(sides, times)
