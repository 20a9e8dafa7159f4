"""A run for which the disk is too small says so in plain words, and leaves no file that could be taken for a result."""

import datetime
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from slrt.domain import clock
from slrt.lake.synth import Order, synthesise
from slrt.lake.synth.places import villages_of

ROOT = Path(__file__).resolve().parents[2]
ON = datetime.date(2026, 11, 24)
LIMIT = 3_000
"""Bytes: enough for the plan of the run, too few for the verdicts of 1,500 families."""


@pytest.mark.parametrize("engine", ["duckdb", "raw"])
def test_a_full_disk_is_named_and_no_result_is_there(tmp_path: Path, engine: str) -> None:
    """A limit on the size of a file stands for the full disk."""
    snapshot, out = tmp_path / "snapshot", tmp_path / "out"
    synthesise(
        snapshot,
        Order(1_500, "19.06", 7, ON),
        villages_of(ROOT / "data" / "areas", "19.06"),
        clock.now(),
        lambda _: None,
    )
    done = subprocess.run(
        [Path(sys.executable).parent / "slrt", "match", snapshot, "--out", out, "--engine", engine],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT)),
    )
    assert done.returncode == 2, done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [path.name for path in out.iterdir() if path.suffix in (".parquet", ".json")]
