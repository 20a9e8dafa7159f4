"""The fact views of PostgreSQL hold, column by column, what the register's reader hands to the evaluator."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from slrt.domain.access import system
from slrt.domain.ids import uuid7
from slrt.domain.rules.facts import RECEIVES, Fact, catalogue
from slrt.domain.rules.sql.columns import LAYOUT, Columns
from slrt.reads.programmes.impact import fact_views
from slrt.reads.registry.record import record_of
from slrt.store.programmes.models import Enrolment, Programme
from slrt.store.registry.facts import stored
from slrt.store.registry.models import Family, Membership, Person
from slrt.store.walls.context import acting
from tests.agree.rule_strategies import ON, value
from tests.makers.families import VILLAGE, new_family, officer, person, registered

pytestmark = pytest.mark.django_db

FAMILIES = 20
LOCAL = "beras_desa_19060120011"
PRESENCES = ("present", "abroad", "new", "died", "moved", "not_found", None)


@pytest.fixture
def register() -> list[UUID]:
    """Families as they may come to be stored: any fact known or not, fitting or not, people gone and unborn."""
    chance = random.Random(1906)
    made = [registered(officer(), new_family(*people(chance))).family_id for _ in range(FAMILIES)]
    with acting(system()):
        shipped = Programme.objects.get(code="pkh")
        Programme.objects.create(**{**copied(shipped), "code": LOCAL})
        for family_id in made:
            scatter(family_id, chance)
    return made


def people(chance: random.Random) -> list[Any]:
    return [
        person(
            f"Warga {chance.random()}", "head" if not at else "other", date(1950 + chance.randint(0, 70), 3, 2), "male"
        )
        for at in range(chance.randint(1, 5))
    ]


def copied(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def scatter(family_id: UUID, chance: random.Random) -> None:
    """Give a family and its people any facts at all."""
    checked = chance.choice([None, ON])
    Family.objects.filter(id=family_id).update(**drawn("family", chance), receives_checked_on=checked)
    for membership in Membership.objects.filter(family_id=family_id):
        facts = drawn("member", chance)
        drawn_relation = facts.pop("relation")
        relation = membership.relation if "head" in (membership.relation, drawn_relation) else drawn_relation
        facts |= {"presence": chance.choice(PRESENCES)}
        if chance.random() < 0.2:
            facts["birth_date"] = ON + timedelta(days=chance.randint(-1, 1))
        Person.objects.filter(id=membership.person_id).update(**facts)
        stays = membership.relation == "head" or chance.random() > 0.2
        left = None if stays else membership.starts_on + timedelta(days=1)
        Membership.objects.filter(id=membership.id).update(relation=relation, until=left)
    for code in chance.sample(["pkh", "sembako", "kur", LOCAL], chance.randint(0, 3)):
        state = chance.choice(["active", "stopped"])
        Enrolment.objects.create(
            id=uuid7(), programme_id=code, family_id=family_id, area_code=VILLAGE, state=state, source="test"
        )


def drawn(entity: str, chance: random.Random) -> dict[str, Any]:
    return {fact.name: written(fact, chance) if chance.random() < 0.7 else None for fact in stored(entity)}


def written(fact: Fact, chance: random.Random) -> Any:
    found = value(fact, chance)
    return sorted(found) if isinstance(found, frozenset) else found


def rows(table: str, family_id: UUID) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} v WHERE family_id = %s", [family_id])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read(entity: str, row: dict[str, Any], layout: Columns = LAYOUT) -> dict[str, Any]:
    """What is known in a row of a view."""
    facts = catalogue().stored(entity)
    return {fact.name: layout.read(fact, row[fact.name]) for fact in facts if row[fact.name] is not None}


def test_a_view_holds_what_the_reader_of_the_register_gives(register: list[UUID]) -> None:
    gone = 0
    with acting(system()):
        for family_id in register:
            found = record_of(system(), family_id)
            (family,) = rows("fact_family", family_id)
            expected = dict(found.record.family)
            if RECEIVES.rpartition(".")[2] in expected:
                expected["receives"] = expected["receives"] - {LOCAL}  # type: ignore[operator]
            assert read("family", family) == expected
            members = {row["person_id"]: read("member", row) for row in rows("fact_member", family_id)}
            assert members == dict(zip(found.person_ids, found.record.members, strict=True))
            gone += Membership.objects.filter(family_id=family_id, until__isnull=False).count()
    assert gone > 3


def test_a_rule_that_names_a_local_programme_sees_it_too(register: list[UUID]) -> None:
    layout = Columns({RECEIVES: (*LAYOUT.codes_of(catalogue().facts[RECEIVES]), LOCAL)})
    listed = 0
    with acting(system()):
        source = fact_views(layout)
        for family_id in register:
            (row,) = rows(source.families, family_id)
            expected = record_of(system(), family_id).record.family
            assert read("family", row, layout) == expected
            listed += LOCAL in expected.get("receives", ())  # type: ignore[operator]
    assert listed > 0
