"""A family as the rules take it: the bridge from rows to facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.problems import NotFound
from slrt.domain.rules.applicability import rules_of
from slrt.domain.rules.facts import Fact, Value, catalogue
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.views import Unknown, View
from slrt.store.programmes.models import Enrolment, Programme
from slrt.store.registry.facts import stored
from slrt.store.registry.models import Family, Membership


@dataclass(frozen=True)
class Recorded:
    """A family's rows and the record made of them; `memberships[i]` belongs to `record.members[i]`."""

    family: Family
    memberships: tuple[Membership, ...]
    record: FamilyRecord

    @property
    def person_ids(self) -> tuple[UUID, ...]:
        return tuple(membership.person_id for membership in self.memberships)


@dataclass(frozen=True)
class FactPath:
    """A fact at its place in a record: `members[0].is_pregnant`."""

    text: str
    fact: Fact


def record_of(actor: Actor, family_id: UUID) -> Recorded:
    """The family with its present members. Raises NotFound when it is not there for this actor."""
    family = Family.objects.visible_to(actor).filter(id=family_id).first()
    if family is None:
        raise NotFound(f"no family {family_id}")
    return recorded(family)


def recorded(family: Family) -> Recorded:
    """The record of a family row that has been read already."""
    memberships = tuple(Membership.objects.filter(family_id=family.id, until__isnull=True).select_related("person"))
    facts = _known(family, "family")
    receipts = receives(family)
    if receipts is not None:
        facts["receives"] = receipts
    facts["area_code"] = family.area_code
    members = tuple(_member(membership) for membership in memberships)
    return Recorded(family, memberships, FamilyRecord(facts, members, labels(memberships)))


def receives(family: Family) -> frozenset[str] | None:
    """Programmes the family or one of its people gets; None while nobody has asked and none is on a list."""
    codes = frozenset(
        Enrolment.objects.filter(family_id=family.id, state="active").values_list("programme_id", flat=True)
    )
    return codes if codes or family.receives_checked_on is not None else None


def as_record(
    area_code: str, family: Mapping[str, Value | Unknown], members: Sequence[Mapping[str, Value | Unknown]]
) -> FamilyRecord:
    """A record of values that are not in the database yet."""
    return FamilyRecord({**_certain(family), "area_code": area_code}, tuple(_certain(facts) for facts in members))


def inapplicable(record: FamilyRecord, on: date) -> Iterator[FactPath]:
    """The facts that are given although they make no sense here, such as a pregnant man.

    A value that says the same as "absent" is no contradiction and is left alone.
    """
    family = View(record.family, on, rules_of("family"))
    yield from _contradictions("family", family, "family")
    for index, facts in enumerate(record.members):
        view = View(facts, on, rules_of("member"), family=family)
        yield from _contradictions("member", view, f"members[{index}]")


def makes_no_sense(record: FamilyRecord, on: date, index: int | None = None) -> frozenset[str]:
    """Names of the facts of the family, or of member `index`, that are known not to apply."""
    family = View(record.family, on, rules_of("family"))
    if index is None:
        return _absent("family", record.family, on, family)
    return _absent("member", record.members[index], on, family)


def programme_codes() -> frozenset[str]:
    """Codes of all programmes that may be received."""
    return frozenset(Programme.objects.values_list("code", flat=True))


def labels(memberships: Sequence[Membership]) -> tuple[str, ...]:
    """How reasons call the members: by their first name, or the whole name where two share it."""
    firsts = [membership.person.name.split()[0] for membership in memberships]
    return tuple(
        membership.person.name if firsts.count(first) > 1 else first
        for membership, first in zip(memberships, firsts, strict=True)
    )


def _absent(entity: str, facts: Mapping[str, Value], on: date, family: View) -> frozenset[str]:
    found = set()
    for name, (applies, _) in rules_of(entity).items():
        view = View(facts, on, rules_of(entity), family=family if entity == "member" else None)
        holders = {"family": family, "member": view}
        if applies(holders) is False:
            found.add(name)
    return frozenset(found)


def _contradictions(entity: str, view: View, path: str) -> Iterator[FactPath]:
    for name, value in view.stored.items():
        if view.get(name) != value:
            yield FactPath(f"{path}.{name}", catalogue().get(entity, name))


def _member(membership: Membership) -> dict[str, Value]:
    facts = _known(membership.person, "member", skip="relation")
    if membership.relation is not None:
        facts["relation"] = membership.relation
    return facts


def _known(row: Any, entity: str, skip: str = "") -> dict[str, Value]:
    found: dict[str, Value] = {}
    for fact in stored(entity):
        value = None if fact.name == skip else getattr(row, fact.name)
        if value is not None:
            found[fact.name] = frozenset(value) if isinstance(value, list) else value
    return found


def _certain(facts: Mapping[str, Value | Unknown]) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if not isinstance(value, Unknown)}
