"""A pooled connection never keeps another person's scope."""

import re
import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from slrt.domain.access import Actor
from slrt.store.registry.models import Family
from slrt.store.walls.context import acting
from tests.conftest import disconnect
from tests.makers import people
from tests.makers.browsers import browser
from tests.walls.world import World

ROUNDS = 40


@pytest.fixture
def single(two: tuple[World, World]) -> Iterator[None]:
    """A pool of one connection, so that all must share it."""
    options = connections["default"].settings_dict["OPTIONS"]
    before = options.get("pool")
    disconnect()
    options["pool"] = {"min_size": 1, "max_size": 1, "timeout": 30}
    yield
    disconnect()
    if before is None:
        del options["pool"]
    else:
        options["pool"] = before


def process_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def seen() -> set[str]:
    return {code[:5] for code in Family.objects.values_list("area_code", flat=True)}


def alternate(actor: Actor, wrong: list[str], served_by: set[int]) -> None:
    """Act, forget to act, fail while acting: and give the connection back each time."""
    for number in range(ROUNDS):
        try:
            with acting(actor):
                if seen() != {actor.area_code}:
                    wrong.append(f"{actor.area_code} saw {seen()}")
                served_by.add(process_number())
                if number % 3 == 0:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        if seen():
            wrong.append(f"without a context: {seen()}")
        connection.close()


def test_two_people_alternating_on_one_connection_never_see_each_others_rows(
    two: tuple[World, World], single: None
) -> None:
    wrong: list[str] = []
    served_by: set[int] = set()
    threads = [threading.Thread(target=alternate, args=(world.front, wrong, served_by)) for world in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert wrong == []
    assert len(served_by) == 1


def test_requests_of_two_people_and_a_stranger_on_one_connection_keep_apart(
    two: tuple[World, World], single: None
) -> None:
    admins = [people.officer("administrator", world.area_code) for world in two]
    clients = [browser(admin) for admin in admins]
    stranger = browser()
    for _ in range(5):
        for client, own, other in ((clients[0], "19.06", "19.02"), (clients[1], "19.02", "19.06")):
            page = client.get(f"/admin/trail?area={own}")
            assert page.status_code == 200
            assert not re.search(r"\b0 kejadian", page.content.decode())
            assert f"/admin/trail?area={other}" not in page.content.decode()
        assert stranger.get("/admin/trail").status_code == 302
        assert seen() == set()
