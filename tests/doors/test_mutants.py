"""Doors broken on purpose: the matrix must see each of them, else it proves nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import reverse

from slrt.web.doors import View, needs
from tests.doors.matrix import SIGN_IN, door_of, wrong_answers
from tests.doors.world import PLACES, World, build, patterns

ROLE = "manager"
"""Holds the permission of every door below; sees its own area and nothing of the sibling's or the parent's."""


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[View, str], View]], None]:
    """Puts a mutant in the place of a route's view for the time of the test."""

    def put(route: str, mutant: Callable[[View, str], View]) -> None:
        pattern = patterns()[route]
        monkeypatch.setattr(pattern, "callback", mutant(pattern.callback, route))

    return put


def page_on_post(view: View, route: str) -> View:
    """Who has the permission gets a page for whatever form is sent, wherever the thing lies."""
    careless = needs(door_of(route).permission)(lambda request, **_: HttpResponse("a page"))

    @wraps(view)
    def mutant(request: HttpRequest, **parts: Any) -> HttpResponse:
        return (careless if request.method == "POST" else view)(request, **parts)

    return mutant


def always(answer: Callable[[], HttpResponse]) -> Callable[[View, str], View]:
    """Everybody gets the same answer."""
    return lambda view, _: wraps(view)(lambda request, **parts: answer())


@pytest.mark.parametrize("route", ["referral_new", "family_facts", "referral_step", "case_step"])
def test_a_page_given_on_a_form_before_the_scope_check_is_seen(world: World, plant: Any, route: str) -> None:
    plant(route, page_on_post)
    seen = {(name, method) for _, name, method, _ in wrong_answers(world, ROLE, [route])}
    assert seen >= {(name, "post") for name in PLACES if name != "own"}
    assert ("own", "get") not in seen


@pytest.mark.parametrize("route", ["cases", "family_facts"])
def test_a_page_closed_to_everybody_is_seen(world: World, plant: Any, route: str) -> None:
    plant(route, always(HttpResponseForbidden))
    assert (route, "own", "get", 403) in wrong_answers(world, ROLE, [route])


def test_a_page_that_leads_everybody_to_the_gate_is_seen(world: World, plant: Any) -> None:
    plant("cases", always(lambda: HttpResponseRedirect(f"{reverse('sign_in')}?next=/cases")))
    assert ("cases", "own", "get", SIGN_IN) in wrong_answers(world, ROLE, ["cases"])


def test_a_page_without_its_permission_check_is_seen(world: World, plant: Any) -> None:
    plant("users", always(lambda: HttpResponse("names")))
    assert ("users", "own", "get", 200) in wrong_answers(world, ROLE, ["users"])


def test_a_fault_is_seen(world: World, plant: Any) -> None:
    plant("cases", always(lambda: HttpResponse(status=500)))
    assert ("cases", "own", "post", 500) in wrong_answers(world, ROLE, ["cases"])
