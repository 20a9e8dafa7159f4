"""Fixtures that several rooms share: the days on which cases and rules are played, and the people of a kabupaten."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from slrt.domain import clock
from slrt.domain.access import Actor
from tests.makers.cases import TUESDAY, Cast, cast
from tests.makers.people import officer


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


@pytest.fixture
def day_of_rules() -> Iterator[None]:
    """Ten in the morning of 1 December 2026 in Jakarta."""
    with clock.at(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        yield


@pytest.fixture
def author() -> Actor:
    """Who writes rules: the manager of one kabupaten."""
    return officer("manager")


@pytest.fixture
def approver() -> Actor:
    """The second person, who publishes them."""
    return officer("head_of_agency")
