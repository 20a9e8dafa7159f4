"""Running promises: one row of `Clock` for each, started and stopped with the state."""

from datetime import datetime

from slrt.domain import clock
from slrt.domain.workflow.deadlines import Promise, promise
from slrt.reads import areas
from slrt.store.cases.models import Case, Clock, Referral


def run(row: Case | Referral, machine: str, priority: str) -> datetime | None:
    """Stop what the row's state no longer promises, start what it does; the deadline now running, or None."""
    wanted = promise(machine, row.state)
    running: list[Clock] = list(Clock.objects.filter(subject_id=row.id, stopped_at__isnull=True))
    for one in running:
        if wanted is None or one.kind != wanted.kind:
            _stop(one)
    if wanted is None:
        return None
    for one in running:
        if one.kind == wanted.kind:
            due: datetime = one.due_at
            return due
    return _start(row, machine, wanted, priority)


def _start(row: Case | Referral, machine: str, wanted: Promise, priority: str) -> datetime:
    now = clock.now()
    due = wanted.due(now, priority, areas.calendar(row.area_code))
    Clock.objects.create(
        area_code=row.area_code,
        subject_kind=machine,
        subject_id=row.id,
        organisation_id=getattr(row, "organisation_id", None),
        kind=wanted.kind,
        started_at=now,
        due_at=due,
    )
    return due


def _stop(one: Clock) -> None:
    one.stopped_at = clock.now()
    if one.stopped_at > one.due_at:
        one.breached_at = one.breached_at or one.due_at
    one.save(update_fields=["stopped_at", "breached_at"])
