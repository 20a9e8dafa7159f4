"""Published law is open; drafts are seen, and programmes written, behind either wall in their own area alone."""

import pytest
from django.db import DatabaseError, connection, transaction

from slrt.domain.access import Actor
from slrt.store.programmes.models import Programme, Version
from slrt.store.walls.context import acting
from tests.walls.world import World

DRAFTS = {"state": "draft"}


def places(found: object) -> set[str]:
    return set(found.values_list("programme__area_code", flat=True))  # type: ignore[attr-defined]


def test_row_level_security_alone_shows_drafts_of_the_own_area(two: tuple[World, World]) -> None:
    for world in two:
        with acting(world.manager):
            assert places(Version.objects.filter(**DRAFTS)) == {world.area_code}
    for outside in (two[0].provider, two[0].administrator, Actor(None, "X", "puskesos_coordinator", "19.06.01.2006")):
        with acting(outside):
            assert not Version.objects.filter(**DRAFTS).exists()
            assert Version.objects.filter(state="published").exists()


def test_the_queryset_alone_shows_drafts_of_the_own_area(two: tuple[World, World]) -> None:
    for world in two:
        found = Version.objects.using("owner").visible_to(world.manager)
        assert places(found.filter(**DRAFTS)) == {world.area_code}
        assert found.filter(state="published").exists()


def test_without_a_context_only_law_is_seen(two: tuple[World, World]) -> None:
    assert not Version.objects.filter(**DRAFTS).exists()
    assert Version.objects.filter(state="published").exists()


def test_row_level_security_alone_lets_nobody_write_on_another_area(two: tuple[World, World]) -> None:
    here, there = two
    with acting(here.manager):
        assert Programme.objects.filter(area_code=there.area_code).update(owner="lain") == 0
        assert Programme.objects.filter(code="pkh").update(owner="lain") == 0
        assert Version.objects.filter(programme_id="pkh").update(source="lain") == 0
        for refused in (
            lambda: Programme.objects.create(code="x1", name_id="x", name_en="x", area_code=there.area_code),
            lambda: Programme.objects.filter(area_code=here.area_code).update(area_code="00"),
            lambda: Version.objects.filter(**DRAFTS).update(programme_id="pkh"),
            lambda: Version.objects.create(programme_id="pkh", number="x", starts_on="2027-01-01"),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                refused()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM programmes_version")
            assert cursor.rowcount == 0
