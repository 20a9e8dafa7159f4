"""Planning a meeting, changing the plan, noting who came, and calling it off."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from slrt.domain import areas, clock, identity
from slrt.domain.access import Actor
from slrt.domain.problems import Problem, Refused
from slrt.domain.registry.meetings import kind_of
from slrt.domain.registry.minutes import Attendee
from slrt.domain.tickets import ALPHABET
from slrt.reads import areas as area_reads
from slrt.services import live
from slrt.services.registry.meetings.locking import check_deliberate, locked, locked_plan, over, subject, touched
from slrt.services.registry.register import one_at_a_time
from slrt.services.trail.record import record
from slrt.store.registry.models import Attendance, Meeting
from slrt.store.walls.context import acting

CODE_LENGTH = 12
"""Characters of base 32: 60 random bits, so that no address of minutes is found by trying."""

FARTHEST = timedelta(days=366)
"""A meeting is planned, or noted afterwards, within a year."""

LONGEST = {"number": 60, "place": 160, "chair": 120, "secretary": 120}
LONGEST_NAME, LONGEST_CAPACITY = 120, 80
MOST_PEOPLE = 300


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where and when a village meets, and who leads."""

    area_code: str
    held_on: date
    place: str
    chair: str
    secretary: str = ""
    number: str = ""


def plan(actor: Actor, new: Plan, *, submission: UUID) -> Meeting:
    """Plan a meeting; the same submission again is the same meeting. Raises Denied, and Refused for what is wrong."""
    with acting(actor):
        one_at_a_time(submission)
        before: Meeting | None = Meeting.objects.visible_to(actor).filter(id=submission).first()
        if before is not None:
            return before
        check_deliberate(actor, new.area_code)
        _refuse(*_wrong_village(new.area_code))
        _refuse(*_wrong(new))
        meeting = Meeting(
            id=submission,
            area_code=new.area_code,
            kind=kind_of(new.area_code),
            code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
            by_id=actor.user_id,
            at=clock.now(),
        )
        _write(meeting, new)
        meeting.save(force_insert=True)
        record(actor, "meeting.plan", subject(meeting), after=_told(meeting))
        live.announce("meeting", meeting.id, meeting.area_code)
        return meeting


def edit(actor: Actor, *, meeting_id: UUID, revision: int, new: Plan) -> Meeting:
    """Give a planned meeting another day, place or people; the village stays. Raises like `plan`, and Stale."""
    with acting(actor):
        meeting = locked_plan(actor, meeting_id, revision)
        _refuse(*_wrong(new))
        before = _told(meeting)
        _write(meeting, new)
        touched(meeting)
        record(actor, "meeting.edit", subject(meeting), before=before, after=_told(meeting))
        return meeting


def cancel(actor: Actor, *, meeting_id: UUID, revision: int, reason: str) -> Meeting:
    """Call a planned meeting off; its proposals wait for another one. Cancelling twice is once.

    Raises NotFound, Denied, Stale, and Refused without a reason or for a meeting that is closed.
    """
    with acting(actor):
        meeting = locked(actor, meeting_id)
        if meeting.state == "cancelled":
            return meeting
        if meeting.state == "closed":
            raise Refused(over(meeting))
        meeting = locked_plan(actor, meeting_id, revision)
        if not reason.strip():
            raise Refused(Problem("missing", "Isi alasan.", "Give a reason.", "reason"))
        meeting.note = identity.without_numbers(reason.strip())
        meeting.state, meeting.closed_at = "cancelled", clock.now()
        touched(meeting)
        record(actor, "meeting.cancel", subject(meeting), reason=meeting.note)
        return meeting


def set_attendance(actor: Actor, *, meeting_id: UUID, revision: int, people: Sequence[Attendee]) -> Meeting:
    """Write down who came, in this order, in place of what was written before. Rows without a name are left out.

    Raises NotFound, Denied, Stale, and Refused for a person without a capacity or named twice.
    """
    with acting(actor):
        meeting = locked_plan(actor, meeting_id, revision)
        came = [Attendee(name=_plain(each.name), capacity=_plain(each.capacity)) for each in people]
        came = [each for each in came if each.name or each.capacity]
        _refuse(*_wrong_people(came))
        Attendance.objects.filter(meeting=meeting).delete()
        Attendance.objects.bulk_create(
            Attendance(
                meeting=meeting, area_code=meeting.area_code, position=place, name=each.name, capacity=each.capacity
            )
            for place, each in enumerate(came, 1)
        )
        touched(meeting)
        record(actor, "meeting.attendance", subject(meeting), after={"people": len(came)})
        return meeting


def _write(meeting: Meeting, new: Plan) -> None:
    meeting.held_on = new.held_on
    for name in LONGEST:
        setattr(meeting, name, _plain(getattr(new, name)))


def _told(meeting: Meeting) -> dict[str, str]:
    return {"held_on": meeting.held_on.isoformat(), **{name: getattr(meeting, name) for name in LONGEST}}


def _plain(text: str) -> str:
    return identity.without_numbers(" ".join(text.split()))


def _wrong_village(area_code: str) -> Iterator[Problem]:
    if areas.level(area_code) != areas.VILLAGE or not area_reads.exists(area_code):
        yield Problem(
            "no_village",
            "Musyawarah diadakan di satu desa atau kelurahan. Pilih desanya.",
            "A meeting is held in one village. Choose the village.",
            "area_code",
        )


def _wrong(new: Plan) -> Iterator[Problem]:
    if abs(new.held_on - clock.today(area_reads.zone(new.area_code))) > FARTHEST:
        yield Problem(
            "bad_day",
            "Tanggal musyawarah paling jauh satu tahun dari hari ini.",
            "The day must lie within a year of today.",
            "held_on",
        )
    lacking = {
        "place": ("Isi tempat musyawarah.", "Say where the meeting is held."),
        "chair": ("Isi nama pimpinan musyawarah.", "Say who leads the meeting."),
    }
    for name, words in lacking.items():
        if not _plain(getattr(new, name)):
            yield Problem("missing", *words, name)
    for name, most in LONGEST.items():
        if len(_plain(getattr(new, name))) > most:
            yield Problem("too_long", f"Paling banyak {most} huruf.", f"At most {most} characters.", name)


def _wrong_people(came: Sequence[Attendee]) -> Iterator[Problem]:
    if len(came) > MOST_PEOPLE:
        yield Problem("too_many", f"Paling banyak {MOST_PEOPLE} orang.", f"At most {MOST_PEOPLE} people.")
    seen: set[Attendee] = set()
    for place, each in enumerate(came, 1):
        if not each.name or not each.capacity:
            yield Problem(
                "missing",
                f"Baris {place}: isi nama dan jabatannya.",
                f"Row {place}: give the name and the capacity.",
                "attendance",
            )
        elif len(each.name) > LONGEST_NAME or len(each.capacity) > LONGEST_CAPACITY:
            yield Problem(
                "too_long",
                f"Baris {place}: nama paling banyak {LONGEST_NAME} huruf, jabatan {LONGEST_CAPACITY}.",
                f"Row {place}: at most {LONGEST_NAME} characters for the name, {LONGEST_CAPACITY} for the capacity.",
                "attendance",
            )
        elif each in seen:
            yield Problem(
                "twice",
                f"Baris {place}: {each.name} sudah tercatat.",
                f"Row {place}: {each.name} is on the list already.",
                "attendance",
            )
        seen.add(each)


def _refuse(*problems: Problem) -> None:
    if problems:
        raise Refused(*problems)
