"""Who may hold a meeting, and the meeting's row held until the transaction ends."""

from uuid import UUID

from slrt.domain import access
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused, Stale
from slrt.domain.registry.meetings import STATES
from slrt.services import live
from slrt.services.trail.record import Subject
from slrt.store.registry.models import Meeting


def can_deliberate(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers planning, deciding and closing meetings there."""
    return access.can(actor, Permission.CHANGE_DELIBERATE, area_code)


def check_deliberate(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may hold the meetings of this village."""
    access.check(actor, Permission.CHANGE_DELIBERATE, area_code)


def locked(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, for somebody who may hold it. Raises NotFound outside the actor's sight, and Denied."""
    meeting: Meeting | None = Meeting.objects.visible_to(actor).select_for_update().filter(id=meeting_id).first()
    if meeting is None:
        raise NotFound(f"no meeting {meeting_id}")
    check_deliberate(actor, meeting.area_code)
    return meeting


def locked_plan(actor: Actor, meeting_id: UUID, revision: int) -> Meeting:
    """The same, while it is still planned and unchanged since it was looked at. Raises Refused and Stale besides."""
    meeting = locked(actor, meeting_id)
    if meeting.state != "planned":
        raise Refused(over(meeting))
    if meeting.revision != revision:
        raise Stale(
            Problem(
                "stale",
                "Musyawarah ini baru saja diubah orang lain. Periksa, lalu simpan lagi.",
                "Somebody else has just changed this meeting. Look at it, then save again.",
            )
        )
    return meeting


def touched(meeting: Meeting) -> None:
    """Save the meeting as a new revision and tell open pages."""
    meeting.revision += 1
    meeting.save()
    live.announce("meeting", meeting.id, meeting.area_code)


def subject(meeting: Meeting) -> Subject:
    """What its events are about."""
    return Subject("meeting", meeting.id, meeting.area_code)


def over(meeting: Meeting) -> Problem:
    """Why nothing can be changed any more."""
    state = STATES[meeting.state]
    return Problem(
        "meeting_over",
        f"Musyawarah ini sudah {state.id.lower()}. Isinya tidak dapat diubah lagi.",
        f"This meeting is {state.en.lower()}. It cannot be changed any more.",
    )
