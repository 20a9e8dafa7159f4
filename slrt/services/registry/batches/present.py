"""The registered families and people that a part of a list is about, held for the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from slrt.services.registry.batches.inputs import ImportedFamily
from slrt.store.programmes.models import Enrolment
from slrt.store.registry.models import Family, Membership, Person


@dataclass
class Home:
    """A family with its present members, and what it is known to receive."""

    family: Family
    memberships: list[Membership]
    enrolments: list[Enrolment] = field(default_factory=list)
    last_position: int = -1

    def membership_of(self, person_id: UUID) -> Membership | None:
        return next((each for each in self.memberships if each.person_id == person_id), None)

    def is_head_of_others(self, person_id: UUID) -> bool:
        own = self.membership_of(person_id)
        return own is not None and own.relation == "head" and len(self.memberships) > 1

    def next_position(self) -> int:
        self.last_position = max([self.last_position, *(each.position for each in self.memberships)]) + 1
        return self.last_position


@dataclass
class Present:
    """Families by id, people by id; `home_of` says where somebody lives now."""

    homes: dict[UUID, Home]
    people: dict[UUID, Person]
    places: dict[UUID, UUID]

    def home_of(self, person_id: UUID) -> Home | None:
        place = self.places.get(person_id)
        return self.homes.get(place) if place else None


def present_of(families: Sequence[ImportedFamily]) -> Present:
    """Read and lock, in one order for everybody, what the part is about: its families, and its people's families."""
    wanted = {member.person_id for family in families for member in family.members if member.person_id is not None}
    targets = {family.target for family in families if family.target is not None}
    if not wanted and not targets:
        return Present({}, {}, {})
    places = Membership.objects.filter(person_id__in=wanted, until__isnull=True).values_list("person_id", "family_id")
    where = dict(places)
    keys = targets | set(where.values())
    rows = Family.objects.filter(id__in=keys).order_by("id").select_for_update()
    homes = {family.id: Home(family, []) for family in rows}
    open_ones = Membership.objects.filter(family_id__in=homes, until__isnull=True).select_related("person")
    for membership in open_ones:
        homes[membership.family_id].memberships.append(membership)
    for enrolment in Enrolment.objects.filter(family_id__in=homes, state="active"):
        homes[enrolment.family_id].enrolments.append(enrolment)
    people = {each.person_id: each.person for home in homes.values() for each in home.memberships}
    missing = wanted - set(people)
    people |= {person.id: person for person in Person.objects.filter(id__in=missing)}
    return Present(
        homes, people, {each.person_id: home.family.id for home in homes.values() for each in home.memberships}
    )
