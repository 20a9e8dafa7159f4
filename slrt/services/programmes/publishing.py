"""The one road for the state of a version: lock the row, ask the table, check the actor, write state and event."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor, Denied
from slrt.domain.problems import Problem, Refused
from slrt.domain.programmes.publishing import fingerprint
from slrt.domain.workflow.machine import Inputs, check_step, next_state
from slrt.domain.workflow.version import VERSION
from slrt.reads import areas as area_reads
from slrt.reads.programmes import drafts as reads
from slrt.services.programmes.drafts import check_revision, locked, subject_of
from slrt.services.programmes.permits import bond
from slrt.services.trail.record import record
from slrt.store.programmes.models import Version
from slrt.store.walls.context import acting

Effect = Callable[[Version, Actor, Inputs], None]


def move(actor: Actor, *, version_id: UUID, verb: str, revision: int, inputs: Inputs | None = None) -> Version:
    """Take one step of the table and return the version as it now is.

    Raises NotFound, Stale, WrongState, Denied, and Refused for what is missing: inputs, cases that pass, an impact of
    exactly this text, dates that fit.
    """
    given = inputs or {}
    with acting(actor):
        row = locked(actor, version_id)
        check_revision(row, revision)
        step = next_state(VERSION, row.state, verb, given)
        check_step(actor, step, bond(row))
        before = {"state": row.state, "revision": row.revision}
        effect = _EFFECTS.get(verb)
        if effect is not None:
            effect(row, actor, given)
        row.state = step.leads_to(row.state)
        row.revision += 1
        row.save()
        reason = str(given.get("reason") or "").strip()
        record(actor, f"version.{verb}", subject_of(row), before=before, after=_told(row), reason=reason)
    return row


def _told(row: Version) -> dict[str, Any]:
    return {
        "state": row.state,
        "revision": row.revision,
        "programme": row.programme_id,
        "number": row.number,
        "text": fingerprint(row.definition),
        "from": row.starts_on.isoformat(),
        "until": row.definition.get("until", ""),
    }


def _propose(row: Version, actor: Actor, inputs: Inputs) -> None:
    _check_ready(row, actor)
    row.remark = ""


def _return(row: Version, actor: Actor, inputs: Inputs) -> None:
    row.remark = str(inputs["reason"]).strip()


def _publish(row: Version, actor: Actor, inputs: Inputs) -> None:
    """Approve as a second person, and end the version before on the day before."""
    _check_ready(row, actor)
    _approve(row, actor)
    current = reads.in_force_before(row)
    if current is not None:
        _end(current, row.starts_on - timedelta(days=1))
        current.save()


def _compare(row: Version, actor: Actor, inputs: Inputs) -> None:
    _approve(row, actor)
    row.definition = {**row.definition, "in_force": False}


def _retire(row: Version, actor: Actor, inputs: Inputs) -> None:
    last = _day(inputs["until"])
    today = _today(row)
    if last < today or last < row.starts_on or (row.until is not None and last >= row.until):
        raise Refused(
            Problem(
                "bad_end",
                "Hari terakhir tidak boleh sudah lewat, sebelum mulai, atau sesudah akhirnya sekarang.",
                "The last day may not have passed, precede the first, or come after the present end.",
                "until",
            )
        )
    _end(row, last)


def _check_ready(row: Version, actor: Actor) -> None:
    bench = reads.workbench(actor, row.id)
    wrong = [*reads.lacking(bench), *reads.clashes(row, _today(row))]
    if wrong:
        raise Refused(*wrong)


def _approve(row: Version, actor: Actor) -> None:
    if actor.user_id is None:
        raise Denied("programme:approve", row.programme.area_code)
    row.approved_by_id, row.approved_at = actor.user_id, clock.now()


def _end(row: Version, last: date) -> None:
    row.until = last + timedelta(days=1)
    row.definition = {**row.definition, "until": last.isoformat()}
    row.applied_at = None


def _today(row: Version) -> date:
    return clock.today(area_reads.zone(row.programme.area_code))


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Refused(Problem("no_day", "Isi tanggal.", "Give a day.", "until")) from error


_EFFECTS: Mapping[str, Effect] = {
    "propose": _propose,
    "return": _return,
    "publish": _publish,
    "compare": _compare,
    "retire": _retire,
}
