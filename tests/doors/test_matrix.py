"""Every route, for every role, on things of the own area, a sibling's and the parent's."""

import pytest
from django.test import Client

from slrt.domain.access import POSTED_ROLES, system
from slrt.store.cases.models import Referral
from slrt.store.walls.context import acting
from slrt.web.doors import Door
from tests.doors.matrix import SIGN_IN, door_of, knock, wrong_answers
from tests.doors.world import ROUTES, World, address, build, patterns, said
from tests.makers.browsers import browser


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_every_route_declares_its_door() -> None:
    assert [name for name in patterns() if not isinstance(door_of(name), Door)] == []


def test_every_public_door_says_why() -> None:
    doors = [door_of(name) for name in patterns()]
    assert all(door.public == "" or len(door.public) > 10 for door in doors)


def test_every_route_is_in_the_matrix() -> None:
    assert set(ROUTES) == set(patterns())


@pytest.mark.parametrize("role", POSTED_ROLES)
def test_each_role_gets_exactly_what_its_permissions_and_area_say(world: World, role: str) -> None:
    assert wrong_answers(world, role) == []


def test_a_stranger_is_led_to_the_sign_in_page_everywhere_else(world: World) -> None:
    place = world.places["own"]
    wrong = []
    for route in ROUTES:
        for method, answer in knock(Client(), route, place, system()).items():
            fits = isinstance(answer, int) and answer < 400 if door_of(route).public else answer == SIGN_IN
            if not fits:
                wrong.append((route, method, answer))
    assert wrong == []


@pytest.mark.parametrize(("name", "state"), [("own", "accepted"), ("sibling", "sent"), ("parent", "sent")])
def test_accepting_many_takes_only_what_was_sent_to_the_own_organisation(world: World, name: str, state: str) -> None:
    provider, place = world.actors["provider"], world.places[name]
    browser(provider).post(address("inbox_accept", place), said("inbox_accept", provider, place))
    with acting(system()):
        assert Referral.objects.get(id=place.referral).state == state
