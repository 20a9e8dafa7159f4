"""Opening what a meeting holds: its page, its minutes, its signed scan. Names are read, so the trail is told."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound
from slrt.domain.registry.minutes import Minutes, digest_of, read
from slrt.reads.registry import meetings as reads
from slrt.services import papers
from slrt.services.registry.meetings.locking import subject
from slrt.services.trail.record import record
from slrt.store.registry.models import Meeting
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting

logger = logging.getLogger(__name__)

LOOKED_RECENTLY = timedelta(minutes=10)


@dataclass(frozen=True)
class Scan:
    """The signed paper as it was uploaded."""

    media: str
    data: bytes


def look(actor: Actor, meeting_id: UUID) -> None:
    """Leave the event that a meeting's names were read: once for each reader, meeting and ten minutes."""
    with acting(actor):
        meeting = reads.meeting_row(actor, meeting_id)
        mine = Event.objects.filter(actor_id=actor.user_id, verb="meeting.look", subject_id=meeting.id)
        if not mine.filter(at__gt=clock.now() - LOOKED_RECENTLY).exists():
            record(actor, "meeting.look", subject(meeting))


def minutes_of(actor: Actor, meeting_id: UUID) -> Minutes:
    """The fixed minutes, checked against their digest. Raises NotFound while there are none, or none that hold."""
    with acting(actor):
        meeting = reads.meeting_row(actor, meeting_id)
        text = _kept(meeting, meeting.minutes_sha256)
    look(actor, meeting_id)
    return read(text)


def scan_of(actor: Actor, meeting_id: UUID) -> Scan:
    """The signed scan. Raises NotFound while there is none, or none that is whole."""
    with acting(actor):
        meeting = reads.meeting_row(actor, meeting_id)
        data = _kept(meeting, meeting.scan_sha256)
    look(actor, meeting_id)
    return Scan(meeting.scan_media, data)


def _kept(meeting: Meeting, sha256: str) -> bytes:
    if not sha256:
        raise NotFound(f"meeting {meeting.id} has no such paper yet")
    place = papers.place_of(sha256)
    data = place.read_bytes() if place.exists() else b""
    if digest_of(data) != sha256:
        logger.error("meeting %s: the bytes at %s are not those that were kept; restore them", meeting.id, place)
        raise NotFound(f"no whole bytes of {sha256}")
    return data
