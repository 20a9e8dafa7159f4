"""One kabupaten: every programme for every family, in one pass over its members."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.sql.amending import Amending
from slrt.domain.rules.sql.columns import LAYOUT, Columns
from slrt.domain.rules.sql.doubts import Doubts
from slrt.domain.rules.sql.packing import NARROW, WIDE, most
from slrt.domain.rules.sql.statement import EVERYBODY, Families, Source, Statement
from slrt.lake.match.engine import Engine
from slrt.lake.match.order import Asked, RunProblem

SAMPLE = 3
"""Families named in a message."""


@dataclass(frozen=True)
class Judge:
    """The programmes of a run, ready to be asked of one kabupaten after another."""

    asked: tuple[Asked, ...]
    on: date
    doubts: dict[int, Doubts]
    columns: Columns = LAYOUT

    def judge(self, engine: Engine, source: Source) -> None:
        """Make the table `answers`: `family_id`, `v<i>` and for cash `low<i>`, `high<i>`, amounts in doubt filled in.

        Raises RunProblem when a rule cannot be computed for some family.
        """
        versions = [one.version for one in self.asked]
        narrow, wide = (Statement(engine.dialect, self.columns, self.on, width) for width in (NARROW, WIDE))
        query = narrow.query(versions, source, EVERYBODY)
        large = Families(f"n_members > {most(NARROW)}")
        if engine.rows(f"SELECT count(*) FROM {source.families} r WHERE {large.where}")[0][0]:
            again = wide.query(versions, source, large)
            # on an earlier day fewer may have been born: such a family is in the first query already
            query = f"{query} UNION ALL SELECT * FROM ({again}) w WHERE n_members > {most(NARROW)}"
        engine.make("judged", query)
        self._refuse_failures(engine)
        amending = Amending(engine, narrow, source, EVERYBODY)
        amended = {place: amending.amend(place, doubts) for place, doubts in self.doubts.items()}
        engine.make("answers", _together(self.asked, amended))

    def _refuse_failures(self, engine: Engine) -> None:
        columns = {name for (name, *_) in engine.rows("DESCRIBE judged")}
        for place, one in enumerate(self.asked):
            if f"failed{place}" not in columns:
                continue
            found = engine.rows(f"SELECT family_id, count(*) OVER () FROM judged WHERE failed{place} LIMIT {SAMPLE}")
            if found:
                raise divides_by_zero(one, found[0][1], [number for number, _ in found])


def divides_by_zero(one: Asked, families: int, such_as: Sequence[int]) -> RunProblem:
    """Return what is said when a rule cannot be computed for some families."""
    return RunProblem(
        f"the rule of {one.programme.code} divides by zero for {families:,} families, such as family_id "
        f"{', '.join(map(str, such_as))}; change the rule so that it asks first"
    )


def judge_of(asked: Sequence[Asked], on: date, columns: Columns = LAYOUT) -> Judge:
    """Return the judge for a run; raises Inexpressible for a rule that cannot be computed for a whole region."""
    cash = {place: one for place, one in enumerate(asked) if one.version.benefit.kind is BenefitKind.CASH}
    return Judge(tuple(asked), on, {place: Doubts(one.version, on, columns) for place, one in cash.items()}, columns)


def _together(asked: Sequence[Asked], amended: dict[int, str]) -> str:
    columns = ", ".join(_columns(asked, amended))
    joins = " ".join(
        f"LEFT JOIN {name} a{place} ON a{place}.family_id = j.family_id" for place, name in amended.items()
    )
    return f"SELECT j.family_id, {columns} FROM judged j {joins}"


def _columns(asked: Sequence[Asked], amended: dict[int, str]) -> Iterator[str]:
    for place in range(len(asked)):
        yield f"j.v{place}"
        if place in amended:
            yield f"COALESCE(j.low{place}, a{place}.low) AS low{place}"
            yield f"COALESCE(j.high{place}, a{place}.high) AS high{place}"
