"""Programmes judged by each engine of whole regions, and its rows held against the evaluator of one family."""

import datetime
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import pytest

from slrt.config.postgres import Server
from slrt.domain import clock
from slrt.domain.areas import regency
from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.amending import Amending
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import DUCKDB, Dialect
from slrt.domain.rules.sql.doubts import Doubts
from slrt.domain.rules.sql.packing import WIDE
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.sql.statement import EVERYBODY, Statement
from slrt.domain.rules.verdict import Outcome
from slrt.lake.columns import catalogue_hash
from slrt.lake.manifest import Header, Manifest
from slrt.lake.match.choosing import unreadable
from slrt.lake.match.counts import Counts
from slrt.lake.match.duck import duck
from slrt.lake.match.engines import FACTS, RAW
from slrt.lake.match.order import Order, asked_of
from slrt.lake.match.region import judge_of
from slrt.lake.match.ways import by_columns
from slrt.lake.records import AREA, stored_of
from slrt.lake.writing import Writer
from tests.agree.engines import ANSWERED, DuckDB, Engine, postgresql

NAMES = ("duckdb", "postgresql", FACTS, RAW, "spark")
"""Cheapest first: what one of them gets wrong is not asked of the next."""

WORDS = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE, None: Outcome.UNKNOWN}
SOMEWHERE = "19.06.01.2001"
"""A village for families of whom it is unknown where they live: a snapshot lies in folders by area."""

Rows = list[dict[str, Any]]
"""One row a family, in the order asked: `v<i>`, `failed<i>`, and for cash `low<i>` and `high<i>`."""


class Judge(Protocol):
    """One engine."""

    name: str
    dialect: Dialect

    def ask(self, programmes: Sequence[Programme], records: Sequence[FamilyRecord], on: datetime.date) -> Rows:
        """What each programme in force on the day says of each family."""

    def refuses(self, trial: Programme, on: datetime.date) -> bool:
        """Whether the engine may not compute this programme."""


class BySql:
    """An engine that counts members and judges in one query (`raw`)."""

    def __init__(self, name: str, engine: Engine) -> None:
        self.name, self.dialect, self._engine = name, engine.dialect, engine

    def ask(self, programmes: Sequence[Programme], records: Sequence[FamilyRecord], on: datetime.date) -> Rows:
        versions = in_force(programmes, on)
        statement = Statement(self.dialect, LAYOUT, on, WIDE)
        query = statement.query(versions, ANSWERED, EVERYBODY)
        self._engine.load(records)
        cash = [place for place, version in enumerate(versions) if version.benefit.kind is BenefitKind.CASH]
        if cash:
            self._engine.make("judged", query)
            query = "SELECT * FROM judged"
        amending = Amending(self._engine, statement, ANSWERED, EVERYBODY)
        rows = {row["family_id"]: row for row in self._engine.dicts(query)}
        for place in cash:
            amended = amending.amend(place, Doubts(versions[place], on, LAYOUT))
            for family_id, low, high in self._engine.rows(f"SELECT family_id, low, high FROM {amended}"):
                rows[family_id] |= {f"low{place}": low, f"high{place}": high}
        return [rows[number] for number in range(len(records))]

    def refuses(self, trial: Programme, on: datetime.date) -> bool:
        try:
            Statement(self.dialect, LAYOUT, on).query(in_force([trial], on), ANSWERED, EVERYBODY)
        except Inexpressible:
            return True
        return False


class ByColumns:
    """Polars over a snapshot: members counted by the kernel (`raw`), or counts that are written down (`facts`)."""

    dialect = DUCKDB

    def __init__(self, name: str) -> None:
        self.name = name

    def ask(self, programmes: Sequence[Programme], records: Sequence[FamilyRecord], on: datetime.date) -> Rows:
        asked = asked_of(programmes, on, ())
        with tempfile.TemporaryDirectory() as name, duck(Path(name)) as engine:
            folder = Path(name) / "snapshot"
            said = snapshot(folder, records, on)
            order = Order(folder, said, Path(name) / "out", on, asked, self.name)
            way = by_columns(order, judge_of(asked, on), engine)
            return pl.concat(way.judged(folder / regency(SOMEWHERE))).to_dicts()

    def refuses(self, trial: Programme, on: datetime.date) -> bool:
        """Whether SQL or Polars cannot compute the rule: a run then takes DuckDB, and says so."""
        asked = asked_of([trial], on, ())
        try:
            return bool(unreadable(Counts(asked, on, judge_of(asked, on).doubts)))
        except Inexpressible:
            return True


def snapshot(folder: Path, records: Sequence[FamilyRecord], on: datetime.date) -> Manifest:
    """Write families as a snapshot taken on the day, in the order given."""
    with Writer(folder, Header({"kind": "synthetic", "seed": 0}, on, catalogue_hash())) as writer:
        with writer.kabupaten(regency(SOMEWHERE)) as part:
            part.add(
                stored_of([FamilyRecord({AREA: SOMEWHERE, **record.family}, record.members) for record in records])
            )
        return writer.finish(clock.now())


def in_force(programmes: Sequence[Programme], on: datetime.date) -> list[Version]:
    return [version for programme in programmes if (version := programme.version_on(on))]


@contextmanager
def judging(name: str, request: pytest.FixtureRequest) -> Iterator[Judge]:
    """The engine of that name, with a test's means to start it."""
    if name == "duckdb":
        yield BySql(name, DuckDB())
    elif name in (FACTS, RAW):
        yield ByColumns(name)
    elif name == "spark":
        yield BySql(name, request.getfixturevalue("spark"))
    else:
        server: Server = request.getfixturevalue("server")
        with postgresql(server.url(server.owner, "postgres")) as found:
            yield BySql(name, found)


def check(judge: Judge, programmes: Sequence[Programme], records: Sequence[FamilyRecord], on: datetime.date) -> int:
    """Hold verdicts and rupiah against the evaluator; return how many verdicts agree."""
    answers = 0
    for record, row in zip(records, judge.ask(programmes, records, on), strict=True):
        for place, verdict in enumerate(evaluate_family(programmes, record, on)):
            assert WORDS[row[f"v{place}"]] is verdict.outcome, (judge.name, verdict.code, record)
            if f"low{place}" in row:
                found = row[f"low{place}"], row[f"high{place}"]
                assert found == (verdict.amount_min, verdict.amount_max), (judge.name, verdict.code, record)
            answers += 1
    return answers
