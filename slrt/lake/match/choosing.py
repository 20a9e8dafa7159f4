"""Which engine a run takes, and why: told on the terminal and in `run.json`, never silently."""

from dataclasses import dataclass

import polars as pl

from slrt.domain.programmes.publishing import named_local
from slrt.lake.columns import FAMILY, MEMBER, schema
from slrt.lake.match.asking import Asking
from slrt.lake.match.counts import Counts
from slrt.lake.match.engines import AUTO, DUCKDB, FACTS, RAW, SPARK
from slrt.lake.match.fast import Answered, Fast
from slrt.lake.match.homes import homes_of
from slrt.lake.match.keeping import Keeping, Of
from slrt.lake.match.kernel import counting_of
from slrt.lake.match.order import Order, RunProblem
from slrt.lake.match.reading import of_families
from slrt.lake.match.region import judge_of


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine that was asked for, the one that is taken, and why."""

    asked: str
    engine: str
    why: str


def choice_of(order: Order) -> Choice:
    """Return the engine an order takes; raises RunProblem, and Inexpressible for a rule no engine can compute."""
    _refuse_unheld(order)
    judge = judge_of(order.asked, order.on, order.columns)
    if order.engine in (DUCKDB, SPARK):
        return Choice(order.engine, order.engine, "asked for")
    counts = Counts(order.asked, order.on, judge.doubts, order.columns)
    problem = unreadable(counts)
    if problem and order.engine == FACTS:
        raise RunProblem(f"counts cannot be used with these rules ({problem}); match with --engine {DUCKDB}")
    if problem:
        return Choice(order.engine, DUCKDB, f"the rules cannot be computed as columns ({problem})")
    if order.engine != AUTO:
        return Choice(order.engine, order.engine, "asked for")
    return _by_what_is_there(order, counts)


def _refuse_unheld(order: Order) -> None:
    """Refuse rules that ask who receives a local programme of which the snapshot tells nothing."""
    for one in order.asked:
        unheld = sorted({*named_local([one.version])} - {*order.manifest.header.local_programmes})
        if unheld:
            raise RunProblem(
                f"the rule of {one.programme.code} asks who receives {', '.join(unheld)}, and the snapshot does not "
                "tell; take a new snapshot of the register, or leave the programme out"
            )


def _by_what_is_there(order: Order, counts: Counts) -> Choice:
    ready, whole = 0, True
    for code, kabupaten in order.manifest.kabupaten.items():
        keeping = Keeping(order.snapshot / code, Of(kabupaten, order.on))
        keeping.look()
        ready += not keeping.missing(counts.columns)
        whole &= not keeping.damaged
    total = len(order.manifest.kabupaten)
    if ready == total:
        return Choice(AUTO, FACTS, "the counts that the rules need are there already")
    damaged = "" if whole else "some files of counts are damaged, "
    there = f"the counts that the rules need are there for {ready} of {total} kabupaten"
    return Choice(AUTO, RAW, f"{damaged}{there}; --engine {FACTS} makes them")


def unreadable(asking: Asking) -> str:
    """Return what Polars cannot compute of some rules, or nothing: everything is tried on tables without rows."""
    members, families = (pl.DataFrame(schema(entity).empty_table()) for entity in (MEMBER, FAMILY))
    try:
        counting = counting_of(asking.narrow, asking.wide)
        nobody = homes_of(members, families)
        counting.wide.answers(members, nobody)
        answered = Answered(counting.narrow.answers(members, nobody), lambda _place, rows: rows)
        Fast(asking).judge(families.select(of_families(asking.of_families)), answered)
        for doubts in asking.doubts.values():
            members.select(pl.sql_expr(doubts.member.sql))
            said = (pl.lit(None, pl.Boolean).alias(name) for name in doubts.totals)
            families.with_columns(said).select(pl.sql_expr(doubts.family.sql))
    except pl.exceptions.PolarsError as error:
        return str(error).splitlines()[0]
    return ""
