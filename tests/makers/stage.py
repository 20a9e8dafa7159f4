"""Fixtures that several rooms' tests share: the day on which cases are played, and the people of one kabupaten."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from slrt.domain import clock
from tests.makers.cases import TUESDAY, Cast, cast


@pytest.fixture
def tuesday(tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    """Tuesday 1 December 2026, with a folder of its own for papers."""
    settings.SLRT_ATTACHMENTS = tmp_path
    with clock.at(TUESDAY):
        yield


@pytest.fixture
def people(tuesday: None) -> Cast:
    """Front office, back office, manager and two receivers at Dinas Sosial, posted on that day."""
    return cast()
