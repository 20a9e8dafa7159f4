"""Two worlds in one database of their own, made once for each file: these tests look and are refused, nothing more."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from slrt.config.postgres import Server
from tests.conftest import copy_of, point_at
from tests.walls.world import World, build


@pytest.fixture(scope="module")
def two(
    server: Server,
    template: str,
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, World]]:
    """The same in Belitung Timur and in Belitung, committed."""
    attachments: Path = tmp_path_factory.mktemp("attachments")
    with (
        copy_of(server, template, f"slrt_own_walls_{os.getpid()}") as name,
        django_db_blocker.unblock(),
        override_settings(SLRT_ATTACHMENTS=attachments),
    ):
        point_at(server, name)
        yield build("19.06", "19.06.01.2006", "Rusdi Hasan"), build("19.02", "19.02.01.1001", "Basuni Ahmad")
        point_at(server, f"slrt_test_{os.getpid()}")
