"""Quotas and families on their lists, as tests need them: rows written straight, so that hundreds are made at once."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.rules.facts import catalogue
from slrt.services.programmes import Terms, set_quota
from slrt.store.programmes.models import Enrolment, Quota, Verdict, Version
from slrt.store.registry.models import Family, Membership, Person

VILLAGE = "19.06.01.2001"
PROGRAMME = "blt_desa"
"""Has places in each village and year, the lowest decile first."""


def terms(places: int = 2, **changes: Any) -> Terms:
    """A quota around today."""
    today = clock.today()
    given = {"starts_on": today - timedelta(days=30), "last_day": today + timedelta(days=30), "source": "Perdes 1"}
    return Terms(**{**given, "places": places, **changes})


def quota(actor: Actor, places: int = 2, area_code: str = VILLAGE, programme: str = PROGRAMME, **changes: Any) -> Quota:
    return set_quota(
        actor, programme=programme, area_code=area_code, terms=terms(places, **changes), submission=uuid7()
    )


def listed(
    name: str,
    decile: int | None = None,
    *,
    verdict: str = "eligible",
    receives: bool = False,
    since: datetime | None = None,
    area_code: str = VILLAGE,
    programme: str = PROGRAMME,
    **facts: Any,
) -> UUID:
    """A family of one, with the kept verdict of one programme. Somebody who sees everything is acting."""
    at = since or clock.now()
    assert {f"family.{fact}" for fact in facts} <= set(catalogue().facts)
    family = Family.objects.create(area_code=area_code, decile=decile, created_at=at, updated_at=at, **facts)
    head = Person.objects.create(area_code=area_code, name=name, name_key=name.lower(), created_at=at, updated_at=at)
    Membership.objects.create(area_code=area_code, person=head, family=family, relation="head", starts_on=at.date())
    Verdict.objects.create(
        family=family,
        programme_id=programme,
        version=Version.objects.filter(programme_id=programme).first(),
        area_code=area_code,
        on=clock.today(),
        verdict=verdict,
        family_version=1,
        computed_at=at,
    )
    if receives:
        enrolled(family.id, area_code, programme)
    return family.id


def enrolled(family_id: UUID, area_code: str = VILLAGE, programme: str = PROGRAMME, since: date | None = None) -> None:
    Enrolment.objects.create(
        programme_id=programme, family_id=family_id, area_code=area_code, source="list", starts_on=since
    )
