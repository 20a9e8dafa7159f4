"""After publication: the kept verdicts of families follow the law, family by family, until none is left behind."""

from django.db.models import Exists, OuterRef, QuerySet

from slrt.domain import areas, clock
from slrt.domain.access import system
from slrt.domain.workflow.version import DECIDES
from slrt.reads import areas as area_reads
from slrt.services.programmes.match import rematch
from slrt.store.programmes.models import Verdict, Version
from slrt.store.registry.models import Family
from slrt.store.walls.context import acting

TOGETHER = 100
"""Families judged in one transaction: short enough that nobody who edits one of them waits long."""


def apply_published() -> int:
    """Judge the families whose kept verdicts are older than a rule that came into force, or ended; gives their number.

    Doing it again, or going on after it was interrupted, looks for the families that are left.
    """
    with acting(system()):
        waiting = Version.objects.filter(state__in=DECIDES, author__isnull=False, applied_at__isnull=True)
        due = [row for row in waiting.select_related("programme") if _is_due(row)]
    return sum(_apply(row) for row in due)


def _is_due(row: Version) -> bool:
    today = clock.today(area_reads.zone(row.programme.area_code))
    return row.starts_on <= today if row.until is None else row.until <= today or row.starts_on <= today


def _apply(row: Version) -> int:
    judged = 0
    while families := _batch(row):
        judged += families
    with acting(system()):
        Version.objects.filter(id=row.id).update(applied_at=clock.now())
    return judged


def _batch(row: Version) -> int:
    """Judge some of the families that are left, and give their number."""
    with acting(system(row.programme.area_code)):
        found = list(_left(row).select_for_update().values_list("id", flat=True)[:TOGETHER])
        for family_id in found:
            rematch(family_id)
    return len(found)


def _left(row: Version) -> QuerySet[Family]:
    """Active families inside the programme's area whose verdict does not follow the version (or, ended, still does)."""
    bounds = areas.bounds(row.programme.area_code)
    here = Family.objects.filter(state="active", area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    kept = Exists(Verdict.objects.filter(family_id=OuterRef("id"), version_id=row.id))
    today = clock.today(area_reads.zone(row.programme.area_code))
    ended = row.until is not None and row.until <= today
    return (here.filter(kept) if ended else here.exclude(kept)).order_by("id")
