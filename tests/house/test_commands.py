"""The documents name commands and options that exist."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from slrt.config.cli import COMMANDS, app, load
from tests.house.tree import files, name

CODE = re.compile(r"```.*?```|`[^`]+`|^    .+$", re.S | re.M)
CALL = re.compile(r"(?:^|[\s/`])slrt ((?:[^`|;&#\n]|\n(?!\n))+)")
WORD = re.compile(r"[a-z][a-z-]*")
OPTION = re.compile(r"--[a-z][a-z-]*")


def quoted() -> Iterator[tuple[str, str]]:
    """Where a document quotes a command line, and what follows `slrt` there."""
    for path in files(".md"):
        for code in CODE.findall(path.read_text(encoding="utf-8")):
            lines = code.splitlines() if code.startswith(("    ", "```")) else [" ".join(code.split())]
            for call in (found for line in lines for found in CALL.findall(line)):
                yield name(path), call.strip()


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    """The command these words begin with, and its own words; LookupError when there is none of that name."""
    if not words or not WORD.fullmatch(words[0]):
        return None, []
    if words[0] not in COMMANDS:
        raise LookupError(words[0])
    command: Any = load(COMMANDS[words[0]])
    path = words[:1]
    if hasattr(command, "commands") and words[1:] and WORD.fullmatch(words[1]):
        if words[1] not in command.commands:
            raise LookupError(" ".join(words[:2]))
        path, command = words[:2], command.commands[words[1]]
    return command, path


def wrong_with(call: str) -> list[str]:
    """What of a quoted command line does not exist."""
    try:
        command, _ = command_of(call.split())
    except LookupError as unknown:
        return [f"slrt {unknown}"]
    known = {"--help"} | {option for each in (command.params if command else ()) for option in each.opts}
    return [f"slrt {call}: {option}" for option in OPTION.findall(call) if option not in known]


def test_every_command_and_option_in_the_documents_exists() -> None:
    calls = list(quoted())
    assert len(calls) > 15
    assert [(place, wrong) for place, call in calls for wrong in wrong_with(call)] == []


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ("states --write", ["slrt states --write: --write"]),
        ("users invite SITI --name Siti --as ratna", []),
        ("users invite SITI --nam Siti", ["slrt users invite SITI --nam Siti: --nam"]),
        ("trail verfy", ["slrt trail verfy"]),
        ("stat", ["slrt stat"]),
        ("--help", []),
    ],
)
def test_a_wrong_command_or_option_is_noticed(call: str, wrong: list[str]) -> None:
    assert wrong_with(call) == wrong


def test_each_quoted_command_explains_itself() -> None:
    paths = {tuple(command_of(call.split())[1]) for _, call in quoted()}
    for path in sorted(paths):
        done = CliRunner().invoke(app, [*path, "--help"])
        assert done.exit_code == 0, (path, done.output)
        assert "Usage" in done.output
