"""`slrt import`: a ministry's or agency's file, checked row by row; a dry run, nothing is written to the register."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from slrt.config.cli.database import database
from slrt.config.cli.output import progress, say, show, show_json, show_table
from slrt.config.problem import Problem
from slrt.domain import access, areas
from slrt.domain.access import Actor
from slrt.exchange.imports import layouts
from slrt.exchange.imports.gate import ERRORS_SHOWN, Order, dry_run
from slrt.exchange.imports.header import read_mapping
from slrt.exchange.imports.problems import Unreadable
from slrt.exchange.imports.report import Report
from slrt.reads import accounts

CANNOT_READ = 2


File = Annotated[Path, typer.Argument(help="A CSV or XLSX file.", show_default=False)]
Kind = Annotated[str, typer.Option("--layout", help="What kind of list it is: dtsen.", show_default=False)]
Area = Annotated[str, typer.Option(help="Only rows inside this area code; 00 is the whole country.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write to the register; without it nothing is written.")]
Mapping = Annotated[
    Path | None, typer.Option(help="JSON of {column of the layout: header of the file}.", show_default=False)
]
Rejected = Annotated[
    Path | None,
    typer.Option(help="Write rows that are not taken here, with the reason beside them.", show_default=False),
]
Listed = Annotated[int, typer.Option(min=0, help="List so many errors and warnings.")]
As = Annotated[str, typer.Option("--as", metavar="USER", help="Who does it, by username; the system when left out.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, and nothing else.")]


def import_file(  # noqa: PLR0913 - one argument for each option
    file: File,
    layout: Kind,
    area: Area = areas.NATION,
    apply: Apply = False,
    mapping: Mapping = None,
    rejects: Rejected = None,
    errors: Listed = ERRORS_SHOWN,
    as_user: As = "",
    as_json: Json = False,
) -> None:
    """Check a list against its layout and the register, and say what applying it would do.

    Each row is one of: invalid, out_of_scope, duplicate, new, changed, unchanged. Exit code 2 when FILE cannot be
    read at all.
    """
    if apply:
        raise Problem("Applying a list is not part of this release yet. Leave --apply out to check the list.")
    if rejects is not None and rejects.exists() and file.exists() and rejects.samefile(file):
        raise typer.BadParameter("this is the list itself; name another file", param_hint="--rejects")
    chosen, code = _layout(layout), _area(area)
    with database():
        work, actor = Path(settings.SLRT_VAR) / "imports", _actor(as_user)
        try:
            names = read_mapping(mapping, chosen) if mapping else {}
            order = Order(actor=actor, file=file, layout=chosen, work=work, area_code=code, mapping=names,
                          rejects=rejects, errors=errors)  # fmt: skip
            with progress("Rows") as done:
                report = dry_run(order, done)
        except Unreadable as unreadable:
            say(f"{file}: {unreadable.problem.message_en}")
            raise typer.Exit(CANNOT_READ) from unreadable
        except access.Denied as denied:
            raise Problem(f"{as_user} may not do this: {denied}") from denied
    if as_json:
        show_json(report.to_json())
    else:
        _tell(report)


def _layout(code: str) -> layouts.Layout:
    try:
        return layouts.layout(code)
    except KeyError as unknown:
        known = ", ".join(layouts.codes())
        raise typer.BadParameter(f"no layout {code!r}; known: {known}", param_hint="--layout") from unknown


def _area(text: str) -> str:
    try:
        return areas.parse(text)
    except areas.BadAreaCode as bad:
        raise typer.BadParameter(str(bad), param_hint="--area") from bad


def _actor(username: str) -> Actor:
    if not username:
        return access.system()
    actor = accounts.actor_named(username)
    if actor is None:
        raise Problem(f"There is no active user {username!r} with a post in force.")
    return actor


def _tell(report: Report) -> None:
    found = report.to_json()
    for note in report.notes:
        say(note.message_en)
    names = ("rows", "families", "new", "changed", "unchanged", "invalid", "duplicate", "out_of_scope")
    show("Dry run: nothing was written.")
    show_table(("", "Count"), [(name, f"{found[name]:,}") for name in names])
    for title, total, items in (
        ("Errors", report.errors_total, found["errors"]),
        ("Warnings", report.warnings_total, found["warnings"]),
    ):
        if items:
            rows = [(one["row"], one["column"], one["value"], one["message_en"]) for one in items]
            show_table(("Row", "Column", "Value", title), rows, title=f"{title}: {len(rows):,} of {total:,}")
