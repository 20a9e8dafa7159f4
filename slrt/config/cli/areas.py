"""`slrt areas find`."""

from typing import Annotated

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import say, show_json, show_table
from slrt.domain import areas as codes
from slrt.reads import areas

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The area codes of the Ministry of Home Affairs.")


@app.callback()
def main() -> None:
    """The area codes of the Ministry of Home Affairs."""


@app.command()
def find(
    words: Annotated[
        list[str], typer.Argument(help="A name, with typing errors if need be, or a code: belitng timur.")
    ],
    within: Annotated[str, typer.Option(help="Only inside this area code.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output, and nothing else.")] = False,
) -> None:
    """Find areas by name or code, best first. Exits with 1 when nothing resembles WORDS."""
    text = " ".join(words)
    try:
        codes.parse(within or codes.NATION)
    except codes.BadAreaCode as bad:
        raise typer.BadParameter(str(bad), param_hint="--within") from bad
    with database():
        hits = areas.find(text, within=within, limit=limit)
    if as_json:
        show_json([{"code": h.code, "name": h.name, "kind": h.kind, "path": h.path, "score": h.score} for h in hits])
    elif hits:
        show_table(
            ("Code", "Name", "Kind", "Where", "Likeness"), [(h.code, h.name, h.kind, h.label, h.score) for h in hits]
        )
    else:
        say(f"No area resembles {text!r}.")
    if not hits:
        raise typer.Exit(1)
