"""Rows of one nomor KK become a checked family: its head, whom of the register it is about, what would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from slrt.domain.identity import age_on
from slrt.domain.names import name_key
from slrt.domain.rules.record import MEMBER_LIMIT
from slrt.exchange.imports.faults import fault
from slrt.exchange.imports.members import RowReader
from slrt.exchange.imports.outcomes import CheckedFamily, CheckedMember, Outcome
from slrt.reads.registry.known import Known, KnownFamily, KnownPerson, alike

PARENT_FROM = 12
"""Years between a parent and a child below which one of the two birth dates is likely wrong."""


@dataclass(frozen=True)
class Columns:
    """How the layout calls what the checks of a family speak of."""

    nik: str
    name: str
    born: str
    relation: str
    area: str


class FamilyCheck:
    """Checks the families of one batch against what is known of the register."""

    def __init__(self, known: Known, columns: Columns, rows: RowReader) -> None:
        self._known, self._columns, self._rows = known, columns, rows
        self._people: dict[int, KnownPerson] = {}
        self._ids: set[UUID] = set()

    def owners(self, members: Sequence[CheckedMember]) -> None:
        """Find by NIK whom each row is about; a NIK that is somebody else's makes the row a duplicate."""
        for member in members:
            if not member.nik or not member.taken:
                continue
            if member.nik in self._known.elsewhere:
                self._duplicate(member, "nik_elsewhere")
                continue
            person = self._known.people.get(member.nik)
            if person is None:
                continue
            same_name = person.name.casefold() == member.name.casefold() or alike(
                name_key(member.name), person.name_key
            )
            same_day = person.birth_date is None or person.birth_date == member.birth_date
            if not same_name and not same_day:
                self._duplicate(member, "nik_of_another")
                continue
            self._found(member, person)
            if not same_name:
                member.warnings.append(fault("name_differs", self._columns.name, member.name))
            if not same_day:
                member.warnings.append(fault("birth_date_differs", self._columns.born, str(member.birth_date)))

    def family(self, no_kk: str, members: list[CheckedMember]) -> CheckedFamily:
        """The family of these rows, with the outcome of each."""
        family = CheckedFamily(no_kk, members)
        self._head(family)
        if family.head is None:
            return family
        self._plausible(family, family.head)
        target = self._target(family, family.head)
        family.target = target.id if target else None
        if target:
            self._by_name(family, target)
            self._present_head(family, family.head, target)
        elif family.head.stays:
            self._stop(members, "head_not_active")
            family.head = None
            return family
        for member in members:
            if member.taken:
                member.outcome = self._compared(family, member, target)
        return family

    def waiting(self, members: Sequence[CheckedMember]) -> bool:
        """Whether some row can only be found by name among the people of a registered family."""
        return any(member.taken and member.row not in self._people for member in members)

    def near(self, no_kk: str, members: Sequence[CheckedMember]) -> list[KnownFamily]:
        """Registered families these rows may be about: of those found by NIK, and with the same nomor KK."""
        found = {family.id: family for family in self._known.by_kk.get(no_kk, ())}
        for member in members:
            person = self._people.get(member.row)
            family = self._known.families.get(person.family_id) if person and person.family_id else None
            if family is not None:
                found[family.id] = family
        return list(found.values())

    def _found(self, member: CheckedMember, person: KnownPerson) -> None:
        self._people[member.row] = person
        self._ids.add(person.id)
        member.person_id = person.id
        if not person.active:
            member.stays = True
            member.warnings.append(fault("not_active", self._columns.nik, member.nik))

    def _duplicate(self, member: CheckedMember, code: str) -> None:
        member.outcome = Outcome.DUPLICATE
        member.faults.append(fault(code, self._columns.nik, member.nik))

    def _head(self, family: CheckedFamily) -> None:
        """Find the one head, or leave the rows for the rejects file."""
        heads = [member for member in family.members if member.relation == "head"]
        taken = [member for member in heads if member.taken]
        if len(family.members) > MEMBER_LIMIT:
            self._stop(family.members, "too_many_members")
            return
        if len(taken) == 1:
            family.head = taken[0]
            family.texts, faults = self._rows.home(taken[0])
            if not faults:
                return
            taken[0].faults.extend(faults)
            taken[0].outcome = Outcome.INVALID
            family.head = None
        if len(taken) > 1:
            self._stop(family.members, "many_heads")
        elif not heads:
            self._stop(family.members, "no_head")
        else:
            invalid = any(head.outcome is Outcome.INVALID for head in heads)
            stopped = family.members if invalid else [m for m in family.members if m.taken]
            self._stop([member for member in stopped if member.relation != "head"], "head_not_taken")

    def _stop(self, members: Sequence[CheckedMember], code: str) -> None:
        for member in members:
            if member.outcome is not Outcome.INVALID:
                member.outcome = Outcome.INVALID
                member.faults.insert(0, fault(code, self._columns.relation, ""))

    def _target(self, family: CheckedFamily, head: CheckedMember) -> KnownFamily | None:
        """The registered family: the head's; without him the one with the same nomor KK in which somebody is found."""
        person = self._people.get(head.row)
        if person is not None and person.family_id is not None:
            return self._known.families.get(person.family_id)
        near = self.near(family.no_kk, family.members)
        for one in near:
            if one.same_kk and any(self._is_of(member, one) for member in family.members):
                return one
        return None

    def _present_head(self, family: CheckedFamily, head: CheckedMember, target: KnownFamily) -> None:
        """A registered head whom the file leaves out stays head: a list ends nothing that it does not name."""
        listed = {member.person_id for member in family.members if member.taken and not member.stays}
        if target.head_id is None or target.head_id in listed or head.stays:
            return
        person = self._people.get(head.row)
        head.relation = (person.relation or "") if person and person.family_id == target.id else ""
        head.warnings.append(fault("other_head", self._columns.relation, "head"))

    def _is_of(self, member: CheckedMember, family: KnownFamily) -> bool:
        person = self._people.get(member.row)
        return person.family_id == family.id if person else self._named(member, family) is not None

    def _by_name(self, family: CheckedFamily, target: KnownFamily) -> None:
        """Rows without a known NIK: by name and birth date within the family."""
        for member in family.members:
            if member.taken and member.row not in self._people:
                person = self._named(member, target)
                if person is not None and person.id not in self._ids:
                    self._found(member, person)

    @staticmethod
    def _named(member: CheckedMember, family: KnownFamily) -> KnownPerson | None:
        for person in family.members:
            fits = person.birth_date == member.birth_date and not (member.nik and person.has_nik)
            if fits and alike(name_key(member.name), person.name_key):
                return person
        return None

    def _compared(self, family: CheckedFamily, member: CheckedMember, target: KnownFamily | None) -> Outcome:
        person = self._people.get(member.row)
        if person is None:
            return Outcome.NEW
        if person.active and self._heads_others(person, target):
            member.stays = True
            member.warnings.append(fault("head_of_others", self._columns.relation, member.relation))
        if member.stays:
            return Outcome.UNCHANGED
        changed = (
            target is None
            or person.family_id != target.id
            or _person_changes(person, member)
            or _receipts_change(target, person, member)
            or (member is family.head and _family_changes(target, family, member))
        )
        return Outcome.CHANGED if changed else Outcome.UNCHANGED

    def _heads_others(self, person: KnownPerson, target: KnownFamily | None) -> bool:
        home = self._known.families.get(person.family_id) if person.family_id else None
        return home is not None and home is not target and home.head_id == person.id and home.size > 1

    def _plausible(self, family: CheckedFamily, head: CheckedMember) -> None:
        days: dict[Any, CheckedMember] = {}
        for member in family.members:
            if not member.taken or member.birth_date is None:
                continue
            if member.area_code != head.area_code:
                member.warnings.append(fault("village_differs", self._columns.area, member.area_code))
            if member is not head:
                for code in _odd(member, head):
                    member.warnings.append(fault(code, self._columns.relation, member.relation))
            twin = days.setdefault(member.birth_date, member)
            if twin is not member and alike(name_key(twin.name), name_key(member.name)):
                member.warnings.append(fault("likely_same", self._columns.name, member.name))


