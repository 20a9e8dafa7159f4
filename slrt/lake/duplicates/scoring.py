"""From a file of people to scored pairs: our own query with the weights that splink trained (`weights.json`).

What weights alone do not know is said here. Names must be alike, or a NIK the same. Within one family only the same
name counts, since brothers and sisters share everything else. Between two families nobody pairs twice: the likeliest
pair goes first, else twins would pair crosswise.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from pathlib import Path

import duckdb

from slrt.lake.duplicates.blocking import candidates
from slrt.lake.duplicates.model import ALIKE_FROM, LEVELS, UNKNOWN
from slrt.lake.duplicates.preparing import connect, prepare

WEIGHTS = Path(__file__).with_name("weights.json")

Weights = dict[str, list[tuple[float, float]]]

THRESHOLD = 0.95
"""From this likelihood on two people are shown to an officer."""

ENTERED_TWICE = 0.05
"""How many people are taken to have a second entry before anything is compared."""

SAME_NIK = 20.0
"""What an equal NIK weighs, in bits: slips of one digit and numbers lent to a neighbour happen."""

LEAST_BITS = 24.0
"""A weight never goes below minus this: no single difference rules two people out."""


@dataclass(frozen=True)
class Pair:
    """Two people, the smaller id first; `score` is a likelihood from 0 to 1, `grounds` are keys of GROUNDS."""

    one: str
    other: str
    score: float
    grounds: tuple[str, ...]


def shipped() -> Weights:
    """The weights in the package."""
    read: Weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return read


def find(file: Path, *, threshold: float = THRESHOLD, memory: str = "900MB", threads: int = 2) -> list[Pair]:
    """Pairs among the people of a file (columns of `columns.PEOPLE`), likeliest first."""
    with connect(memory, threads) as link:
        count = prepare(link, file)
        if count < 2:
            return []
        link.execute(f"CREATE TABLE pair AS {candidates()}")
        link.execute(f"CREATE TABLE scored AS {scored(shipped())}")
        return list(_one_to_one(link, _least_weight(threshold, count)))


def scored(weights: Weights) -> str:
    """The query that gives each row of `pair` its levels, its weight in bits and whether it may be shown at all."""
    levels = ", ".join(f"{_level(name)} AS {name}" for name in LEVELS)
    total = " + ".join(f"coalesce({_bits(weights[name])}[{name} + 1], 0)" for name in LEVELS)
    return f"""
    SELECT a, b, {", ".join(LEVELS)}, same_nik, former_nik,
           {total} + CASE WHEN same_nik OR former_nik THEN {SAME_NIK} ELSE 0 END AS whole,
           (same_nik OR former_nik OR (name < {ALIKE_FROM} AND (NOT one_family OR one_core))) AS allowed
    FROM (
        SELECT l.n AS a, r.n AS b, {levels},
               coalesce(l.nik = r.nik, false) AS same_nik,
               coalesce(list_contains(l.former, r.nik) OR list_contains(r.former, l.nik), false) AS former_nik,
               coalesce(l.family = r.family, false) AS one_family, l.core = r.core AS one_core
        FROM pair JOIN person l ON l.n = pair >> 32 JOIN person r ON r.n = pair & 4294967295
    )"""


def _level(name: str) -> str:
    """Which level of a comparison holds, from 0; null where one of the two is unknown."""
    cases = " ".join(f"WHEN {sql} THEN {place}" for place, (_, sql) in enumerate(LEVELS[name]))
    text = f"CASE WHEN {UNKNOWN[name]} THEN NULL {cases} ELSE {len(LEVELS[name])} END"
    return re.sub(r"\b([a-z_]+)_([lr])\b", r"\2.\1", text)


def _bits(weights: list[tuple[float, float]]) -> str:
    return "([" + ", ".join(f"{max(log2(m / u), -LEAST_BITS):.6f}" for m, u in weights) + "]::DOUBLE[])"


def prior(count: int) -> float:
    """What two people taken at random out of so many weigh, in bits, before they are compared."""
    return log2(2 * ENTERED_TWICE / max(count - 1, 1))


def _least_weight(threshold: float, count: int) -> float:
    likely = min(max(threshold, 1e-9), 1 - 1e-9)
    return log2(likely / (1 - likely)) - prior(count)


def _one_to_one(link: duckdb.DuckDBPyConnection, least: float) -> Iterator[Pair]:
    levels = ", ".join(f"scored.{name}" for name in LEVELS)
    rows = link.execute(
        f"""
        SELECT l.id, r.id, l.family, r.family, whole, same_nik, former_nik, {levels}
        FROM scored JOIN person l ON l.n = a JOIN person r ON r.n = b
        WHERE allowed AND whole >= $least ORDER BY whole DESC, least(l.id, r.id), greatest(l.id, r.id)
        """,
        {"least": least},
    ).fetchall()
    (count,) = link.execute("SELECT count(*) FROM person").fetchone() or (0,)
    taken: set[tuple[str, int]] = set()
    for one, other, mine, theirs, whole, nik, former, *met in rows:
        beside = {(one, theirs), (other, mine)} if mine is not None and theirs is not None else set()
        if taken & beside:
            continue
        taken |= beside
        score = 1 / (1 + 2 ** -min(whole + prior(count), 60.0))
        yield Pair(min(one, other), max(one, other), score, tuple(_grounds(nik, former, met)))


def _grounds(nik: bool, former: bool, levels: list[int | None]) -> Iterator[str]:
    if nik:
        yield "nik.same"
    if former:
        yield "nik.former"
    for name, level in zip(LEVELS, levels, strict=True):
        ground = LEVELS[name][level][0] if level is not None and level < len(LEVELS[name]) else ""
        if ground:
            yield ground
