"""`slrt users`: the first administrator of an installation, and accounts from the terminal."""

from typing import Annotated

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import show, show_json
from slrt.config.problem import Problem
from slrt.domain import access, areas, clock
from slrt.domain.access import Actor
from slrt.domain.problems import Refused
from slrt.reads import accounts as reads
from slrt.services import accounts

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Users and their first posts.")

As = Annotated[str, typer.Option("--as", metavar="USER", help="The administrator who does it, by username.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, and nothing else.")]


@app.callback()
def main() -> None:
    """Users and their first posts."""


@app.command()
def invite(
    username: Annotated[str, typer.Argument(help="Small letters, digits, dots and dashes.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[str, typer.Option(help="A role, such as front_office.")] = "administrator",
    area: Annotated[str, typer.Option(help="The area code of the post; 00 is the nation.")] = areas.NATION,
    as_user: As = "",
    as_json: Json = False,
) -> None:
    """Invite a person into a first post and print the temporary password, once.

    Without --as only the first administrator of a new installation can be made.
    """
    with database():
        actor = _actor(as_user) if as_user else _nobody_yet()
        try:
            user, password = accounts.invite(
                actor,
                person={"username": username, "name": name, "email": "", "phone": ""},
                post={"role": role, "area_code": area, "starts_on": clock.today()},
            )
        except Refused as refused:
            raise Problem(str(refused)) from refused
        except access.Denied as denied:
            raise Problem(f"{as_user} may not do this: {denied}") from denied
    if as_json:
        show_json({"username": user.username, "temporary_password": password})
    else:
        show(f"{user.name} signs in as {user.username} with {password} and then chooses a password.")


def _actor(username: str) -> Actor:
    actor = reads.actor_named(username)
    if actor is None:
        raise Problem(f"There is no active user {username!r} with a post in force.")
    return actor


def _nobody_yet() -> Actor:
    if reads.has_administrator():
        raise Problem("This installation has an administrator already. Say who does this: --as USER")
    return access.system()
