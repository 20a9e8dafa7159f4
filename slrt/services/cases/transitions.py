"""The one road for state: lock the row, ask the table, check the actor, write state, clocks and event, tell browsers.

Nothing else assigns the state of a case or a referral (tests/house looks for it).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from slrt.domain import access, clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Stale
from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.machine import Bond, Inputs, Machine, Relation, Step, check_step, next_state
from slrt.domain.workflow.referral import REFERRAL
from slrt.services import live
from slrt.services.cases import bonds, clocks
from slrt.services.cases.effects import CASE_EFFECTS, REFERRAL_EFFECTS, Effect
from slrt.services.trail.record import Subject, record
from slrt.store.cases.models import Case, Referral
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting

TOLD = ("settlement", "satisfaction", "told_by", "duplicate_of", "consent")
"""Inputs that go into the event; longer texts stay in their rows, a reason has its own place."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One wish to move: `version` is what the asker saw; None when the caller already holds the row's lock."""

    kind: str
    id: UUID
    verb: str
    version: int | None = None
    inputs: Inputs = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Book:
    """What `apply` must know of a kind of row."""

    model: type[models.Model]
    machine: Machine
    effects: Mapping[str, Effect]
    bond: Callable[[Any], Bond]


_BOOKS = {
    "case": _Book(model=Case, machine=CASE, effects=CASE_EFFECTS, bond=bonds.of_case),
    "referral": _Book(model=Referral, machine=REFERRAL, effects=REFERRAL_EFFECTS, bond=bonds.of_referral),
}


def apply(actor: Actor, ask: Ask) -> Any:
    """Take one step and return the row (Case or Referral) as it now is.

    A repeat of one's own last step (a double click) changes nothing. Raises NotFound, Stale, WrongState, Refused for
    a missing input, Denied.
    """
    book = _BOOKS[ask.kind]
    with acting(actor):
        row = locked(actor, ask.kind, ask.id)
        if ask.version is not None and ask.version != row.version:
            if _is_repeat(actor, row, ask):
                return row
            raise Stale(_stale(book.machine, row))
        step = next_state(book.machine, row.state, ask.verb, ask.inputs)
        check_step(actor, step, _bond(book, row, step))
        _write(actor, row, step, ask)
    return row


def locked(actor: Actor, kind: str, row_id: UUID) -> Any:
    """The row, locked until the transaction ends. Raises NotFound outside the actor's sight."""
    rows = _BOOKS[kind].model._default_manager.all()
    row = rows.visible_to(actor).select_for_update(of=("self",)).filter(id=row_id).first()  # type: ignore[attr-defined]
    if row is None:
        raise NotFound(f"no {kind} {row_id}")
    return row


def _bond(book: _Book, row: Any, step: Step) -> Bond:
    if step.relation is Relation.NOT_HANDLER or book.machine is REFERRAL:
        return book.bond(row)
    return Bond(row.area_code)


def _write(actor: Actor, row: Any, step: Step, ask: Ask) -> None:
    book = _BOOKS[ask.kind]
    before = {"state": row.state, "version": row.version}
    effect = book.effects.get(ask.verb)
    if effect is not None:
        effect(row, actor, ask.inputs)
    target = step.leads_to(row.state)
    if target != row.state:
        row.state, row.state_since = target, clock.now()
    row.closed_at = (row.closed_at or clock.now()) if target in book.machine.ended else None
    row.version += 1
    set_deadline(row, ask.kind)
    row.save()
    record(
        actor,
        f"{ask.kind}.{ask.verb}",
        subject_of(row, ask.kind),
        before=before,
        after={"state": row.state, "version": row.version, **_told(ask.inputs)},
        reason=str(ask.inputs.get("reason") or "").strip(),
    )
    tell_browsers(row, ask.kind)


def set_deadline(row: Any, kind: str) -> None:
    """Start and stop clocks as the state demands, and keep the deadline the lists sort by."""
    if kind == "case":
        due = clocks.run(row, kind, row.priority)
        row.due_at = due or _nearest_of_referrals(row)
        return
    due = clocks.run(row, kind, row.packet.get("priority", "normal"))
    if row.state == "sent":
        row.accept_by = due
    elif row.state == "accepted":
        row.finish_by = due


def _nearest_of_referrals(case: Case) -> Any:
    running = bonds.round_of(case).filter(closed_at__isnull=True).exclude(state="draft")
    dues = [r.accept_by if r.state == "sent" else r.finish_by for r in running]
    return min((due for due in dues if due), default=None)


def subject_of(row: Any, kind: str) -> Subject:
    """Where an event about the row belongs."""
    if kind == "case":
        return Subject("case", row.id, row.area_code, family_id=row.family_id, case_id=row.id)
    return Subject("referral", row.id, row.area_code, case_id=row.case_id)


def tell_browsers(row: Any, kind: str) -> None:
    """Announce the change to whoever has the row, its list, or the inbox of its receiver open."""
    organisations = [row.organisation_id] if kind == "referral" else []
    live.announce(kind, row.id, row.area_code, organisations)


def tell_case(case_id: UUID, area_code: str) -> None:
    """Announce that something was added to a case."""
    live.announce("case", case_id, area_code)


def _told(inputs: Inputs) -> dict[str, Any]:
    return {name: inputs[name] for name in TOLD if inputs.get(name) not in (None, "")}


def _is_repeat(actor: Actor, row: Any, ask: Ask) -> bool:
    """Whether the row's last step is this very one, by this very person."""
    if ask.version is None or row.version != ask.version + 1:
        return False
    with acting(access.system(row.area_code)):
        return Event.objects.filter(
            subject_id=row.id,
            actor_id=actor.user_id,
            verb=f"{ask.kind}.{ask.verb}",
            after__version=row.version,
        ).exists()


def _stale(machine: Machine, row: Any) -> Problem:
    now = machine.states[row.state]
    return Problem(
        "stale",
        f"Baru saja diubah orang lain; sekarang “{now.label_id}”. Isian Anda masih ada: periksa, lalu kirim lagi.",
        f"Somebody else just changed this; it is now “{now.label_en}”. Your input is kept: check it and send again.",
    )
