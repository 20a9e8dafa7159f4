"""The only hand that writes facts: each value goes to its column, its stamp and the change, together.

So the rows can always be made again from their changes (`reads.registry.replay`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.names import name_key
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.views import Unknown
from slrt.store.registry import cipher
from slrt.store.registry.facts import stored
from slrt.store.registry.models import Change, Family, Membership, Person
from slrt.store.registry.plain import DOES_NOT_KNOW, SEALED, from_json, to_json

FAMILY, MEMBER, MEMBERSHIP = "family", "member", "membership"
"""Kinds of subject in `Change.items`."""

NUMBERED = {"nik": cipher.NIK, "no_kk": cipher.NO_KK}
"""The sealed numbers by name, with the column that holds each."""


@dataclass(kw_only=True)
class Ledger:
    """One change in the making. `source` and `channel` say where its facts come from, `reason` why.

    `waiting` is the change that was proposed, when this is its being applied; `lead_id` names the change of another
    family that this one belongs to; `undoes_id` the change that it takes back.
    """

    source: str
    channel: str
    reason: str = ""
    id: UUID = field(default_factory=uuid7)
    at: datetime = field(default_factory=clock.now)
    items: list[dict[str, Any]] = field(default_factory=list)
    waiting: Change | None = None
    lead_id: UUID | None = None
    undoes_id: UUID | None = None
    _texts: dict[UUID, str] = field(default_factory=dict)

    @cached_property
    def _said(self) -> dict[str, object]:
        """What every stamp of this change holds."""
        return {"at": self.at.isoformat(), "source": self.source, "change": str(self.id)}

    def family(self, family: Family, fact: str, value: object) -> None:
        """Give the family a value; UNKNOWN empties the column and is remembered, None forgets."""
        if fact == "no_kk":
            self._seal(family, FAMILY, value, cipher.NO_KK)
        else:
            self._put(family, family, FAMILY, fact, value)

    def person(self, person: Person, fact: str, value: object) -> None:
        """Give a person a value. `relation` goes to the membership: see there."""
        if fact == "nik":
            self._seal(person, MEMBER, value, cipher.NIK)
            return
        self._put(person, person, MEMBER, fact, value)
        if fact == "name":
            person.name_key = name_key(person.name)

    def relation(self, membership: Membership, person: Person, value: object) -> None:
        """How the person stands to the head. The stamp is the person's, the column the membership's."""
        self._put(membership, person, MEMBER, "relation", value)

    def membership(self, membership: Membership, **values: object) -> None:
        """Who belongs to which family from when to when; these columns carry no stamps."""
        for fact, value in values.items():
            old = getattr(membership, fact)
            setattr(membership, fact, value)
            self._note(MEMBERSHIP, membership.id, fact, to_json(old), to_json(value))

    def state(self, row: Family | Person, state: str) -> None:
        """Active, closed, dead, moved: not a fact, but replayed all the same."""
        kind = FAMILY if isinstance(row, Family) else MEMBER
        self._note(kind, row.id, "state", row.state, state)
        row.state = state

    def joined(self, membership: Membership) -> None:
        """A new membership, as its maker filled it."""
        self._note(MEMBERSHIP, membership.id, "person", None, str(membership.person_id))
        for fact in ("position", "starts_on"):
            self._note(MEMBERSHIP, membership.id, fact, None, to_json(getattr(membership, fact)))

    def merged(self, row: Family | Person, into: Family | Person | None) -> None:
        """The row is the same as another one, which stands for both from now on (None: it is its own again)."""
        kind = FAMILY if isinstance(row, Family) else MEMBER
        old = None if row.merged_into_id is None else str(row.merged_into_id)
        row.merged_into_id = into.id if into else None
        self._note(kind, row.id, "merged_into", old, str(into.id) if into else None)
        self.state(row, "merged" if into else "active")

    def former_nik(self, person: Person) -> None:
        """Keep the present NIK as a former one: people go on being found by it (residents lost aid by a new NIK)."""
        if person.nik_cipher is None:
            return
        self.remember_nik(person, cipher.unseal(person.nik_cipher, cipher.NIK, person.id))

    def remember_nik(self, person: Person, number: str) -> None:
        """Keep a NIK the person is also known by."""
        index, old = cipher.blind_index(number, cipher.NIK).hex(), list(person.former_niks)
        if index in {each["index"] for each in old}:
            return
        person.former_niks = [*old, {"index": index, **to_json(cipher.seal(number, cipher.NIK, person.id))}]
        self._note(MEMBER, person.id, "former_niks", old, person.former_niks)

    def forget_niks(self, person: Person) -> None:
        """No number finds the person any more."""
        self._note(MEMBER, person.id, "former_niks", person.former_niks, [])
        person.former_niks = []

    def carried(self, person: Person) -> None:
        """A person came from another family: everything known comes along, so that this family's changes tell all.

        Stamps stay as they are: when and by whom each value was said does not change by moving.
        """
        values = {name: getattr(person, name) for name in ("name", "former_niks", "state")}
        values |= {fact.name: getattr(person, fact.name) for fact in stored("member") if fact.name != "relation"}
        values["nik"] = person.nik_cipher
        for fact, value in values.items():
            if value is not None:
                new = DOES_NOT_KNOW if person.stamps.get(fact, {}).get("unknown") else to_json(value)
                self._note(MEMBER, person.id, fact, None, new)
                self.items[-1]["carried"] = True

    def put_back(self, row: Any, owner: Any, item: Mapping[str, Any]) -> None:
        """Give a column the value it had before `item`, with the stamp it had then."""
        kind, fact, old = item["subject_kind"], item["fact"], item["old"]
        value = old_value(kind, fact, old)
        if fact in NUMBERED:
            number = None if value is None else cipher.unseal(value, NUMBERED[fact], row.id)
            setattr(row, f"{fact}_cipher", value)
            setattr(row, f"{fact}_index", None if number is None else cipher.blind_index(number, NUMBERED[fact]))
        else:
            setattr(row, f"{fact}_id" if fact == "merged_into" else fact, value)
        self._note(kind, UUID(item["subject_id"]), fact, item["new"], old)
        if kind in (FAMILY, MEMBER):
            replaced = owner.stamps.pop(fact, None)
            if replaced is not None:
                self.items[-1]["was"] = replaced
            if item.get("was"):
                owner.stamps[fact] = dict(item["was"])
        if kind == MEMBER and fact == "name":
            owner.name_key = name_key(owner.name)

    def area(self, family: Family, area_code: str = "") -> None:
        """Where the family lives; on a move, `area_code` is the new place."""
        old = family.area_code if area_code else None
        family.area_code = area_code or family.area_code
        self._note(FAMILY, family.id, "area_code", old, family.area_code)
        self._stamp(family, "area_code", family.area_code)

    def receives(self, family: Family, codes: object, old: object) -> None:
        """What the family receives: the rows are enrolments (another room), stamp and history are here."""
        self._note(FAMILY, family.id, "receives", old, to_json(codes))
        self._stamp(family, "receives", codes)

    def close(self, actor: Actor, kind: str, family: Family, base_version: int) -> Change:
        """Save the change; `family.version` is the version it made."""
        written = {"family": family, "area_code": family.area_code, "version": family.version, "items": self.items}
        if self.waiting is not None:
            for name, value in written.items():
                setattr(self.waiting, name, value)
            self.waiting.undoes_id = self.undoes_id
            self.waiting.save()
            return self.waiting
        return Change.objects.create(
            id=self.id,
            kind=kind,
            base_version=base_version,
            state="applied",
            channel=self.channel,
            source=self.source,
            reason=self.reason,
            lead_id=self.lead_id,
            undoes_id=self.undoes_id,
            by_id=actor.user_id,
            at=self.at,
            **written,
        )

    def told(self) -> Mapping[str, Any]:
        """What the trail keeps of the items: paths with values, and no number of a person."""
        return {
            f"{item['subject_kind']}.{item['subject_id']}.{item['fact']}": _covered(item["new"]) for item in self.items
        }

    def _put(self, row: Any, owner: Family | Person, kind: str, fact: str, value: object) -> None:
        old = DOES_NOT_KNOW if owner.stamps.get(fact, {}).get("unknown") else to_json(getattr(row, fact))
        stored = None if isinstance(value, Unknown) else value
        setattr(row, fact, sorted(stored) if isinstance(stored, frozenset) else stored)
        self._note(kind, owner.id, fact, old, to_json(value))
        self._stamp(owner, fact, value)

    def _seal(self, row: Family | Person, kind: str, number: object, column: str) -> None:
        stem = "no_kk" if column == cipher.NO_KK else "nik"
        old = getattr(row, f"{stem}_cipher")
        sealed = cipher.seal(str(number), column, row.id) if number else None
        setattr(row, f"{stem}_cipher", sealed)
        setattr(row, f"{stem}_index", cipher.blind_index(str(number), column) if number else None)
        self._note(kind, row.id, stem, to_json(old), to_json(sealed))
        self._stamp(row, stem, number or None)

    def _note(self, kind: str, subject_id: UUID, fact: str, old: object, new: object) -> None:
        text = self._texts.get(subject_id) or self._texts.setdefault(subject_id, str(subject_id))
        self.items.append({"subject_kind": kind, "subject_id": text, "fact": fact, "old": old, "new": new})

    def _stamp(self, owner: Family | Person, fact: str, value: object) -> None:
        """Stamp the value just noted; the item keeps the stamp it replaces, so that undoing brings it back."""
        before = owner.stamps.pop(fact, None)
        if before is not None:
            self.items[-1]["was"] = before
        if value is None:
            return
        stamp = dict(self._said)
        if isinstance(value, Unknown):
            stamp["unknown"] = True
        owner.stamps[fact] = stamp


def _covered(value: object) -> object:
    return SEALED if isinstance(value, dict) and SEALED in value else value


def old_value(kind: str, fact: str, value: Any) -> Any:
    """What the column holds for the JSON value of an item."""
    if kind == MEMBERSHIP and fact in ("until", "starts_on") and value is not None:
        return date.fromisoformat(value)
    return from_json(catalogue().facts.get(f"{kind}.{fact}"), value)
