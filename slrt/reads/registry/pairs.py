"""Likely duplicates: the queue, and two people side by side with what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from slrt.domain import areas
from slrt.domain.access import Actor
from slrt.domain.duplicates import GROUNDS
from slrt.domain.problems import NotFound
from slrt.domain.rules.facts import Bilingual, catalogue
from slrt.reads import areas as area_reads
from slrt.reads.registry.people import PersonLine, lines
from slrt.reads.registry.words import words_of
from slrt.store.registry.facts import stored
from slrt.store.registry.models import DuplicatePair, Membership, Person

PAGE_LENGTH = 25
STATES = ("open", "same", "different")

NAME = Bilingual("Nama", "Name")
NIK = Bilingual("NIK", "NIK")


@dataclass(frozen=True)
class PairLine:
    """One pair in the queue; `score` is a likelihood from 0 to 1."""

    id: UUID
    score: float
    state: str
    one: PersonLine
    other: PersonLine
    place: str


@dataclass(frozen=True)
class Contrast:
    """One fact of both people. `may_choose` when they differ and both are known."""

    fact: str
    label: Bilingual
    one: Bilingual
    other: Bilingual
    differs: bool
    may_choose: bool
    from_one: bool


@dataclass(frozen=True)
class Side:
    """One of the two: who, in which family, beside whom."""

    line: PersonLine
    place: str
    family_members: tuple[tuple[UUID, str], ...]
    needs_next_head: bool


@dataclass(frozen=True)
class PairPage:
    """Two people side by side."""

    row: DuplicatePair
    one: Side
    other: Side
    contrasts: tuple[Contrast, ...]
    grounds: tuple[Bilingual, ...]
    together: int
    """Open pairs between the two families, this one among them: more than one hints at a family registered twice."""

    @property
    def differing(self) -> tuple[Contrast, ...]:
        return tuple(each for each in self.contrasts if each.differs)

    @property
    def clashing(self) -> tuple[Contrast, ...]:
        """What is known of both, and not the same."""
        return tuple(each for each in self.contrasts if each.may_choose)

    @property
    def in_both(self) -> tuple[Contrast, ...]:
        """Known of both people; what differs comes first, after the name and the NIK."""
        first = [each for each in self.contrasts if each.fact in ("name", "nik")]
        rest = [each for each in self.contrasts if each not in first and not (each.differs and not each.may_choose)]
        return (*first, *sorted(rest, key=lambda each: not each.differs))

    @property
    def in_one(self) -> tuple[Contrast, ...]:
        """Known of one of them only."""
        return tuple(each for each in self.contrasts if each.fact != "nik" and each.differs and not each.may_choose)


def pairs(actor: Actor, *, state: str = "open", area_code: str = "", page: int = 1) -> "Page[Any]":
    """Pairs the actor reaches, likeliest first; the page's `lines` are `PairLine`s."""
    rows = DuplicatePair.objects.visible_to(actor).filter(state=state if state in STATES else "open")
    if area_code:
        bounds = areas.bounds(area_code)
        rows = rows.filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    found = Paginator(rows.order_by("-score", "id"), PAGE_LENGTH).get_page(page)
    found.lines = _lines(actor, list(found.object_list))  # type: ignore[attr-defined] # read by the template
    return found


def waiting(actor: Actor) -> int:
    """How many pairs wait for somebody in the actor's area."""
    return DuplicatePair.objects.visible_to(actor).filter(state="open").count()


def pair_page(actor: Actor, pair_id: UUID) -> PairPage:
    """Both people in full. Raises NotFound outside the actor's scope."""
    row = DuplicatePair.objects.visible_to(actor).filter(id=pair_id).first()
    if row is None:
        raise NotFound(f"no pair {pair_id}")
    people = {
        person.id: person for person in Person.objects.visible_to(actor).filter(id__in=(row.one_id, row.other_id))
    }
    if len(people) < 2:
        raise NotFound(f"not both people of {pair_id} are seen here")
    one, other = people[row.one_id], people[row.other_id]
    first, second = lines(actor, [one, other])
    return PairPage(
        row=row,
        one=_side(actor, first),
        other=_side(actor, second),
        contrasts=_contrasts(one, other, first, second),
        grounds=_grounds(row.grounds),
        together=len(between(actor, first.family_id, second.family_id)),
    )


