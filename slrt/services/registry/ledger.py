"""The only hand that writes facts: each value goes to its column, its stamp and the change, together.

So the rows can always be made again from their changes (`reads.registry.replay`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.names import name_key
from slrt.domain.rules.views import Unknown
from slrt.store.registry import cipher
from slrt.store.registry.models import Change, Family, Membership, Person
from slrt.store.registry.plain import DOES_NOT_KNOW, SEALED, to_json

FAMILY, MEMBER, MEMBERSHIP = "family", "member", "membership"
"""Kinds of subject in `Change.items`."""


@dataclass(kw_only=True)
class Ledger:
    """One change in the making. `source` and `channel` say where its facts come from, `reason` why."""

    source: str
    channel: str
    reason: str = ""
    id: UUID = field(default_factory=uuid7)
    at: datetime = field(default_factory=clock.now)
    items: list[dict[str, Any]] = field(default_factory=list)

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
        return Change.objects.create(
            id=self.id,
            kind=kind,
            family=family,
            area_code=family.area_code,
            base_version=base_version,
            version=family.version,
            items=self.items,
            state="applied",
            channel=self.channel,
            source=self.source,
            reason=self.reason,
            by_id=actor.user_id,
            at=self.at,
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
        self.items.append({"subject_kind": kind, "subject_id": str(subject_id), "fact": fact, "old": old, "new": new})

    def _stamp(self, owner: Family | Person, fact: str, value: object) -> None:
        if value is None:
            owner.stamps.pop(fact, None)
            return
        stamp: dict[str, object] = {"at": self.at.isoformat(), "source": self.source, "change": str(self.id)}
        if isinstance(value, Unknown):
            stamp["unknown"] = True
        owner.stamps[fact] = stamp


def _covered(value: object) -> object:
    return SEALED if isinstance(value, dict) and SEALED in value else value