def _odd(member: CheckedMember, head: CheckedMember) -> Iterator[str]:
    born, of_head = member.birth_date, head.birth_date
    if born is None or of_head is None:
        return
    if member.relation == "child" and age_on(of_head, born) < PARENT_FROM:
        yield "child_older"
    if member.relation == "parent" and age_on(born, of_head) < PARENT_FROM:
        yield "parent_younger"
    if member.relation == "spouse" and member.facts.get("sex") == head.facts.get("sex"):
        yield "spouse_same_sex"


def _person_changes(person: KnownPerson, member: CheckedMember) -> bool:
    if person.name.casefold() != member.name.casefold() or person.birth_date != member.birth_date:
        return True
    if (person.relation or "") != member.relation or (member.nik != "" and not person.has_nik):
        return True
    known = person.facts
    return any(
        (person.sex if name == "sex" else known.get(name)) != value
        for name, value in member.facts.items()
        if name != "relation"
    )


def _receipts_change(target: KnownFamily, person: KnownPerson, member: CheckedMember) -> bool:
    told = {code for code, whose in target.receives if whose in (None, person.id)}
    return not (member.receives or frozenset()) <= told


def _family_changes(target: KnownFamily, family: CheckedFamily, head: CheckedMember) -> bool:
    if target.same_kk != family.no_kk or target.area_code != head.area_code:
        return True
    if any(getattr(target, name).casefold() != text.casefold() for name, text in family.texts.items()):
        return True
    return any(target.facts.get(name) != value for name, value in head.family_facts.items())
