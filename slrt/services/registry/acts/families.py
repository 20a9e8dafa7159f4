"""Whole families: a new one, one that splits, two that are one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID, uuid5

from slrt.domain.problems import Problem, Refused
from slrt.reads import registry as registry_reads
from slrt.services.registry.acts.asking import Asked, as_id, ids, lacking, membership_of, next_head_needed
from slrt.services.registry.acts.members import new_member, relation_of, second_head
from slrt.services.registry.acts.people import Merging, merge_into
from slrt.services.registry.acts.writing import Page, Writing, join, leave, succeed
from slrt.services.registry.check import Draft, check_area, read_draft
from slrt.services.registry.inputs import UNKNOWN, NewFamily
from slrt.services.registry.ledger import Ledger
from slrt.services.registry.numbers import checked_kk
from slrt.services.registry.register import write_new_family
from slrt.services.registry.texts import TEXT_FIELDS, checked_text
from slrt.store.registry.facts import stored
from slrt.store.registry.models import Family, Membership
from slrt.store.registry.plain import DOES_NOT_KNOW

_PLAIN = tuple(f.name for f in fields(NewFamily) if f.name not in ("area_code", "members", "facts"))


class NewFamilyAct:
    """`{"members": [...], "facts": {...}, "no_kk", "address", ...}` at the change's area."""

    def read(self, asked: Asked) -> tuple[NewFamily, Draft]:
        """The family with typed values; warnings and likely same people go to `asked.seen`. Raises Refused."""
        new = _new_family(asked)
        draft = read_draft(asked.actor, new)
        asked.seen = draft.checked()
        if draft.problems:
            raise Refused(*draft.problems)
        return new, draft

    def write(self, writing: Writing, asked: Asked, wanted: tuple[NewFamily, Draft]) -> None:
        new, draft = wanted
        ledger = writing.ledger_of_new(writing.change.id)
        family, _ = write_new_family(new, draft, ledger, writing.change.id)
        family.version = 0
        writing.born(family, ledger)


def _new_family(asked: Asked) -> NewFamily:
    wish = asked.wish
    facts = {name: UNKNOWN if value == DOES_NOT_KNOW else value for name, value in (wish.get("facts") or {}).items()}
    plain = {name: wish[name] for name in _PLAIN if wish.get(name) not in (None, "")}
    members = [new_member(member) for member in wish.get("members") or []]
    return NewFamily(area_code=asked.area_code, members=members, facts=facts, **plain)


@dataclass(frozen=True)
class _Split:
    people: list[UUID]
    head: UUID
    relations: Mapping[UUID, object]
    area_code: str
    texts: Mapping[str, str]
    no_kk: str
    next_head: UUID | None


class SplitAct:
    """`{"people", "head", "relations"?, "area_code"?, "address"?, "no_kk"?, "next_head"?}`: some begin a family.

    The facts of the old house do not come along: they belong to the house, not to who left it.
    """

    def read(self, asked: Asked) -> _Split:
        people = ids(asked.wish.get("people") or [], "people")
        if not people:
            raise Refused(lacking("people"))
        members = {membership_of(asked.family, each).person_id for each in people}
        head = asked.id("head")
        if head not in members:
            raise Refused(lacking("head"))
        if len(members) == len(asked.family.memberships):
            raise Refused(_nobody_stays())
        next_head = asked.optional_id("next_head")
        next_head_needed(asked.family, members, next_head)
        area_code = asked.text("area_code") or asked.family.family.area_code
        problem = check_area(area_code)
        if problem:
            raise Refused(problem)
        relations = _relations(asked.wish.get("relations") or {}, members - {head})
        return _Split(
            people, head, relations, area_code, _texts(asked.wish), checked_kk(asked.text("no_kk")), next_head
        )

    def write(self, writing: Writing, asked: Asked, wanted: _Split) -> None:
        old = writing.page(asked.family.family.id)
        new = _begin(writing, old.family, wanted)
        for person_id in sorted(wanted.people, key=lambda each: each != wanted.head):
            membership = membership_of(old.here, person_id)
            leave(old, membership, old.ledger.at.date())
            relation = "head" if person_id == wanted.head else wanted.relations.get(person_id)
            join(new, membership.person, relation, old.ledger.at.date())
        succeed(old, wanted.next_head, set(wanted.people))


