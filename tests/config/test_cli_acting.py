"""Each command that writes says who does it, or the operator's page says why it need not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slrt.config.cli import COMMANDS, load

OPERATE = Path(__file__).resolve().parents[2] / "docs" / "operate.md"

READING = {"areas find", "doctor", "evaluate", "rules test", "snapshot verify", "trail verify"}
"""Commands that change no record and make no files to keep."""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command of `slrt` by its whole name."""
    for name, entry in COMMANDS.items():
        command = load(entry)
        for part, inner in getattr(command, "commands", {"": command}).items():
            yield f"{name} {part}".strip(), inner


def takes_as(command: Any) -> bool:
    return any("--as" in parameter.opts for parameter in command.params)


def explained() -> set[str]:
    """Commands in the table of the operator's page, each with its reason."""
    table = OPERATE.read_text(encoding="utf-8").split("## Who acts on the command line")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`slrt .+?) \| (.{20,}) \|$", table, re.M)
    return {name for commands, _ in rows for name in re.findall(r"`slrt ([^`]+)`", commands)}


def test_each_command_that_writes_takes_as_or_its_reason_is_written_down() -> None:
    acting = {name for name, command in commands() if takes_as(command)}
    writing = {name for name, _ in commands()} - READING
    assert acting == {"dedupe", "dukcapil export", "import", "users invite"}
    assert writing - acting == explained()


def test_commands_that_only_read_are_commands() -> None:
    assert {name for name, _ in commands()} >= READING
