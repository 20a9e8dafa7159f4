"""All families of an area as records, streamed from one statement: for snapshots of millions."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, FilteredRelation, OuterRef, Q
from django.db.models.functions import Left

from slrt.domain.access import Actor
from slrt.domain.areas import Bounds, bounds
from slrt.domain.rules.facts import Value
from slrt.domain.rules.record import FamilyRecord
from slrt.store.programmes.models import Enrolment
from slrt.store.registry.facts import stored
from slrt.store.registry.models import Family, FamilyQuerySet

REGENCY_WIDTH = 5
AT_ONCE = 2000
"""Rows that the server sends together."""

FAMILY = [fact.name for fact in stored("family")]
MEMBER = [fact.name for fact in stored("member")]
FIELDS = (
    ["id", "area_code", "receives_checked_on", "codes", "here__id", *FAMILY]
    + [f"here__{'' if name == 'relation' else 'person__'}{name}" for name in MEMBER]
)  # fmt: skip
ID, AREA, CHECKED, CODES, MEMBERSHIP, FIRST_FACT = range(6)


def families_by_regency(actor: Actor, area_code: str) -> dict[str, int]:
    """How many families each kabupaten or kota of the area has, by its code in order."""
    regency = Left("area_code", REGENCY_WIDTH)
    counted = _active(actor, bounds(area_code)).annotate(regency=regency).values_list("regency")
    return dict(counted.annotate(families=Count("id")).order_by("regency"))


def stream(actor: Actor, area_code: str) -> Iterator[tuple[UUID, FamilyRecord]]:
    """Every active family of the area with its present members, by area and key; as `record_of` gives them.

    Read inside a transaction: one statement through a cursor of the server, so that all of it is of one moment and
    memory does not grow. Records carry no names.
    """
    rows = (
        _active(actor, bounds(area_code))
        .annotate(
            here=FilteredRelation("memberships", condition=Q(memberships__until__isnull=True)),
            codes=ArraySubquery(
                Enrolment.objects.filter(family_id=OuterRef("id"), state="active").values("programme_id")
            ),
        )
        .order_by("area_code", "id", "here__position", "here__id")
        .values_list(*FIELDS)
        .iterator(chunk_size=AT_ONCE)
    )
    for family_id, of_family in groupby(rows, key=itemgetter(ID)):
        yield family_id, _record(list(of_family))


def _active(actor: Actor, area: Bounds) -> FamilyQuerySet:
    return Family.objects.visible_to(actor).active().filter(area_code__gte=area.lo, area_code__lt=area.hi)


def _record(rows: list[tuple[Any, ...]]) -> FamilyRecord:
    first = rows[0]
    people = FIRST_FACT + len(FAMILY)
    facts = _known(FAMILY, first[FIRST_FACT:people])
    facts["area_code"] = first[AREA]
    if first[CODES] or first[CHECKED] is not None:
        facts["receives"] = frozenset(first[CODES])
    members = tuple(_known(MEMBER, row[people:]) for row in rows if row[MEMBERSHIP] is not None)
    return FamilyRecord(facts, members)


def _known(names: list[str], values: tuple[Any, ...]) -> dict[str, Value]:
    pairs = zip(names, values, strict=True)
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in pairs if value is not None}
