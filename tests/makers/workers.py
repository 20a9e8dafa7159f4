"""Who runs which tests when `make test` runs them in two processes: a file stays together, and so do sharers."""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

SHARING = {
    "tests/agree/test_engines_agree.py": "spark",
    "tests/agree/test_programmes_agree.py": "spark",
    "tests/lake/test_match_spark.py": "spark",
    "tests/spec/test_sentences.py": "spark",
}
"""Tests that share what takes long to start, with its name."""


class Scheduling(LoadFileScheduling):
    """By files, and by what files share."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "faults" if file.startswith("tests/faults/") else SHARING.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Replace xdist's own ways of sharing out."""
    return Scheduling(config, log)
