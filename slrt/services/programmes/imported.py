"""After a list was written: its families are judged, a hundred at a time, until none is left."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from slrt.domain import clock
from slrt.domain.access import system
from slrt.services.programmes.match import rematch
from slrt.store.programmes.models import Verdict
from slrt.store.registry.models import Batch, Change, Family
from slrt.store.walls.context import acting

TOGETHER = 100
"""Families judged in one transaction: short enough that nobody who edits one of them waits long."""


def judge_imported() -> int:
    """Judge families whose verdicts are older than what a list wrote; gives their number.

    Doing it again, or going on after it was interrupted, looks for the families that are left.
    """
    with acting(system()):
        waiting = list(Batch.objects.filter(state="applied", judged_at__isnull=True).order_by("at"))
    return sum(_judge(batch) for batch in waiting)


def _judge(batch: Batch) -> int:
    judged, last = 0, UUID(int=0)
    while True:
        with acting(system()):
            found = _left(batch, last)
            for family_id in found:
                rematch(family_id)
            if not found:
                Batch.objects.filter(id=batch.id).update(judged_at=clock.now())
                return judged
        judged, last = judged + len(found), found[-1]


def _left(batch: Batch, after: UUID) -> list[UUID]:
    """The next active families of the list, behind `after`, without a verdict on what they are now."""
    ours = Exists(Change.objects.filter(batch_id=batch.id, family_id=OuterRef("id")))
    followed = Exists(Verdict.objects.filter(family_id=OuterRef("id"), family_version=OuterRef("version")))
    families = Family.objects.filter(ours, ~followed, state="active", id__gt=after)
    return list(families.order_by("id").values_list("id", flat=True)[:TOGETHER])
