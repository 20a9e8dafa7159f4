"""Each wall alone holds: the queryset without row-level security, row-level security without the queryset."""

import pytest
from django.db import DatabaseError, IntegrityError, connections, models, transaction

from slrt.domain import access, clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.store.registry.models import Family
from slrt.store.trail.models import Event, Link
from slrt.store.walls import grants
from slrt.store.walls.context import acting
from tests.walls.world import World, rows, walled

HISTORIES = ("cases_casehistory", "cases_referralhistory")
"""Copies made by triggers; nothing lists them yet, so they have no first wall."""


def places(found: models.QuerySet) -> set[str]:
    return {code[:5] for code in found.values_list("area_code", flat=True)}


def refused_by_the_wall(row: models.Model) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True, using="default")
    except DatabaseError as error:
        return "row-level security" in str(error)
    return False


def test_the_world_of_these_tests_has_rows_in_every_walled_table(two: tuple[World, World]) -> None:
    for name in walled():
        found = {code[:5] for (code,) in rows(f"SELECT area_code FROM {name}")}
        assert {"19.06", "19.02"} <= found, name


def test_row_level_security_alone_shows_only_the_own_area(two: tuple[World, World]) -> None:
    for world in two:
        for actor in (world.front, world.manager):
            with acting(actor):
                assert {name: places(model._base_manager.all()) for name, model in walled().items()} == {
                    name: {world.area_code} for name in walled()
                }


def test_the_queryset_alone_shows_only_the_own_area(two: tuple[World, World]) -> None:
    for world in two:
        for name, model in walled().items():
            if name not in HISTORIES:
                found = model._default_manager.using("owner").all().visible_to(world.front)
                assert places(found) == {world.area_code}, name


def test_a_village_sees_no_more_than_itself_and_the_nation_everything(two: tuple[World, World]) -> None:
    lalang = Actor(None, "FO", "puskesos_front_office", "19.06.01.2006")
    padang = Actor(None, "FO", "puskesos_front_office", "19.06.01.2003")
    kabupaten = Actor(None, "FO", "front_office", "19.06")
    for actor, expected in (
        (lalang, {"19.06"}),
        (padang, set()),
        (kabupaten, {"19.06"}),
        (access.system(), {"19.06", "19.02"}),
    ):
        with acting(actor):
            assert places(Family.objects.all()) == places(Family.objects.visible_to(actor)) == expected


def test_without_a_context_there_are_no_rows_anywhere(two: tuple[World, World]) -> None:
    assert {name: model._base_manager.count() for name, model in walled().items()} == dict.fromkeys(walled(), 0)
    assert Family.objects.update(address="lain") == 0
    assert refused_by_the_wall(Family(area_code="19.06.01.2006", created_at=clock.now(), updated_at=clock.now()))


def test_administrators_reach_no_families_and_no_cases(two: tuple[World, World]) -> None:
    administrator = two[0].administrator
    with acting(administrator):
        counts = {name: model._base_manager.count() for name, model in walled().items()}
        assert counts.pop("trail_event") > 0
        assert counts == dict.fromkeys(counts, 0)
        assert places(Event.objects.all()) == {"19.06"}
    assert Family.objects.using("owner").all().visible_to(administrator).count() == 0


def test_a_provider_sees_the_referrals_of_its_organisation_and_nothing_else(two: tuple[World, World]) -> None:
    for world in two:
        with acting(world.provider):
            seen = {name for name, model in walled().items() if model._base_manager.exists()}
            assert (
                {"cases_referral"}
                <= seen
                <= {"cases_referral", "cases_referralhistory", "cases_clock", "cases_attachment"}
            )
            referral = walled()["cases_referral"]
            assert [row.pk for row in referral._base_manager.all()] == [world.referral_id]
            received = referral._default_manager.using("owner").all().visible_to(world.provider)
            assert [row.pk for row in received] == [world.referral_id]


def test_nobody_adds_a_row_outside_the_own_scope(two: tuple[World, World]) -> None:
    here, there = two
    for name, model in walled().items():
        if name in grants.APPEND_ONLY or name in HISTORIES:
            continue
        foreign = model._base_manager.using("owner").filter(area_code__startswith=there.area_code).first()
        foreign.pk = uuid7()
        with acting(here.front):
            assert refused_by_the_wall(foreign), name


def test_nobody_moves_a_row_out_of_the_own_scope_or_touches_one_outside(two: tuple[World, World]) -> None:
    here, there = two
    with acting(here.front):
        for name, model in walled().items():
            if name in grants.APPEND_ONLY:
                continue
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                model._base_manager.update(area_code="19.02.01.1001")
            with connections["default"].cursor() as cursor:
                cursor.execute(
                    f"UPDATE {name} SET area_code = area_code WHERE area_code >= '19.02' AND area_code < '19.02/'"
                )
                assert cursor.rowcount == 0, name
    assert Family.objects.using("owner").get(id=there.family_id).area_code == "19.02.01.1001"


def denied(statement: str) -> bool:
    with acting(access.system()), connections["default"].cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except DatabaseError as error:
            return "permission denied" in str(error)
    return False


def test_the_application_cannot_change_or_delete_events_and_links(two: tuple[World, World]) -> None:
    for table in (*grants.APPEND_ONLY, *grants.LINKED):
        for verb in ("UPDATE {} SET chain = chain", "DELETE FROM {}", "TRUNCATE {}"):
            assert denied(verb.format(table)), (verb, table)


def test_the_application_deletes_no_people_and_no_cases(two: tuple[World, World]) -> None:
    for table in grants.NEVER_DELETED:
        assert denied(f"DELETE FROM {table}"), table
        assert denied(f"TRUNCATE {table} CASCADE"), table


def test_a_row_in_an_area_that_does_not_exist_is_refused(two: tuple[World, World]) -> None:
    with acting(two[0].front), pytest.raises(IntegrityError, match="registry_family_area_fk"), transaction.atomic():
        Family.objects.update(area_code="19.06.99.2001")


def test_contexts_nest_and_the_outer_one_comes_back(two: tuple[World, World]) -> None:
    here, there = two
    with acting(here.front):
        with acting(there.front):
            assert places(Family.objects.all()) == {"19.02"}
        assert places(Family.objects.all()) == {"19.06"}
        with pytest.raises(ZeroDivisionError), acting(there.front):
            raise ZeroDivisionError
        assert places(Family.objects.all()) == {"19.06"}
    assert Family.objects.count() == 0


def test_the_search_over_the_wall_keeps_to_the_scope(two: tuple[World, World]) -> None:
    def found() -> int:
        return len(rows("SELECT * FROM registry_search_names('basuni', 50)", using="default"))

    here, there = two
    assert found() == 0
    with acting(here.front):
        assert found() == 0
    with acting(there.front):
        assert found() > 0


def test_links_hold_hashes_and_nothing_about_anybody() -> None:
    assert {field.name for field in Link._meta.get_fields()} == {
        "event_id",
        "chain",
        "seq",
        "prev_hash",
        "hash",
        "linked_at",
    }
