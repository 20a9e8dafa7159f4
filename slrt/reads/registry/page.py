"""The family page: who they are, what is known, how old that is, what they receive."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.identity import age_on, mask
from slrt.domain.problems import NotFound
from slrt.domain.rules.facts import Bilingual
from slrt.reads import areas as area_reads
from slrt.reads.registry.lines import FactLine, Recorder, authors_of
from slrt.reads.registry.people import nik_masked
from slrt.reads.registry.portrait import Trait, traits
from slrt.reads.registry.record import Recorded, record_of
from slrt.reads.registry.sections import ASSETS, HOUSE_GRID
from slrt.store.programmes.models import Enrolment
from slrt.store.registry import cipher
from slrt.store.registry.models import Family, Person

ADULT, ELDERLY = 18, 60


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    """One person of the family. `facts` are all stored facts by name, `traits` those that decide something."""

    person_id: UUID
    index: int
    name: str
    call: str
    relation: Bilingual
    is_head: bool
    age: int | None
    birth_date: date | None
    nik_masked: str
    facts: dict[str, FactLine]
    traits: tuple[Trait, ...]

    @property
    def oldest_months(self) -> int | None:
        aged = [line.months for line in self.facts.values() if line.known and line.months is not None]
        return max(aged, default=None)

    @property
    def known(self) -> tuple[FactLine, ...]:
        """The facts that are known and make sense, each with its age."""
        return tuple(line for line in self.facts.values() if line.known and line.applies and line.as_of)

    @property
    def stale(self) -> tuple[FactLine, ...]:
        return tuple(line for line in self.facts.values() if line.stale)


@dataclass(frozen=True)
class Receipt:
    """Something the family receives already, and how we know."""

    programme: str
    name: Bilingual
    person: str
    starts_on: date | None
    checked_on: date | None
    source: str


@dataclass(frozen=True, kw_only=True)
class FamilyPage:
    """Everything of one family but the verdicts (`reads.programmes.verdicts_of`) and the timeline."""

    here: Recorded
    on: date
    zone: str
    path: tuple[str, ...]
    kk_masked: str
    phone_masked: str
    members: tuple[MemberLine, ...]
    facts: dict[str, FactLine]
    receipts: tuple[Receipt, ...]

    @property
    def family(self) -> Family:
        return self.here.family

    @property
    def head(self) -> MemberLine | None:
        return next((member for member in self.members if member.is_head), None)

    @property
    def name(self) -> str:
        """What the family is called: its head, or whoever comes first."""
        if self.head:
            return self.head.name
        return self.members[0].name if self.members else ""

    @property
    def children(self) -> int:
        return sum(member.age is not None and member.age < ADULT for member in self.members)

    @property
    def elderly(self) -> int:
        return sum(member.age is not None and member.age >= ELDERLY for member in self.members)

    @property
    def house(self) -> tuple[FactLine, ...]:
        """The facts of the house that apply here."""
        return tuple(self.facts[name] for name in HOUSE_GRID if self.facts[name].applies)

    @property
    def assets(self) -> tuple[FactLine, ...]:
        """What they own; goods known to be missing are left out."""
        return tuple(self.facts[name] for name in ASSETS if self.facts[name].value is True)

    @property
    def assets_unasked(self) -> int:
        return sum(self.facts[name].askable for name in ASSETS)

    @property
    def known_count(self) -> int:
        own = sum(line.known for line in self.facts.values())
        return own + sum(line.known for member in self.members for line in member.facts.values())

    @property
    def stale(self) -> tuple[tuple[str, FactLine], ...]:
        """Facts older than 24 months with the person they are about ("" for the family), oldest first."""
        found = [("", line) for line in self.facts.values() if line.stale]
        found += [(member.call, line) for member in self.members for line in member.stale]
        return tuple(sorted(found, key=lambda pair: -(pair[1].months or 0)))

    def line(self, path: str) -> tuple[FactLine, MemberLine | None]:
        """The fact at a path of the record (`members[0].walking`, `family.tenure`)."""
        head, _, name = path.partition(".")
        if head == "family":
            return self.facts[name], None
        member = self.members[int(head.removeprefix("members[").removesuffix("]"))]
        return member.facts[name], member


def family_page(actor: Actor, family_id: UUID, on: date) -> FamilyPage:
    """One family as of a day. Raises NotFound outside the actor's scope."""
    here = record_of(actor, family_id)
    family = here.family
    zone = area_reads.zone(family.area_code)
    recorder = Recorder(here, on, zone, authors_of(family.id))
    return FamilyPage(
        here=here,
        on=on,
        zone=zone,
        path=area_reads.path_names(family.area_code),
        kk_masked=_kk_masked(family),
        phone_masked=_phone_masked(family.phone),
        members=tuple(_member(recorder, index) for index in range(len(here.memberships))),
        facts=recorder.family_lines(),
        receipts=receipts(family.id),
    )


def receipts(family_id: UUID) -> tuple[Receipt, ...]:
    """Active enrolments of a family and its people."""
    rows = Enrolment.objects.filter(family_id=family_id, state="active").select_related("programme", "person")
    return tuple(
        Receipt(
            row.programme_id,
            Bilingual(row.programme.name_id, row.programme.name_en),
            row.person.name if row.person else "",
            row.starts_on,
            row.checked_on,
            row.source,
        )
        for row in rows.order_by("programme__position", "programme_id", "person__name")
    )


def family_of(actor: Actor, person_id: UUID) -> UUID:
    """The family a person belongs to now. Raises NotFound for nobody, elsewhere, or without a family."""
    person = Person.objects.visible_to(actor).filter(id=person_id).first()
    membership = person.memberships.filter(until__isnull=True).first() if person else None
    if membership is None:
        raise NotFound(f"no family of {person_id}")
    family_id: UUID = membership.family_id
    return family_id


def _member(recorder: Recorder, index: int) -> MemberLine:
    membership = recorder.here.memberships[index]
    person = membership.person
    facts = recorder.member_lines(index)
    return MemberLine(
        person_id=person.id,
        index=index,
        name=person.name,
        call=recorder.here.record.labels[index],
        relation=_relation(facts),
        is_head=membership.relation == "head",
        age=age_on(person.birth_date, recorder.on) if person.birth_date else None,
        birth_date=person.birth_date,
        nik_masked=nik_masked(person),
        facts=facts,
        traits=traits(facts),
    )


SPOUSES = {"female": Bilingual("istri", "wife"), "male": Bilingual("suami", "husband")}


def _relation(facts: dict[str, FactLine]) -> Bilingual:
    """`istri` rather than `istri atau suami` where the sex is known."""
    if facts["relation"].value == "spouse" and facts["sex"].value in SPOUSES:
        return SPOUSES[facts["sex"].value]
    return facts["relation"].words


def _kk_masked(family: Family) -> str:
    if family.no_kk_cipher is None:
        return ""
    return mask(cipher.unseal(family.no_kk_cipher, cipher.NO_KK, family.id))


def _phone_masked(phone: str) -> str:
    digits = "".join(char for char in phone if char.isdecimal())
    return f"{digits[:4]}••••{digits[-4:]}" if len(digits) >= 9 else "•" * len(digits)
