"""A run over a whole snapshot, kabupaten by kabupaten: what is done is kept, and a run that broke off goes on."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from slrt.lake.columns import catalogue_hash
from slrt.lake.match.abreast import abreast
from slrt.lake.match.choosing import Choice, choice_of
from slrt.lake.match.order import Order, RunProblem, rule_hash
from slrt.lake.match.ways import Way, way_of
from slrt.lake.verifying import check_files

VERDICTS, SUMMARY, RUN = "verdicts.parquet", "summary.parquet", "run.json"
PARTS = ".parts"
PLAN = "plan.txt"

Done = Callable[[int, int], None]


def match(order: Order, created: datetime, done: Done) -> dict[str, Any]:
    """Match every kabupaten and write verdicts, summary and `run.json`; return what `run.json` says.

    `done` hears how many families are matched, and of how many. Raises RunProblem, in plain words, when the snapshot is
    not whole, a rule cannot be computed, or the disk is full: then none of the three files is there.
    """
    if order.manifest.header.catalogue != catalogue_hash():
        raise RunProblem("the snapshot was made with another fact catalogue than this release has; make it anew")
    chosen = choice_of(order)
    order = replace(order, engine=chosen.engine)
    started = time.monotonic()
    with _in_plain_words(order.out):
        parts = _claim(order)
        with way_of(order, parts) as way:
            _every_kabupaten(order, way, parts, done)
        said = _said(order, chosen, way, created, time.monotonic() - started)
        _finish(order, parts, said)
    return said


def _claim(order: Order) -> Path:
    """Return the folder of parts, emptied unless it belongs to the same order."""
    parts = order.out / PARTS
    plan = parts / PLAN
    said = f"{order.fingerprint} {order.engine}"
    if not plan.exists() or plan.read_text(encoding="utf-8") != said:
        shutil.rmtree(parts, ignore_errors=True)
        parts.mkdir(parents=True)
        plan.write_text(said, encoding="utf-8")
    for name in (RUN, SUMMARY, VERDICTS):
        (order.out / name).unlink(missing_ok=True)
    return parts


def _every_kabupaten(order: Order, way: Way, parts: Path, done: Done) -> None:
    """Do what is left, the largest first: a large one begun last would keep one core waiting for another."""
    families = {code: kabupaten.families for code, kabupaten in order.manifest.kabupaten.items()}
    left = [code for code in families if not (parts / f"{code}.summary").exists()]
    matched = order.manifest.families - sum(families[code] for code in left)
    if matched:
        done(matched, order.manifest.families)
    inorder = sorted(left, key=lambda code: -families[code])
    for code, _ in abreast(lambda code: _kabupaten(order, way, code, parts), inorder, way.at_once):
        matched += families[code]
        done(matched, order.manifest.families)


def _kabupaten(order: Order, way: Way, code: str, parts: Path) -> None:
    folder = order.snapshot / code
    for name, words in check_files(folder, order.manifest, order.manifest.kabupaten[code]):
        raise RunProblem(f"{folder / name}: {words}; `slrt snapshot verify {order.snapshot}` looks at all files")
    halves = {name: parts / f"{code}.{name}.half" for name in ("verdicts", "summary")}
    way.write(folder, *halves.values())
    for name, half in halves.items():
        half.replace(parts / f"{code}.{name}")  # the summary comes last: it says that the kabupaten is done


def _finish(order: Order, parts: Path, said: dict[str, Any]) -> None:
    for name, kind in ((VERDICTS, "verdicts"), (SUMMARY, "summary")):
        _join([parts / f"{code}.{kind}" for code in order.manifest.kabupaten], parts / name)
        (parts / name).replace(order.out / name)
    whole = parts / RUN
    whole.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    whole.replace(order.out / RUN)
    shutil.rmtree(parts)


def _join(sources: list[Path], target: Path) -> None:
    """Write the row groups of many files into one, without holding more than one of them."""
    schema = pq.read_schema(sources[0])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for path in sources:
            with pq.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    writer.write_table(file.read_row_group(group).cast(schema))


def _said(order: Order, chosen: Choice, way: Way, created: datetime, seconds: float) -> dict[str, Any]:
    header = order.manifest.header
    return {
        "snapshot": {"source": dict(header.source), "on": header.on.isoformat(), "catalogue": header.catalogue},
        "on": order.on.isoformat(),
        "order": order.fingerprint,
        "programmes": [
            {"code": one.programme.code, "version": one.version.id, "rule": rule_hash(one.version)}
            for one in order.asked
        ],
        "families": order.manifest.families,
        "created": created.isoformat(),
        "seconds": round(seconds, 3),
        "engine": way.engine,
        "engine_asked": chosen.asked,
        "engine_why": chosen.why,
        "notes": way.told,
    }


@contextmanager
def _in_plain_words(out: Path) -> Iterator[None]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise RunProblem(f"{out}: {os.strerror(error.errno) if error.errno else error}") from error
    except (duckdb.Error, pl.exceptions.PolarsError, pa.ArrowException) as error:
        raise RunProblem(f"the engine stopped: {str(error).splitlines()[0]}") from error
