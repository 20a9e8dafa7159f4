"""What the import linter cannot see: states, doors, relations, signals, SQL."""

import ast

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from tests.house.tree import ROOT, name, product

ROOMS = ("areas", "directory", "accounts", "trail", "registry", "programmes", "cases")
"""The rooms of the store, lowest first."""


def test_foreign_keys_point_to_the_same_room_or_a_lower_one() -> None:
    upward = [
        f"{model.__name__}.{field.name}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and field.related_model._meta.app_label in ROOMS
        and ROOMS.index(field.related_model._meta.app_label) > ROOMS.index(room)
    ]
    assert upward == []


def test_registry_and_directory_ignore_each_other() -> None:
    related = {
        field.related_model._meta.app_label
        for model in apps.get_app_config("registry").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
    }
    assert "directory" not in related


def test_foreign_keys_name_classes_not_strings() -> None:
    strings = [
        f"{name(path)}:{node.lineno}"
        for path, tree in product().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ("ForeignKey", "OneToOneField", "ManyToManyField")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value != "self"
    ]
    assert strings == []


@pytest.mark.parametrize("door", ["web", "jobs"])
def test_doors_touch_no_rows_themselves(door: str) -> None:
    touches = [
        f"{name(path)}:{node.lineno} .{node.attr}"
        for path, tree in product().items()
        if (ROOT / "slrt" / door) in path.parents
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "bulk_create")
    ]
    assert touches == []


def test_only_the_transition_verb_assigns_a_state() -> None:
    """One road for state: services/cases/transitions.py asks the table and writes; nothing else does."""
    strays = [
        f"{name(path)}:{node.lineno}"
        for path, tree in product().items()
        if (ROOT / "slrt" / "services" / "cases") in path.parents and path.name != "transitions.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(getattr(target, "attr", "") == "state" for target in node.targets)
    ]
    assert strays == []


def test_every_floor_says_what_lives_there() -> None:
    floors = sorted(p for p in (ROOT / "slrt").iterdir() if (p / "__init__.py").exists())
    for floor in floors:
        readme = floor / "README.md"
        assert readme.exists(), f"{name(floor)} has no README"
        lines = readme.read_text(encoding="utf-8").splitlines()
        assert len(lines) < 15, f"{name(readme)} is {len(lines)} lines long"
        text = "\n".join(lines).lower()
        assert all(words in text for words in ("lives here", "may import", "not here")), name(readme)
