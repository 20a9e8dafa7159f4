"""What the register knows of the people and families of a list, asked for many at once: for checking imports.

Everything comes through the actor's scope, but that a NIK is in use somewhere else; of whom and where is not told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Lookup
from rapidfuzz import fuzz

from slrt.domain import areas
from slrt.domain.access import Actor
from slrt.reads.registry.people import LIKE_NAME
from slrt.store.areas.models import Area
from slrt.store.programmes.models import Enrolment
from slrt.store.registry import cipher
from slrt.store.registry.models import Family, Membership, Person
from slrt.store.walls.context import acting

PERSON = ("id", "nik_index", "name", "name_key", "birth_date", "sex", "state")
FAMILY = ("id", "no_kk_index", "area_code", "address", "rt", "rw")


@dataclass(slots=True)
class KnownPerson:
    """A registered person with the facts that were asked for; `family_id` is that of the open membership."""

    id: UUID
    has_nik: bool
    name: str
    name_key: str
    birth_date: date | None
    sex: str | None
    state: str
    family_id: UUID | None
    relation: str | None
    facts: Mapping[str, Any]

    @property
    def active(self) -> bool:
        """Alive and here, as far as the register knows."""
        return self.state == "active"


@dataclass(slots=True)
class KnownFamily:
    """A registered family with the facts that were asked for.

    `same_kk` is the nomor KK of the list that it has, "" when it has another one. `receives` are pairs of a programme
    and the person it is for (None: the family). `size` counts its present members; `members` are filled in where asked.
    """

    id: UUID
    same_kk: str
    area_code: str
    address: str
    rt: str
    rw: str
    facts: Mapping[str, Any]
    head_id: UUID | None = None
    size: int = 0
    members: list[KnownPerson] = field(default_factory=list)
    receives: set[tuple[str, UUID | None]] = field(default_factory=set)


@dataclass(frozen=True)
class Known:
    """The answer for one batch: people by NIK, families by key and by nomor KK, NIKs active outside the scope."""

    people: Mapping[str, KnownPerson]
    families: Mapping[UUID, KnownFamily]
    by_kk: Mapping[str, Sequence[KnownFamily]]
    elsewhere: frozenset[str]


@dataclass(frozen=True)
class Wanted:
    """Which facts to fetch, by entity, and whether what families receive is asked."""

    member: tuple[str, ...]
    family: tuple[str, ...]
    receives: bool


def known_of(actor: Actor, niks: Collection[str], no_kks: Collection[str], wanted: Wanted) -> Known:
    """What is known of these numbers; some ten thousand at once are well."""
    with acting(actor):
        return _known_of(actor, niks, no_kks, wanted)


def _known_of(actor: Actor, niks: Collection[str], no_kks: Collection[str], wanted: Wanted) -> Known:
    by_index = {cipher.blind_index(nik, cipher.NIK): nik for nik in niks}
    people = _people(actor, by_index, wanted)
    families = _families(actor, people.values(), no_kks, wanted)
    unseen = [index for index, nik in by_index.items() if nik not in people or not people[nik].active]
    by_kk: dict[str, list[KnownFamily]] = {}
    for family in families.values():
        if family.same_kk:
            by_kk.setdefault(family.same_kk, []).append(family)
    return Known(people, families, by_kk, frozenset(by_index[index] for index in _taken(unseen)))


def members_of(actor: Actor, families: Collection[KnownFamily], wanted: Wanted) -> None:
    """Fill in the present members of these families."""
    by_id = {family.id: family for family in families}
    if not by_id:
        return
    present = Membership.objects.visible_to(actor).filter(_any("family_id", list(by_id)))
    people = (f"person__{name}" for name in (*PERSON, *wanted.member))
    rows = present.filter(until__isnull=True).order_by("position", "id").values_list(*people, "family_id", "relation")
    with acting(actor):
        for row in rows:
            person = _person(row, wanted)
            if person.family_id is not None:
                by_id[person.family_id].members.append(person)


def alike(one: str, other: str) -> bool:
    """Whether two name keys may be of one person."""
    if not one or not other:
        return False
    return max(fuzz.token_sort_ratio(one, other), fuzz.token_set_ratio(one, other)) >= LIKE_NAME


def homes_in_force() -> frozenset[str]:
    """Codes of every kecamatan and village in force: where families can live."""
    found = Area.objects.filter(level__gte=areas.DISTRICT, valid_until__isnull=True)
    return frozenset(found.values_list("code", flat=True))


def _people(actor: Actor, by_index: Mapping[bytes, str], wanted: Wanted) -> dict[str, KnownPerson]:
    if not by_index:
        return {}
    rows = (
        Person.objects.visible_to(actor)
        .filter(_any("nik_index", list(by_index)))
        .exclude(state__in=("merged", "void"))
        .values_list(*PERSON, *wanted.member)
    )
    found: dict[str, KnownPerson] = {}
    for row in rows:
        nik, person = by_index[bytes(row[1])], _person((*row, None, None), wanted)
        if nik not in found or person.active:
            found[nik] = person
    _place(actor, {person.id: person for person in found.values()})
    return found


def _place(actor: Actor, people: Mapping[UUID, KnownPerson]) -> None:
    """Where these people live now. A question of its own: joined to theirs, it is planned badly after a big load."""
    if people:
        present = Membership.objects.visible_to(actor).filter(_any("person_id", list(people)), until__isnull=True)
        for person_id, family_id, relation in present.values_list("person_id", "family_id", "relation"):
            people[person_id].family_id, people[person_id].relation = family_id, relation


def _person(row: Sequence[Any], wanted: Wanted) -> KnownPerson:
    key, index, name, name_key, born, sex, state, *facts, family_id, relation = row
    known = dict(zip(wanted.member, facts, strict=True))
    return KnownPerson(key, index is not None, name, name_key, born, sex, state, family_id, relation, known)


def _families(
    actor: Actor, people: Iterable[KnownPerson], no_kks: Collection[str], wanted: Wanted
) -> dict[UUID, KnownFamily]:
    ids = {person.family_id for person in people if person.family_id is not None}
    kk_of = {cipher.blind_index(no_kk, cipher.NO_KK): no_kk for no_kk in no_kks}
    families = Family.objects.visible_to(actor).active()
    conditions = []
    if ids:
        conditions.append(_any("id", list(ids)))
    if kk_of:
        conditions.append(_any("no_kk_index", list(kk_of)))
    found: dict[UUID, KnownFamily] = {}
    for condition in conditions:
        for row in families.filter(condition).values_list(*FAMILY, *wanted.family):
            key, index, area_code, address, rt, rw, *facts = row
            same = kk_of.get(bytes(index), "") if index is not None else ""
            known = dict(zip(wanted.family, facts, strict=True))
            found.setdefault(key, KnownFamily(key, same, area_code, address, rt, rw, known))
    if found:
        _heads(actor, found)
    if wanted.receives and found:
        enrolments = Enrolment.objects.visible_to(actor).filter(_any("family_id", list(found)), state="active")
        for family_id, code, person_id in enrolments.values_list("family_id", "programme_id", "person_id"):
            found[family_id].receives.add((code, person_id))
    return found


def _heads(actor: Actor, families: Mapping[UUID, KnownFamily]) -> None:
    present = Membership.objects.visible_to(actor).filter(_any("family_id", list(families)), until__isnull=True)
    for family_id, person_id, relation in present.values_list("family_id", "person_id", "relation"):
        families[family_id].size += 1
        if relation == "head":
            families[family_id].head_id = person_id


class _AnyOf(Lookup):
    """`column = ANY(values)`: one parameter, whatever their number, written as an array by ourselves.

    The driver takes longer to write an array of ten thousand values than the server to look them up.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        kind = "bytea" if isinstance(self.rhs[0], bytes) else "uuid"
        return f"{left} = ANY(%s::{kind}[])", [*params, _array(self.rhs)]


def _any(field: str, values: list[bytes] | list[UUID]) -> _AnyOf:
    return _AnyOf(F(field), values)


def _array(values: list[bytes] | list[UUID]) -> str:
    """The text of an array of these values, of which there is at least one."""
    return "{" + ",".join('"\\\\x' + v.hex() + '"' if isinstance(v, bytes) else str(v) for v in values) + "}"


def _taken(indexes: list[bytes]) -> list[bytes]:
    if not indexes:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_niks_taken(%s::bytea[])", [_array(indexes)])
        return [bytes(row[0]) for row in cursor.fetchall()]
