"""Writing one event: called by every verb, inside its transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from slrt.domain import areas, clock, identity
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.store.trail.models import Event
from slrt.store.walls.copying import fresh

_request: ContextVar[str] = ContextVar("request", default="")


@dataclass(frozen=True)
class Subject:
    """What an event is about. `family_id` and `case_id` put it on that family's or case's timeline."""

    kind: str
    id: UUID
    area_code: str
    family_id: UUID | None = None
    case_id: UUID | None = None


@contextmanager
def coming_from(request: str) -> Iterator[None]:
    """Name where the events of this block come from (address and request id, a command, a job)."""
    token = _request.set(request[:120])
    try:
        yield
    finally:
        _request.reset(token)


def record(
    actor: Actor,
    verb: str,
    subject: Subject,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> UUID:
    """Append one event and return its id. `before`/`after` hold plain JSON values.

    The trail is for ever and read by many: a NIK or nomor KK that somebody typed into any field is masked here.
    """
    event = prepared(
        actor,
        verb,
        subject,
        before=identity.without_numbers_within(before or {}),
        after=identity.without_numbers_within(after or {}),
        reason=identity.without_numbers(reason),
    )
    event.save(force_insert=True)
    return event.id


def prepared(
    actor: Actor,
    verb: str,
    subject: Subject,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """An event that is not saved yet, for lists of many: nothing in it may be text that somebody typed."""
    return fresh(
        Event,
        id=uuid7(),
        at=clock.now(),
        chain=areas.regency(subject.area_code),
        actor_id=actor.user_id,
        actor_name=actor.name,
        post_id=actor.post_id,
        role=actor.role,
        verb=verb,
        subject_kind=subject.kind,
        subject_id=subject.id,
        family_id=subject.family_id,
        case_id=subject.case_id,
        area_code=subject.area_code,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
        request=_request.get(),
    )
