"""Reading a finished run back: what it says of itself, its sums, and families whose answers are not the kept ones."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from slrt.domain.areas import Bounds
from slrt.lake.columns import REGISTER_ID
from slrt.lake.manifest import IDS
from slrt.lake.match.duck import duck
from slrt.lake.match.order import RunProblem
from slrt.lake.match.results import SUMMARY as COLUMNS
from slrt.lake.match.run import RUN, SUMMARY, VERDICTS

TOGETHER = 10_000
WORDS = "CASE WHEN v.\"{code}\" THEN 'eligible' WHEN NOT v.\"{code}\" THEN 'not_eligible' ELSE 'unknown' END"


@dataclass(frozen=True)
class Finished:
    """What `run.json` says of a run: `source` and `area` of its snapshot, and each programme's version by its code."""

    source: Mapping[str, Any]
    area: str
    on: date
    order: str
    engine: str
    families: int
    created: datetime
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Answered:
    """A programme of a run as `differing` compares it: only families inside `where` have an answer of it."""

    code: str
    version: str
    cash: bool
    where: Bounds


def read(folder: Path) -> Finished:
    """What the run in a folder says of itself. Raises RunProblem when there is no whole run."""
    missing = [name for name in (RUN, SUMMARY) if not (folder / name).is_file()]
    if missing:
        raise RunProblem(
            f"{folder} holds no finished run: {' and '.join(missing)} missing; run `slrt match` to its end"
        )
    try:
        said = json.loads((folder / RUN).read_text(encoding="utf-8"))
        source = dict(said["snapshot"]["source"])
        return Finished(
            source=source,
            area=str(source["area"]),
            on=date.fromisoformat(said["on"]),
            order=str(said["order"]),
            engine=str(said["engine"]),
            families=int(said["families"]),
            created=datetime.fromisoformat(said["created"]),
            versions={str(one["code"]): str(one["version"]) for one in said["programmes"]},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunProblem(f"{folder / RUN} cannot be read ({type(error).__name__}: {error}); match again") from error


def sums(folder: Path) -> Iterator[dict[str, Any]]:
    """The rows of the summary, in their order. Raises RunProblem when the file is damaged or has other columns."""
    path = folder / SUMMARY
    try:
        with pq.ParquetFile(path) as file:
            if tuple(file.schema_arrow.names) != COLUMNS:
                raise RunProblem(f"{path} has other columns than this release writes; match again")
            for batch in file.iter_batches(TOGETHER):
                yield from batch.to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise RunProblem(f"{path} cannot be read: {str(error).splitlines()[0]}; match again") from error


def differing(run: Path, kabupaten: Path, asked: Sequence[Answered], kept: Iterable[tuple[str, str]]) -> list[str]:
    """Register keys of the families of a snapshot's kabupaten whose answers are not those kept, in the order of keys.

    `kept` gives each family's key with the MD5 of its kept answers: for each programme in the order of codes
    `code:version:verdict`, for cash also `:low:high`, joined by `|`.
    """
    with duck(run) as engine:
        engine.make("kept", "SELECT NULL::VARCHAR AS key, NULL::VARCHAR AS answers LIMIT 0")
        rows = iter(kept)
        while batch := list(islice(rows, TOGETHER)):
            engine.fill("part", ("key VARCHAR", "answers VARCHAR"), batch)
            engine.make("kept", "SELECT * FROM kept UNION ALL SELECT * FROM part")
        ids, verdicts = engine.parquet(kabupaten / IDS), engine.parquet(run / VERDICTS)
        found = engine.rows(
            f"SELECT i.{REGISTER_ID} FROM {ids} i JOIN {verdicts} v ON v.family_id = i.family_id "
            f"LEFT JOIN kept k ON k.key = i.{REGISTER_ID} WHERE k.answers IS DISTINCT FROM {_digest(asked)} ORDER BY 1"
        )
    return [key for (key,) in found]


def _digest(asked: Sequence[Answered]) -> str:
    """The MD5 of a family's answers in SQL."""
    parts = []
    for one in sorted(asked, key=lambda one: one.code):
        told = [f"'{one.code}:{one.version}'", WORDS.format(code=one.code)]
        told += [f'v."{one.code}_low"', f'v."{one.code}_high"'] if one.cash else []
        inside = f"v.area_code >= '{one.where.lo}' AND v.area_code < '{one.where.hi}'"
        parts.append(f"CASE WHEN {inside} THEN concat_ws(':', {', '.join(told)}) END")
    return f"md5(concat_ws('|', {', '.join(parts)}))"
