"""The referral packet: all the receiver will ever see, as it was on the day of sending."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from slrt.domain import clock, identity
from slrt.reads import areas
from slrt.store.cases.models import Attachment, Case, Need
from slrt.store.programmes.models import Programme, Verdict, Version
from slrt.store.registry import cipher
from slrt.store.registry.models import Family, Membership, Person


def snapshot(case: Case, need: Need | None) -> dict[str, Any]:
    """Plain JSON values. The NIK is masked, and so is every number that somebody typed into any field."""
    programme = _programme(case, need)
    told = {
        "ticket": case.ticket,
        "type": case.type,
        "sector": need.sector if need else case.sector,
        "title": need.title if need else case.title,
        "text": case.text,
        "priority": case.priority,
        "reporter": {
            "name": case.reporter_name,
            "phone": case.reporter_phone,
            "relation": case.reporter_relation,
        },
        "area": {"code": case.area_code, "path": list(areas.path_names(case.area_code))},
        "person": _person(case),
        "family": _family(case.family) if case.family else None,
        "programme": _named(programme),
        "verdict": _verdict(case.family_id, programme),
        "documents": _documents(programme),
    }
    masked: dict[str, Any] = identity.without_numbers_within(told)
    return masked


def papers_of(case: Case) -> list[UUID]:
    """The papers that travel with a referral: those of the case itself, not other receivers' evidence."""
    return list(
        Attachment.objects.filter(Q(case_id=case.id), referral__isnull=True)
        .order_by("added_at", "id")
        .values_list("id", flat=True)
    )


def _programme(case: Case, need: Need | None) -> Programme | None:
    if need is not None and need.programme is not None:
        return need.programme
    return case.programme


def _named(programme: Programme | None) -> dict[str, str] | None:
    if programme is None:
        return None
    return {"code": programme.code, "name_id": programme.name_id, "name_en": programme.name_en}


def _person(case: Case) -> dict[str, Any] | None:
    """Whom it is about: the named person, else the head of the family."""
    person = case.person or _head(case.family_id)
    if person is None:
        return None
    return {
        "name": person.name,
        "nik": _masked(person),
        "birth_year": person.birth_date.year if person.birth_date else None,
        "sex": person.sex,
    }


def _masked(person: Person) -> str:
    if person.nik_cipher is None:
        return ""
    return identity.mask(cipher.unseal(bytes(person.nik_cipher), cipher.NIK, person.id))


def _head(family_id: UUID | None) -> Person | None:
    if family_id is None:
        return None
    head = Membership.objects.filter(family_id=family_id, until__isnull=True, relation="head").select_related("person")
    found = head.first()
    return found.person if found else None


def _family(family: Family) -> dict[str, Any]:
    head = _head(family.id)
    members = Membership.objects.filter(family_id=family.id, until__isnull=True).count()
    return {
        "head": head.name if head else "",
        "members": members,
        "address": family.address,
        "rt": family.rt,
        "rw": family.rw,
        "phone": family.phone,
    }


def _verdict(family_id: UUID | None, programme: Programme | None) -> dict[str, Any] | None:
    """What the rules said of this family and programme when the referral was sent."""
    if family_id is None or programme is None:
        return None
    row = Verdict.objects.filter(family_id=family_id, programme_id=programme.code).select_related("version").first()
    if row is None:
        return None
    return {
        "verdict": row.verdict,
        "version": row.version.number,
        "source": row.version.source,
        "on": row.on.isoformat(),
        "missing": row.missing,
        "reasons": row.reasons,
    }


def _documents(programme: Programme | None) -> list[Any]:
    if programme is None:
        return []
    version = Version.objects.in_force(clock.today()).filter(programme_id=programme.code).first()
    return list(version.documents) if version else []
