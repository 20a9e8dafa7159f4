"""The night's work: the live register as a snapshot, matched; the desk's figures loaded; verdicts that changed renewed.

A verdict changes without anybody's act when a day passes: somebody turns 60, a rule of the files comes into force or
ends. All steps keep what is done, so a night that broke off goes on, one that was missed is made up for, and law that
changes by day is matched again over the same snapshot.
Needs the packages for mass matching.
"""

import logging
import shutil
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from slrt.domain import areas, clock
from slrt.domain.access import system
from slrt.domain.programmes.publishing import named_local
from slrt.domain.rules.facts import RECEIVES, catalogue
from slrt.lake import manifest
from slrt.lake.manifest import MANIFEST, REGISTER, Header, Manifest
from slrt.lake.match import Order, RunProblem, finished, match
from slrt.lake.match.finished import Answered
from slrt.lake.match.order import Asked, asked_of
from slrt.reads import programmes as programme_reads
from slrt.reads.programmes.summaries import kept_answers
from slrt.services.programmes.alone import alone
from slrt.services.programmes.match import rematch
from slrt.services.programmes.summaries import load_summary
from slrt.services.registry.snapshot import header_of, take_snapshot
from slrt.services.trail.record import Subject, record
from slrt.store.programmes.models import MatchRun
from slrt.store.registry.models import Family
from slrt.store.walls.context import acting

logger = logging.getLogger("slrt.nightly")

KEY = 7311007
TOGETHER = 100
"""Families judged in one transaction."""

EVERY = 30.0
"""Seconds between two lines that tell how far the work is."""


def make_up_for() -> bool:
    """Do the work of today unless it is done, or somebody is at it, or there are no families; says whether it did.

    Raises SnapshotProblem and RunProblem when it cannot be done; what is done is kept for the next call.
    """
    on = clock.today()
    with alone(KEY) as free:
        header = _header(on)
        asked, left_out = _asked(header)
        if not free or not asked or not _has_families():
            return False
        folder = _folder(on)
        if _is_done(folder, on, asked):
            return False
        taken = _taken(folder / "snapshot", header)
        _matched(folder, taken, on, asked)
        run = load_summary(system(), folder / "match")
        _finish(run.run_id, _follow(folder, taken, asked, left_out))
    return True


def _has_families() -> bool:
    with acting(system()):
        return Family.objects.visible_to(system()).active().exists()


def _is_done(folder: Path, on: date, asked: tuple[Asked, ...]) -> bool:
    """Whether the verdicts of today have followed the law of now; without the snapshot, of this morning."""
    with acting(system()):
        done = MatchRun.objects.filter(on=on, kind=REGISTER, area_code=areas.NATION, followed_at__isnull=False).first()
    if done is None or not (folder / "snapshot" / MANIFEST).exists():
        return done is not None
    return done.order_hash == _order(folder, manifest.read(folder / "snapshot"), on, asked).fingerprint


def _order(folder: Path, taken: Manifest, on: date, asked: tuple[Asked, ...]) -> Order:
    return Order(folder / "snapshot", taken, folder / "match", on, asked)


def _folder(on: date) -> Path:
    """The folder of the night, its owner's alone; those of other nights, and of another database, go."""
    place = Path(settings.SLRT_VAR) / "lake"
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (database,) = cursor.fetchone()
    night = place / f"night-{on}-{database}"
    for other in place.glob("night-*"):
        if other != night:
            shutil.rmtree(other)
    night.mkdir(mode=0o700, parents=True, exist_ok=True)
    return night


def _header(on: date) -> Header:
    with acting(system()):
        return header_of(areas.NATION, on, settings.SLRT_INSTALLATION)


def _asked(header: Header) -> tuple[tuple[Asked, ...], list[str]]:
    """Programmes in force; apart, the codes of those that ask who receives a programme the snapshot cannot tell of."""
    shipped = tuple(str(code) for code in catalogue().facts[RECEIVES].values)
    with acting(system()):
        asked = asked_of(programme_reads.definitions(), header.on, shipped)
    left_out = [one.programme.code for one in asked if not {*named_local([one.version])} <= {*header.local_programmes}]
    for code in left_out:
        logger.warning("%s asks who receives a local programme, and rules name too many of them: left out", code)
    return tuple(one for one in asked if one.programme.code not in left_out), left_out


def _taken(folder: Path, header: Header) -> Manifest:
    """The snapshot of the register as of the day: as it lies there, or taken now, also when rules ask for more."""
    begun = manifest.begun(folder)
    if begun is not None and begun.header != header:
        shutil.rmtree(folder)
    if (folder / MANIFEST).exists():
        return manifest.read(folder)
    return take_snapshot(
        system(),
        folder,
        area_code=areas.NATION,
        on=header.on,
        installation=settings.SLRT_INSTALLATION,
        done=_told("read"),
    )


def _matched(folder: Path, taken: Manifest, on: date, asked: tuple[Asked, ...]) -> None:
    order = _order(folder, taken, on, asked)
    try:
        if finished.read(order.out).order == order.fingerprint:
            return
    except RunProblem:  # not begun, or broken off: it goes on
        pass
    match(order, clock.now(), _told("matched"))


def _follow(folder: Path, taken: Manifest, asked: tuple[Asked, ...], left_out: list[str]) -> int:
    """Judge anew the families whose kept verdicts are not those of the match; gives their number."""
    told = _told("compared")
    answered = [_answered(one) for one in asked]
    renewed = compared = 0
    for regency, here in taken.kabupaten.items():
        with acting(system(regency)):
            kept = list(kept_answers(regency, left_out))
        keys = iter(finished.differing(folder / "match", folder / "snapshot" / regency, answered, kept))
        while batch := [UUID(key) for key in islice(keys, TOGETHER)]:
            renewed += _renew(regency, batch)
        compared += here.families
        told(compared, taken.families)
    return renewed


def _answered(one: Asked) -> Answered:
    code = one.programme.code
    cash = one.version.benefit.kind.value == "cash"
    return Answered(code, one.version.id, cash, areas.bounds(programme_reads.area_of(code)))


def _renew(regency: str, keys: list[UUID]) -> int:
    """Judge families of a kabupaten anew, unless they have left it: then they were judged when they moved."""
    with acting(system(regency)):
        found = list(
            Family.objects.visible_to(system(regency))
            .select_for_update()
            .filter(id__in=keys)
            .values_list("id", flat=True)
        )
        for family_id in found:
            rematch(family_id)
    return len(found)


def _finish(run_id: UUID, renewed: int) -> None:
    with acting(system()):
        run = MatchRun.objects.get(id=run_id)
        run.followed_at = clock.now()
        run.save(update_fields=["followed_at"])
        told = {"on": run.on.isoformat(), "families": run.families, "renewed": renewed}
        record(system(), "summary.follow", Subject("summary", run.id, run.area_code), after=told)
    logger.info("the register of %s is matched: %d families, %d with other verdicts", run.on, run.families, renewed)


def _told(what: str) -> Callable[[int, int], None]:
    """A listener that logs how far the work is, now and then."""
    last = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            logger.info("%s %d of %d families", what, done, total)

    return told
