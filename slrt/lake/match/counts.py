"""Materialised counts: what the members of each family answer, written once beside a snapshot and read by every run.

Each distinct question is a column, named by the hash of its meaning. A set of rules that asks nothing new reads what is
there; new questions alone make a new file. The kind of family behind an amount in doubt (`doubts`) is a column as well.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow.parquet as pq

from slrt.domain.rules.programme import Version
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import DUCKDB
from slrt.domain.rules.sql.doubts import UNTOUCHED, Doubts
from slrt.domain.rules.sql.mixed import shape
from slrt.domain.rules.sql.packing import NARROW, WIDE, most
from slrt.domain.rules.sql.statement import EVERYBODY, Families, Source, Statement
from slrt.lake.match.duck import Duck
from slrt.lake.match.order import Asked

FOLDER: Final = "facts"
SMALL: Final = {"e": "BOOLEAN", "n": "SMALLINT"}
"""How a yes or a count is kept: families of 32,000 members do not exist."""


def name_of(meaning: str) -> str:
    """Return the column that holds an answer with this meaning."""
    return f"q_{hashlib.sha256(meaning.encode()).hexdigest()[:20]}"


@dataclass(slots=True)
class Counts:
    """The columns a set of rules needs of the members, and how to make those that are missing."""

    asked: tuple[Asked, ...]
    on: date
    doubts: Mapping[int, Doubts]
    narrow: Statement = field(init=False)
    judged: dict[str, str] = field(init=False)
    _wide: Statement = field(init=False)

    def __post_init__(self) -> None:
        """Ask every rule once; raises Inexpressible."""
        versions = [one.version for one in self.asked]
        self.narrow, self._wide = (Statement(DUCKDB, LAYOUT, self.on, width) for width in (NARROW, WIDE))
        self.judged = self.narrow.judged(versions)
        self._wide.judged(versions)

    @property
    def answers(self) -> dict[str, str]:
        """The columns of the statement, and the names under which they are kept."""
        return {name: name_of(self.narrow.questions.meanings[name]) for name in self.narrow.questions.columns}

    @property
    def kinds(self) -> dict[int, str]:
        """The columns of kinds of families, by the place of the programme."""
        return {
            place: name_of(f"kinds {meaning_of(doubts)}")
            for place, doubts in self.doubts.items()
            if doubts.member.digits
        }

    def ready(self, folder: Path, engine: Duck, source: Source) -> None:
        """Write the columns of one kabupaten that no file holds yet."""
        there = {name for path in (folder / FOLDER).glob("*.parquet") for name in pq.read_schema(path).names}
        missing = [name for name in self.answers.values() if name not in there]
        kinds = {place: name for place, name in self.kinds.items() if name not in there}
        if not missing and not kinds and there:
            return
        (folder / FOLDER).mkdir(exist_ok=True)
        self._make(engine, source, kinds)
        wanted = [*missing, *kinds.values()]
        title = hashlib.sha256(" ".join(sorted(wanted)).encode()).hexdigest()[:20]
        half = folder / FOLDER / f".{title}.half"
        for place, name in kinds.items():
            engine.write(f"SELECT kind, codes FROM numbered{place}", half)
            half.replace(half.with_name(f"{name}.kinds"))
        engine.write(f"SELECT family_id, n_members, {', '.join(wanted)} FROM counted ORDER BY family_id", half)
        half.replace(half.with_name(f"{title}.parquet"))

    def _make(self, engine: Duck, source: Source, kinds: Mapping[int, str]) -> None:
        names = [f"{SMALL[name[0]]} {kept}".split()[1] for name, kept in self.answers.items()]
        query = self.narrow.answers(source, EVERYBODY, names)
        large = Families(f"n_members > {most(NARROW)}")
        if engine.rows(f"SELECT count(*) FROM {source.families} r WHERE {large.where}")[0][0]:
            query = f"{query} UNION ALL BY NAME {self._wide.answers(source, large, names)}"
        small = ", ".join(f"CAST({kept} AS {SMALL[name[0]]}) AS {kept}" for name, kept in self.answers.items())
        engine.make("answered", f"SELECT family_id, CAST(n_members AS SMALLINT) AS n_members, {small} FROM ({query}) a")
        joins, columns = [], []
        for place, name in kinds.items():
            self._number_kinds(engine, source, place)
            joins.append(f"LEFT JOIN kinds_of{place} k{place} ON k{place}.family_id = a.family_id")
            columns.append(f"COALESCE(k{place}.kind, 0) AS {name}")
        engine.make("counted", f"SELECT {', '.join(['a.*', *columns])} FROM answered a {' '.join(joins)}")

    def _number_kinds(self, engine: Duck, source: Source, place: int) -> None:
        """Name each family's kind by one code of every class its members are in, in order."""
        doubts = self.doubts[place]
        people = self.narrow.people(source, EVERYBODY, [digit.fact for digit in doubts.member.digits])
        engine.make(f"coded{place}", f"SELECT family_id, {doubts.member.sql} AS code FROM ({people}) p")
        found = sorted(code for (code,) in engine.rows(f"SELECT DISTINCT code FROM coded{place}"))
        engine.fill(f"known{place}", ("code BIGINT", "example BIGINT"), _examples(doubts, found))
        engine.make(
            f"listed{place}",
            f"SELECT c.family_id, {DUCKDB.sorted_text('k.example')} AS codes FROM coded{place} c "
            f"JOIN known{place} k ON k.code = c.code GROUP BY c.family_id",
        )
        engine.make(
            f"numbered{place}",
            f"SELECT codes, CAST(row_number() OVER (ORDER BY codes) AS INT) AS kind "
            f"FROM (SELECT DISTINCT codes FROM listed{place})",
        )
        engine.make(
            f"kinds_of{place}",
            f"SELECT l.family_id, n.kind FROM listed{place} l JOIN numbered{place} n ON n.codes = l.codes",
        )

    def codes_of_kinds(self, folder: Path, place: int) -> list[list[int]]:
        """Return, for each kind of family by its number, one code of every member's class; kind 0 has none."""
        if place not in self.kinds:
            return [[]]
        table = pl.read_parquet(folder / FOLDER / f"{self.kinds[place]}.kinds").sort("kind")
        return [[], *([int(code) for code in codes.split(",")] for codes in table["codes"])]

    def read(self, folder: Path) -> pl.DataFrame:
        """Return the columns of one kabupaten, in the order of its families."""
        needed = {*self.answers.values(), *self.kinds.values()}
        frames: list[pl.DataFrame] = []
        for path in sorted((folder / FOLDER).glob("*.parquet")):
            here = [name for name in pq.read_schema(path).names if name in needed]
            needed -= set(here)
            first = ["n_members"] if not frames else []
            if here or first:
                frames.append(pl.read_parquet(path, columns=[*first, *here]))
        return pl.concat(frames, how="horizontal").rename({kept: name for name, kept in self.answers.items()})


def _examples(doubts: Doubts, codes: Sequence[int]) -> list[tuple[int, int]]:
    """Return, for each code that counts, the first code of its class."""
    first: dict[int, int] = {}
    numbered = [(code, doubts.member_class(code)) for code in codes]
    for code, number in numbered:
        first.setdefault(number, code)
    return [(code, first[number]) for code, number in numbered if number != UNTOUCHED]


def meaning_of(doubts: Doubts) -> str:
    """Return what makes kinds of families the same: what is asked of each member, and how members are coded."""
    version: Version = doubts.version
    plan = version.plan
    asked = [shape(node) for node in plan.personal] + [body.gather.value for body in plan.bodies]
    counted = [(part.amount, part.most) for part in plan.tally.components]
    return f"{asked} {counted} {doubts.member.sql} {plan.personal_family_facts} {version.scope.value}"
