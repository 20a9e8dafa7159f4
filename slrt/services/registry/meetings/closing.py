"""Closing a meeting: its whole agenda takes effect in one transaction, and the minutes are fixed by their digest."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.registry.chains import next_verb
from slrt.domain.registry.meetings import LEAST_ATTENDANCE
from slrt.domain.registry.minutes import Attendee, MinuteItem, Minutes, digest_of, text_of
from slrt.domain.workflow.change import WAITING
from slrt.reads import areas as area_reads
from slrt.reads.registry import meetings as reads
from slrt.services import papers
from slrt.services.registry import changes
from slrt.services.registry.meetings.locking import locked, locked_plan, over, subject, touched
from slrt.services.trail.record import record
from slrt.store.registry.models import AgendaItem, Attendance, Change, Meeting
from slrt.store.walls.context import acting


def close(actor: Actor, *, meeting_id: UUID, revision: int) -> Meeting:
    """Carry out every decision and fix the minutes: all of it or nothing. Closing twice is once.

    What was agreed goes on along its chain with this meeting as its basis, what was rejected ends with its reason, what
    was postponed waits for another meeting. Raises NotFound, Denied, Stale, and Refused while people or decisions lack,
    for a meeting that lies ahead, and for an item that was decided elsewhere meanwhile.
    """
    with acting(actor):
        meeting = locked(actor, meeting_id)
        if meeting.state == "closed":
            return meeting
        if meeting.state == "cancelled":
            raise Refused(over(meeting))
        meeting = locked_plan(actor, meeting_id, revision)
        agenda = list(AgendaItem.objects.filter(meeting=meeting).select_related("change"))
        people = list(Attendance.objects.filter(meeting=meeting))
        _lock_changes(agenda)
        problems = tuple(_problems(meeting, agenda, people))
        if problems:
            raise Refused(*problems)
        for item in agenda:
            _carry_out(actor, meeting, item)
        meeting.state, meeting.closed_at = "closed", clock.now()
        minutes = _minutes(meeting, agenda, people)
        meeting.minutes_sha256 = _keep(minutes)
        touched(meeting)
        told = {"decided": dict(minutes.decided), "people": len(people), "minutes": meeting.minutes_sha256}
        record(actor, "meeting.close", subject(meeting), after=told)
        return meeting


def obstacles(actor: Actor, meeting_id: UUID) -> tuple[Problem, ...]:
    """What still stands in the way of closing, for the page to say beforehand. Raises NotFound and Denied."""
    with acting(actor):
        meeting = reads.meeting_row(actor, meeting_id)
        agenda = list(AgendaItem.objects.filter(meeting=meeting).select_related("change"))
        return tuple(_problems(meeting, agenda, list(Attendance.objects.filter(meeting=meeting))))


def _problems(meeting: Meeting, agenda: Sequence[AgendaItem], people: Sequence[Attendance]) -> Iterator[Problem]:
    yield from _lacking(meeting, agenda, people)
    for item in agenda:
        yield from _moved_on(item)


def _lock_changes(agenda: Sequence[AgendaItem]) -> None:
    """Hold every proposal before the first is moved, always in the same order, and look at them as they are now."""
    held = Change.objects.select_for_update(of=("self",)).filter(id__in=[item.change_id for item in agenda])
    rows = {row.id: row for row in held.order_by("id")}
    for item in agenda:
        item.change = rows[item.change_id]


def _lacking(meeting: Meeting, agenda: Sequence[AgendaItem], people: Sequence[Attendance]) -> Iterator[Problem]:
    if meeting.held_on > clock.today(area_reads.zone(meeting.area_code)):
        yield Problem(
            "not_held_yet",
            "Musyawarah belum berlangsung. Tutup setelah harinya tiba.",
            "The meeting has not been held yet. Close it once its day has come.",
            "held_on",
        )
    if len(people) < LEAST_ATTENDANCE:
        yield Problem(
            "too_few",
            f"Daftar hadir memuat {len(people)} orang. Paling sedikit {LEAST_ATTENDANCE}.",
            f"The attendance list has {len(people)}. At least {LEAST_ATTENDANCE} are needed.",
            "attendance",
        )
    if not agenda:
        yield Problem("no_agenda", "Agenda masih kosong.", "The agenda is empty.", "agenda")
    for item in agenda:
        if not item.decision:
            yield Problem(
                "undecided",
                f"Nomor {item.position}, {item.change.title}: belum ada keputusan.",
                f"Number {item.position}, {item.change.title}: no decision yet.",
                f"item.{item.id}",
            )


def _moved_on(item: AgendaItem) -> Iterator[Problem]:
    """Why a decision cannot be carried out any more: somebody took the proposal elsewhere."""
    change = item.change
    due = change.state in WAITING and next_verb(change.state, change.stations) == "deliberate"
    if item.decision in ("agreed", "rejected") and not due:
        yield Problem(
            "moved_on",
            f"Nomor {item.position}, {change.title}: tidak lagi menunggu musyawarah. Keluarkan dari agenda.",
            f"Number {item.position}, {change.title}: waits for no meeting any more. Take it off the agenda.",
            f"item.{item.id}",
        )


def _carry_out(actor: Actor, meeting: Meeting, item: AgendaItem) -> None:
    verbs = {
        "agreed": ("deliberate", {"basis": "meeting", "meeting": str(meeting.id)}),
        "rejected": ("reject", {"reason": item.note}),
    }
    if item.decision not in verbs:
        return
    verb, inputs = verbs[item.decision]
    try:
        changes.move(actor, change_id=item.change_id, verb=verb, revision=None, inputs=inputs)
    except NotFound as gone:
        raise Refused(_in_the_way(item, "datanya tidak ada lagi.", "its record is gone.")) from gone
    except Refused as refused:
        first = refused.problems[0]
        raise Refused(_in_the_way(item, first.message_id, first.message_en)) from refused


def _in_the_way(item: AgendaItem, why_id: str, why_en: str) -> Problem:
    """What stops the whole meeting, with the number and name of the item, so that it can be taken off or postponed."""
    name = item.change.title
    return Problem(
        "in_the_way",
        f"Nomor {item.position}, {name}: {why_id} Tunda usulan ini, atau keluarkan dari agenda.",
        f"Number {item.position}, {name}: {why_en} Postpone it, or take it off the agenda.",
        f"item.{item.id}",
    )


def _minutes(meeting: Meeting, agenda: Sequence[AgendaItem], people: Sequence[Attendance]) -> Minutes:
    numbers = reads.masked_numbers([item.change.family_id for item in agenda if item.change.family_id])
    return Minutes(
        code=meeting.code,
        kind=meeting.kind,
        number=meeting.number,
        area_code=meeting.area_code,
        places=area_reads.path_names(meeting.area_code),
        held_on=meeting.held_on,
        place=meeting.place,
        chair=meeting.chair,
        secretary=meeting.secretary,
        note=meeting.note,
        items=tuple(
            MinuteItem(
                position=item.position,
                title=item.change.title,
                nik=numbers.get(item.change.family_id, "") if item.change.family_id else "",
                route=item.change.route,
                kind=item.change.kind,
                programme=item.change.programme,
                decision=item.decision,
                note=item.note,
            )
            for item in agenda
        ),
        attendance=tuple(Attendee(name=each.name, capacity=each.capacity) for each in people),
        closed_at=meeting.closed_at or clock.now(),
    )


def _keep(minutes: Minutes) -> str:
    """Put the text on disk before any row speaks of it; gives its digest."""
    text = text_of(minutes)
    digest = digest_of(text)
    papers.keep(papers.Paper(name=f"{minutes.code}.json", kind="application/json", data=text, sha256=digest))
    return digest
