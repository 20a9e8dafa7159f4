"""The notice board of one process: one LISTEN connection to PostgreSQL, fanned out to all open streams."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import sql

from slrt.domain.access import Actor
from slrt.services.live import CHANNEL
from slrt.web.events.news import BadNews, News, as_heard_by, read

logger = logging.getLogger(__name__)

WAITING_MOST = 100  # messages kept for one browser
FIRST_WAIT = 0.2  # seconds before the first try to listen again
LONGEST_WAIT = 5.0

REFRESH = "refresh"
"""Said instead of news after a gap: nobody knows what was missed, so every part of a page asks again."""


def login(database: Mapping[str, Any]) -> dict[str, Any]:
    """What psycopg connects with, from one entry of Django's DATABASES. A dead peer is noticed within a minute."""
    options = {name: value for name, value in database["OPTIONS"].items() if name != "pool"}
    return {
        "host": database["HOST"],
        "port": database["PORT"],
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "application_name": "slrt events",
        **options,
    }


class Stream:
    """One open browser: who listens, and what it has not been sent yet, which is never more than `WAITING_MOST`."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.waiting: deque[dict[str, str] | str] = deque()
        self._something = asyncio.Event()

    def tell(self, message: dict[str, str] | str) -> None:
        """Keep a message for this browser; when too many wait, forget them and let it ask for everything again."""
        if len(self.waiting) >= WAITING_MOST:
            self.waiting.clear()
            message = REFRESH
        self.waiting.append(message)
        self._something.set()

    async def next(self) -> dict[str, str] | str:
        """The oldest message not sent yet; waits for one."""
        while not self.waiting:
            self._something.clear()
            await self._something.wait()
        return self.waiting.popleft()


class Board:
    """All open streams of this process, and the one connection that hears PostgreSQL.

    `login` are the keyword arguments psycopg connects with.
    """

    def __init__(self, login: dict[str, Any]) -> None:
        self.login = login
        self.streams: set[Stream] = set()
        self.listening = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to listen; needs a running loop."""
        self._task = asyncio.create_task(self._listen_for_ever())

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def join(self, stream: Stream) -> None:
        self.streams.add(stream)

    def leave(self, stream: Stream) -> None:
        self.streams.discard(stream)

    def publish(self, payload: str) -> None:
        """Tell each stream what its person may hear of one message of the channel."""
        try:
            news = read(payload)
        except BadNews:
            logger.exception("a message nobody understands on %s", CHANNEL)
            return
        for stream in self.streams:
            self._tell(stream, news)

    def refresh(self) -> None:
        """Tell every stream that something may have been missed."""
        for stream in self.streams:
            stream.tell(REFRESH)

    @staticmethod
    def _tell(stream: Stream, news: News) -> None:
        message = as_heard_by(stream.actor, news)
        if message is not None:
            stream.tell(message)

    async def _listen_for_ever(self) -> None:
        wait = FIRST_WAIT
        heard_before = False
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self.login, autocommit=True) as connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    self.listening.set()
                    wait = FIRST_WAIT
                    if heard_before:
                        self.refresh()
                    heard_before = True
                    async for notification in connection.notifies():
                        self.publish(notification.payload)
            except psycopg.OperationalError as error:
                logger.warning("the database is away (%s); listening again in %.1f s", error, wait)
            self.listening.clear()
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
