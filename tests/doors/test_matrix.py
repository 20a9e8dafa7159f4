"""Every route, for every role, on things of the own area, a sibling's and the parent's."""

import pytest
from django.db import transaction
from django.test import Client

from slrt.domain.access import POSTED_ROLES
from slrt.web.doors import Door
from tests.doors.world import PLACES, ROUTES, World, address, build, patterns, said, sees
from tests.makers.browsers import browser

MISSING, FORBIDDEN = 404, 403
HAS_NO_BYTES = "attachment"
"""The paper's row exists without bytes, so it is missing even for who may see it; other tests open real ones."""


class Undo(Exception):
    """Ends a block whose writes must not stay."""


def door_of(route: str) -> Door:
    return getattr(patterns()[route].callback, "door", None)


def knock(client: Client, url: str, said: dict[str, str] | None = None) -> int:
    """The status a visitor gets: by GET, or by a POST where the page only takes one. Leaves nothing behind."""
    client.raise_request_exception = False
    status = 0
    try:
        with transaction.atomic():
            response = client.get(url, said)
            status = response.status_code
            if status == 405:
                status = client.post(url, said).status_code
            raise Undo
    except Undo:
        return status


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
    actor = world.actors[role]
    client = browser(actor)
    session = client.cookies["slrt_session"].value
    wrong = []
    for route in ROUTES:
        if route == "sign_out":
            continue
        door = door_of(route)
        for name in PLACES:
            client.cookies["slrt_session"] = session  # a page may have renewed it, and that was undone
            status = knock(client, address(route, world.places[name]), said(route, actor))
            if door.permission is not None and door.permission not in actor.permissions:
                fits = status == FORBIDDEN
            elif sees(actor, route, world.places[name]):
                fits = status < 500 and (status != MISSING or route == HAS_NO_BYTES)
            else:
                fits = status == MISSING
            if not fits:
                wrong.append((route, name, status))
    assert wrong == []


def test_a_stranger_is_led_to_the_sign_in_page_everywhere_else(world: World) -> None:
    wrong = []
    for route in ROUTES:
        door = door_of(route)
        status = knock(Client(), address(route, world.places["own"]))
        fits = status < 400 if door.public else status == 302
        if not fits:
            wrong.append((route, status))
    assert wrong == []
