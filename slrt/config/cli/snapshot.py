"""`slrt snapshot create` and `slrt snapshot verify`; what they share with `slrt synth`.

Verifying needs neither keys nor database, so the register's side is a module of its own, imported by `create`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from slrt.config.cli import Entry, module_of
from slrt.config.cli.output import progress, say, show, show_json, show_table
from slrt.domain import areas, clock
from slrt.lake import manifest
from slrt.lake.manifest import Manifest
from slrt.lake.verifying import Report, verify

REGISTER = Entry("snapshot_register", "create", "")
STOPPED = 130  # what a shell expects of a command ended by Ctrl-C

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Snapshots of facts as files, for mass matching.")

Folder = Annotated[Path, typer.Argument(help="The folder of the snapshot.", show_default=False)]
Out = Annotated[
    Path, typer.Option("--out", help="Folder of the snapshot: new, empty, or one that broke off.", show_default=False)
]
Area = Annotated[str, typer.Option(help="An area code; 00 is the whole country.")]
Day = Annotated[str, typer.Option("--on", help="The day the facts are of, YYYY-MM-DD; today (WIB) when left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output, and nothing else.")]


@app.command()
def create(out: Out, area: Area = areas.NATION, on: Day = "", as_json: AsJson = False) -> None:
    """Write the register's facts into a folder, one column a fact, without names, numbers and addresses.

    Each kabupaten is read at one moment. A run that broke off goes on when it is repeated.
    """
    code, day = area_code(area), day_of(out, on)
    with can_be_stopped(), progress("Families") as done:
        made = module_of(REGISTER).create(out, code, day, done)
    tell(made, out, as_json=as_json)


@app.command("verify")
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Compare every file with the manifest: size, SHA-256, rows, columns, order and keys.

    Names every file that is wrong and what is wrong with it. Exit code 1 when anything is.
    """
    with can_be_stopped(), progress("Families") as done:
        report = verify(folder, done)
    if as_json:
        show_json(_as_json(report))
    elif report.is_whole and report.manifest:
        show(f"The snapshot is whole: {_counted(report.manifest)}, {report.manifest.header}.")
    else:
        show_table(("File", "What is wrong"), [(one.file, one.words) for one in report.findings])
    if not report.is_whole:
        raise typer.Exit(1)


@contextmanager
def can_be_stopped() -> Iterator[None]:
    """Ctrl-C ends the block with a word about what is kept, and exit code 130."""
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped. Whole kabupaten are kept; run the same command again, and it goes on.")
        raise typer.Exit(STOPPED) from None


def area_code(text: str) -> str:
    """The area code that was typed; a usage error when it is none."""
    try:
        return areas.parse(text)
    except areas.BadAreaCode as bad:
        raise typer.BadParameter(str(bad), param_hint="--area") from bad


def day_of(folder: Path, text: str) -> date:
    """The day that was typed; else that of the snapshot begun in the folder, so that it can go on; else today."""
    if not text:
        begun = manifest.begun(folder)
        return begun.header.on if begun else clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise typer.BadParameter(f"{text!r} is not a date YYYY-MM-DD", param_hint="--on") from bad


def tell(made: Manifest, folder: Path, *, as_json: bool) -> None:
    """Say what was written."""
    if as_json:
        show_json({"folder": str(folder), **made.to_json()})
    else:
        show(f"Snapshot complete in {folder}: {_counted(made)}.")


def _counted(made: Manifest) -> str:
    return f"{made.families:,} families, {made.members:,} members, {len(made.kabupaten)} kabupaten and kota"


def _as_json(report: Report) -> dict[str, object]:
    whole = report.manifest.to_json() if report.manifest else {}
    return {
        "whole": report.is_whole,
        **{name: whole.get(name) for name in ("source", "on", "families", "members")},
        "findings": [{"file": one.file, "words": one.words} for one in report.findings],
    }
