"""Putting events into their chains: one short transaction per chain, so the verbs themselves never wait.

Events are taken in the order of their ids (time of birth). One that commits late, behind younger ones, is linked when
it appears: the chain is the order of linking.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from slrt.domain import access, clock
from slrt.services.trail.hashing import FIELDS, link_hash
from slrt.services.trail.heads import START, BadHead, Head, read_head, write_head
from slrt.store.trail.models import Event, Link
from slrt.store.walls.context import acting

STEP = 2000
"""Events linked in one transaction."""

_PENDING = """
SELECT DISTINCT e.chain FROM trail_event e
WHERE e.id >= %s AND NOT EXISTS (SELECT FROM trail_link l WHERE l.event_id = e.id) ORDER BY e.chain
"""


def link_pending(limit: int | None = None, *, since: datetime | None = None) -> int:
    """Link every event that has no link yet; returns how many. Call outside any transaction.

    `limit` bounds the work of one call. With `since`, only events born after that moment are looked for: cheap enough
    for every few seconds, while the full look catches the rest (events written under another clock, long downtime).
    """
    done = 0
    lowest = _lowest_id(since)
    for chain in _pending_chains(lowest):
        while limit is None or done < limit:
            step = STEP if limit is None else min(STEP, limit - done)
            linked = _link_chain(chain, lowest, step)
            done += linked
            if linked < step:
                break
    return done


@contextmanager
def chain_lock(chain: str) -> Iterator[None]:
    """Only one process works on a chain, from its first read until its head file is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 11))", [chain])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 11))", [chain])


def _link_chain(chain: str, lowest: UUID, step: int) -> int:
    with chain_lock(chain):
        with transaction.atomic(durable=True), acting(access.system()):
            before = _end_of(chain)
            links = _new_links(chain, before, lowest, step)
            may_write = _may_write_head(chain, before)
            Link.objects.bulk_create(links)
        if links and may_write:
            write_head(chain, Head(links[-1].seq, bytes(links[-1].hash)))
    return len(links)


def _new_links(chain: str, before: Head, lowest: UUID, step: int) -> list[Link]:
    is_linked = Exists(Link.objects.filter(event_id=OuterRef("id")))
    events = Event.objects.filter(~is_linked, chain=chain, id__gte=lowest).order_by("id").values(*FIELDS)
    links: list[Link] = []
    previous, now = before.hash, clock.now()
    for seq, event in enumerate(events[:step], before.seq + 1):
        digest = link_hash(previous, event)
        links.append(Link(event_id=event["id"], chain=chain, seq=seq, prev_hash=previous, hash=digest, linked_at=now))
        previous = digest
    return links


def _end_of(chain: str) -> Head:
    last = Link.objects.filter(chain=chain).order_by("-seq").first()
    return Head(last.seq, bytes(last.hash)) if last else START


def _may_write_head(chain: str, end: Head) -> bool:
    """A head file that contradicts the table stays as it is, for `verify` to find; nothing here may hide it.

    A file that is behind but true is what a crash between commit and writing leaves, and is brought forward. A chain's
    first head is written before its first link, so a missing file is never the work of a crash.
    """
    try:
        kept = read_head(chain)
    except BadHead:
        return False
    if kept is None and end == START:
        write_head(chain, START)
        return True
    return kept is not None and is_true(chain, kept)


def is_true(chain: str, kept: Head) -> bool:
    """Whether the table still holds the link that the head file names."""
    if kept == START:
        return True
    return Link.objects.filter(chain=chain, seq=kept.seq, hash=kept.hash).exists()


def _pending_chains(lowest: UUID) -> list[str]:
    with acting(access.system()), connection.cursor() as cursor:
        cursor.execute(_PENDING, [lowest])
        return [chain for (chain,) in cursor.fetchall()]


def _lowest_id(since: datetime | None) -> UUID:
    """The smallest id (UUID version 7) of an event born at that moment."""
    return UUID(int=int(since.timestamp() * 1000) << 80 if since else 0)
