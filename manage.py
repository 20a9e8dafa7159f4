"""Django's own commands, with the embedded database started for them: `python manage.py COMMAND`."""

import os
import sys

from django.core.management import execute_from_command_line

from slrt.config import dotenv  # noqa: F401 - before anything that reads the environment
from slrt.config.environment import VAR
from slrt.config.postgres import ensure_running, prepare
from slrt.config.problem import Problem

WITHOUT_DATABASE = {"check", "help", "version", "makemessages", "compilemessages", "collectstatic", "findstatic"}


def main(arguments: list[str]) -> None:
    """Start or join the database unless the command does without, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.config.settings")
    command = arguments[1] if len(arguments) > 1 else "help"
    if command not in WITHOUT_DATABASE and not command.startswith("-"):
        prepare(ensure_running(VAR))
    if command == "migrate" and not any(argument.startswith("--database") for argument in arguments):
        arguments = [*arguments, "--database=owner"]  # only the owner may change tables
    execute_from_command_line(arguments)


if __name__ == "__main__":
    try:
        main(sys.argv)
    except Problem as problem:
        sys.exit(str(problem))
