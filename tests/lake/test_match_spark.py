"""A run on Spark writes what a run on DuckDB writes, row by row."""

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from slrt.domain import clock
from slrt.domain.rules.record import FamilyRecord
from slrt.lake.columns import catalogue_hash
from slrt.lake.manifest import Header
from slrt.lake.match import RunProblem
from slrt.lake.match.engines import engine_named
from slrt.lake.records import Batch, records_in, stored_of
from slrt.lake.synth import Order, synthesise
from slrt.lake.synth.places import villages_of
from slrt.lake.writing import Writer
from tests.makers.spark import needs_spark

ROOT = Path(__file__).resolve().parents[2]
ON = datetime.date(2026, 11, 24)
ORPHANAGE = FamilyRecord(
    {"area_code": "19.06.01.2001", "decile": 1},
    [{"birth_date": datetime.date(2015, 1, 1), "in_school": True, "school_level": "sd"} for _ in range(40)],
)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """Invented families of one kabupaten and an orphanage, in a folder whose name Spark would read as a pattern."""
    drawn, folder = tmp_path / "drawn", tmp_path / "of {19.06} [a]*?"
    synthesise(
        drawn, Order(700, "19.06", 7, ON), villages_of(ROOT / "data" / "areas", "19.06"), clock.now(), lambda _: None
    )
    batch = Batch(*(pq.read_table(drawn / "19.06" / f"{name}.parquet") for name in ("families", "members")))
    with Writer(folder, Header({"kind": "synthetic", "seed": 7}, ON, catalogue_hash())) as writer:
        with writer.kabupaten("19.06") as part:
            part.add(stored_of([*(record for _, record in records_in(batch)), ORPHANAGE]))
        writer.finish(clock.now())
    return folder


def match(snapshot: Path, out: Path, *options: str) -> dict[str, Any]:
    command = [Path(sys.executable).parent / "slrt", "match", snapshot, "--out", out, "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_run_on_spark_writes_the_same_rows(snapshot: Path, tmp_path: Path) -> None:
    needs_spark()
    outs = {"duckdb": tmp_path / "duckdb", "spark": tmp_path / "spark [b]"}
    said = {name: match(snapshot, out, f"--engine={name}") for name, out in outs.items()}
    assert said["spark"].pop("engine").startswith("spark ")
    assert said["duckdb"].pop("engine").startswith("duckdb ")
    for name in ("order", "programmes", "families"):
        assert said["spark"][name] == said["duckdb"][name]
    for file in ("verdicts.parquet", "summary.parquet"):
        rows = {name: pq.read_table(out / file).to_pylist() for name, out in outs.items()}
        assert rows["spark"] == rows["duckdb"]
        assert len(rows["spark"]) > 600
    assert not list(outs["spark"].glob(".parts*"))


def test_without_its_packages_spark_is_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "slrt.lake.match.spark", raising=False)
    for name in ["pyspark", *(name for name in sys.modules if name.startswith("pyspark."))]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(RunProblem, match=r"Spark is not installed .*requirements/spark.txt"):
        engine_named("spark")
