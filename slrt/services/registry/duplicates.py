"""Finding likely duplicates of an area: people go out as keys of names, pairs come back into the queue for review.

Finding never merges anybody. A pair that is known, open or decided, is left as it is, so finding again changes nothing
where nobody is new. The comparing itself needs DuckDB (`slrt.lake.duplicates`).
"""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import OuterRef, Q, Subquery

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.lake.duplicates.columns import PEOPLE
from slrt.lake.duplicates.scoring import THRESHOLD, Pair, find
from slrt.services import live
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import DuplicatePair, Membership, Person
from slrt.store.walls.context import acting

AT_ONCE = 5000


@dataclass(frozen=True)
class Found:
    """What a run found: `people` compared, `pairs` likely enough, of which so many were `new`."""

    area_code: str
    threshold: float
    people: int
    pairs: int
    new: int


def can_find(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the actor may have duplicates of this area sought."""
    return access.can(actor, Permission.DUPLICATE_DECIDE, area_code)


def check_find(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may have duplicates of this area sought."""
    access.check(actor, Permission.DUPLICATE_DECIDE, area_code)


def find_duplicates(actor: Actor, area_code: str, *, threshold: float = THRESHOLD, keep: bool = True) -> Found:
    """Compare the active people of an area and put likely pairs (from `threshold`, 0 to 1) into the queue.

    Without `keep` nothing is written. Raises Denied.
    """
    check_find(actor, area_code)
    with TemporaryDirectory(prefix="slrt-") as folder:
        file = Path(folder) / "people.parquet"
        people = _write(actor, area_code, file)
        pairs = find(file, threshold=threshold)
    new = _new(actor, pairs, keep=keep) if pairs else 0
    found = Found(area_code, threshold, people, len(pairs), new)
    if keep and new:
        _tell(actor, found)
    return found


def _people(actor: Actor, area_code: str) -> Any:
    inside = areas.bounds(area_code)
    mine = Membership.objects.filter(person_id=OuterRef("id"), until__isnull=True)
    close = Membership.objects.filter(until__isnull=True, family_id=OuterRef("family")).exclude(
        person_id=OuterRef("id")
    )
    return (
        Person.objects.visible_to(actor)
        .filter(state="active", area_code__gte=inside.lo, area_code__lt=inside.hi)
        .annotate(family=Subquery(mine.values("family_id")[:1]), relation=Subquery(mine.values("relation")[:1]))
        .annotate(
            head=Subquery(close.filter(relation="head").values("person__name_key")[:1]),
            spouse=Subquery(close.filter(relation="spouse").values("person__name_key")[:1]),
        )
        .order_by("id")
        .values_list(
            "id",
            "name_key",
            "birth_date",
            "sex",
            "area_code",
            "family",
            "relation",
            "head",
            "spouse",
            "nik_index",
            "former_niks",
        )
    )


def _write(actor: Actor, area_code: str, file: Path) -> int:
    """The people into a file that is read and thrown away; keys of names and blind indexes, never a name or a NIK."""
    count = 0
    with acting(actor), pq.ParquetWriter(file, PEOPLE) as writer:
        people = iter(_people(actor, area_code).iterator(chunk_size=AT_ONCE))
        while rows := list(islice(people, AT_ONCE)):
            writer.write_table(pa.Table.from_pylist([_row(*row) for row in rows], schema=PEOPLE))
            count += len(rows)
    return count


def _row(*row: Any) -> dict[str, Any]:
    person_id, key, born, sex, area_code, family, relation, head, spouse, index, former = row
    return {
        "id": str(person_id),
        "name_key": key,
        "birth_date": born,
        "sex": sex,
        "area_code": area_code,
        "family": str(family) if family else None,
        "close_key": spouse if relation == "head" else head,
        "mother_key": None,
        "nik": bytes(index) if index is not None else None,
        "former_niks": [bytes.fromhex(each["index"]) for each in former],
    }


def _new(actor: Actor, pairs: list[Pair], *, keep: bool) -> int:
    """How many pairs nobody knew; written unless told otherwise."""
    with acting(actor):
        return sum(_add(actor, pairs[at : at + AT_ONCE], keep) for at in range(0, len(pairs), AT_ONCE))


def _add(actor: Actor, pairs: list[Pair], keep: bool) -> int:
    ids = {UUID(key) for pair in pairs for key in (pair.one, pair.other)}
    places = dict(Person.objects.visible_to(actor).filter(id__in=ids, state="active").values_list("id", "area_code"))
    known = set(DuplicatePair.objects.filter(Q(one_id__in=ids) & Q(other_id__in=ids)).values_list("one_id", "other_id"))
    rows = []
    for pair in pairs:
        one, other = sorted((UUID(pair.one), UUID(pair.other)))
        if (one, other) in known or one not in places or other not in places:
            continue
        row = DuplicatePair(
            id=uuid7(),
            one_id=one,
            other_id=other,
            area_code=areas.common(places[one], places[other]),
            score=pair.score,
            grounds=list(pair.grounds),
            found_at=clock.now(),
        )
        rows.append(row)
    if keep:
        DuplicatePair.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _tell(actor: Actor, found: Found) -> None:
    key = uuid7()
    after = {"people": found.people, "pairs": found.pairs, "new": found.new, "threshold": found.threshold}
    with acting(actor):
        record(actor, "pair.find", Subject("pairs", key, found.area_code), after=after)
        live.announce("pair", key, found.area_code)
