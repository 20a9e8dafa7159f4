"""`slrt import`: a ministry's or agency's file, checked, written with `--apply`, taken back with `--undo`."""

from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from django.conf import settings

from slrt.config.cli.database import database
from slrt.config.cli.output import progress, say, show, show_json, show_table
from slrt.config.problem import Problem
from slrt.domain import access, areas
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Refused
from slrt.exchange.imports import layouts
from slrt.exchange.imports.applying import apply as apply_file
from slrt.exchange.imports.gate import ERRORS_SHOWN, Order, dry_run
from slrt.exchange.imports.header import read_mapping
from slrt.exchange.imports.problems import Unreadable
from slrt.reads import accounts
from slrt.reads.registry.imports import imported_file
from slrt.services.registry import batches

CANNOT_READ = 2


File = Annotated[Path | None, typer.Argument(help="A CSV or XLSX file.", show_default=False)]
Kind = Annotated[str, typer.Option("--layout", help="What kind of list it is: dtsen.", show_default=False)]
Area = Annotated[str, typer.Option(help="Only rows inside this area code; 00 is the whole country.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write to the register; without it nothing is written.")]
Undo = Annotated[
    UUID | None, typer.Option(metavar="BATCH", help="Take back what this batch wrote.", show_default=False)
]
Reason = Annotated[str, typer.Option(help="Why it is taken back.", show_default=False)]
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
    file: File = None,
    layout: Kind = "",
    area: Area = areas.NATION,
    apply: Apply = False,
    mapping: Mapping = None,
    rejects: Rejected = None,
    errors: Listed = ERRORS_SHOWN,
    undo: Undo = None,
    reason: Reason = "",
    as_user: As = "",
    as_json: Json = False,
) -> None:
    """Check a list against its layout and the register, and say what applying it would do; with --apply, do it.

    Each row is one of: invalid, out_of_scope, duplicate, new, changed, unchanged. Applying that was broken off goes on
    when it is asked for again. Exit code 2 when FILE cannot be read at all.
    """
    if undo is not None:
        _undo(undo, reason, as_user, as_json)
        return
    if file is None or not layout:
        raise typer.BadParameter("name a FILE and its --layout", param_hint="FILE")
    if rejects is not None and rejects.exists() and file.exists() and rejects.samefile(file):
        raise typer.BadParameter("this is the list itself; name another file", param_hint="--rejects")
    chosen, code = _layout(layout), _area(area)
    with database(), _told(as_user, file):
        names = read_mapping(mapping, chosen) if mapping else {}
        order = Order(actor=_actor(as_user), file=file, layout=chosen, work=Path(settings.SLRT_VAR) / "imports",
                      area_code=code, mapping=names, rejects=rejects, errors=errors)  # fmt: skip
        found = _run(order, apply=apply)
    if as_json:
        show_json(found)
    else:
        _tell(found)


def _run(order: Order, *, apply: bool) -> Pairs[str, Any]:
    """The report, with the batch and what was written; both None for a dry run."""
    with progress("Rows") as done:
        if not apply:
            return {**dry_run(order, done).to_json(), "batch": None, "applied": None}
        written = apply_file(order, done)
    return {**written.report, "batch": written.batch_id, "applied": written.written}


def _undo(batch_id: UUID, reason: str, as_user: str, as_json: bool) -> None:
    with database(), _told(as_user, None):
        actor = _actor(as_user)
        total = batches.begin_undo(actor, batch_id, reason).total
        with progress("Changes") as done:
            looked_at = 0
            while count := batches.undo_some(actor, batch_id):
                looked_at += count
                done(min(looked_at, total), total)
        batch = imported_file(actor, batch_id)
    left = list(batch.report["not_undone"]) if batch else []
    found = {"batch": batch_id, "state": batch.state if batch else "", "undone": looked_at - len(left), "left": left}
    if as_json:
        show_json(found)
        return
    show(f"Undone: {found['undone']:,} changes. Left, because something newer is on top of them: {len(left):,}.")
    for change in left:
        show(f"  change {change}")


@contextmanager
def _told(as_user: str, file: Path | None) -> Iterator[None]:
    """Refusals become messages of the command."""
    try:
        yield
    except Unreadable as unreadable:
        say(f"{file}: {unreadable.problem.message_en}")
        raise typer.Exit(CANNOT_READ) from unreadable
    except access.Denied as denied:
        raise Problem(f"{as_user} may not do this: {denied}") from denied
    except Refused as refused:
        raise Problem(" ".join(problem.message_en for problem in refused.problems)) from refused
    except NotFound as missing:
        raise Problem(f"There is no such batch: {missing}") from missing


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


def _tell(found: Pairs[str, Any]) -> None:
    for note in found["notes"]:
        say(note["message_en"])
    names = ("rows", "families", "new", "changed", "unchanged", "invalid", "duplicate", "out_of_scope")
    if found["applied"] is None:
        show("Dry run: nothing was written.")
    elif found["batch"] is None:
        show("There was nothing to write.")
    else:
        show(f"Written as batch {found['batch']}.")
    show_table(("", "Count"), [(name, f"{found[name]:,}") for name in names])
    if found["applied"]:
        rows = [(name.replace("_", " "), f"{count:,}") for name, count in found["applied"].items()]
        show_table(("Written", "Count"), rows)
    for title in ("Errors", "Warnings"):
        items, total = found[title.lower()], found[f"{title.lower()}_total"]
        if items:
            lines = [(one["row"], one["column"], one["value"], one["message_en"]) for one in items]
            show_table(("Row", "Column", "Value", title), lines, title=f"{title}: {len(lines):,} of {total:,}")
