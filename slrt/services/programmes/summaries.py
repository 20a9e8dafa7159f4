"""The figures of a mass match, loaded for the desk: by programme, for each village and every area above it.

Imported where files are read, never by pages: it needs the packages for mass matching.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DataError, IntegrityError, connection

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.lake.manifest import REGISTER
from slrt.lake.match import RunProblem, finished
from slrt.lake.match.finished import Finished
from slrt.reads import programmes as programme_reads
from slrt.services.trail.record import Subject, record
from slrt.store.programmes.models import MatchFigure, MatchRun
from slrt.store.walls.context import acting

TOGETHER = 5000
"""Figures written in one statement."""

LONGEST_NAME = 60
"""Characters of an engine's name that are kept."""

COUNTS = ("families", "eligible", "not_eligible", "unknown", "enrolled", "reached", "amount_low", "amount_high")

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('programmes_matchrun', 0))"


@dataclass(frozen=True)
class Loaded:
    """The run in the store; not `is_new` when it was there already and nothing was written."""

    run_id: UUID
    is_new: bool
    families: int
    programmes: int


def load_summary(actor: Actor, folder: Path) -> Loaded:
    """Load a finished run's figures in one transaction; they take the place of older ones of its area.

    The same run again changes nothing. Raises Denied, and RunProblem, in plain words, when the folder holds no whole
    run, its files contradict each other, or it is of other families, programmes or days than the desk may show: then
    nothing is loaded.
    """
    said = finished.read(folder)
    try:
        areas.parse(said.area)
        with acting(actor):
            access.check(actor, Permission.SUMMARY_LOAD, said.area)
            return _loaded(actor, folder, said)
    except (IntegrityError, DataError, areas.BadAreaCode) as error:
        words = str(error).splitlines()[0]
        raise RunProblem(f"the figures in {folder} contradict themselves ({words}); match again") from error


def _loaded(actor: Actor, folder: Path, said: Finished) -> Loaded:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    there = MatchRun.objects.filter(order_hash=said.order).first()
    if there is not None:
        return Loaded(there.id, False, there.families, len(said.versions))
    _check(said)
    run = MatchRun.objects.create(
        order_hash=said.order,
        area_code=said.area,
        kind=said.source["kind"],
        on=said.on,
        engine=said.engine[:LONGEST_NAME],
        families=said.families,
        computed_at=said.created,
        loaded_at=clock.now(),
    )
    _fill(run, folder, said)
    MatchRun.objects.filter(area_code=run.area_code).exclude(id=run.id).delete()
    told = {"on": said.on.isoformat(), "families": said.families, "order": said.order, "kind": run.kind}
    record(actor, "summary.load", Subject("summary", run.id, run.area_code), after=told)
    return Loaded(run.id, True, run.families, len(said.versions))


def _check(said: Finished) -> None:
    """Whether the desk may show the run at all."""
    if said.source.get("kind") == REGISTER:
        if said.source.get("installation") != settings.SLRT_INSTALLATION:
            raise RunProblem("the run is of another installation's register; its figures belong there")
    elif not settings.SLRT_DEMO:
        raise RunProblem("the run is of invented families; a real installation does not show them")
    strange = sorted(set(said.versions.items()) - set(programme_reads.version_ids()))
    if strange:
        named = ", ".join(f"{code} {version}" for code, version in strange)
        raise RunProblem(f"this installation has no version {named}; match with its own programmes")
    newer = MatchRun.objects.filter(area_code=said.area, on__gt=said.on).first()
    if newer is not None:
        raise RunProblem(f"figures of {newer.on} are loaded already; the run is of {said.on}")


def _fill(run: MatchRun, folder: Path, said: Finished) -> None:
    gathering = Gathering(said)
    rows = gathering.rows(finished.sums(folder))
    while batch := list(islice(rows, TOGETHER)):
        MatchFigure.objects.bulk_create(_figure(run, area, one) for area, one in batch)


def _figure(run: MatchRun, area: str, one: Mapping[str, Any]) -> MatchFigure:
    counts = {name: one[name] for name in COUNTS}
    return MatchFigure(
        run=run,
        level=areas.level(area),
        area_code=area,
        programme_id=one["programme"],
        number=one["version"],
        per=one["per"],
        **counts,
    )


@dataclass
class Gathering:
    """The rows of a summary on their way: villages pass through, areas above them are added up and come last."""

    said: Finished
    above: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    families: dict[str, int] = field(default_factory=dict)

    def rows(self, sums: Iterator[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each area with one programme's figures. Raises RunProblem when they are not those of `run.json`.

        A programme counts inside its own area alone, although a match judges every family by it.
        """
        own = {code: programme_reads.area_of(code) for code in self.said.versions}
        for one in sums:
            area, code = areas.parse(one["area_code"]), one["programme"]
            if self.said.versions.get(code) != one["version"] or not areas.contains(self.said.area, area):
                raise RunProblem(f"the sums of {code} in {area} are not of this run; match again")
            self.families[code] = self.families.get(code, 0) + one["families"]
            if not areas.contains(own[code], area):
                continue
            for around in self._around(area):
                _add(self.above.setdefault((around, code), {}), one)
            if areas.level(area) == areas.VILLAGE:
                yield area, one
        self._check_totals()
        yield from ((area, one) for (area, _), one in self.above.items())

    def _around(self, area: str) -> Iterator[str]:
        """The areas of the run that hold an area and are no village."""
        for around in (areas.NATION, *areas.ancestors(area)):
            if areas.contains(self.said.area, around) and areas.level(around) < areas.VILLAGE:
                yield around

    def _check_totals(self) -> None:
        expected = dict.fromkeys(self.said.versions, self.said.families)
        if self.families != expected:
            raise RunProblem("the sums do not add up to the families of run.json; match again")


def _add(total: dict[str, Any], one: Mapping[str, Any]) -> None:
    """Add a village's figures; what is not known of a part is not known of the whole."""
    if not total:
        total.update(one)
        return
    for name in COUNTS:
        total[name] = None if total[name] is None or one[name] is None else total[name] + one[name]
