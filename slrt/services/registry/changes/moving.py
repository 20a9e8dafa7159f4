"""The one road for the state of a change: lock the row, ask table and chain, check the actor, write, tell."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from slrt.domain import access, clock, identity
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Refused, Stale
from slrt.domain.registry.chains import next_verb
from slrt.domain.workflow.change import BASES, CHANGE, REACHED_BY
from slrt.domain.workflow.machine import Inputs, Step, WrongState, check_step, next_state, one_of
from slrt.services import live
from slrt.services.registry.changes import permits
from slrt.services.registry.changes.applying import apply_or_hold
from slrt.services.registry.changes.settling import settle
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Change, ChangeStep, Evidence
from slrt.store.walls.context import acting

NOT_YET_VERIFIED = ("submitted", "checked", "returned")
TOGETHER = 200
"""Changes lapsed in one transaction."""


def move(actor: Actor, *, change_id: UUID, verb: str, revision: int | None, inputs: Inputs | None = None) -> Change:
    """Take one step; after the last station of its chain the change is applied in the same transaction.

    `revision` is what the asker saw; None when the caller holds the row already. Raises NotFound, Stale, WrongState
    when the table or the chain has another step now, Denied, Refused for what is missing.
    """
    given = dict(inputs or {})
    with acting(actor):
        change = locked(actor, change_id)
        if revision is not None and revision != change.revision:
            if _is_repeat(actor, change, verb, revision):
                return change
            raise Stale(_stale(change))
        step = next_state(CHANGE, change.state, verb, given)
        if not permits.is_due(change, step):
            raise WrongState(_not_its_turn(change))
        check_step(actor, step, permits.bond(change))
        return _write(actor, change, step, given)


def locked(actor: Actor, change_id: UUID) -> Change:
    """The change, held until the transaction ends. Raises NotFound outside the actor's sight."""
    change: Change | None = (
        Change.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=change_id).first()
    )
    if change is None:
        raise NotFound(f"no change {change_id}")
    return change


def lapse_due() -> int:
    """Let objections and proposals lapse that nobody verified in time; gives their number. Safe to repeat."""
    lapsed = 0
    while batch := _lapse_some():
        lapsed += batch
    return lapsed


def _lapse_some() -> int:
    system = access.system()
    with acting(system):
        due = Change.objects.filter(state__in=NOT_YET_VERIFIED, lapses_at__lte=clock.now()).order_by("lapses_at")
        rows = list(due.select_for_update(skip_locked=True)[:TOGETHER])
        for change in rows:
            _write(system, change, next_state(CHANGE, change.state, "lapse", {}), {})
    return len(rows)


def _write(actor: Actor, change: Change, step: Step, inputs: Mapping[str, Any]) -> Change:
    before = {"state": change.state, "revision": change.revision}
    detail = _detail(change, step.verb, inputs)
    if step.verb == "settle":
        change = settle(actor, change, inputs["choices"])
    else:
        change.state, change.state_since = step.leads_to(change.state), clock.now()
    if step.verb == "verify" or change.state in CHANGE.ended:
        change.lapses_at = None
    change.revision += 1
    change.save()
    reason = identity.without_numbers(str(inputs.get("reason") or "").strip())
    _note(actor, change, step.verb, reason, detail)
    if step.verb in REACHED_BY.values() and next_verb(change.state, change.stations) == "apply":
        change = _arrive(actor, change)
    record(
        actor,
        f"change.{step.verb}",
        Subject("change", change.id, change.area_code, change.family_id),
        before=before,
        after={"state": change.state, "revision": change.revision, **detail},
        reason=reason,
    )
    live.announce("change", change.id, change.area_code)
    return change


def _arrive(actor: Actor, change: Change) -> Change:
    """The chain is passed: into the register, or held where it clashes."""
    change = apply_or_hold(actor, change)
    if change.state == "clashing":
        _note(actor, change, "hold", "", {})
    elif change.state == "applied":
        _note(actor, change, "apply", "", {"version": change.version})
    return change


def _detail(change: Change, verb: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the step keeps besides its reason. Raises Refused for a deliberation that rests on nothing."""
    if verb == "settle":
        return {"choices": dict(inputs["choices"])}
    if verb != "deliberate":
        return {}
    one_of("basis", inputs["basis"], BASES)
    if inputs["basis"] == "sptjm" and not Evidence.objects.filter(change_id=change.id, kind="letter").exists():
        raise Refused(
            Problem(
                "no_letter",
                "Unggah dulu surat tanggung jawab mutlak (SPTJM) yang ditandatangani.",
                "First add the signed letter of responsibility (SPTJM).",
                "basis",
            )
        )
    if inputs["basis"] == "meeting" and not inputs.get("meeting"):
        raise Refused(
            Problem(
                "no_meeting",
                "Keputusan musdes dicatat di halaman musyawarah.",
                "Decisions of a meeting are entered on the meeting's page.",
                "basis",
            )
        )
    meeting = str(inputs.get("meeting") or "")
    return {"basis": inputs["basis"], **({"meeting": meeting} if meeting else {})}


def _note(actor: Actor, change: Change, verb: str, reason: str, detail: Mapping[str, Any]) -> None:
    ChangeStep.objects.create(
        change=change,
        area_code=change.area_code,
        verb=verb,
        state=change.state,
        reason=reason,
        detail=dict(detail),
        by_id=actor.user_id,
        at=clock.now(),
    )


def _is_repeat(actor: Actor, change: Change, verb: str, revision: int) -> bool:
    """Whether the change's last step is this very one, by this very person: a double click."""
    last = (
        ChangeStep.objects.filter(change_id=change.id)
        .exclude(verb__in=("apply", "hold"))
        .order_by("-at", "-id")
        .first()
    )
    return bool(change.revision == revision + 1 and last and last.verb == verb and last.by_id == actor.user_id)


def _stale(change: Change) -> Problem:
    now = CHANGE.states[change.state]
    return Problem(
        "stale",
        f"Baru saja diubah orang lain; sekarang “{now.label_id}”. Periksa, lalu putuskan lagi.",
        f"Somebody else just changed this; it is now “{now.label_en}”. Look again, then decide.",
    )


def _not_its_turn(change: Change) -> Problem:
    step = CHANGE.step(change.state, next_verb(change.state, change.stations)) if change.stations else None
    next_id = step.label_id if step else "masuk data"
    next_en = step.label_en if step else "into the register"
    return Problem(
        "not_its_turn",
        f"Belum gilirannya. Tahap berikut: “{next_id}”.",
        f"It is not the turn of this step. Next comes “{next_en}”.",
    )
