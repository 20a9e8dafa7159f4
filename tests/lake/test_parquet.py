"""Row groups have one size whatever the batches, and no row is lost between them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slrt.lake.columns import AREA_TYPE
from slrt.lake.manifest import FileLine
from slrt.lake.parquet import ROW_GROUP, GroupWriter, sha256

SCHEMA = pa.schema([pa.field("key", pa.int64()), pa.field("area", AREA_TYPE)])
ROWS = 2 * ROW_GROUP + 777


def table(start: int, stop: int) -> pa.Table:
    """Rows with the keys from start on; each batch has a dictionary of its own."""
    areas = pa.array([f"19.06.01.{key // 5000:04}" for key in range(start, stop)]).dictionary_encode().cast(AREA_TYPE)
    return pa.table([pa.array(range(start, stop), pa.int64()), areas], schema=SCHEMA)


def written(path: Path, together: int) -> FileLine:
    writer = GroupWriter(path, SCHEMA)
    for start in range(0, ROWS, together):
        writer.add(table(start, min(start + together, ROWS)))
    return writer.close()


@pytest.mark.parametrize("together", [ROWS, ROW_GROUP, 50_001])
def test_every_row_is_written_in_groups_of_one_size(tmp_path: Path, together: int) -> None:
    path = tmp_path / "file.parquet"
    line = written(path, together)
    assert line == FileLine(path.stat().st_size, ROWS, sha256(path))
    with pq.ParquetFile(path) as file:
        assert [file.metadata.row_group(n).num_rows for n in range(3)] == [ROW_GROUP, ROW_GROUP, 777]
    read = pq.read_table(path)
    assert read["key"].to_pylist() == list(range(ROWS))
    assert read["area"].to_pylist() == table(0, ROWS)["area"].to_pylist()


def test_the_size_of_the_batches_does_not_change_a_byte(tmp_path: Path) -> None:
    assert written(tmp_path / "a", ROWS).sha256 == written(tmp_path / "b", 33_333).sha256
