"""The agenda: drawn from proposals that wait for the village, put in order, and decided item by item."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from slrt.domain import identity
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.registry.meetings import DECISIONS
from slrt.reads.registry import meetings as reads
from slrt.services.registry.meetings.locking import locked_plan, subject, touched
from slrt.services.trail.record import record
from slrt.store.registry.models import AgendaItem, Change, Meeting, Proposer
from slrt.store.walls.context import acting

LONGEST_NOTE = 2000
LEAST_NAME = 4
"""Shorter names of objectors are not looked for in reasons: they would be found inside other words."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the meeting says of one item: agreed, rejected (`note` is the reason), postponed, or "" for not yet."""

    item_id: UUID
    decision: str
    note: str = ""


def draw(actor: Actor, *, meeting_id: UUID, revision: int) -> int:
    """Put every proposal of the village whose turn it is on the agenda; gives how many were added.

    Raises NotFound, Denied, Stale, and Refused for a meeting that is over.
    """
    with acting(actor):
        meeting = locked_plan(actor, meeting_id, revision)
        waiting = [row.id for row in reads.waiting_for_the_village(actor, meeting.area_code)]
        return _add(actor, meeting, waiting) if waiting else 0


def add(actor: Actor, *, meeting_id: UUID, revision: int, change_ids: Collection[UUID]) -> int:
    """Put these proposals on the agenda; what stands there already stays. Raises like `draw`, and Refused for others.

    A proposal stands on the agenda of one planned meeting at a time.
    """
    with acting(actor):
        return _add(actor, locked_plan(actor, meeting_id, revision), list(change_ids))


def remove(actor: Actor, *, meeting_id: UUID, revision: int, item_id: UUID) -> None:
    """Take an item off the agenda; its proposal waits for another meeting. Raises like `draw`."""
    with acting(actor):
        meeting = locked_plan(actor, meeting_id, revision)
        item = _item(meeting, item_id)
        item.delete()
        _number(list(AgendaItem.objects.filter(meeting=meeting)))
        touched(meeting)
        record(actor, "meeting.agenda", subject(meeting), before={"change": str(item.change_id)}, after={"removed": 1})


def shift(actor: Actor, *, meeting_id: UUID, revision: int, item_id: UUID, by: int) -> None:
    """Move an item up (`by` negative) or down the agenda; at the ends it stays. Raises like `draw`."""
    with acting(actor):
        meeting = locked_plan(actor, meeting_id, revision)
        item = _item(meeting, item_id)
        order = list(AgendaItem.objects.filter(meeting=meeting))
        place = next(at for at, each in enumerate(order) if each.id == item.id)
        order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
        _number(order)
        touched(meeting)
        record(actor, "meeting.agenda", subject(meeting), after={"change": str(item.change_id), "moved": by})


def decide(actor: Actor, *, meeting_id: UUID, revision: int, decisions: Sequence[Decision]) -> Meeting:
    """Write what was decided, as often as wanted while the meeting is planned. Items not named keep what they have.

    Raises like `draw`; Refused for a rejection without a reason, and for a reason that names a protected objector.
    """
    with acting(actor):
        meeting = locked_plan(actor, meeting_id, revision)
        rows = {row.id: row for row in AgendaItem.objects.filter(meeting=meeting)}
        if any(each.item_id not in rows for each in decisions):
            raise NotFound(f"no such item on the agenda of {meeting_id}")
        problems = [problem for each in decisions for problem in _wrong_with(rows[each.item_id], each)]
        if problems:
            raise Refused(*problems)
        changed = {}
        for each in decisions:
            row, note = rows[each.item_id], identity.without_numbers(each.note.strip())
            if (row.decision, row.note) != (each.decision, note):
                row.decision, row.note = each.decision, note
                row.save(update_fields=["decision", "note"])
                changed[str(row.change_id)] = each.decision
        if changed:
            touched(meeting)
            record(actor, "meeting.decide", subject(meeting), after=changed)
        return meeting


def _add(actor: Actor, meeting: Meeting, wanted: Sequence[UUID]) -> int:
    """Lock the proposals, so that two meetings cannot take the same one, and look again who waits."""
    list(Change.objects.visible_to(actor).select_for_update().filter(id__in=wanted).order_by("id"))
    kept = set(AgendaItem.objects.filter(meeting=meeting).values_list("change_id", flat=True))
    free = {row.id for row in reads.waiting_for_the_village(actor, meeting.area_code)}
    new = [change_id for change_id in wanted if change_id not in kept]
    if not set(new) <= free:
        raise Refused(
            Problem(
                "not_waiting",
                "Usulan ini tidak menunggu musyawarah desa ini, atau sudah ada di agenda lain.",
                "This proposal does not wait for this village's meeting, or is on another agenda.",
                "agenda",
            )
        )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, change_id=change_id, area_code=meeting.area_code, position=place)
        for place, change_id in enumerate(new, len(kept) + 1)
    )
    if new:
        touched(meeting)
        record(actor, "meeting.agenda", subject(meeting), after={"added": len(new)})
    return len(new)


def _item(meeting: Meeting, item_id: UUID) -> AgendaItem:
    item: AgendaItem | None = AgendaItem.objects.filter(meeting=meeting, id=item_id).first()
    if item is None:
        raise NotFound(f"no item {item_id} on the agenda of {meeting.id}")
    return item


def _number(order: Sequence[AgendaItem]) -> None:
    for place, item in enumerate(order, 1):
        if item.position != place:
            item.position = place
            item.save(update_fields=["position"])


def _wrong_with(row: AgendaItem, given: Decision) -> list[Problem]:
    field, place = f"item.{row.id}", row.position
    if given.decision not in ("", *DECISIONS):
        return [Problem("not_a_choice", "Pilih salah satu dari daftar.", "Choose one from the list.", field)]
    if given.decision == "rejected" and not given.note.strip():
        return [
            Problem(
                "no_reason",
                f"Nomor {place}: isi alasan penolakan.",
                f"Number {place}: give the reason for rejecting.",
                field,
            )
        ]
    if len(given.note) > LONGEST_NOTE:
        return [
            Problem(
                "too_long",
                f"Nomor {place}: catatan paling banyak {LONGEST_NOTE} huruf.",
                f"Number {place}: at most {LONGEST_NOTE} characters.",
                field,
            )
        ]
    if _names_an_objector(row, given.note):
        return [
            Problem(
                "names_objector",
                f"Nomor {place}: jangan sebut nama penyanggah. Namanya dilindungi.",
                f"Number {place}: do not name who objected. The name is protected.",
                field,
            )
        ]
    return []


def _names_an_objector(row: AgendaItem, note: str) -> bool:
    names = Proposer.objects.filter(change_id=row.change_id, protected=True).values_list("name", flat=True)
    said = " ".join(note.casefold().split())
    return any(len(name) >= LEAST_NAME and name.casefold() in said for name in names)
