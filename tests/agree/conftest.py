"""What `make agree` says at the end."""

import os

import pytest

from tests.agree import tally


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many examples were compared, and how many deviate, by engine."""
    if tally.TALLY and "SLRT_EXAMPLES" in os.environ:
        terminalreporter.section("agreement")
        for line in tally.table():
            terminalreporter.write_line(line)
