"""Migrations are numbered, named, single-headed, and agree with the models."""

import re

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.house.tree import ROOT

ROOMS = ("areas", "directory", "accounts", "trail", "registry", "programmes", "cases")


@pytest.mark.parametrize("room", ROOMS)
def test_migrations_are_numbered_and_named(room: str) -> None:
    names = sorted(p.stem for p in (ROOT / "slrt/store" / room / "migrations").glob("0*.py"))
    assert [n[:4] for n in names] == [f"{i:04}" for i in range(1, len(names) + 1)]
    assert [n for n in names if re.search(r"_auto_|_\d{8}", n)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_has_one_latest_migration(room: str) -> None:
    heads = [key for key in MigrationLoader(None).graph.leaf_nodes() if key[0] == room]
    assert len(heads) == 1


@pytest.mark.django_db(databases=["default", "owner"])
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
