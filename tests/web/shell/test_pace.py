"""The events door inside this process, at a quicker pace: sessions that end, browsers that do not read."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connections
from django.test import RequestFactory

from slrt.domain import access, clock
from slrt.services import accounts
from slrt.web.acting import begin
from slrt.web.events import Door, login
from slrt.web.events.board import REFRESH, WAITING_MOST, Board, Stream
from slrt.web.events.door import Pace

Message = MutableMapping[str, Any]
SYSTEM = access.system()


@pytest.fixture
def signed_in(own_database: str) -> tuple[UUID, str]:
    """A person and the key of the session they are signed in with."""
    user, _ = accounts.create_user(SYSTEM, username="ratna", name="Ratna", email="", phone="", password="biru 12 ikan")
    post = accounts.add_post(SYSTEM, user_id=user.id, role="back_office", area_code="19.06", starts_on=clock.today())
    request = RequestFactory().get("/")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    begin(request, user.id, post.id)
    request.session.save()
    return user.id, request.session.session_key


def deactivate(user_id: UUID) -> None:
    """Deactivate the user, in a thread of its own."""
    accounts.deactivate_user(SYSTEM, user_id=user_id, reason="Pindah tugas")
    connections.close_all()


def visit(key: str, send: Callable[[Message], Awaitable[None]], pace: Pace) -> Coroutine[Any, Any, None]:
    """One browser that stays, until the door closes its stream."""
    headers = [(b"host", b"127.0.0.1"), (b"cookie", f"slrt_session={key}".encode())]

    async def stays() -> Message:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    door = Door(Board(login(settings.DATABASES["default"])), ["127.0.0.1"], pace=pace)
    return door({"type": "http", "method": "GET", "path": "/events", "headers": headers}, stays, send)


def test_a_stream_ends_soon_after_its_session(signed_in: tuple[UUID, str]) -> None:
    user_id, key = signed_in
    sent: list[Message] = []

    async def run() -> None:
        async def send(message: Message) -> None:
            sent.append(message)

        stream = asyncio.create_task(visit(key, send, Pace(heartbeat=0.05, ask_again=0.2)))
        await asyncio.sleep(0.6)
        assert not stream.done()
        await asyncio.to_thread(deactivate, user_id)
        await asyncio.wait_for(stream, 5)

    asyncio.run(run())
    assert sent[0]["status"] == 200
    assert {b": still here\n\n"} < {message.get("body") for message in sent}
    assert sent[-1]["more_body"] is False


def test_a_browser_that_takes_nothing_is_given_up(signed_in: tuple[UUID, str]) -> None:
    async def run() -> None:
        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                await asyncio.Event().wait()

        await asyncio.wait_for(visit(signed_in[1], send, Pace(send_within=0.1)), 5)

    asyncio.run(run())


def test_a_browser_that_reads_too_slowly_asks_again_and_is_not_buffered_for() -> None:
    async def run() -> list[object]:
        stream = Stream(SYSTEM)
        for _ in range(WAITING_MOST + 1):
            stream.tell({"kind": "case", "id": str(uuid4())})
        return [await stream.next() for _ in range(len(stream.waiting))]

    assert asyncio.run(run()) == [REFRESH]
