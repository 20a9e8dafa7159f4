"""A programme's recipient list beside the register and the rules: who is missing where, as queues to work off.

Every queue is of families in the actor's area. The list is the newest one of the programme that was written; without
one, what the register knows of receipts stands alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from slrt.domain import areas
from slrt.domain.access import Actor
from slrt.domain.rules.facts import Bilingual
from slrt.reads import areas as area_reads
from slrt.store.programmes.models import Enrolment, Programme, Verdict
from slrt.store.registry.models import Batch, Change, Family, ListEntry, Membership

PAGE_LENGTH = 25
WIDTHS = {areas.PROVINCE: 5, areas.REGENCY: 8, areas.DISTRICT: 13, areas.VILLAGE: 13, 0: 2}
"""How many characters of a code name the areas one level below an area of that level."""


@dataclass(frozen=True)
class Asked:
    """Which programme and area are reconciled, and from which list (None: no list was loaded)."""

    actor: Actor
    programme: str
    area_code: str
    batch: Batch | None

    def families(self) -> "QuerySet[Family]":
        inside = areas.bounds(self.area_code)
        rows: QuerySet[Family] = Family.objects.visible_to(self.actor).active()
        return rows.filter(area_code__gte=inside.lo, area_code__lt=inside.hi)

    def entries(self) -> "QuerySet[ListEntry]":
        if self.batch is None:
            return ListEntry.objects.none()
        inside = areas.bounds(self.area_code)
        rows: QuerySet[ListEntry] = ListEntry.objects.visible_to(self.actor).filter(batch_id=self.batch.id)
        return rows.filter(area_code__gte=inside.lo, area_code__lt=inside.hi)


@dataclass(frozen=True)
class Queue:
    """One kind of difference: what it is called, what it means, and how its families are found."""

    code: str
    label: Bilingual
    meaning: Bilingual
    find: Callable[[Asked], "QuerySet[Any]"]
    of_entries: bool = False


def _judged(asked: Asked, verdict: str) -> Exists:
    return Exists(Verdict.objects.filter(family_id=OuterRef("id"), programme_id=asked.programme, verdict=verdict))


def _receives(asked: Asked) -> Exists:
    return Exists(Enrolment.objects.filter(family_id=OuterRef("id"), programme_id=asked.programme, state="active"))


def _listed(asked: Asked) -> Exists:
    return Exists(asked.entries().filter(family_id=OuterRef("id")))


def _not_here(asked: Asked) -> "QuerySet[Any]":
    return asked.entries().filter(family__isnull=True)


def _not_listed(asked: Asked) -> "QuerySet[Any]":
    if asked.batch is None:
        return asked.families().none()
    return asked.families().filter(_receives(asked), ~_listed(asked))


def _inclusion(asked: Asked) -> "QuerySet[Any]":
    return asked.families().filter(_receives(asked), _judged(asked, "not_eligible"))


def _unclear(asked: Asked) -> "QuerySet[Any]":
    return asked.families().filter(_receives(asked), _judged(asked, "unknown"))


def _exclusion(asked: Asked) -> "QuerySet[Any]":
    return asked.families().filter(~_receives(asked), _judged(asked, "eligible"))


def _disputed(asked: Asked) -> "QuerySet[Any]":
    open_ones = Change.objects.on_the_way().filter(family_id=OuterRef("id"), kind="flag_dispute")
    return asked.families().filter(Exists(open_ones))


QUEUES: dict[str, Queue] = {
    queue.code: queue
    for queue in (
        Queue(
            "exclusion",
            Bilingual("Berhak, belum menerima", "Eligible, not receiving"),
            Bilingual("Calon usulan: memenuhi syarat menurut aturan.", "To be proposed: eligible by the rules."),
            _exclusion,
        ),
        Queue(
            "inclusion",
            Bilingual("Menerima, tidak memenuhi syarat", "Receiving, not eligible"),
            Bilingual("Periksa di lapangan sebelum menyanggah.", "Verify in the field before objecting."),
            _inclusion,
        ),
        Queue(
            "unclear",
            Bilingual("Menerima, belum diketahui", "Receiving, not yet known"),
            Bilingual("Data belum cukup untuk menilai: kunjungi.", "Too little is known to judge: visit them."),
            _unclear,
        ),
        Queue(
            "not_here",
            Bilingual("Di daftar pusat, tidak di sini", "On the central list, not here"),
            Bilingual("Belum terdaftar, pindah, atau NIK berbeda.", "Not registered, moved, or another NIK."),
            _not_here,
            of_entries=True,
        ),
        Queue(
            "not_listed",
            Bilingual("Tercatat menerima, tidak di daftar pusat", "Recorded as receiving, not on the list"),
            Bilingual("Mungkin sudah dihentikan: tanyakan.", "May have been stopped: ask."),
            _not_listed,
        ),
        Queue(
            "disputed",
            Bilingual("Penanda disanggah", "Flags disputed"),
            Bilingual("Sanggahan penanda sedang berjalan.", "A dispute of a flag is on its way."),
            _disputed,
        ),
    )
}


@dataclass(frozen=True)
class Line:
    """One family or list entry of a queue. `proposed` when a proposal or objection about it is on its way."""

    family_id: UUID | None
    name: str
    place: str
    decile: int | None
    proposed: bool
    row: int | None = None


@dataclass(frozen=True)
class Reconciliation:
    """All queues of a programme and area by count, and one page of the one that is open."""

    asked: Asked
    place: str
    counts: dict[str, int]
    queue: Queue
    page: "Page[Any]"
    lines: tuple[Line, ...]
    by_area: tuple[tuple[str, str, int], ...]
    """Code, name and count of the open queue for each area one level below."""


def newest_list(actor: Actor, programme: str) -> Batch | None:
    """The newest written recipient list of the programme that the actor sees."""
    entries = ListEntry.objects.filter(batch_id=OuterRef("id"), programme=programme)
    batches = Batch.objects.visible_to(actor).filter(Exists(entries), state="applied")
    return batches.order_by("-listed_on", "-at").first()


def programme_choices() -> tuple[tuple[str, Bilingual], ...]:
    """Code and name of every programme that families can receive, in the order of the catalogue."""
    rows = Programme.objects.order_by("position", "code").values_list("code", "name_id", "name_en")
    return tuple((code, Bilingual(indonesian, english)) for code, indonesian, english in rows)


def reconciliation(actor: Actor, programme: str, area_code: str, queue: str, page: int) -> Reconciliation:
    """The differences of a programme in an area; an unknown queue counts as the first."""
    asked = Asked(actor, programme, area_code, newest_list(actor, programme))
    chosen = QUEUES.get(queue, QUEUES["exclusion"])
    counts = {code: one.find(asked).count() for code, one in QUEUES.items()}
    found = Paginator(chosen.find(asked).order_by("area_code", "id"), PAGE_LENGTH).get_page(page)
    rows = list(found.object_list)
    lines = _entry_lines(rows) if chosen.of_entries else _family_lines(asked, rows)
    return Reconciliation(
        asked, ", ".join(area_reads.path_names(area_code)), counts, chosen, found, lines, _by_area(asked, chosen)
    )


def _family_lines(asked: Asked, rows: list[Family]) -> tuple[Line, ...]:
    ids = [row.id for row in rows]
    heads = dict(
        Membership.objects.filter(family_id__in=ids, until__isnull=True, relation="head").values_list(
            "family_id", "person__name"
        )
    )
    open_ones = Change.objects.on_the_way().filter(
        Q(programme=asked.programme) | Q(kind="flag_dispute"), family_id__in=ids
    )
    proposed = set(open_ones.values_list("family_id", flat=True))
    names = {row.area_code: area_reads.name(row.area_code) for row in rows}
    return tuple(
        Line(row.id, heads.get(row.id, ""), names[row.area_code], row.decile, row.id in proposed) for row in rows
    )


def _entry_lines(rows: list[ListEntry]) -> tuple[Line, ...]:
    names = {row.area_code: area_reads.name(row.area_code) for row in rows}
    return tuple(Line(None, row.name, names[row.area_code], None, False, row.row) for row in rows)


def _by_area(asked: Asked, queue: Queue) -> tuple[tuple[str, str, int], ...]:
    width = WIDTHS[areas.level(asked.area_code)]
    below = Left("area_code", width)
    counted = queue.find(asked).order_by().annotate(below=below).values("below").annotate(n=Count("id"))
    rows = sorted((row["below"], row["n"]) for row in counted)
    return tuple((code, area_reads.name(code), count) for code, count in rows)
