"""The same compiled query on Spark, on this machine, beside DuckDB."""

from pathlib import Path
from tempfile import TemporaryDirectory

from match import raw_pass, totals
from match.ground import ASKED, ON, Snapshot
from match.timing import Measured, in_turn
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import SPARK
from slrt.domain.rules.sql.statement import EVERYBODY, Source, Statement
from slrt.lake.match.spark import spark


def measure(snapshot: Snapshot, times: int) -> Measured:
    """Measure `spark` and `duckdb`."""
    source = Source(
        *(f"parquet.`{snapshot.folder}/*/{name}.parquet`" for name in ("families", "members")), answered=False
    )
    query = raw_pass.summed(Statement(SPARK, LAYOUT, ON).query([one.version for one in ASKED], source, EVERYBODY))
    connection, compiled = raw_pass.connected(), raw_pass.compiled_query(snapshot)
    with TemporaryDirectory() as spill, spark(Path(spill)) as engine:
        sides = {
            "spark": lambda: totals.read(ASKED, engine.rows(query)[0]),
            "duckdb": lambda: totals.read(ASKED, connection.execute(compiled).fetchall()[0]),
        }
        return in_turn(sides, times)
