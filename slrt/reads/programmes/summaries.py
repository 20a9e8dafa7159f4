"""The figures of the last mass match, for an area and below it; and the kept verdicts as a match compares them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from slrt.domain import areas
from slrt.domain.access import Actor, Permission, can, check
from slrt.domain.problems import NotFound
from slrt.domain.rules.facts import Bilingual
from slrt.reads import areas as area_reads
from slrt.reads.programmes.guarding import Guard, Hidden, guard_of
from slrt.reads.programmes.law import names
from slrt.store.programmes.models import MatchFigure, MatchRun

MONTHS = {"month": 12, "year": 1, "once": 1}
"""How often an amount is paid in the year that a budget is told for."""

_KEPT = """
SELECT v.family_id::text,
       md5(string_agg(concat_ws(':', v.programme_id, w.number, v.verdict,
                                CASE WHEN w.benefit ->> 'kind' = 'cash' THEN v.amount_low END,
                                CASE WHEN w.benefit ->> 'kind' = 'cash' THEN v.amount_high END),
                      '|' ORDER BY v.programme_id COLLATE "C"))
FROM programmes_verdict v JOIN programmes_version w ON w.id = v.version_id
WHERE v.area_code >= %(lo)s AND v.area_code < %(hi)s AND NOT (v.programme_id = ANY(%(left_out)s))
GROUP BY v.family_id
"""


@dataclass(frozen=True)
class Figures:
    """One programme in one area: families, and rupiah a year (None where the benefit is not cash).

    `reached` are the eligible families that receive it already; None, as `enrolled`, where nobody has noted receipts.
    `low` counts the eligible families alone, `high` also those not yet known.
    """

    families: int
    eligible: int
    unknown: int
    enrolled: int | None
    reached: int | None
    low: int | None
    high: int | None
    once: bool

    @property
    def missed(self) -> int | None:
        """Eligible families that do not receive it: the exclusion gap."""
        return None if self.reached is None else self.eligible - self.reached


@dataclass(frozen=True)
class Line:
    """One row of the page: a programme in the area, or the chosen programme in an area below.

    `hidden` are the columns that are not told to this actor, with the reason.
    """

    code: str
    name: Bilingual
    figures: Figures
    hidden: Hidden

    @property
    def hides_money(self) -> bool:
        """Money gives away how many families it is for."""
        return "eligible" in self.hidden or "unknown" in self.hidden


@dataclass(frozen=True)
class Source:
    """Which families the figures are of: as of a day, computed when, invented or not."""

    on: date
    computed_at: datetime
    families: int
    invented: bool


@dataclass(frozen=True)
class Place:
    """An area on the way down, with its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Summary:
    """The page. `path` leads from the actor's own area to this one; `below` are the areas inside it with figures.

    Without a `programme`, `lines` are the programmes here; with one, `total` is it here and `lines` are areas below.
    `guarded`: the actor may not read the families, so small counts are hidden.
    """

    path: tuple[Place, ...]
    source: Source | None
    programme: Line | None
    lines: tuple[Line, ...]
    below: tuple[Place, ...]
    guarded: bool

    @property
    def here(self) -> Place:
        return self.path[-1]


def summary(actor: Actor, area_code: str, programme: str = "") -> Summary:
    """The figures of an area, or of one programme in it and below it, of the last match that covers the area.

    Raises Denied, and NotFound for an area outside the actor's or a programme without figures there.
    """
    check(actor, Permission.SUMMARY_READ)
    if not areas.contains(actor.area_code, area_code):
        raise NotFound(f"no area {area_code}")
    path = _path(actor, area_code)
    runs = MatchRun.objects.order_by("-on", "-computed_at")
    run = next((one for one in runs if areas.contains(one.area_code, area_code)), None)
    guarded = not can(actor, Permission.FAMILY_READ, area_code)
    if run is None:
        return Summary(path, None, None, (), (), guarded)
    source = Source(run.on, run.computed_at, run.families, run.kind != "register")
    level = areas.level(area_code)
    guard = _guard(actor, run, path) if guarded else Guard({}, {})
    here = _lines_of_programmes(_figures(actor, run, area_code, level), guard)
    below = _figures(actor, run, area_code, level + 1)
    called = area_reads.names(set(below.values_list("area_code", flat=True).distinct()))
    places = tuple(Place(code, name) for code, name in sorted(called.items()))
    if not programme:
        return Summary(path, source, None, here, places, guarded)
    chosen = next((line for line in here if line.code == programme), None)
    if chosen is None:
        raise NotFound(f"no figures of {programme} in {area_code}")
    lines = (
        Line(
            row.area_code,
            Bilingual(*(called.get(row.area_code, row.area_code),) * 2),
            figures_of(row),
            guard.below.get((programme, row.area_code), {}),
        )
        for row in below.filter(programme_id=programme).order_by("area_code")
    )
    return Summary(path, source, chosen, tuple(lines), places, guarded)


def kept_answers(regency: str, left_out: Sequence[str]) -> list[tuple[str, str]]:
    """Each family of a kabupaten with the MD5 of its kept verdicts, as `lake.match.finished.differing` takes them.

    Verdicts on the programmes `left_out` do not count. The caller is acting as somebody who sees the kabupaten.
    """
    here = areas.bounds(regency)
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, {"lo": here.lo, "hi": here.hi, "left_out": list(left_out)})
        return list(cursor.fetchall())


def figures_of(row: MatchFigure) -> Figures:
    """The stored figures as the page tells them, money by the year."""
    times = MONTHS[row.per]
    return Figures(
        families=row.families,
        eligible=row.eligible,
        unknown=row.unknown,
        enrolled=row.enrolled,
        reached=row.reached,
        low=None if row.amount_low is None else row.amount_low * times,
        high=None if row.amount_high is None else row.amount_high * times,
        once=row.per == "once",
    )


def _figures(actor: Actor, run: MatchRun, area_code: str, level: int) -> "QuerySet[MatchFigure]":
    bounds = areas.bounds(area_code)
    inside = MatchFigure.objects.visible_to(actor).filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    found: QuerySet[MatchFigure] = inside.filter(run=run, level=level)
    return found


def _guard(actor: Actor, run: MatchRun, path: Sequence[Place]) -> Guard:
    """What is hidden on the way from the widest area of the run that the actor sees down to the last of the path."""
    way = [place.code for place in path if areas.contains(run.area_code, place.code)]
    top = _figures(actor, run, way[0], areas.level(way[0]))
    groups = []
    for code in way:
        group: dict[str, dict[str, Figures]] = {}
        for row in _figures(actor, run, code, areas.level(code) + 1):
            group.setdefault(row.programme_id, {})[row.area_code] = figures_of(row)
        groups.append(group)
    return guard_of(way, {row.programme_id: figures_of(row) for row in top}, groups)


def _lines_of_programmes(rows: "QuerySet[MatchFigure]", guard: Guard) -> tuple[Line, ...]:
    called: Mapping[str, Bilingual] = names()
    ordered = rows.order_by("programme__position", "programme_id")
    return tuple(
        Line(
            row.programme_id,
            called.get(row.programme_id, Bilingual(*(row.programme_id,) * 2)),
            figures_of(row),
            guard.here.get(row.programme_id, {}),
        )
        for row in ordered
    )


def _path(actor: Actor, area_code: str) -> tuple[Place, ...]:
    """From the actor's area down to this one."""
    way = [code for code in (areas.NATION, *areas.ancestors(area_code)) if areas.contains(actor.area_code, code)]
    called = area_reads.names(way)
    return tuple(Place(code, called.get(code, code)) for code in way)
