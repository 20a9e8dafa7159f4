"""Places of programmes by area and period, and who stands where on the list of one of them.

The order is that of `domain.programmes.waiting`, asked of PostgreSQL; a test compares the two.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from slrt.domain import areas
from slrt.domain.access import Actor, Permission, check
from slrt.domain.problems import NotFound
from slrt.domain.programmes.waiting import Places, Standing
from slrt.domain.rules.facts import Bilingual, catalogue
from slrt.domain.rules.programme import Programme as Compiled
from slrt.reads import areas as area_reads
from slrt.reads.programmes.definitions import definitions
from slrt.store.programmes.models import Enrolment, Quota, Verdict
from slrt.store.registry.models import Family, Membership
from slrt.store.walls.context import acting

PAGE = 50
QUOTAS_A_PAGE = 20
NOW, COMING, OVER = "now", "coming", "over"


@dataclass(frozen=True)
class QuotaLine:
    """One quota for the screen. `phase` says whether its days are now, coming or over."""

    row: Quota
    place: str
    phase: str

    @property
    def last_day(self) -> date:
        return self.row.until - timedelta(days=1)


@dataclass(frozen=True)
class ListLine:
    """One family on a list. `since`: when it was registered, or since when it receives where that is known.

    `number` is None for a family that receives; `eligible` whether the rule says yes to it today.
    """

    family_id: UUID
    name: str
    place: str
    decile: int | None
    since: date | datetime | None
    standing: Standing
    number: int | None
    eligible: bool


@dataclass(frozen=True)
class WaitingPage:
    """A quota with its figures, and one page of a view: the queue, or those who receive."""

    quota: QuotaLine
    programme: Compiled
    ranking: tuple[Bilingual, ...]
    places: Places
    queue: int
    needs_visit: int
    view: str
    page: "Page[Any]"
    lines: tuple[ListLine, ...]

    @property
    def within(self) -> int:
        """How many of the queue fall within the free places."""
        return min(self.queue, self.places.free)


@dataclass(frozen=True)
class FamilyPlace:
    """Where one family stands on the list of a quota in force: its number of how many, None while it receives."""

    quota: QuotaLine
    places: Places
    queue: int
    number: int | None

    @property
    def standing(self) -> Standing:
        return Standing.RECEIVES if self.number is None else self.places.standing(self.number)


@dataclass(frozen=True)
class _Counts:
    """What both views and every number need."""

    places: Places
    queue: int
    needs_visit: int


class _Counted(Paginator):  # type: ignore[type-arg] # not subscriptable when it runs
    """A list whose length is known already."""

    def __init__(self, rows: "QuerySet[Any]", length: int) -> None:
        super().__init__(rows, PAGE)
        self.length = length

    @property
    def count(self) -> int:
        return self.length


def quota_row(actor: Actor, quota_id: UUID) -> Quota:
    """A quota that counts. Raises NotFound for one withdrawn, or outside the actor's area."""
    found = Quota.objects.visible_to(actor).select_related("programme", "set_by")
    row: Quota | None = found.filter(id=quota_id, withdrawn_at__isnull=True).first()
    if row is None:
        raise NotFound(f"no quota {quota_id}")
    return row


def quotas(actor: Actor, code: str, on: date, number: int = 1) -> "Page[Any]":
    """The quotas of a programme in the actor's reach, latest first, as lines of one page of the list."""
    check(actor, Permission.PROGRAMME_READ)
    rows = Quota.objects.visible_to(actor).filter(programme_id=code, withdrawn_at__isnull=True)
    page: Page[Any] = Paginator(rows.order_by("-until", "area_code"), QUOTAS_A_PAGE).get_page(number)
    page.object_list = lines_of(list(page), on)
    return page


def lines_of(rows: Collection[Quota], on: date) -> list[QuotaLine]:
    """Quotas as the screen shows them, as of a day."""
    called = area_reads.names({row.area_code for row in rows})
    return [QuotaLine(row, called.get(row.area_code, row.area_code), _phase(row, on)) for row in rows]


