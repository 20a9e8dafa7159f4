"""Proposals and objections that passed their chain go to the centre together, as one batch that can be sent once."""

from dataclasses import dataclass
from uuid import UUID

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import Problem, Refused
from slrt.domain.registry.kinds import KINDS
from slrt.services import live
from slrt.services.registry.changes.wishes import opened
from slrt.services.trail.record import Subject, record
from slrt.store.registry import cipher
from slrt.store.registry.models import Batch, Change, ChangeStep, Membership
from slrt.store.registry.models.changes import ChangeQuerySet
from slrt.store.walls.context import acting

TO_CENTRE = tuple(code for code, kind in KINDS.items() if kind.to_centre)
MOST_AT_ONCE = 50_000


@dataclass(frozen=True)
class SentLine:
    """One proposal or objection as the centre takes it: whole numbers, because the centre knows people by them."""

    kind: str
    programme: str
    nik: str
    no_kk: str
    name: str
    area_code: str
    why: str
    decided_on: str


def can_send(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers sending."""
    return access.can(actor, Permission.CHANGE_APPROVE, area_code)


def check_send(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may send what was approved in this area."""
    access.check(actor, Permission.CHANGE_APPROVE, area_code)


def waiting_to_be_sent(actor: Actor, area_code: str, programme: str = "") -> int:
    """How many approved proposals and objections of the area wait."""
    return _waiting(actor, area_code, programme).count()


def send(actor: Actor, *, area_code: str, programme: str = "", submission: UUID) -> tuple[Batch, list[SentLine]]:
    """Mark everything that waits as sent, in one transaction, and give the lines; the same submission, the same lines.

    Raises Denied, and Refused when nothing waits.
    """
    with acting(actor):
        check_send(actor, area_code)
        batch: Batch | None = Batch.objects.visible_to(actor).filter(id=submission).first()
        if batch is None:
            batch = _send(actor, area_code, programme, submission)
        changes = Change.objects.filter(sent_with_id=batch.id).order_by("area_code", "id")
        return batch, [_line(change) for change in changes]


def _waiting(actor: Actor, area_code: str, programme: str) -> ChangeQuerySet:
    inside = areas.bounds(area_code)
    rows = Change.objects.visible_to(actor).filter(kind__in=TO_CENTRE, state="approved")
    rows = rows.filter(area_code__gte=inside.lo, area_code__lt=inside.hi)
    return rows.filter(programme=programme) if programme else rows


def _send(actor: Actor, area_code: str, programme: str, submission: UUID) -> Batch:
    rows = list(_waiting(actor, area_code, programme).select_for_update(of=("self",)).order_by("id")[:MOST_AT_ONCE])
    if not rows:
        raise Refused(
            Problem(
                "nothing_waits",
                "Belum ada usulan atau sanggahan yang disetujui untuk dikirim.",
                "No approved proposal or objection waits to be sent.",
            )
        )
    now = clock.now()
    batch: Batch = Batch.objects.create(
        id=submission,
        kind="sent",
        layout="centre",
        area_code=area_code,
        file_name=f"usulan-{area_code}-{clock.today()}.csv",
        source="desk",
        state="applied",
        total=len(rows),
        done=len(rows),
        by_id=actor.user_id,
        at=now,
        applied_at=now,
        judged_at=now,
    )
    Change.objects.filter(id__in=[row.id for row in rows]).update(state="sent", state_since=now, sent_with=batch)
    ChangeStep.objects.bulk_create(
        ChangeStep(
            id=uuid7(), change=row, area_code=row.area_code, verb="send", state="sent", by_id=actor.user_id, at=now
        )
        for row in rows
    )
    record(actor, "change.send", Subject("batch", batch.id, area_code), after={"changes": len(rows)})
    live.announce("batch", batch.id, area_code)
    return batch


def _line(change: Change) -> SentLine:
    wish = opened(change.wish, change.id)
    person_id = wish.get("person")
    membership = (
        Membership.objects.filter(family=change.family, until__isnull=True)
        .filter(**({"person_id": person_id} if person_id else {"relation": "head"}))
        .select_related("person", "family")
        .first()
    )
    person, family = (membership.person, membership.family) if membership else (None, change.family)
    return SentLine(
        kind=change.kind,
        programme=change.programme,
        nik=cipher.unseal(person.nik_cipher, cipher.NIK, person.id) if person and person.nik_cipher else "",
        no_kk=cipher.unseal(family.no_kk_cipher, cipher.NO_KK, family.id) if family and family.no_kk_cipher else "",
        name=person.name if person else change.title,
        area_code=change.area_code,
        why=str(wish.get("why") or ""),
        decided_on=change.state_since.date().isoformat() if change.state_since else "",
    )
