"""Plain makers for tests of changes: proposals, their way along the chain, and what must hold of a register."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.registry.chains import next_verb
from slrt.reads.registry.replay import replay
from slrt.services.registry import changes
from slrt.store.registry.facts import stored
from slrt.store.registry.models import Change, Family, Membership, Person
from tests.makers.families import REGENCY, VILLAGE, officer
from tests.makers.pictures import picture

STATION_ROLES = {
    "check": "back_office",
    "verify": "supervisor",
    "deliberate": "puskesos_coordinator",
    "endorse": "back_office",
    "approve": "head_of_agency",
}


def photo(**place: Any) -> changes.NewEvidence:
    return changes.NewEvidence(kind="photo", name="rumah.png", data=picture(), **place)


def document(kind: str = "document") -> changes.NewEvidence:
    return changes.NewEvidence(kind=kind, name="akta.png", data=picture())


def proposal(kind: str, wish: Mapping[str, Any], family_id: UUID | None = None, **more: Any) -> changes.Proposal:
    given = {"area_code": VILLAGE, "source": "interview", "family_id": family_id, **more}
    return changes.Proposal(kind=kind, wish=wish, **given)


def submitted(
    actor: Actor, kind: str, wish: Mapping[str, Any], family_id: UUID | None = None, **more: Any
) -> changes.Submitted:
    return changes.submit(actor, proposal(kind, wish, family_id, **more), submission=uuid7(), accept_warnings=True)


def direct(
    actor: Actor, kind: str, wish: Mapping[str, Any], family_id: UUID | None = None, **more: Any
) -> changes.Submitted:
    """A change with an empty chain: in the register at once."""
    return submitted(actor, kind, wish, family_id, route="direct", **more)


def walk(change_id: UUID, until: str = "", area_code: str = REGENCY) -> Change:
    """Take a proposal along its chain, each station by somebody of the right role; stops before verb `until`."""
    change = Change.objects.get(id=change_id)
    while change.state in ("submitted", "checked", "verified", "deliberated", "endorsed"):
        verb = next_verb(change.state, change.stations)
        if verb in (until, "apply"):
            break
        inputs = {"basis": "meeting", "meeting": str(uuid7())} if verb == "deliberate" else {}
        actor = officer(STATION_ROLES[verb], area_code)
        change = changes.move(actor, change_id=change_id, verb=verb, revision=change.revision, inputs=inputs)
    return change


def facts(*items: tuple[str, Any] | tuple[str, Any, UUID]) -> dict[str, Any]:
    """The wish of a change of facts: (fact, value) of the family, (fact, value, person) of a member."""
    return {
        "items": [
            {"fact": item[0], "value": item[1], **({"person": str(item[2])} if len(item) > 2 else {})} for item in items
        ]
    }


def broken_invariants() -> list[str]:
    """What is false of the register as it stands; empty when all is well. Call where all rows are seen."""
    niks: dict[bytes, list[Person]] = {}
    for person in Person.objects.filter(state="active", nik_index__isnull=False):
        niks.setdefault(bytes(person.nik_index or b""), []).append(person)
    wrong = [f"{people} share a NIK" for people in niks.values() if len(people) > 1]
    for person in Person.objects.all():
        wrong += _of_person(person)
    for family in Family.objects.all():
        wrong += [*_of_family(family), *_replayed_otherwise(family)]
    return wrong


def _of_person(person: Person) -> list[str]:
    memberships = Membership.objects.filter(person=person, until__isnull=True).count()
    wanted = 1 if person.state == "active" and person.presence != "not_found" else 0
    wrong = [f"{person} is {person.state} with {memberships} open memberships"] if memberships != wanted else []
    if (person.state == "merged") != (person.merged_into_id is not None):
        wrong.append(f"{person} is {person.state} but merged into {person.merged_into_id}")
    return wrong


def _of_family(family: Family) -> list[str]:
    open_ones = Membership.objects.filter(family=family, until__isnull=True)
    heads = open_ones.filter(relation="head").count()
    if family.state == "active" and heads != 1:
        return [f"active family {family} has {heads} heads"]
    return [f"{family.state} family {family} has members"] if family.state != "active" and open_ones.exists() else []


def _replayed_otherwise(family: Family) -> list[str]:
    rows = replay(family.id)
    wrong = []
    own = rows.get(("family", str(family.id)), {})
    names = [fact.name for fact in stored("family")] + ["address", "rt", "rw", "state", "area_code"]
    wrong += [
        f"family {name}: {getattr(family, name)!r} but replayed {own.get(name)!r}"
        for name in names
        if _plain(getattr(family, name)) != _plain(own.get(name, "active" if name == "state" else None))
    ]
    for membership in Membership.objects.filter(family=family).select_related("person"):
        kept = rows[("membership", str(membership.id))]
        until = kept.get("until")
        until = date.fromisoformat(until) if isinstance(until, str) else until
        if until != membership.until:
            wrong.append(f"membership ends {membership.until} but replayed {until}")
        if membership.until is None:
            wrong += _person_otherwise(membership, rows[("member", str(membership.person_id))])
    return wrong


def _person_otherwise(membership: Membership, row: Mapping[str, Any]) -> list[str]:
    person = membership.person
    names = [fact.name for fact in stored("member") if fact.name != "relation"] + ["name", "state"]
    present = {name: getattr(person, name) for name in names} | {"relation": membership.relation}
    return [
        f"{person} {name}: {value!r} but replayed {row.get(name)!r}"
        for name, value in present.items()
        if _plain(value) != _plain(row.get(name, "active" if name == "state" else None))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, list | set | frozenset):
        return sorted(value)
    return None if value == "" else value
