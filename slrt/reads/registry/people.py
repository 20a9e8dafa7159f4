"""Finding people: by number, by name with typing errors, and those who may be the same as somebody before us."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from rapidfuzz import fuzz

from slrt.domain.access import Actor
from slrt.domain.identity import mask
from slrt.domain.names import name_key
from slrt.store.registry import cipher
from slrt.store.registry.models import Membership, Person

LIKE_NAME = 80.0
"""Two names on the same birth date may be one person from this likeness on (0 to 100, order of words left aside)."""

MOST_ALIKE = 5


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """One person in a list. `family_id` is None for somebody without an open membership."""

    person_id: UUID
    name: str
    birth_date: date | None
    sex: str | None
    nik_masked: str
    area_code: str
    state: str
    family_id: UUID | None = None
    relation: str | None = None
    head_name: str = ""


def niks_taken(niks: Iterable[str]) -> frozenset[str]:
    """Which of these NIKs an active person anywhere in the country has; never says who or where."""
    by_index = {cipher.blind_index(nik, cipher.NIK): nik for nik in niks}
    if not by_index:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_niks_taken(%s)", [list(by_index)])
        return frozenset(by_index[bytes(row[0])] for row in cursor.fetchall())


def people_with_niks(actor: Actor, niks: Iterable[str]) -> dict[str, list[PersonLine]]:
    """People in the actor's scope by exactly these NIKs."""
    by_index = {cipher.blind_index(nik, cipher.NIK): nik for nik in niks}
    people = list(Person.objects.visible_to(actor).filter(nik_index__in=list(by_index)).exclude(state="merged"))
    found: dict[str, list[PersonLine]] = {}
    for person, line in zip(people, lines(actor, people), strict=True):
        found.setdefault(by_index[bytes(person.nik_index)], []).append(line)
    return found


def people_like(actor: Actor, wanted: Sequence[tuple[str, date]]) -> list[list[PersonLine]]:
    """For each name and birth date: people in the actor's scope born that day with a like name, likest first."""
    born = {day for _, day in wanted}
    same_day = (
        list(Person.objects.visible_to(actor).filter(birth_date__in=born).exclude(state="merged")) if born else []
    )
    matches = [_likest(name_key(name), day, same_day) for name, day in wanted]
    shown = {line.person_id: line for line in lines(actor, {p.id: p for row in matches for p in row}.values())}
    return [[shown[person.id] for person in row] for row in matches]


def _likest(key: str, born: date, people: list[Person]) -> list[Person]:
    scored = [(_likeness(key, person.name_key), person) for person in people if person.birth_date == born]
    alike = [pair for pair in scored if pair[0] >= LIKE_NAME]
    return [person for _, person in sorted(alike, key=lambda pair: (-pair[0], pair[1].name))[:MOST_ALIKE]]


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return max(fuzz.token_sort_ratio(one, other), fuzz.token_set_ratio(one, other))


def heads_with_kk(actor: Actor, no_kk: str) -> list[PersonLine]:
    """Heads of the active families in the actor's scope with this nomor KK."""
    index = cipher.blind_index(no_kk, cipher.NO_KK)
    heads = Person.objects.visible_to(actor).filter(
        memberships__until__isnull=True,
        memberships__relation="head",
        memberships__family__no_kk_index=index,
        memberships__family__state="active",
    )
    return lines(actor, heads)


def lines(actor: Actor, people: Iterable[Person]) -> list[PersonLine]:
    """The people, in the order given, each with the family it belongs to now and that family's head."""
    people = list(people)
    open_ones = Membership.objects.visible_to(actor).filter(until__isnull=True)
    own = {m.person_id: m for m in open_ones.filter(person__in=people)}
    heads = dict(
        open_ones.filter(family__in={m.family_id for m in own.values()}, relation="head").values_list(
            "family_id", "person__name"
        )
    )
    return [_line(person, own.get(person.id), heads) for person in people]


def head_name(family_id: UUID) -> str:
    """The name of a family's head, "" where it is not visible here."""
    name = (
        Membership.objects.filter(family_id=family_id, until__isnull=True, relation="head")
        .values_list("person__name", flat=True)
        .first()
    )
    return name or ""


def nik_masked(person: Person) -> str:
    """`1906••••••••0012`, or "" for somebody without a NIK."""
    if person.nik_cipher is None:
        return ""
    return mask(cipher.unseal(person.nik_cipher, cipher.NIK, person.id))


def has_nik(person: Person, nik: str) -> bool:
    """Whether this is the person's own NIK."""
    return person.nik_index is not None and bytes(person.nik_index) == cipher.blind_index(nik, cipher.NIK)


def _line(person: Person, membership: Membership | None, heads: dict[UUID, str]) -> PersonLine:
    return PersonLine(
        person_id=person.id,
        name=person.name,
        birth_date=person.birth_date,
        sex=person.sex,
        nik_masked=nik_masked(person),
        area_code=person.area_code,
        state=person.state,
        family_id=membership.family_id if membership else None,
        relation=membership.relation if membership else None,
        head_name=heads.get(membership.family_id, "") if membership else "",
    )