def between(actor: Actor, mine: UUID | None, theirs: UUID | None) -> list[tuple[UUID, UUID, UUID]]:
    """Open pairs between two families: (pair, person of the first, person of the second)."""
    if mine is None or theirs is None or mine == theirs:
        return []
    members = Membership.objects.visible_to(actor).filter(family_id__in=(mine, theirs), until__isnull=True)
    home = dict(members.values_list("person_id", "family_id"))
    rows = DuplicatePair.objects.visible_to(actor).filter(state="open", one_id__in=home, other_id__in=home)
    found = []
    for row in rows.order_by("-score"):
        pair = sorted((row.one_id, row.other_id), key=lambda person: home[person] != mine)
        if home[pair[0]] == mine and home[pair[1]] == theirs:
            found.append((row.id, pair[0], pair[1]))
    return found


def _lines(actor: Actor, rows: list[DuplicatePair]) -> list[PairLine]:
    ids = {key for row in rows for key in (row.one_id, row.other_id)}
    people = list(Person.objects.visible_to(actor).filter(id__in=ids))
    shown = {line.person_id: line for line in lines(actor, people)}
    names = {row.area_code: area_reads.path_names(row.area_code) for row in rows}
    return [
        PairLine(
            row.id, row.score, row.state, shown[row.one_id], shown[row.other_id], ", ".join(names[row.area_code][-2:])
        )
        for row in rows
        if row.one_id in shown and row.other_id in shown
    ]


def _side(actor: Actor, line: PersonLine) -> Side:
    beside = Membership.objects.visible_to(actor).filter(family_id=line.family_id, until__isnull=True)
    rows = list(beside.select_related("person")) if line.family_id else []
    others = tuple((row.person_id, row.person.name) for row in rows if row.person_id != line.person_id)
    is_head = any(row.person_id == line.person_id and row.relation == "head" for row in rows)
    return Side(line, ", ".join(area_reads.path_names(line.area_code)[-2:]), others, is_head and bool(others))


def _contrasts(one: Person, other: Person, first: PersonLine, second: PersonLine) -> tuple[Contrast, ...]:
    rows = [
        _contrast("name", NAME, one.name, other.name, words_of("member", "name", one.name), _text(other.name)),
        _contrast("nik", NIK, one.nik_index, other.nik_index, _text(first.nik_masked), _text(second.nik_masked)),
    ]
    for fact in stored("member"):
        if fact.name in ("relation", "nik_status"):
            continue
        mine, theirs = getattr(one, fact.name), getattr(other, fact.name)
        if mine is not None or theirs is not None:
            label = catalogue().get("member", fact.name).label
            words = words_of("member", fact.name, mine), words_of("member", fact.name, theirs)
            rows.append(_contrast(fact.name, label, mine, theirs, *words))
    return tuple(rows)


def _contrast(fact: str, label: Bilingual, mine: Any, theirs: Any, one: Bilingual, other: Bilingual) -> Contrast:
    differs = _plain(mine) != _plain(theirs)
    both = mine not in (None, "") and theirs not in (None, "")
    return Contrast(fact, label, one, other, differs, differs and both, mine not in (None, ""))


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _text(value: str) -> Bilingual:
    return Bilingual(value or "belum ada", value or "none yet")


def _grounds(grounds: Sequence[str] | Mapping[str, Any]) -> tuple[Bilingual, ...]:
    codes = grounds.get("codes", []) if isinstance(grounds, Mapping) else grounds
    return tuple(Bilingual(*GROUNDS[code]) for code in codes if code in GROUNDS)
