"""One installation of their own for all fault tests: a database server and a web process that may be killed."""

import os
from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from slrt.config.postgres import Server
from tests.conftest import point_at
from tests.faults.stand import Stand, standing

pytest.register_assert_rewrite("tests.faults.whole")


@pytest.fixture(scope="session")
def running(server: Server, template: str, django_db_setup: None) -> Iterator[Stand]:
    with standing(server, template) as stand:
        yield stand


@pytest.fixture
def stand(
    running: Stand, server: Server, settings: LazySettings, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Stand]:
    """The installation, and this process looking into its database and folders. Nothing is rolled back."""
    settings.SLRT_VAR = running.var
    settings.SLRT_ATTACHMENTS = running.var / "attachments"
    with django_db_blocker.unblock():
        point_at(running.server, running.server.database)
        yield running
        point_at(server, f"slrt_test_{os.getpid()}")
