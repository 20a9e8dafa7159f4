"""Village meetings: which proposals wait for one, the list, one meeting's page, and what strangers may check."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from slrt.domain import access, areas
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound
from slrt.domain.registry.meetings import DECISIONS, STATES
from slrt.reads import areas as area_reads
from slrt.reads.registry.people import nik_masked
from slrt.store.registry.models import AgendaItem, Attendance, Change, Meeting, Membership
from slrt.store.walls.context import acting

MEETINGS_A_PAGE = 25

_OPEN_BEFORE = ("submitted", "checked", "verified", "returned")
_SKIPS_CHECK = ~Q(stations__contains=["checked"])
_SKIPS_VERIFY = ~Q(stations__contains=["verified"])
_DUE = (
    Q(state="verified") | (Q(state="checked") & _SKIPS_VERIFY) | (Q(state="submitted") & _SKIPS_CHECK & _SKIPS_VERIFY)
)
"""The next step is the village's: as `domain.registry.chains.next_verb`, asked of PostgreSQL; a test compares them."""


@dataclass(frozen=True)
class MeetingLine:
    """One meeting in the list. `items` on its agenda, of which `open_items` are without a decision."""

    row: Meeting
    place: str
    items: int
    open_items: int


@dataclass(frozen=True)
class AgendaLine:
    """One proposal before the meeting. `evidence` is how many papers it brings."""

    item: AgendaItem
    change: Change
    nik: str
    evidence: int

    @property
    def objection(self) -> bool:
        return self.change.route == "objection"


@dataclass(frozen=True)
class MeetingPage:
    """Everything the page of a meeting shows."""

    row: Meeting
    places: tuple[str, ...]
    agenda: tuple[AgendaLine, ...]
    people: tuple[Attendance, ...]
    waiting: int

    @property
    def village(self) -> str:
        return self.places[-1]

    @property
    def decided(self) -> Mapping[str, int]:
        """How many items for each decision; "" for those without one."""
        counts = dict.fromkeys(("", *DECISIONS), 0)
        for line in self.agenda:
            counts[line.item.decision] += 1
        return counts


@dataclass(frozen=True)
class Verification:
    """What the public page says of closed minutes: figures and a digest, nobody's name."""

    code: str
    kind: str
    places: tuple[str, ...]
    held_on: date
    agreed: int
    rejected: int
    postponed: int
    closed_at: datetime
    sha256: str


def waiting_for_the_village(actor: Actor, area_code: str) -> "QuerySet[Any]":
    """Proposals of a village whose next step is its meeting and which stand on no planned agenda, oldest first."""
    found = Change.objects.visible_to(actor).filter(_DUE, area_code=area_code, stations__contains=["deliberated"])
    planned = AgendaItem.objects.filter(area_code=area_code, meeting__state="planned").values("change_id")
    return found.exclude(id__in=planned).order_by("at", "id")


def undecided(actor: Actor) -> int:
    """Proposals in the actor's area that a village must decide and has not decided yet, wherever they wait now."""
    rows = Change.objects.visible_to(actor).on_the_way()
    return rows.filter(state__in=_OPEN_BEFORE, stations__contains=["deliberated"]).count()


def meeting_row(actor: Actor, meeting_id: UUID) -> Meeting:
    """One meeting. Raises NotFound outside the actor's sight, and Denied for who does not work with proposals."""
    found: Meeting | None = Meeting.objects.visible_to(actor).filter(id=meeting_id).first()
    if found is None:
        raise NotFound(f"no meeting {meeting_id}")
    access.check(actor, Permission.CHANGE_PROPOSE, found.area_code)
    return found


def meetings(actor: Actor, state: str = "", area_code: str = "", number: int = 1) -> "Page[Any]":
    """The meetings in the actor's area, latest first, as lines of one page; narrowed to a state or an area."""
    access.check(actor, Permission.CHANGE_PROPOSE)
    rows = Meeting.objects.visible_to(actor)
    if state in STATES:
        rows = rows.filter(state=state)
    if area_code:
        bounds = areas.bounds(area_code)
        rows = rows.filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    counted = rows.annotate(
        items=Count("agenda", distinct=True),
        open_items=Count("agenda", filter=Q(agenda__decision=""), distinct=True),
    )
    page: Page[Any] = Paginator(counted.order_by("-held_on", "-id"), MEETINGS_A_PAGE).get_page(number)
    shown = list(page)
    called = area_reads.names({row.area_code for row in shown})
    page.object_list = [
        MeetingLine(row, called.get(row.area_code, row.area_code), row.items, row.open_items) for row in shown
    ]
    return page


def meeting_page(actor: Actor, meeting_id: UUID) -> MeetingPage:
    """One meeting with its agenda and those who came. Raises like `meeting_row`."""
    row = meeting_row(actor, meeting_id)
    items = list(
        AgendaItem.objects.visible_to(actor)
        .filter(meeting=row)
        .select_related("change")
        .annotate(papers=Count("change__evidence"))
    )
    numbers = masked_numbers([item.change.family_id for item in items if item.change.family_id])
    return MeetingPage(
        row=row,
        places=area_reads.path_names(row.area_code),
        agenda=tuple(
            AgendaLine(item, item.change, numbers.get(item.change.family_id, ""), item.papers) for item in items
        ),
        people=tuple(Attendance.objects.visible_to(actor).filter(meeting=row)),
        waiting=waiting_for_the_village(actor, row.area_code).count() if row.state == "planned" else 0,
    )


def masked_numbers(families: Collection[UUID]) -> dict[UUID, str]:
    """The masked NIK of each family's head; families whose head has none are left out."""
    heads = Membership.objects.filter(family_id__in=families, until__isnull=True, relation="head")
    return {row.family_id: masked for row in heads.select_related("person") if (masked := nik_masked(row.person))}


def verification(code: str) -> Verification:
    """What anybody who holds the printed code may check. Raises NotFound for a code of no closed meeting."""
    with acting(access.system()):
        row = Meeting.objects.filter(code=code, state="closed").first()
        if row is None:
            raise NotFound("no minutes have this code")
        told = AgendaItem.objects.filter(meeting=row).values_list("decision").annotate(count=Count("id")).order_by()
        counts = dict(told)
        return Verification(
            code=row.code,
            kind=row.kind,
            places=area_reads.path_names(row.area_code),
            held_on=row.held_on,
            agreed=counts.get("agreed", 0),
            rejected=counts.get("rejected", 0),
            postponed=counts.get("postponed", 0),
            closed_at=row.closed_at,
            sha256=row.minutes_sha256,
        )
