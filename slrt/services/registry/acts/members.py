"""People who join, leave, or go from one family to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain.problems import Problem, Refused
from slrt.domain.registry.kinds import LEAVING
from slrt.reads import registry as registry_reads
from slrt.services.registry.acts.asking import Asked, next_head_needed
from slrt.services.registry.acts.writing import Writing, join, leave, next_position, succeed, touched
from slrt.services.registry.check import DraftMember
from slrt.services.registry.inputs import UNKNOWN, NewMember
from slrt.services.registry.members import CAUSES, read_new_member
from slrt.services.registry.register import new_membership, new_person
from slrt.services.registry.values import named, typed
from slrt.store.registry.models import Membership, Person
from slrt.store.registry.plain import DOES_NOT_KNOW


class JoinAct:
    """`{"member": {"name", "nik", "facts": {...}}}`: somebody who is not in the register yet; also a newborn."""

    def read(self, asked: Asked) -> DraftMember:
        """The member with typed values; likely same people go to `asked.seen`. Raises Refused."""
        member = new_member(asked.wish.get("member") or {})
        draft, read = read_new_member(asked.actor, asked.family, member)
        checked = draft.checked()
        if checked.problems:
            raise Refused(*checked.problems)
        if asked.kind == "birth" and read.born is None:
            raise Refused(Problem("no_birth_date", "Isi tanggal lahir.", "Enter the birth date.", "birth_date"))
        asked.seen = checked
        return read

    def write(self, writing: Writing, asked: Asked, read: DraftMember) -> None:
        page = writing.page(asked.family.family.id)
        person = new_person(page.family, read, page.ledger, writing.change.id)
        person.save(force_insert=True)
        new_membership(page.family, person, read, next_position(page), page.ledger).save(force_insert=True)


@dataclass(frozen=True)
class _Leaving:
    membership: Membership
    on: date
    next_head: UUID | None


class LeaveAct:
    """`{"person", "on", "next_head"?}`: died, moved away, or not found, as the kind says."""

    def read(self, asked: Asked) -> _Leaving:
        membership, next_head = asked.member(), asked.optional_id("next_head")
        next_head_needed(asked.family, {membership.person_id}, next_head)
        return _Leaving(membership, asked.day(), next_head)

    def write(self, writing: Writing, asked: Asked, wanted: _Leaving) -> None:
        page = writing.page(asked.family.family.id)
        membership = next(m for m in page.here.memberships if m.person_id == wanted.membership.person_id)
        cause = LEAVING[asked.kind]
        page.ledger.person(membership.person, "presence", cause)
        if CAUSES[cause] != membership.person.state:
            page.ledger.state(membership.person, CAUSES[cause])
        leave(page, membership, wanted.on)
        touched(page, membership.person)
        succeed(page, wanted.next_head, {membership.person_id})


@dataclass(frozen=True)
class _Moving:
    person_id: UUID
    to_family: UUID
    relation: object
    on: date
    next_head: UUID | None


class MoveMemberAct:
    """`{"person", "to_family", "relation", "on", "next_head"?}`: the person leaves one family and joins another."""

    def read(self, asked: Asked) -> _Moving:
        membership, next_head = asked.member(), asked.optional_id("next_head")
        there = registry_reads.record_of(asked.actor, asked.id("to_family"))
        relation = relation_of(asked.wish.get("relation"))
        if there.family.id == asked.family.family.id:
            raise Refused(Problem("same_family", "Pilih keluarga lain.", "Choose another family.", "to_family"))
        if relation == "head" and any(each.relation == "head" for each in there.memberships):
            raise Refused(second_head("relation"))
        next_head_needed(asked.family, {membership.person_id}, next_head)
        return _Moving(membership.person_id, there.family.id, relation, asked.day(), next_head)

    def write(self, writing: Writing, asked: Asked, wanted: _Moving) -> None:
        writing.hold([asked.family.family.id, wanted.to_family])
        old, new = writing.page(asked.family.family.id), writing.page(wanted.to_family)
        membership = next(m for m in old.here.memberships if m.person_id == wanted.person_id)
        leave(old, membership, wanted.on)
        succeed(old, wanted.next_head, {wanted.person_id})
        join(new, membership.person, wanted.relation, wanted.on)


def new_member(raw: Mapping[str, Any]) -> NewMember:
    """The person of a wish; facts as in the vocabulary."""
    facts = {name: UNKNOWN if value == DOES_NOT_KNOW else value for name, value in (raw.get("facts") or {}).items()}
    return NewMember(name=str(raw.get("name") or ""), nik=str(raw.get("nik") or ""), facts=facts)


def relation_of(value: object) -> object:
    """How somebody stands to a head, typed; None while it is not known. Raises Refused."""
    return typed(named("member", "relation", "relation"), value or None, "relation")


def second_head(field: str) -> Problem:
    """A family cannot have two heads."""
    return Problem(
        "many_heads",
        "Keluarga ini sudah punya kepala keluarga. Pilih hubungan lain.",
        "This family has a head already. Choose another relation.",
        field,
    )


def active(person: Person) -> None:
    """Raise Refused for somebody who is not an active person of the register."""
    if person.state != "active":
        raise Refused(
            Problem(
                "not_active",
                f"{person.name} tidak lagi aktif dalam data.",
                f"{person.name} is no longer active in the register.",
                "person",
            )
        )
