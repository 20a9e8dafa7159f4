"""The matrix itself: what every route must answer to a role on things of a place, by each method it takes."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from slrt.domain.access import Actor
from slrt.web.doors import Door
from tests.doors.world import NO_PAPER_YET, POSTING_NEEDS, ROUTES, Place, World, address, patterns, said, sees
from tests.makers.browsers import browser

FORBIDDEN, MISSING, NOT_THIS_WAY = 403, 404, 405
SIGN_IN = "led to the sign-in page"
METHODS = ("get", "post")
COOKIE = "slrt_session"

HAVE_NO_BYTES = ("attachment", "evidence", "import_rejects")
"""The papers' rows exist without bytes, so they are missing even for who may see them; other tests open real ones."""

ENDS_THE_SESSION = "sign_out"
"""Leads to the sign-in page because it must."""

Answer = int | str
Wrong = tuple[str, str, str, Answer]


class Undo(Exception):
    """Ends a block whose writes must not stay."""


def door_of(route: str) -> Door:
    return getattr(patterns()[route].callback, "door", None)


def wrong_answers(world: World, role: str, routes: Iterable[str] = ROUTES) -> list[Wrong]:
    """Route, place, method and answer, wherever the role gets another answer than its permissions and area say."""
    actor = world.actors[role]
    client = browser(actor)
    return [
        (route, name, method, answer)
        for route in routes
        if route != ENDS_THE_SESSION
        for name in _told_apart(world, route, actor)
        for method, answer in knock(client, route, world.places[name], actor).items()
        if not fits(answer, actor, route, method, world.places[name])
    ]


def _told_apart(world: World, route: str, actor: Actor) -> list[str]:
    """The places, less those that this route cannot tell from one before: it names nothing that lies anywhere."""
    first: dict[tuple[str, str], str] = {}
    for name, place in world.places.items():
        first.setdefault((address(route, place), str(said(route, actor, place))), name)
    return list(first.values())


def fits(answer: Answer, actor: Actor, route: str, method: str, place: Place) -> bool:
    """Whether this is the answer to give: refused, missing, or anything that is neither, nor a fault, nor the gate."""
    asked = {door_of(route).permission}
    if method == "post":
        asked.add(POSTING_NEEDS.get(route))
    seen = sees(actor, route, place)
    if door_of(route).permission not in {None, *actor.permissions}:
        return answer == FORBIDDEN
    if not seen or route in HAVE_NO_BYTES:
        return answer == MISSING
    if route in NO_PAPER_YET:
        return answer == MISSING
    if not asked <= {None, *actor.permissions}:
        return answer == FORBIDDEN
    return isinstance(answer, int) and answer < 500 and answer not in (FORBIDDEN, MISSING)


def knock(client: Client, route: str, place: Place, actor: Actor) -> Mapping[str, Answer]:
    """What a visitor gets by each method the page takes. Leaves nothing behind."""
    session = client.cookies[COOKIE].value if COOKIE in client.cookies else None
    answers = {}
    for method in METHODS:
        answer = _once(client, method, address(route, place), said(route, actor, place))
        if session is not None:
            client.cookies[COOKIE] = session  # the page may have renewed it, and that was undone
        if answer != NOT_THIS_WAY:
            answers[method] = answer
    if not answers:
        raise LookupError(f"{route} takes neither of {METHODS}")
    return answers


def _once(client: Client, method: str, url: str, words: dict[str, str]) -> Answer:
    client.raise_request_exception = False
    try:
        with transaction.atomic():
            answer = _answer_of(getattr(client, method)(url, words))
            raise Undo
    except Undo:
        return answer


def _answer_of(response: HttpResponse) -> Answer:
    gate = response.headers.get("Location", "").startswith(reverse("sign_in"))
    return SIGN_IN if gate else response.status_code
