"""The register's side of `slrt snapshot create`: the database, and the words for this installation."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings

from slrt.config.cli.database import database
from slrt.domain.access import system
from slrt.lake.manifest import Manifest
from slrt.services.registry.snapshot import take_snapshot


def create(folder: Path, area_code: str, on: date, done: Callable[[int, int], None]) -> Manifest:
    """Take the snapshot of this installation's register. The installation is named by its index key's fingerprint."""
    with database():
        name = settings.SLRT_INSTALLATION
        return take_snapshot(system(), folder, area_code=area_code, on=on, installation=name, done=done)