def overlapping(quota: Quota) -> Quota | None:
    """Another quota of the programme that counts on some of these days in the area, around it or inside it."""
    bounds = areas.bounds(quota.area_code)
    around = (areas.NATION, *areas.ancestors(quota.area_code))
    near = Q(area_code__in=around) | Q(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    others = Quota.objects.filter(near, programme_id=quota.programme_id, withdrawn_at__isnull=True)
    found: Quota | None = (
        others.exclude(id=quota.id).filter(starts_on__lt=quota.until, until__gt=quota.starts_on).first()
    )
    return found


def waiting_page(actor: Actor, quota_id: UUID, on: date, view: str = "queue", number: int = 1) -> WaitingPage:
    """One page of the list as of today's verdicts. Raises NotFound, and Denied for who may not read families."""
    with acting(actor):
        row = quota_row(actor, quota_id)
        check(actor, Permission.FAMILY_READ, row.area_code)
        programme = _definition(row)
        counts = _counts(actor, row)
        shown = _receiving(actor, row) if view == "receiving" else _queue(actor, row, programme)
        page: Page[Any] = _Counted(shown, counts.places.taken if view == "receiving" else counts.queue).get_page(number)
        lines = _holders(actor, row, page) if view == "receiving" else _queued(actor, page, counts.places)
        return WaitingPage(
            quota=lines_of([row], on)[0],
            programme=programme,
            ranking=tuple(catalogue().facts[path].label for path in _ranking(programme)),
            places=counts.places,
            queue=counts.queue,
            needs_visit=counts.needs_visit,
            view="receiving" if view == "receiving" else "queue",
            page=page,
            lines=lines,
        )


def places_of(actor: Actor, family: Family, codes: Collection[str], on: date) -> Mapping[str, FamilyPlace]:
    """For each of these programmes with a quota in force around the family, in the actor's reach: where it stands.

    Programmes on whose list the family does not stand are left out.
    """
    rows = Quota.objects.visible_to(actor).filter(
        programme_id__in=codes,
        area_code__in=(areas.NATION, *areas.ancestors(family.area_code)),
        withdrawn_at__isnull=True,
        starts_on__lte=on,
        until__gt=on,
    )
    found = {}
    for line in lines_of(list(rows), on):
        place = _place_of(actor, line, family)
        if place is not None:
            found[line.row.programme_id] = place
    return found


def _place_of(actor: Actor, line: QuotaLine, family: Family) -> FamilyPlace | None:
    row = line.row
    if _receiving(actor, row).filter(id=family.id).exists():
        counts = _counts(actor, row)
        return FamilyPlace(line, counts.places, counts.queue, None)
    queue = _without_receipt(actor, row).filter(verdict="eligible")
    if not queue.filter(family_id=family.id).exists():
        return None
    counts = _counts(actor, row)
    return FamilyPlace(line, counts.places, counts.queue, 1 + queue.filter(_before(family, _definition(row))).count())


def _before(family: Family, programme: Compiled) -> Q:
    """Who comes before a family in the order of `_order`: counted without putting all of them in order."""
    earlier, equal = Q(), Q()
    for name in (path.removeprefix("family.") for path in _ranking(programme)):
        fact, value = f"family__{name}", getattr(family, name)
        lesser = Q(**{f"{fact}__isnull": False}) if value is None else Q(**{f"{fact}__lt": value})
        earlier |= equal & lesser
        equal &= Q(**{f"{fact}__isnull": True}) if value is None else Q(**{fact: value})
    earlier |= equal & Q(family__created_at__lt=family.created_at)
    return earlier | equal & Q(family__created_at=family.created_at, family_id__lt=family.id)


def _counts(actor: Actor, row: Quota) -> _Counts:
    """How many hold places, wait and need a visit: two passes over indexes."""
    told = _without_receipt(actor, row).aggregate(
        queue=Count("family_id", filter=Q(verdict="eligible")), unknown=Count("family_id", filter=Q(verdict="unknown"))
    )
    return _Counts(Places(row.places, _receiving(actor, row).count()), told["queue"], told["unknown"])


def _definition(row: Quota) -> Compiled:
    return next(each for each in definitions() if each.code == row.programme_id)


def _ranking(programme: Compiled) -> tuple[str, ...]:
    return programme.quota.ranking if programme.quota else ()


def _inside(rows: "QuerySet[Any]", row: Quota) -> "QuerySet[Any]":
    bounds = areas.bounds(row.area_code)
    return rows.filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)


