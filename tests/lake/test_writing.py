"""A snapshot is written whole or goes on where it stopped; nothing half written passes for whole."""

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import polars
import pyarrow.parquet as pq
import pytest

from slrt.domain.rules.record import FamilyRecord
from slrt.lake import manifest
from slrt.lake.manifest import SnapshotProblem
from slrt.lake.records import stored_of
from slrt.lake.verifying import verify
from slrt.lake.writing import HIDDEN, Writer
from tests.makers.population import ON, ROOT
from tests.makers.snapshots import CREATED, HEADER, by_kabupaten, records, written


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*")) if path.is_file()}


def test_a_snapshot_is_what_the_manifest_says(tmp_path: Path) -> None:
    given = records()
    found = written(tmp_path / "s", given)
    assert manifest.read(tmp_path / "s") == found
    assert found.families == len(given)
    assert list(found.kabupaten) == sorted(by_kabupaten(given))
    for code, one in found.kabupaten.items():
        table = pq.read_table(tmp_path / "s" / code / "families.parquet")
        assert (table.num_rows, one.files["families.parquet"].rows) == (one.families, one.families)
        assert sum(table["n_members"].to_pylist()) == one.members
    assert verify(tmp_path / "s").findings == ()
    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == sorted([*found.kabupaten, "manifest.json"])


def test_the_manifest_names_format_source_day_and_totals(tmp_path: Path) -> None:
    written(tmp_path, records(20))
    data = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert data["format"] == 1
    assert data["source"] == {"kind": "synthetic", "seed": 1906}
    assert (data["on"], data["created"]) == (ON.isoformat(), CREATED.isoformat())
    assert data["families"] == 20
    assert data["families"] == sum(one["families"] for one in data["kabupaten"].values())


def test_the_size_of_the_batches_leaves_no_mark(tmp_path: Path) -> None:
    given = records(120)
    written(tmp_path / "a", given, together=7)
    written(tmp_path / "b", given, together=1000)
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_family_keys_run_through_all_kabupaten(tmp_path: Path) -> None:
    found = written(tmp_path, records())
    tables = [pq.read_table(tmp_path / code / "families.parquet") for code in found.kabupaten]
    keys = [key for table in tables for key in table["family_id"].to_pylist()]
    assert keys == list(range(1, found.families + 1))


def test_duckdb_and_polars_read_the_columns(tmp_path: Path) -> None:
    found = written(tmp_path, records())
    with duckdb.connect() as connection:
        relation = f"read_parquet('{tmp_path}/*/families.parquet')"
        (count, poor) = connection.execute(f"SELECT count(*), count_if(decile <= 4) FROM {relation}").fetchall()[0]
        areas = connection.execute(f"SELECT typeof(area_code), min(area_code) FROM {relation} GROUP BY ALL").fetchall()
    frame = polars.read_parquet(f"{tmp_path}/*/families.parquet")
    assert (count, len(frame)) == (found.families, found.families)
    assert 0 < poor == frame.filter(polars.col("decile") <= 4).height
    assert len(areas) == 1
    assert areas[0][1].startswith("19.")


def test_an_empty_kabupaten_has_readable_files(tmp_path: Path) -> None:
    with Writer(tmp_path, HEADER) as writer:
        with writer.kabupaten("19.01"):
            pass
        writer.finish(CREATED)
    assert verify(tmp_path).findings == ()
    assert pq.read_table(tmp_path / "19.01" / "members.parquet").num_rows == 0


def test_a_broken_run_goes_on_and_gives_the_same_snapshot(tmp_path: Path) -> None:
    given = records()
    written(tmp_path / "whole", given)
    folder, groups = tmp_path / "broken", by_kabupaten(given)
    codes = list(groups)
    with pytest.raises(ZeroDivisionError):
        broken(folder, groups)
    assert {path.name for path in folder.iterdir()} == {codes[0], "unfinished.json"}
    assert verify(folder).findings[0].words.endswith("run the command that makes it again, and it goes on")
    with Writer(folder, HEADER) as writer:
        assert list(writer.finished) == codes[:1]
        for code in codes[1:]:
            with writer.kabupaten(code) as part:
                part.add(stored_of(groups[code]))
        writer.finish(CREATED)
    assert content(folder) == content(tmp_path / "whole")


