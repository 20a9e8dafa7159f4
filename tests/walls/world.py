"""One kabupaten's worth of rows, one at least in every table behind the walls, made through the services."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models

from slrt.domain import access, clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.services import cases, programmes
from slrt.store.registry.models import (
    AgendaItem,
    Attendance,
    Batch,
    Change,
    ChangeStep,
    DuplicatePair,
    Evidence,
    ListEntry,
    Meeting,
    Person,
    Proposer,
    SavedMapping,
)
from slrt.store.walls import grants
from slrt.store.walls.context import acting
from tests.makers import families, people, quotas, rules_in_work
from tests.makers.figures import figures
from tests.makers.pictures import picture

OURS = ("areas", "directory", "accounts", "trail", "registry", "programmes", "cases")


@dataclass(frozen=True)
class World:
    """The people of one kabupaten, and its one family, case and referral."""

    area_code: str
    front: Actor
    manager: Actor
    provider: Actor
    administrator: Actor
    family_id: UUID
    case_id: UUID
    referral_id: UUID


def build(area_code: str, village: str, head: str) -> World:
    """Everything once, in `village`."""
    front = people.officer("front_office", area_code)
    organisation = people.organisation(area_code)
    family_id = _family(front, village, head)
    case_id = _case(front, village, head, family_id)
    manager = people.officer("manager", area_code)
    programmes.ask_impact(manager, rules_in_work.written(manager, "2027-01-01", f"Bantuan {head}").id)
    _changes(front, village, family_id)
    figures(area_code)
    quotas.quota(manager, area_code=village)
    return World(
        area_code=area_code,
        front=front,
        manager=manager,
        provider=people.provider(area_code, organisation),
        administrator=people.officer("administrator", area_code),
        family_id=family_id,
        case_id=case_id,
        referral_id=_referral(people.officer("back_office", area_code), case_id, organisation),
    )


def _family(front: Actor, village: str, head: str) -> UUID:
    member = families.person(head, "head", date(1975, 3, 2), "male")
    family = families.registered(front, families.new_family(member, area_code=village))
    received = [programmes.NewEnrolment(programme="pkh", starts_on=date(2026, 1, 1))]
    programmes.enrol(access.system(), family_id=family.family_id, enrolments=received, source="interview")
    return family.family_id


def _changes(front: Actor, village: str, family_id: UUID) -> None:
    """A proposal with all that hangs on it, a list, a meeting and a likely duplicate, in the database's own words."""
    at, here = clock.now(), {"area_code": village}
    with acting(access.system()):
        first = Person.objects.filter(area_code=village).values_list("id", flat=True)[0]
        twin = Person.objects.create(name="Kembar", name_key="kembar", created_at=at, updated_at=at, **here)
        one, other = sorted([first, twin.id])
        change = Change.objects.create(
            kind="facts", route="proposal", family_id=family_id, base_version=1, state="submitted", state_since=at,
            channel="desk", source="interview", at=at, **here,
        )  # fmt: skip
        ChangeStep.objects.create(change=change, verb="submit", state="submitted", at=at, **here)
        Evidence.objects.create(change=change, kind="photo", name="a.jpg", media="image/jpeg", size=1, at=at, **here)
        Proposer.objects.create(change=change, kind="citizen", name="Warga", **here)
        batch = Batch.objects.create(kind="import", layout="dtsen", file_name="a.csv", source="dtsen", at=at, **here)
        SavedMapping.objects.create(layout="dtsen", at=at, **here)
        ListEntry.objects.create(batch=batch, row=2, name="Warga", **here)
        meeting = Meeting.objects.create(
            kind="musdes", held_on=at.date(), place="Balai", chair="Kades", code=village, at=at, **here
        )
        AgendaItem.objects.create(meeting=meeting, change=change, position=1, **here)
        Attendance.objects.create(meeting=meeting, position=1, name="Kades", capacity="Ketua", **here)
        DuplicatePair.objects.create(one_id=one, other_id=other, score=0.9, found_at=at, **here)


def _case(front: Actor, village: str, head: str, family_id: UUID) -> UUID:
    new = cases.NewCase(
        type="complaint",
        sector="health",
        text="Kartu tidak aktif saat kontrol.",
        title="Kartu tidak aktif",
        reporter_name=head,
        area_code=village,
        family_id=family_id,
    )
    case = cases.open_case(front, new, submission=uuid7())
    cases.note(front, case_id=case.id, text="Sudah dihubungi.")
    cases.attach(front, case_id=case.id, name="kartu.png", data=picture())
    return case.id


def _referral(back: Actor, case_id: UUID, organisation_id: UUID) -> UUID:
    cases.move(back, case_id=case_id, verb="analyse", version=None, inputs={})
    referral = cases.draft_and_send(
        back,
        case_id=case_id,
        organisation_id=organisation_id,
        message="Mohon reaktivasi.",
        consent="verbal",
        submission=uuid7(),
    )
    return referral.id


def tables() -> dict[str, type[models.Model]]:
    """All our tables, by name."""
    return {model._meta.db_table: model for room in OURS for model in apps.get_app_config(room).get_models()}


def walled() -> dict[str, type[models.Model]]:
    """Our tables that must be behind row-level security."""
    open_ones = {*grants.OPEN_TO_ALL, *grants.OPEN_TO_READ}
    return {name: model for name, model in tables().items() if name not in open_ones}


def rows(sql: str, *values: Any, using: str = "owner") -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
