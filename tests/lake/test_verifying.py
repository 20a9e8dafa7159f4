"""Every fault of a snapshot is found and named with its file."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from slrt.lake.manifest import FileLine
from slrt.lake.parquet import sha256
from slrt.lake.verifying import verify
from tests.makers.snapshots import records, written


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    written(tmp_path / "s", records())
    return tmp_path / "s"


def faults(folder: Path) -> list[tuple[str, str]]:
    return [(one.file, one.words) for one in verify(folder).findings]


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def forge(folder: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change a file so that only its rows are wrong: size and hash in the manifest follow."""
    path = folder / name
    table = change(pq.read_table(path))
    pq.write_table(table, path)
    line = asdict(FileLine(path.stat().st_size, table.num_rows, sha256(path)))
    code, _, file = name.partition("/")
    change_manifest(folder, lambda data: data["kabupaten"][code]["files"].update({file: line}))


def test_a_whole_snapshot_has_no_faults(snapshot: Path) -> None:
    heard: list[tuple[int, int]] = []
    report = verify(snapshot, lambda *far: heard.append(far))
    assert (report.is_whole, report.findings) == (True, ())
    assert heard[-1] == (300, 300)


def test_one_changed_byte_is_found(snapshot: Path) -> None:
    path = snapshot / "19.06" / "members.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert faults(snapshot) == [
        ("19.06/members.parquet", "the content was changed after it was written (the SHA-256 differs)")
    ]


def test_every_fault_is_reported_not_only_the_first(snapshot: Path) -> None:
    (snapshot / "19.01" / "families.parquet").unlink()
    with (snapshot / "19.06" / "members.parquet").open("ab") as file:
        file.write(b"more")
    (snapshot / "notes.txt").write_text("")
    (snapshot / "19.06" / "copy.parquet").write_text("")
    found = dict(faults(snapshot))
    assert found["19.01/families.parquet"] == "the file is missing"
    assert "bytes" in found["19.06/members.parquet"]
    assert found["notes.txt"] == "the manifest does not know this"
    assert found["19.06/copy.parquet"] == "the manifest does not know this file"
    assert len(found) == 4


def test_counts_made_by_the_matcher_are_no_strays(snapshot: Path) -> None:
    (snapshot / "19.06" / "facts").mkdir()
    (snapshot / "19.06" / "facts" / "abc.parquet").write_text("")
    assert faults(snapshot) == []


def test_what_is_no_parquet_is_called_so(snapshot: Path) -> None:
    path = snapshot / "19.06" / "members.parquet"
    path.write_bytes(b"x" * 100)
    line = {"bytes": 100, "sha256": sha256(path)}
    change_manifest(snapshot, lambda data: data["kabupaten"]["19.06"]["files"]["members.parquet"].update(line))
    ((file, words),) = faults(snapshot)
    assert file == "19.06/members.parquet"
    assert words.startswith("the file is not readable Parquet")


def swapped(table: pa.Table) -> pa.Table:
    """The first two rows change places."""
    return pa.concat_tables([table.slice(1, 1), table.slice(0, 1), table.slice(2)]).unify_dictionaries()


def with_column(name: str, make: Callable[[pa.ChunkedArray], Any]) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(name)
        return table.set_column(place, name, make(table[name]))

    return change


def areas_reversed(column: pa.ChunkedArray) -> pa.Array:
    return pa.array(list(reversed(column.to_pylist())), pa.string()).cast(column.type)


def elsewhere(column: pa.ChunkedArray) -> pa.Array:
    return pa.array(["19.01.01.2001"] * len(column)).cast(column.type)


def one_more(column: pa.ChunkedArray) -> pa.Array:
    first, *rest = column.to_pylist()
    return pa.array([first + 1, *rest], column.type)


WRONG = [
    ("families", swapped, "the family keys are not consecutive"),
    ("families", with_column("area_code", areas_reversed), "the families are not sorted by area"),
    (
        "families",
        with_column("area_code", lambda c: pa.array(["19.01.01.2001"] * len(c)).cast(c.type)),
        "outside 19.06",
    ),
    ("families", lambda t: t.drop_columns(["decile"]), "the column decile is missing"),
    ("families", with_column("decile", lambda c: pc.cast(c, pa.int64())), "the column decile is int64, not int32"),
    ("families", lambda t: t.append_column("name", pa.array([""] * len(t))), "not those of the fact catalogue"),
    ("members", swapped, "the members are not sorted"),
    ("members", lambda t: t.slice(0, len(t) - 1), "the manifest counts other rows"),
    ("members", with_column("family_id", lambda c: pc.add(c, 100_000)), "members of families outside"),
    ("families", with_column("n_members", one_more), "members, "),
]


@pytest.mark.parametrize(("file", "change", "words"), WRONG, ids=[words for *_, words in WRONG])
def test_rows_that_are_wrong_are_found_whatever_the_hashes_say(
    snapshot: Path, file: str, change: Callable[[pa.Table], pa.Table], words: str
) -> None:
    forge(snapshot, f"19.06/{file}.parquet", change)
    assert [words in fault for _, fault in faults(snapshot)] == [True]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.update(format=99), "format 99 is not known"),
        (lambda data: data.update(families=1), "the totals are not the sums"),
        (lambda data: data.pop("on"), "not the form of a manifest"),
        (lambda data: data.update(catalogue="0" * 64), "another fact catalogue"),
    ],
)
def test_a_wrong_manifest_is_named(snapshot: Path, change: Callable[[dict[str, Any]], None], words: str) -> None:
    change_manifest(snapshot, change)
    ((file, fault),) = faults(snapshot)
    assert file == "manifest.json"
    assert words in fault


def test_a_manifest_that_is_no_json_is_named(snapshot: Path) -> None:
    (snapshot / "manifest.json").write_text("{")
    assert verify(snapshot).manifest is None
    assert faults(snapshot)[0][0] == "manifest.json"


def test_a_folder_that_is_no_snapshot_is_called_so(tmp_path: Path) -> None:
    assert "is not a snapshot" in faults(tmp_path)[0][1]
    assert "is not a snapshot" in faults(tmp_path / "nowhere")[0][1]
