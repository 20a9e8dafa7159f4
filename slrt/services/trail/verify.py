"""Walking the chains: what was altered, deleted, moved or cut since it was linked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from slrt.domain import access, areas
from slrt.reads import areas as area_reads
from slrt.services.trail.hashing import FIELDS, GENESIS, link_hash
from slrt.services.trail.heads import START, BadHead, Head, kept_chains, read_head
from slrt.services.trail.link import chain_lock
from slrt.store.trail.models import Event, Link
from slrt.store.walls.context import acting

STEP = 5000
MOST_COMPARED = 500
"""A damaged event is compared with so many others to see whether the two were swapped."""

WORDS = {
    "no_chain": (
        "Tidak ada rantai di wilayah ini, jadi tidak ada yang dapat diperiksa.",
        "There is no chain in this area, so nothing could be checked.",
    ),
    "altered": (
        "Isi kejadian ini diubah setelah dicatat.",
        "This event was altered after it was recorded.",
    ),
    "deleted": (
        "Kejadian ini dihapus; tinggal mata rantainya.",
        "This event was deleted; only its link is left.",
    ),
    "gap": (
        "Mata rantai ini hilang beserta kejadiannya.",
        "This link is missing, and its event with it.",
    ),
    "reordered": (
        "Kejadian ini tidak berada di tempatnya; urutan rantai ditukar.",
        "This event is not in its place; the order of the chain was changed.",
    ),
    "truncated": (
        "Rantai dipotong: kepala rantai di luar basis data menyebut nomor yang lebih besar.",
        "The chain was cut: its head outside the database names a higher number.",
    ),
    "rewritten": (
        "Rantai ditulis ulang: kepala rantai di luar basis data menyebut sidik yang lain.",
        "The chain was rewritten: its head outside the database names another hash.",
    ),
    "head_missing": (
        "Berkas kepala rantai tidak ada atau tidak terbaca.",
        "The head file of the chain is missing or unreadable.",
    ),
    "head_behind": (
        "Berkas kepala rantai tertinggal dari basis data.",
        "The head file of the chain is behind the database.",
    ),
}
"""What can be wrong, in both languages."""


@dataclass(frozen=True)
class Found:
    """One thing wrong: in which chain, at which place (or places, up to `last`), and its words (a key of WORDS)."""

    chain: str
    seq: int
    kind: str
    event_id: UUID | None = None
    last: int | None = None

    @property
    def message_id(self) -> str:
        return WORDS[self.kind][0]

    @property
    def message_en(self) -> str:
        return WORDS[self.kind][1]


@dataclass
class Report:
    """The outcome of a walk: how much was walked, what waits to be linked (not an error), and what is wrong."""

    area_code: str
    chains: int = 0
    links: int = 0
    waiting: int = 0
    found: list[Found] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.found


@dataclass(frozen=True)
class _Place:
    seq: int
    event_id: UUID
    prev_hash: bytes
    hash: bytes
    event: dict[str, Any] | None


def verify(area_code: str = areas.NATION) -> Report:
    """Walk every chain of the area (for a place inside a kabupaten: the chain of that kabupaten).

    An area without any chain is not whole: nothing was looked at. Only the whole country may be empty: an installation
    that has recorded nothing yet and keeps no heads of chains either. Raises NotFound for a code that never was.
    """
    area_reads.name(areas.parse(area_code))
    wanted = areas.regency(area_code)
    report = Report(wanted)
    for chain in sorted(_chains(areas.bounds(wanted))):
        report.chains += 1
        with chain_lock(chain), transaction.atomic(), acting(access.system()):
            _walk(chain, report)
    if not report.chains and wanted != areas.NATION:
        report.found.append(Found(wanted, 0, "no_chain"))
    with acting(access.system()):
        report.waiting = _waiting(areas.bounds(wanted))
    return report


def _walk(chain: str, report: Report) -> None:
    previous, last, ends = GENESIS, 0, False
    suspects: list[_Place] = []
    head = _head(chain, report)
    for place in _places(chain):
        report.links += 1
        is_next = place.seq == last + 1
        if not is_next:
            report.found.append(Found(chain, last + 1, "gap", last=place.seq - 1))
        if place.event is None:
            report.found.append(Found(chain, place.seq, "deleted", place.event_id))
        elif link_hash(place.prev_hash, place.event) != place.hash:
            suspects.append(place)
        elif is_next and place.prev_hash != previous:
            report.found.append(Found(chain, place.seq, "reordered", place.event_id))
        if head and place.seq == head.seq:
            ends = place.hash == head.hash
        previous, last = place.hash, place.seq
    report.found += [_suspected(chain, place, suspects) for place in suspects]
    if head:
        report.found += _compared(chain, head, last, ends or head == START)


def _suspected(chain: str, place: _Place, suspects: list[_Place]) -> Found:
    """An event that fits the place of another suspect was moved; one that fits nowhere was altered."""
    moved = any(
        other.event is not None and link_hash(place.prev_hash, other.event) == place.hash
        for other in suspects[:MOST_COMPARED]
        if other is not place
    )
    return Found(chain, place.seq, "reordered" if moved else "altered", place.event_id)


def _head(chain: str, report: Report) -> Head | None:
    try:
        head = read_head(chain)
    except BadHead:
        head = None
    if head is None:
        report.found.append(Found(chain, 0, "head_missing"))
    return head


def _compared(chain: str, head: Head, last: int, same_hash: bool) -> list[Found]:
    if head.seq > last:
        return [Found(chain, last + 1, "truncated", last=head.seq)]
    if not same_hash:
        return [Found(chain, head.seq, "rewritten")]
    if head.seq < last:
        return [Found(chain, head.seq, "head_behind")]
    return []


def _places(chain: str) -> Iterator[_Place]:
    after = 0
    while True:
        links = list(Link.objects.filter(chain=chain, seq__gt=after).order_by("seq")[:STEP])
        if not links:
            return
        events = {
            row["id"]: row for row in Event.objects.filter(id__in=[one.event_id for one in links]).values(*FIELDS)
        }
        for one in links:
            yield _Place(one.seq, one.event_id, bytes(one.prev_hash), bytes(one.hash), events.get(one.event_id))
        after = links[-1].seq


def _chains(bounds: areas.Bounds) -> set[str]:
    linked = Link.objects.filter(chain__gte=bounds.lo, chain__lt=bounds.hi).values_list("chain", flat=True).distinct()
    return set(linked) | {chain for chain in kept_chains() if bounds.holds(chain)}


def _waiting(bounds: areas.Bounds) -> int:
    sql = """
        SELECT count(*) FROM trail_event e
        WHERE e.chain >= %s AND e.chain < %s AND NOT EXISTS (SELECT FROM trail_link l WHERE l.event_id = e.id)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [bounds.lo, bounds.hi])
        return int(cursor.fetchone()[0])
