"""`slrt match`: every programme for every family of a snapshot. No database is needed."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from slrt.config.cli.output import progress, say, show, show_json
from slrt.config.cli.rules import PROGRAMMES, Folder, chosen_of, programmes_of, refuse
from slrt.config.cli.snapshot import can_be_stopped
from slrt.domain import clock
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.problems import RuleError
from slrt.lake import manifest
from slrt.lake.match import Order, RunProblem
from slrt.lake.match import match as run
from slrt.lake.match.order import asked_of


class Engine(StrEnum):
    """What computes."""

    AUTO = "auto"
    FACTS = "facts"
    RAW = "raw"
    DUCKDB = "duckdb"
    SPARK = "spark"


def match(  # noqa: PLR0913 - one argument for each option
    snapshot: Annotated[Path, typer.Argument(help="Folder of a finished snapshot.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="Folder for verdicts, summary and run.json.", show_default=False)],
    engine: Annotated[
        Engine,
        typer.Option(
            help="What computes. facts: counts of members, made once and kept beside the snapshot; raw: families and "
            "members; auto: facts where they are there, else raw; duckdb: one SQL query; spark: on many machines."
        ),
    ] = Engine.AUTO,
    on: Annotated[
        str, typer.Option("--on", help="Day of rules and ages, YYYY-MM-DD; the snapshot's when left out.")
    ] = "",
    programme: Annotated[list[str] | None, typer.Option(help="Only this programme; may be repeated.")] = None,
    folder: Folder = PROGRAMMES,
    as_json: Annotated[bool, typer.Option("--json", help="Print run.json and nothing else.")] = False,
) -> None:
    """Write verdict and money of every programme for every family, and the sums of each village.

    In the folder: verdicts.parquet, summary.parquet, run.json. A run that broke off goes on when it is repeated.
    """
    found = manifest.read(snapshot)
    day = _day(on, found.header.on, as_json=as_json)
    chosen = chosen_of(programmes_of(folder, as_json=as_json), programme or [], as_json=as_json)
    receives = tuple(str(code) for code in catalogue().facts["family.receives"].values)
    asked = asked_of(chosen, day, receives)
    if not asked:
        refuse(f"no programme has a version in force on {day}", as_json=as_json)
    order = Order(snapshot, found, out, day, asked, engine.value)
    try:
        with can_be_stopped(), progress("Families") as done:
            said = run(order, clock.now(), done)
    except (RunProblem, RuleError) as problem:
        refuse(str(problem), as_json=as_json)
    if as_json:
        show_json(said)
    else:
        _tell(said, out)


def _day(text: str, default: date, *, as_json: bool) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        refuse(f"--on {text}: expected a date YYYY-MM-DD", as_json=as_json)


def _tell(said: dict[str, Any], out: Path) -> None:
    programmes = len(said["programmes"])
    for line in said["notes"]:
        say(line)
    say(f"Engine: {said['engine']} ({said['engine_why']}).")
    show(f"Matched {said['families']:,} families with {programmes} programmes in {said['seconds']:,.1f} s: {out}")
