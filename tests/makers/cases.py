"""Plain makers for tests of cases: people, organisations and a family as bare rows, cases through the services."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.services import cases
from slrt.store.accounts.models import Post, User
from slrt.store.cases.models import Case, Referral
from slrt.store.directory.models import Organisation
from slrt.store.registry import cipher
from slrt.store.registry.models import Family, Membership, Person
from slrt.store.walls.context import acting

VILLAGE = "19.06.01.2001"
REGENCY = "19.06"
ELSEWHERE = "19.03"
TUESDAY = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
"""Tuesday 1 December 2026, 09.00 in Belitung."""

POSTED = date(2025, 1, 2)
NIK = "1906014107800001"


def user(name: str = "Ratna Dewi") -> User:
    key = uuid7()
    return User.objects.create(id=key, username=f"u{key.hex}", name=name, created_at=clock.now())


def organisation(name: str = "Dinas Sosial", area_code: str = REGENCY, **more: Any) -> Organisation:
    key = uuid7()
    facts = {"short_name": name, "kind": "dinsos", "checked_on": date(2026, 1, 1), "check_again_on": date(2027, 1, 1)}
    return Organisation.objects.create(id=key, name=f"{name} {key.hex[-6:]}", area_code=area_code, **{**facts, **more})


def actor(role: str, area_code: str = REGENCY, *, name: str = "", at: Organisation | None = None) -> Actor:
    """Somebody in a post, able to sign in by session; without a password, since hashing one takes long."""
    person = user(name or role)
    if role == "provider" and at is None:
        at = organisation()
    post = Post.objects.create(
        user=person, role=role, area_code=area_code, organisation=at, starts_on=POSTED, created_at=clock.now()
    )
    return Actor(person.id, person.name, role, area_code, post.id, at.id if at else None)


def family(area_code: str = VILLAGE, head: str = "Rusdi", nik: str = NIK, **facts: Any) -> Family:
    """A family of one person, the head, with a sealed NIK."""
    now = clock.now()
    with acting(system()):
        row = Family.objects.create(
            area_code=area_code,
            address="Jalan Lipat Kajang 4",
            rt="003",
            rw="001",
            created_at=now,
            updated_at=now,
            **facts,
        )
        key = uuid7()
        person = Person.objects.create(
            id=key,
            area_code=area_code,
            name=head,
            name_key=head.lower(),
            nik_cipher=cipher.seal(nik, cipher.NIK, key),
            nik_index=cipher.blind_index(f"{key.int % 10**16:016d}", cipher.NIK),
            birth_date=date(1980, 7, 1),
            sex="female",
            created_at=now,
            updated_at=now,
        )
        Membership.objects.create(
            area_code=area_code, person=person, family=row, relation="head", starts_on=date(2020, 1, 1)
        )
    return row


@dataclass(frozen=True)
class Cast:
    """The people of one kabupaten, and the organisation that answers."""

    front: Actor
    back: Actor
    manager: Actor
    provider: Actor
    colleague: Actor
    dinsos: Organisation


def cast() -> Cast:
    dinsos = organisation()
    return Cast(
        front=actor("front_office", name="Sari"),
        back=actor("back_office", name="Ratna Dewi"),
        manager=actor("manager", name="Bu Manajer"),
        provider=actor("provider", name="Rina Marlina", at=dinsos),
        colleague=actor("provider", name="Hendra", at=dinsos),
        dinsos=dinsos,
    )


NEW = cases.NewCase(
    type="complaint",
    sector="health",
    text="Nek Halimah mau kontrol ke rumah sakit. Di loket, kartunya dibilang tidak aktif.",
    title="Kartu BPJS Nek Halimah tidak aktif",
    reporter_name="Ibu Siti Aminah",
    reporter_phone="081200004417",
    area_code=VILLAGE,
)


def opened(by: Actor, **changes: Any) -> Case:
    return cases.open_case(by, replace(NEW, **changes), submission=uuid7())


def stepped(by: Actor, case: Case, verb: str, **inputs: Any) -> Case:
    with acting(by):
        version = Case.objects.get(id=case.id).version
    return cases.move(by, case_id=case.id, verb=verb, version=version, inputs=inputs)


def analysed(people: Cast, **changes: Any) -> Case:
    return stepped(people.back, opened(people.front, **changes), "analyse")


def referred(people: Cast, case: Case, to: UUID | None = None, **more: Any) -> Referral:
    wish: dict[str, Any] = {"message": "Mohon reaktivasi", "consent": "verbal", "submission": uuid7(), **more}
    return cases.draft_and_send(people.back, case_id=case.id, organisation_id=to or people.dinsos.id, **wish)


def answered(by: Actor, referral: Referral, verb: str, **inputs: Any) -> Referral:
    with acting(system()):
        version = Referral.objects.get(id=referral.id).version
    return cases.answer_referral(by, referral_id=referral.id, verb=verb, version=version, inputs=inputs)


RESULT = {"result": "Kartu sudah aktif kembali.", "settlement": "solved"}


def awaiting(people: Cast, **changes: Any) -> Case:
    """A case whose one referral brought a result: the citizen is to be asked."""
    case = analysed(people, **changes)
    referral = referred(people, case)
    answered(people.provider, referral, "accept")
    answered(people.provider, referral, "fulfil", **RESULT)
    return now(case)


def now(case: Case) -> Case:
    """The case as the database has it."""
    with acting(system()):
        return Case.objects.get(id=case.id)


def now_referral(referral: Referral) -> Referral:
    with acting(system()):
        return Referral.objects.get(id=referral.id)
