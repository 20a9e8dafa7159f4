"""Users in posts, made through the services. Every maker returns plain actors that verbs and questions take."""

from datetime import date
from itertools import count
from uuid import UUID

from slrt.domain import access
from slrt.domain.access import Actor
from slrt.reads import accounts as account_reads
from slrt.services import accounts, directory

PASSWORD = "garam-di-laut-77"

BELITUNG_TIMUR = "19.06"
MANGGAR = "19.06.01"
LALANG = "19.06.01.2006"
GANTUNG = "19.06.02"
BELITUNG = "19.02"
BABEL = "19"

STARTED = date(2025, 1, 2)
CHECKED, CHECK_AGAIN = date(2026, 1, 5), date(2027, 1, 5)

_number = count(1)


def person(name: str = "Rina Kusuma", username: str | None = None) -> UUID:
    """A user without posts; the password is PASSWORD and need not be changed."""
    user, _ = accounts.create_user(
        access.system(),
        username=username or f"orang.{next(_number)}",
        name=name,
        email="",
        phone="",
        password=PASSWORD,
        synthetic=True,
    )
    return user.id


def place(user_id: UUID, role: str, area_code: str, **more: object) -> Actor:
    """Give an existing user a post and return the user acting in it."""
    post = accounts.add_post(
        access.system(), user_id=user_id, role=role, area_code=area_code, **{"starts_on": STARTED, **more}
    )
    actor = account_reads.actor_for(user_id, post.id)
    assert actor is not None
    return actor


def officer(role: str = "front_office", area_code: str = BELITUNG_TIMUR, **more: object) -> Actor:
    """A new user in one post."""
    return place(person(), role, area_code, **more)


def organisation(area_code: str = BELITUNG_TIMUR, name: str = "Dinas Sosial", kind: str = "dinsos") -> UUID:
    """An organisation of the directory."""
    made = directory.add_organisation(
        access.system(),
        name=f"{name} {area_code}",
        short_name=name,
        kind=kind,
        area_code=area_code,
        checked_on=CHECKED,
        check_again_on=CHECK_AGAIN,
        synthetic=True,
    )
    return made.id


def provider(area_code: str = BELITUNG_TIMUR, organisation_id: UUID | None = None) -> Actor:
    """A user who answers for an organisation."""
    return officer("provider", area_code, organisation_id=organisation_id or organisation(area_code))
