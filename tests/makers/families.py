"""Plain makers for tests of the register: actors, new families, NIKs of the right shape."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.services.registry import NewFamily, NewMember, Registered, register
from slrt.store.accounts.models import User

VILLAGE = "19.06.01.2001"
REGENCY = "19.06"
OTHER_REGENCY = "19.03"
OTHER_VILLAGE = "19.03.01.1001"

SITI_BORN = date(1980, 7, 14)
RUSDI_BORN = date(1975, 3, 2)


def officer(role: str = "front_office", area_code: str = REGENCY, name: str = "Ratna Dewi") -> Actor:
    """A person with a user row and that role."""
    key = uuid7()
    user = User.objects.create(id=key, username=f"u{key.hex}", name=name, created_at=clock.now())
    return Actor(user.id, user.name, role, area_code)


def nik(born: date, sex: str, sequence: int, district: str = "190601") -> str:
    """A NIK of the shape of PP 37/2007: district, day (+40 for women), month, year, sequence."""
    day = born.day + (40 if sex == "female" else 0)
    return f"{district}{day:02d}{born:%m%y}{sequence:04d}"


def person(
    name: str, relation: str, born: date | None = None, sex: str = "", number: str = "", **facts: Any
) -> NewMember:
    given = {"relation": relation, "birth_date": born, "sex": sex or None, **facts}
    return NewMember(name=name, nik=number, facts=given)


def rusdi() -> NewMember:
    return person("Rusdi bin Hasan", "head", RUSDI_BORN, "male", nik(RUSDI_BORN, "male", 3))


def siti(**facts: Any) -> NewMember:
    return person("Siti Aminah", "spouse", SITI_BORN, "female", nik(SITI_BORN, "female", 12), **facts)


def new_family(*members: NewMember, area_code: str = VILLAGE, **fields: Any) -> NewFamily:
    """Rusdi and Siti of Desa Lalang, unless told otherwise."""
    family = NewFamily(area_code=area_code, members=members or (rusdi(), siti()), address="Dusun Lipat Batu", rt="3")
    return replace(family, **fields)


def registered(actor: Actor, new: NewFamily | None = None, *, submission: UUID | None = None) -> Registered:
    return register(
        actor, new or new_family(), submission=submission or uuid7(), source="interview", accept_warnings=True
    )