def _receipts(row: Quota, family: str) -> Exists:
    return Exists(Enrolment.objects.filter(programme_id=row.programme_id, state="active", family_id=OuterRef(family)))


def _receiving(actor: Actor, row: Quota) -> "QuerySet[Any]":
    """Families that hold a place: they receive the programme, whatever the rule says of them now."""
    here = _inside(Family.objects.visible_to(actor).filter(state="active"), row)
    return here.filter(_receipts(row, "id")).order_by("area_code", "id")


def _without_receipt(actor: Actor, row: Quota) -> "QuerySet[Any]":
    """Verdicts that put a family on the list, or before it: eligible and unknown ones of families that do not receive.

    Refusals are left out by name, so that the index of the programme is read and not the verdicts.
    """
    here = _inside(Verdict.objects.visible_to(actor), row).filter(verdict__in=("eligible", "unknown"))
    return here.filter(~_receipts(row, "family_id"), programme_id=row.programme_id)


def _queue(actor: Actor, row: Quota, programme: Compiled) -> "QuerySet[Any]":
    """Eligible families that do not receive, in their order."""
    return _without_receipt(actor, row).filter(verdict="eligible").order_by(*_order(programme))


def _order(programme: Compiled) -> list[F | OrderBy]:
    """The least ranking facts first, unknown last; then the longest known; then the id, never at random."""
    facts = (path.removeprefix("family.") for path in _ranking(programme))
    return [
        *(F(f"family__{name}").asc(nulls_last=True) for name in facts),
        F("family__created_at"),
        F("family_id"),
    ]


def _queued(actor: Actor, page: "Page[Any]", places: Places) -> tuple[ListLine, ...]:
    shown: QuerySet[Any] = page.object_list  # type: ignore[assignment] # a page of a queryset
    rows = list(shown.values_list("family_id", "area_code", "family__decile", "family__created_at"))
    names, called = _heads(actor, [row[0] for row in rows]), area_reads.names({row[1] for row in rows})
    first = page.start_index()
    return tuple(
        ListLine(
            family_id=family_id,
            name=names.get(family_id, ""),
            place=called.get(area_code, area_code),
            decile=decile,
            since=since,
            standing=places.standing(number),
            number=number,
            eligible=True,
        )
        for number, (family_id, area_code, decile, since) in enumerate(rows, first)
    )


def _holders(actor: Actor, quota: Quota, page: "Page[Any]") -> tuple[ListLine, ...]:
    own = Q(enrolments__programme_id=quota.programme_id, enrolments__state="active")
    shown: QuerySet[Any] = page.object_list  # type: ignore[assignment] # a page of a queryset
    begun = shown.annotate(since=Min("enrolments__starts_on", filter=own))
    rows = list(begun.values_list("id", "area_code", "decile", "since"))
    ids = [row[0] for row in rows]
    names, called = _heads(actor, ids), area_reads.names({row[1] for row in rows})
    verdicts = Verdict.objects.visible_to(actor).filter(family_id__in=ids, programme_id=quota.programme_id)
    eligible = set(verdicts.filter(verdict="eligible").values_list("family_id", flat=True))
    return tuple(
        ListLine(
            family_id=family_id,
            name=names.get(family_id, ""),
            place=called.get(area_code, area_code),
            decile=decile,
            since=since,
            standing=Standing.RECEIVES,
            number=None,
            eligible=family_id in eligible,
        )
        for family_id, area_code, decile, since in rows
    )


def _heads(actor: Actor, families: Collection[UUID]) -> Mapping[UUID, str]:
    heads = Membership.objects.visible_to(actor).filter(family_id__in=families, until__isnull=True, relation="head")
    return dict(heads.values_list("family_id", "person__name"))


def _phase(row: Quota, on: date) -> str:
    if on < row.starts_on:
        return COMING
    return NOW if on < row.until else OVER
