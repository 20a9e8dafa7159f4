"""The ASGI application behind `/events`: one long answer per open browser.

A stranger gets 401. Pages come from the same host on another port, so the answer allows exactly that origin, with
cookies. The session is asked again every minute: a signed-out or ended post stops hearing.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import OperationalError
from django.http.request import validate_host

from slrt.domain.access import Actor
from slrt.web.events.board import Board, Stream
from slrt.web.events.visitor import actor_of, session_key

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

logger = logging.getLogger(__name__)

THREADS = 4


@dataclass(frozen=True)
class Pace:
    """Seconds: between signs of life (so that nothing on the way closes a quiet stream), between two looks at the
    session, and that one piece may take to leave before its browser is given up."""

    heartbeat: float = 15.0
    ask_again: float = 60.0
    send_within: float = 20.0


class Door:
    """`/events` for browsers and `/health` for whoever watches the process.

    `hosts` are the names this installation answers to, `page_port` the port of the pages (None: any, behind a proxy).
    """

    def __init__(self, board: Board, hosts: list[str], page_port: int | None = None, pace: Pace = Pace()) -> None:
        self.board = board
        self.pace = pace
        self.hosts = hosts
        self.page_port = page_port
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="session")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.board.open()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.board.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/health":
            await _short(send, 200 if self.board.listening.is_set() else 503)
        elif scope["path"] != "/events":
            await _short(send, 404)
        elif scope["method"] != "GET":
            await _short(send, 405)
        else:
            await self._events(_headers(scope), receive, send)

    async def _events(self, headers: dict[str, str], receive: Receive, send: Send) -> None:
        origin = headers.get("origin", "")
        if not self._is_ours(headers.get("host", ""), origin):
            await _short(send, 403)
            return
        key = session_key(headers.get("cookie", ""))
        try:
            actor = await self._actor_of(key)
        except OperationalError:
            await _short(send, 503, _allow(origin))
            return
        if actor is None:
            await _short(send, 401, _allow(origin))
            return
        stream = Stream(actor)
        self.board.join(stream)
        try:
            await _until_first(_gone(receive), self._speak(stream, key, origin, send))
        except (TimeoutError, OperationalError) as reason:
            logger.info("a stream is given up: %r", reason)
        finally:
            self.board.leave(stream)

    def _is_ours(self, host: str, origin: str) -> bool:
        """Whether the request was made to us, by a page of ours (or by no page at all)."""
        name = _name(f"//{host}")
        if not name or not validate_host(_bracketed(name), self.hosts):
            return False
        if not origin:
            return True
        page, port = _page(origin)
        return page == name and self.page_port in (None, port)

    async def _actor_of(self, key: str) -> Actor | None:
        return await asyncio.get_running_loop().run_in_executor(self.threads, actor_of, key)

    async def _speak(self, stream: Stream, key: str, origin: str, send: Send) -> None:
        """Send what the stream has waiting and signs of life, until its session or its patience ends."""
        clock = asyncio.get_running_loop().time
        asked = clock()
        await send(
            _start(200, [*_allow(origin), (b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")])
        )
        await self._piece(send, "retry: 2000\n\n")
        while True:
            await self._piece(send, await self._next(stream))
            if clock() - asked >= self.pace.ask_again:
                if await self._actor_of(key) != stream.actor:
                    break
                asked = clock()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _next(self, stream: Stream) -> str:
        """The next message as text of the event stream, or a comment when nothing happened for a while."""
        try:
            message = await asyncio.wait_for(stream.next(), self.pace.heartbeat)
        except TimeoutError:
            return ": still here\n\n"
        if isinstance(message, str):
            return f"event: {message}\ndata: {{}}\n\n"
        return f"data: {json.dumps(message)}\n\n"

    async def _piece(self, send: Send, text: str) -> None:
        piece = {"type": "http.response.body", "body": text.encode(), "more_body": True}
        await asyncio.wait_for(send(piece), self.pace.send_within)


async def _gone(receive: Receive) -> None:
    """Returns when the browser has left."""
    while (await receive())["type"] != "http.disconnect":
        continue


async def _until_first(*works: Awaitable[None]) -> None:
    """Run several things until the first is done, then stop the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _name(address: str) -> str:
    """The host name of an address; "" when it is not one."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _page(origin: str) -> tuple[str, int | None]:
    """Host name and port of a page's origin; no name when it is not an origin."""
    try:
        page = urlsplit(origin)
        return page.hostname or "", page.port or {"http": 80, "https": 443}.get(page.scheme)
    except ValueError:
        return "", None


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _allow(origin: str) -> list[tuple[bytes, bytes]]:
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


def _start(status: int, headers: list[tuple[bytes, bytes]]) -> Message:
    fixed = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    return {"type": "http.response.start", "status": status, "headers": [*fixed, *headers]}


async def _short(send: Send, status: int, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    body = {200: b"ok\n", 503: b"not listening\n"}.get(status, b"")
    await send(_start(status, [(b"content-type", b"text/plain; charset=utf-8"), *(headers or [])]))
    await send({"type": "http.response.body", "body": body})
