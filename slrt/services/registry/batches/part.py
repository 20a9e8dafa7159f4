"""Writing one part of a list: rows, changes and events of many families in few statements.

The values go through the same ledger as any change, so history and stamps are those of a change made by hand.
"""

from collections.abc import Sequence
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.services.registry.batches.inputs import ImportedFamily, ImportedMember, PartDone
from slrt.services.registry.batches.present import Home, Present, present_of
from slrt.services.registry.batches.received import receive
from slrt.services.registry.check import Draft, DraftMember
from slrt.services.registry.facts import take_along
from slrt.services.registry.inputs import NewFamily
from slrt.services.registry.ledger import NUMBERED, Ledger
from slrt.services.registry.register import family_row, new_membership, new_person
from slrt.services.trail.record import Subject, prepared
from slrt.store.programmes.models import Enrolment
from slrt.store.registry import cipher
from slrt.store.registry.models import Batch, Change, Family, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls import copying


class Part:
    """One part while it is written; everything is kept in memory until `write` saves it at the end."""

    def __init__(self, actor: Actor, batch: Batch) -> None:
        self._actor, self._batch = actor, batch
        self._done = PartDone()
        self._new: list[Family | Person | Membership] = []
        self._old: dict[tuple[type, UUID], Family | Person | Membership] = {}
        self._changes: list[Change] = []
        self._events: list[Event] = []
        self._enrolments: list[Enrolment] = []
        self._moved: list[Family] = []
        self._today = clock.today()

    def write(self, families: Sequence[ImportedFamily]) -> PartDone:
        """Write the families of the part, inside the caller's transaction."""
        present = present_of(families)
        for family in families:
            home = present.homes.get(family.target) if family.target else None
            if home is None:
                self._write_new(family, present)
            else:
                self._write_known(family, home, present)
        self._save()
        return self._done

    def _ledger(self) -> Ledger:
        return Ledger(source=self._batch.source, channel="import")

    def _write_new(self, listed: ImportedFamily, present: Present) -> None:
        ledger = self._ledger()
        draft = Draft(facts=dict(listed.facts), texts=dict(listed.texts), no_kk=listed.no_kk)
        family = family_row(NewFamily(area_code=listed.area_code, members=()), draft, ledger, uuid7())
        self._new.append(family)
        home = Home(family, [])
        for member in listed.members:
            self._member(member, home, ledger, present)
        self._receive(listed, home, ledger)
        self._done.families_new += 1
        self._close(home, ledger, "new_family", 0)

    def _write_known(self, listed: ImportedFamily, home: Home, present: Present) -> None:
        ledger = self._ledger()
        family = home.family
        if family.area_code != listed.area_code:
            self._move_house(listed, home, ledger)
        for name, value in {**listed.texts, **listed.facts}.items():
            known = getattr(family, name)
            if value != "" and not _same(known, value):
                ledger.family(family, name, value)
        if listed.no_kk and not _has_number(family.no_kk_index, listed.no_kk, "no_kk"):
            ledger.family(family, "no_kk", listed.no_kk)
        for member in sorted(listed.members, key=lambda each: each.relation == "head"):
            self._member(member, home, ledger, present)
        self._receive(listed, home, ledger)
        if ledger.items:
            family.version += 1
            family.updated_at = ledger.at
            self._touch(family)
            self._done.families_changed += 1
            self._close(home, ledger, "facts", family.version - 1)

    def _move_house(self, listed: ImportedFamily, home: Home, ledger: Ledger) -> None:
        ledger.area(home.family, listed.area_code)
        self._moved.append(home.family)
        for membership in home.memberships:
            membership.area_code = membership.person.area_code = listed.area_code
            self._touch(membership, membership.person)

    def _member(self, member: ImportedMember, home: Home, ledger: Ledger, present: Present) -> None:
        """Make the person, bring them from their old family, or give them their new values."""
        if member.person_id is None:
            self._make(member, home, ledger)
            return
        membership = home.membership_of(member.person_id)
        if membership is None:
            membership = self._bring(member, home, ledger, present)
        if membership is not None:
            self._give(member, membership, ledger)

    def _make(self, member: ImportedMember, home: Home, ledger: Ledger) -> None:
        facts = dict(member.facts)
        if member.relation is not None:
            facts["relation"] = member.relation
        draft = DraftMember(name=member.name, nik=member.nik, facts=facts)
        person = new_person(home.family, draft, ledger, uuid7())
        membership = new_membership(home.family, person, draft, home.next_position(), ledger)
        member.person_id = person.id
        home.memberships.append(membership)
        self._new += [person, membership]
        self._done.people_new += 1

    def _bring(self, member: ImportedMember, home: Home, ledger: Ledger, present: Present) -> Membership | None:
        """A person of another family joins this one; the head of others stays there, for somebody to decide."""
        person = present.people.get(member.person_id) if member.person_id else None
        old = present.home_of(person.id) if person else None
        if person is None or (old is not None and old.is_head_of_others(person.id)):
            self._done.not_moved += 1
            return None
        if old is not None:
            self._take_out(person, old)
        membership = new_membership(home.family, person, DraftMember(name=""), home.next_position(), ledger)
        ledger.carried(person)
        home.memberships.append(membership)
        person.area_code = home.family.area_code
        self._new.append(membership)
        self._touch(person)
        self._done.people_moved += 1
        return membership

    def _take_out(self, person: Person, old: Home) -> None:
        ledger = self._ledger()
        membership = old.membership_of(person.id)
        if membership is None:
            return
        ledger.membership(membership, until=max(self._today, membership.starts_on))
        old.memberships.remove(membership)
        self._touch(membership)
        if not old.memberships:
            ledger.state(old.family, "closed")
        old.family.version += 1
        self._touch(old.family)
        self._close(old, ledger, "move_member", old.family.version - 1)

    def _give(self, member: ImportedMember, membership: Membership, ledger: Ledger) -> None:
        """The values that are other than what stands; a NIK that was lacking is filled in."""
        person = membership.person
        before = len(ledger.items)
        values = {"name": member.name, **member.facts}
        for name, value in values.items():
            known = getattr(person, name)
            if name != "relation" and not _same(known, value):
                ledger.person(person, name, value)
        if member.nik and person.nik_index is None:
            ledger.person(person, "nik", member.nik)
            ledger.person(person, "nik_status", "unchecked")
        if member.relation is not None and member.relation != membership.relation:
            ledger.relation(membership, person, member.relation)
            self._touch(membership)
        if len(ledger.items) > before:
            person.version += 1
            person.updated_at = ledger.at
            self._touch(person)

    def _receive(self, listed: ImportedFamily, home: Home, ledger: Ledger) -> None:
        self._enrolments += receive(listed, home, ledger, self._today)

    def _close(self, home: Home, ledger: Ledger, kind: str, base_version: int) -> None:
        family = home.family
        self._changes.append(
            copying.fresh(
                Change,
                id=ledger.id,
                kind=kind,
                route="import",
                family_id=family.id,
                area_code=family.area_code,
                base_version=base_version,
                version=family.version,
                items=ledger.items,
                state="applied",
                channel="import",
                source=ledger.source,
                batch_id=self._batch.id,
                by_id=self._actor.user_id,
                at=ledger.at,
            )
        )
        subject = Subject("family", family.id, family.area_code, family.id)
        after = {"change": str(ledger.id), "facts": len(ledger.items), "source": ledger.source}
        self._events.append(prepared(self._actor, "family.import", subject, after=after))

    def _touch(self, *rows: Family | Person | Membership) -> None:
        for row in rows:
            self._old[type(row), row.id] = row

    def _save(self) -> None:
        """What ends comes before what begins: a person may have one open membership at any moment."""
        fresh = {id(row) for row in self._new}
        old = [row for row in self._old.values() if id(row) not in fresh]
        for model in (Family, Person):
            copying.update([row for row in old if type(row) is model])
        memberships = [row for row in old if isinstance(row, Membership)]
        copying.update([row for row in memberships if row.until is not None])
        copying.update([row for row in memberships if row.until is None and row.relation != "head"])
        copying.update([row for row in memberships if row.until is None and row.relation == "head"])
        for kind in (Family, Person, Membership):
            copying.insert([row for row in self._new if type(row) is kind])
        for family in self._moved:
            take_along(family)
        copying.insert(self._enrolments)
        copying.insert(self._changes)
        copying.insert(self._events)


def _same(known: object, value: object) -> bool:
    """Whether the list says what stands there. Capitals alone are no news: ministries write everything in them."""
    if isinstance(known, str) and isinstance(value, str):
        return known.casefold() == value.casefold()
    return (frozenset(known) if isinstance(known, list) else known) == value


def _has_number(index: bytes | memoryview | None, number: str, stem: str) -> bool:
    return index is not None and bytes(index) == cipher.blind_index(number, NUMBERED[stem])