def broken(folder: Path, groups: dict[str, list[FamilyRecord]]) -> None:
    """Ends in the middle of the second kabupaten."""
    first, second, *_ = groups
    with Writer(folder, HEADER) as writer:
        with writer.kabupaten(first) as part:
            part.add(stored_of(groups[first]))
        with writer.kabupaten(second) as part:
            part.add(stored_of(groups[second][:1]))
            raise ZeroDivisionError


KILLED = """
import os, signal, sys
from pathlib import Path
from slrt.lake.records import stored_of
from slrt.lake.writing import Writer
from tests.makers.snapshots import HEADER, by_kabupaten, records
with Writer(Path(sys.argv[1]), HEADER) as writer:
    for number, (code, group) in enumerate(by_kabupaten(records()).items()):
        with writer.kabupaten(code) as part:
            part.add(stored_of(group))
            if number == 2:
                os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_run_leaves_only_whole_kabupaten(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=ROOT, env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    groups = by_kabupaten(records())
    with Writer(folder, HEADER) as writer:
        assert list(writer.finished) == list(groups)[:2]
        assert [path.name for path in folder.iterdir() if path.name.startswith(HIDDEN)] == []


FULL = """
import sys
from pathlib import Path
from slrt.lake.manifest import SnapshotProblem
from tests.makers.snapshots import records, written
try:
    written(Path(sys.argv[1]), records())
except SnapshotProblem as problem:
    sys.exit(str(problem))
"""


def test_a_full_disk_is_named_and_what_is_whole_is_kept(tmp_path: Path) -> None:
    """A limit on the size of a file stands for the full disk: the largest kabupaten does not fit."""
    found = written(tmp_path / "whole", records())
    sizes = {code: max(line.bytes for line in one.files.values()) for code, one in found.kabupaten.items()}
    largest = max(sizes, key=sizes.__getitem__)
    folder, limit = tmp_path / "s", sizes[largest] - 1
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder)],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    whole = list(sizes)[: list(sizes).index(largest)]
    assert done.returncode == 1, done.stderr
    assert (
        f"{folder} could not be written: no space is left on the disk. {len(whole)} kabupaten are whole" in done.stderr
    )
    assert "Traceback" not in done.stderr
    assert {path.name for path in folder.iterdir()} == {*whole, "unfinished.json"}


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(SnapshotProblem, match="is not empty and holds no snapshot"), Writer(tmp_path, HEADER):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_finished_snapshot_is_not_written_again(tmp_path: Path) -> None:
    written(tmp_path, records(20))
    before = content(tmp_path)
    with pytest.raises(SnapshotProblem, match="already holds a finished snapshot"), Writer(tmp_path, HEADER):
        pass
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    "other",
    [
        replace(HEADER, source={"kind": "synthetic", "seed": 7}),
        replace(HEADER, on=ON + timedelta(days=1)),
        replace(HEADER, catalogue="0" * 64),
    ],
)
def test_the_beginning_of_another_snapshot_is_not_mixed_with_this(tmp_path: Path, other: manifest.Header) -> None:
    with Writer(tmp_path, other):
        pass
    with pytest.raises(SnapshotProblem, match="the beginning of another snapshot"), Writer(tmp_path, HEADER):
        pass


def test_a_whole_kabupaten_that_was_changed_stops_the_run(tmp_path: Path) -> None:
    with Writer(tmp_path, HEADER) as writer, writer.kabupaten("19.01"):
        pass
    (tmp_path / "19.01" / "members.parquet").unlink()
    with (
        pytest.raises(SnapshotProblem, match=r"members.parquet was whole and is now missing"),
        Writer(tmp_path, HEADER),
    ):
        pass


def test_two_commands_do_not_write_the_same_folder(tmp_path: Path) -> None:
    with Writer(tmp_path, HEADER), pytest.raises(SnapshotProblem, match="Another command"), Writer(tmp_path, HEADER):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotProblem, match="could not be written"), Writer(tmp_path / "file" / "s", HEADER):
        pass
