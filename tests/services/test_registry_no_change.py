"""What is no change of a family: an empty answer, and a value that stands already."""

from dataclasses import replace
from uuid import UUID

import pytest

from slrt.domain.access import Actor
from slrt.domain.problems import Refused
from slrt.services.registry import UNKNOWN, FactChange, Registered, answer, record_facts
from slrt.store.registry.models import Change, Family
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import RUSDI_BORN, VILLAGE, new_family, nik, officer, person, registered

pytestmark = pytest.mark.django_db

RUSDI_NIK = nik(RUSDI_BORN, "male", 1)
KK = "1906012503170004"


def change(actor: Actor, family_id: UUID, *items: FactChange) -> int:
    return record_facts(actor, family_id=family_id, base_version=1, items=items, source="interview")


def test_an_answer_that_chooses_nothing_is_refused_and_leaves_no_trace() -> None:
    actor = officer()
    made = registered(actor)
    with pytest.raises(Refused) as refused:
        answer(actor, family_id=made.family_id, path="family.decile", value=None, base_version=1)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == ("no_answer", "family.decile")
    assert problem.message_id.startswith("Pilih satu jawaban")
    assert (versions(actor, made.family_id), events(actor, made.family_id)) == ([1], 0)


@pytest.mark.parametrize(
    ("of", "fact", "value"),
    [
        ("family", "roof", "zinc"),
        ("family", "decile", None),
        ("family", "decile_on", "2026-01-05"),
        ("family", "wall", UNKNOWN),
        ("family", "receives", ["pkh"]),
        ("family", "address", "Jalan  Merdeka 1"),
        ("family", "no_kk", KK),
        ("family", "area_code", VILLAGE),
        ("head", "name", "Rusdi"),
        ("head", "nik", RUSDI_NIK),
        ("head", "relation", "head"),
        ("head", "birth_date", RUSDI_BORN.isoformat()),
        ("head", "works", None),
    ],
)
def test_a_value_that_stands_already_is_no_change(of: str, fact: str, value: object) -> None:
    actor = officer()
    made = filled(actor)
    item = FactChange(fact, value, made.person_ids[0] if of == "head" else None)
    assert change(actor, made.family_id, item) == 1
    assert change(actor, made.family_id, item, FactChange("toilet", "none")) == 2
    with acting(actor):
        assert [each["fact"] for each in Change.objects.get(family_id=made.family_id, version=2).items] == ["toilet"]
    assert (versions(actor, made.family_id), events(actor, made.family_id)) == ([1, 2], 1)


@pytest.mark.parametrize(
    ("of", "fact", "value"),
    [
        ("family", "roof", UNKNOWN),
        ("family", "roof", None),
        ("family", "wall", None),
        ("family", "wall", "timber"),
        ("family", "receives", []),
        ("family", "no_kk", None),
        ("head", "nik", nik(RUSDI_BORN, "male", 9)),
        ("head", "works", False),
    ],
)
def test_unknown_and_not_asked_and_another_value_are_changes(of: str, fact: str, value: object) -> None:
    actor = officer()
    made = filled(actor)
    item = FactChange(fact, value, made.person_ids[0] if of == "head" else None)
    assert change(actor, made.family_id, item) == 2


def test_the_same_answer_twice_is_no_quarrel() -> None:
    actor = officer()
    made = registered(actor)
    for _ in range(2):
        version = answer(actor, family_id=made.family_id, path="family.decile", value=3, base_version=1)
        assert version == 2


def filled(actor: Actor) -> Registered:
    """A family with values of every kind, one of them "tidak tahu"."""
    head = replace(person("Rusdi", "head", sex="male", birth_date=RUSDI_BORN), nik=RUSDI_NIK)
    facts = {"roof": "zinc", "wall": UNKNOWN, "decile_on": "2026-01-05", "receives": ["pkh"]}
    return registered(actor, new_family(head, facts=facts, no_kk=KK, address="Jalan Merdeka 1"))


def versions(actor: Actor, family_id: UUID) -> list[int]:
    with acting(actor):
        assert Family.objects.get(id=family_id).version == Change.objects.filter(family_id=family_id).count()
        return list(Change.objects.filter(family_id=family_id).order_by("version").values_list("version", flat=True))


def events(actor: Actor, family_id: UUID) -> int:
    with acting(actor):
        return Event.objects.filter(verb="family.facts", subject_id=family_id).count()
