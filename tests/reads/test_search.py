"""The search box: numbers, names with typing errors and old spellings, and never a row outside the scope."""

from datetime import date

import pytest
from django.db import connection

from slrt.domain.access import Actor
from slrt.reads.registry import search
from slrt.services.registry import NewMember
from slrt.store.walls.context import acting
from tests.makers.families import (
    OTHER_REGENCY,
    OTHER_VILLAGE,
    RUSDI_BORN,
    new_family,
    nik,
    officer,
    person,
    registered,
)

pytestmark = pytest.mark.django_db

KK = "1906011105200001"


def names(actor: Actor, text: str) -> list[str]:
    return [line.name for line in search(actor, text).people]


@pytest.fixture
def people() -> Actor:
    """Rusdi and Siti, and a few others, in Belitung Timur."""
    actor = officer()
    registered(actor, new_family(no_kk=KK))
    for name in ("Achmad Soeparno", "H. Moh. Tjipto", "Dewi Lestari", "Khoirul Anwar", "Nur'aini", "Joko Susilo"):
        registered(actor, new_family(person(name, "head", date(1970, 1, 2))))
    return actor


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rusdi", "Rusdi bin Hasan"),
        ("RUSDI HASAN", "Rusdi bin Hasan"),
        ("Bapak Rusdi", "Rusdi bin Hasan"),
        ("rusdy hasan", "Rusdi bin Hasan"),
        ("hasan rusdi", "Rusdi bin Hasan"),
        ("siti amina", "Siti Aminah"),
        ("sitti aminah", "Siti Aminah"),
        ("ahmad suparno", "Achmad Soeparno"),
        ("Akhmad Suparno, S.Pd.", "Achmad Soeparno"),
        ("muhammad cipto", "H. Moh. Tjipto"),
        ("choirul", "Khoirul Anwar"),
        ("nuraini", "Nur'aini"),
        ("djoko", "Joko Susilo"),
        ("lestri", "Dewi Lestari"),
    ],
)
def test_a_name_is_found_as_people_write_it(people: Actor, text: str, name: str) -> None:
    assert names(people, text)[0] == name


@pytest.mark.parametrize("text", ["xyzzy", "", " ", "a", "%", "_____", "'; DROP TABLE x; --", "\x00", "😀😀😀"])
def test_nonsense_finds_nobody_and_breaks_nothing(people: Actor, text: str) -> None:
    assert names(people, text) == []


def test_a_very_long_text_is_cut_and_answered(people: Actor) -> None:
    assert names(people, "rusdi " * 100_000) == ["Rusdi bin Hasan"]


@pytest.mark.parametrize("text", [nik(RUSDI_BORN, "male", 3), "190601 020375 0003", "1906.0102.0375.0003"])
def test_a_nik_finds_its_person_and_a_kk_its_head(people: Actor, text: str) -> None:
    found = search(people, text)
    assert (found.kind, [line.name for line in found.people]) == ("number", ["Rusdi bin Hasan"])
    assert found.people[0].nik_masked == "1906••••••••0003"
    assert names(people, KK) == ["Rusdi bin Hasan"]


@pytest.mark.parametrize("text", ["rusdi", nik(RUSDI_BORN, "male", 3), KK])
def test_nobody_outside_the_scope_is_found_by_any_road(people: Actor, text: str) -> None:
    for role, area_code in (("front_office", OTHER_REGENCY), ("administrator", "19.06"), ("province", "19")):
        assert names(officer(role, area_code), text) == []
    assert names(officer("manager", "19"), text) == ["Rusdi bin Hasan"]
    assert names(officer("facilitator", "19.06.01.2002"), text) == []


def test_the_owner_defined_function_gives_no_row_without_a_context(people: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_search_names('rusdi', 20)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT set_config('slrt.lo', '19.03', true), set_config('slrt.hi', '19.03/', true)")
        cursor.execute("SELECT count(*) FROM registry_search_names('rusdi', 20)")
        assert cursor.fetchone() == (0,)
    with acting(people), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_search_names('rusdi', 20)")
        assert cursor.fetchone()[0] >= 1


@pytest.mark.parametrize("function", ["registry_search_names", "registry_niks_taken", "registry_check_head"])
def test_functions_with_the_owners_rights_pin_their_search_path(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosecdef, proconfig FROM pg_proc WHERE proname = %s", [function])
        definer, config = cursor.fetchone()
    assert definer
    assert "search_path=pg_catalog, public, pg_temp" in config


def test_each_person_is_listed_with_family_head_and_relation(people: Actor) -> None:
    (line,) = search(people, "siti aminah").people[:1]
    assert (line.head_name, line.relation) == ("Rusdi bin Hasan", "spouse")
    assert line.family_id is not None


def test_more_than_asked_is_said_and_the_likest_come_first() -> None:
    actor = officer(area_code=OTHER_REGENCY)
    many = [NewMember(name=f"Siti Orang {letter}", facts={"relation": "other"}) for letter in "abcdefghij"]
    head = person("Siti", "head")
    registered(actor, new_family(head, *many, area_code=OTHER_VILLAGE))
    found = search(actor, "siti", limit=5)
    assert (found.people[0].name, len(found.people), found.more) == ("Siti", 5, True)
