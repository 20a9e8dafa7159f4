"""Adding entries to the directory. An administrator keeps the directory of its own area."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from slrt.domain import access
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.workflow.taxonomy import SECTORS
from slrt.reads import areas as area_reads
from slrt.reads.directory.kinds import KINDS
from slrt.services.trail import Subject, record
from slrt.store.directory.models import Offer, Organisation, ServiceArea
from slrt.store.walls.context import acting


class NewOrganisation(TypedDict):
    """An agency or body. `checked_on` is when somebody last made sure, `check_again_on` when to do so again."""

    name: str
    short_name: str
    kind: str
    area_code: str
    checked_on: date
    check_again_on: date
    address: NotRequired[str]
    phone: NotRequired[str]
    email: NotRequired[str]
    hours: NotRequired[str]
    synthetic: NotRequired[bool]
    organisation_id: NotRequired[UUID]


class NewOffer(TypedDict):
    """One thing an organisation does. `documents` are pairs {"id", "en"}; it serves its own area if nothing is said."""

    organisation_id: UUID
    name_id: str
    name_en: str
    sector: str
    checked_on: date
    check_again_on: date
    programme_code: NotRequired[str]
    documents: NotRequired[Sequence[Mapping[str, str]]]
    serves: NotRequired[Sequence[str]]
    offer_id: NotRequired[UUID]


def add_organisation(actor: Actor, **new: Unpack[NewOrganisation]) -> Organisation:
    """A new organisation. Raises Denied outside the actor's area; Refused for a bad kind or area, or a name twice."""
    access.check(actor, Permission.USER_MANAGE, new["area_code"])
    with acting(actor):
        organisation = Organisation(
            id=new.get("organisation_id") or uuid7(),
            name=" ".join(new["name"].split()),
            short_name=" ".join(new["short_name"].split()),
            kind=new["kind"],
            area_code=new["area_code"],
            address=new.get("address", ""),
            phone=new.get("phone", ""),
            email=new.get("email", ""),
            hours=new.get("hours", ""),
            synthetic=new.get("synthetic", False),
            checked_on=new["checked_on"],
            check_again_on=new["check_again_on"],
        )
        _check_organisation(organisation)
        organisation.save(force_insert=True)
        subject = Subject("organisation", organisation.id, organisation.area_code)
        record(actor, "organisation.add", subject, after={"name": organisation.name, "kind": organisation.kind})
    return organisation


def add_offer(actor: Actor, **new: Unpack[NewOffer]) -> Offer:
    """A new offer of an organisation in the actor's area. Raises NotFound, Denied, Refused."""
    with acting(actor):
        organisation = Organisation.objects.filter(id=new["organisation_id"]).first()
        if organisation is None:
            raise NotFound(f"no organisation {new['organisation_id']}")
        access.check(actor, Permission.USER_MANAGE, organisation.area_code)
        serves = tuple(new.get("serves") or (organisation.area_code,))
        _check_offer(new, serves)
        offer = Offer(
            id=new.get("offer_id") or uuid7(),
            organisation=organisation,
            name_id=new["name_id"].strip(),
            name_en=new["name_en"].strip(),
            sector=new["sector"],
            programme_code=new.get("programme_code", ""),
            documents=[dict(document) for document in new.get("documents", ())],
            checked_on=new["checked_on"],
            check_again_on=new["check_again_on"],
        )
        offer.save(force_insert=True)
        ServiceArea.objects.bulk_create(ServiceArea(offer=offer, area_code=code) for code in serves)
        subject = Subject("offer", offer.id, organisation.area_code)
        record(actor, "offer.add", subject, after={"name": offer.name_id, "organisation": str(organisation.id)})
    return offer


def _check_organisation(new: Organisation) -> None:
    problems = []
    if not new.name or not new.short_name:
        problems.append(Problem("required", "Tulis nama lembaga.", "Write the name of the organisation.", "name"))
    if new.kind not in KINDS:
        problems.append(Problem("bad_kind", "Pilih jenis lembaga.", "Choose a kind of organisation.", "kind"))
    if not area_reads.exists(new.area_code):
        problems.append(_no_area(new.area_code))
    if Organisation.objects.filter(area_code=new.area_code, name=new.name).exists():
        problems.append(
            Problem(
                "already_there",
                "Lembaga ini sudah ada di wilayah tersebut.",
                "This organisation is already there in that area.",
                "name",
            )
        )
    if problems:
        raise Refused(*problems)


def _check_offer(new: NewOffer, serves: Sequence[str]) -> None:
    problems = []
    if new["sector"] not in SECTORS:
        problems.append(Problem("bad_sector", "Pilih bidang.", "Choose a sector.", "sector"))
    if not new["name_id"].strip() or not new["name_en"].strip():
        problems.append(
            Problem("required", "Tulis nama layanan dalam dua bahasa.", "Name the offer in both languages.", "name_id")
        )
    problems += [_no_area(code) for code in serves if not area_reads.exists(code)]
    if problems:
        raise Refused(*problems)


def _no_area(code: str) -> Problem:
    return Problem("bad_area", f"Wilayah {code} tidak ada.", f"There is no area {code}.", "area_code")