def _begin(writing: Writing, old: Family, wanted: _Split) -> Page:
    """The row of the family that splits off, saved, with nobody in it yet."""
    family_id = uuid5(writing.change.id, "split")  # follows from the change: applied twice, it still makes only one
    ledger: Ledger = writing.ledger_of_new(family_id)
    family = Family(
        id=family_id,
        area_code=wanted.area_code,
        synthetic=old.synthetic,
        version=0,
        created_at=ledger.at,
        updated_at=ledger.at,
    )
    ledger.area(family)
    for name, value in wanted.texts.items():
        if value:
            ledger.family(family, name, value)
    if wanted.no_kk:
        ledger.family(family, "no_kk", wanted.no_kk)
    family.version = 1
    family.save(force_insert=True)
    family.version = 0
    return writing.born(family, ledger)


def _texts(wish: Mapping[str, Any]) -> dict[str, str]:
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for name in TEXT_FIELDS:
        texts[name], found = checked_text(name, wish.get(name))
        problems += found
    if problems:
        raise Refused(*problems)
    return texts


def _relations(raw: Mapping[str, object], members: set[UUID]) -> dict[UUID, object]:
    relations = {as_id(person, "relations"): relation_of(value) for person, value in raw.items()}
    if "head" in [relation for person, relation in relations.items() if person in members]:
        raise Refused(second_head("relations"))
    return relations


def _nobody_stays() -> Problem:
    return Problem(
        "nobody_stays",
        "Sedikitnya satu orang harus tetap. Bila semua pindah, pakai “Keluarga pindah”.",
        "At least one person must stay. If all move, use “Family moved”.",
        "people",
    )


@dataclass(frozen=True)
class _Union:
    other: registry_reads.Recorded
    same: Sequence[tuple[UUID, UUID]]
    relations: Mapping[UUID, object]
    choose: frozenset[str]


class MergeFamiliesAct:
    """`{"other", "same"?: [[mine, theirs]], "relations"?, "choose"?: [facts]}`: the other family ends in this one.

    `same` names people registered in both; the others come over. `choose` names facts taken from the other family;
    what this one does not know is taken anyway.
    """

    def read(self, asked: Asked) -> _Union:
        other = registry_reads.record_of(asked.actor, asked.id("other"))
        if other.family.id == asked.family.family.id:
            raise Refused(Problem("same_family", "Pilih keluarga lain.", "Choose another family.", "other"))
        pairs = [(as_id(mine, "same"), as_id(theirs, "same")) for mine, theirs in asked.wish.get("same") or []]
        for mine, theirs in pairs:
            membership_of(asked.family, mine)
            membership_of(other, theirs)
        coming = {each.person_id for each in other.memberships} - {theirs for _, theirs in pairs}
        relations = _relations(asked.wish.get("relations") or {}, coming)
        return _Union(other, pairs, relations, frozenset(asked.wish.get("choose") or []))

    def write(self, writing: Writing, asked: Asked, wanted: _Union) -> None:
        writing.hold([asked.family.family.id, wanted.other.family.id])
        kept, gone = writing.page(asked.family.family.id), writing.page(wanted.other.family.id)
        theirs_of = {theirs: mine for mine, theirs in wanted.same}
        on = kept.ledger.at.date()
        for membership in sorted(gone.here.memberships, key=lambda each: each.relation == "head"):
            if membership.person_id in theirs_of:
                mine = membership_of(kept.here, theirs_of[membership.person_id]).person
                merge_into(kept, gone, Merging(mine, membership.person, frozenset()))
                leave(gone, membership, on)
            else:
                relation = wanted.relations.get(membership.person_id) or _not_head(membership)
                leave(gone, membership, on)
                join(kept, membership.person, relation, on)
        _take_facts(kept, gone.family, wanted.choose)
        gone.ledger.merged(gone.family, kept.family)


def _not_head(membership: Membership) -> object:
    return None if membership.relation == "head" else membership.relation


def _take_facts(kept: Page, other: Family, choose: frozenset[str]) -> None:
    names = [fact.name for fact in stored("family")] + ["address", "rt", "rw", "phone"]
    for name in names:
        mine, theirs = getattr(kept.family, name), getattr(other, name)
        is_better = theirs not in (None, "") and (mine in (None, "") or name in choose)
        if is_better and mine != theirs:
            kept.ledger.family(kept.family, name, frozenset(theirs) if isinstance(theirs, list) else theirs)
