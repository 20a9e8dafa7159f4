"""Lists of organisations and offers. The directory is open to everybody who signs in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound
from slrt.domain.workflow.taxonomy import SECTORS
from slrt.reads import areas as area_reads
from slrt.reads.directory.kinds import KINDS
from slrt.store.directory.models import Offer, Organisation, ServiceArea


@dataclass(frozen=True, kw_only=True)
class OrganisationLine:
    """One organisation of a list. `is_stale`: nobody has checked the entry when somebody should have."""

    id: UUID
    name: str
    short_name: str
    kind: str
    kind_id: str
    kind_en: str
    area_code: str
    area_name: str
    address: str
    phone: str
    email: str
    hours: str
    checked_on: date
    is_stale: bool
    synthetic: bool


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """One offer with its organisation; `documents` are pairs {"id", "en"}, `serves` names of areas."""

    id: UUID
    name_id: str
    name_en: str
    sector: str
    sector_id: str
    sector_en: str
    programme_code: str
    documents: tuple[Mapping[str, str], ...]
    organisation_id: UUID
    organisation: str
    organisation_area: str
    serves: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrganisationPage:
    """An organisation and all it offers."""

    organisation: OrganisationLine
    offers: tuple[OfferLine, ...]


def organisations(
    actor: Actor, *, area_code: str | None = None, kind: str | None = None, text: str = ""
) -> list[OrganisationLine]:
    """Active organisations by area and name: of `area_code` and everything inside it, or everywhere. Raises Denied."""
    access.check(actor, Permission.DIRECTORY_READ)
    found = Organisation.objects.filter(is_active=True)
    if area_code:
        bounds = areas.bounds(area_code)
        found = found.filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    if kind:
        found = found.filter(kind=kind)
    for word in text.replace("\x00", "").split():
        named = Q(name__icontains=word) | Q(short_name__icontains=word)
        found = found.filter(named | Q(offers__name_id__icontains=word) | Q(offers__name_en__icontains=word))
    return _lines(list(found.distinct().order_by("area_code", "name")))


def organisation(actor: Actor, organisation_id: UUID) -> OrganisationPage:
    """One organisation with its offers. Raises Denied, NotFound."""
    access.check(actor, Permission.DIRECTORY_READ)
    found = Organisation.objects.filter(id=organisation_id, is_active=True).first()
    if found is None:
        raise NotFound(f"no organisation {organisation_id}")
    offers = Offer.objects.filter(organisation=found, is_active=True).order_by("sector", "name_id")
    return OrganisationPage(organisation=_lines([found])[0], offers=tuple(_offers(offers)))


def find_offers(
    actor: Actor, *, area_code: str, sector: str | None = None, programme_code: str | None = None
) -> list[OfferLine]:
    """Offers that serve `area_code`, those of the programme first, then by sector and name. Raises Denied."""
    access.check(actor, Permission.DIRECTORY_READ)
    around = (areas.NATION, *areas.ancestors(area_code))
    found = Offer.objects.filter(is_active=True, organisation__is_active=True)
    found = found.filter(id__in=ServiceArea.objects.filter(area_code__in=around).values("offer_id"))
    if sector:
        found = found.filter(sector=sector)
    if programme_code:
        found = found.filter(programme_code=programme_code)
    return _offers(found.order_by("sector", "name_id", "organisation__name"))


def _lines(found: list[Organisation]) -> list[OrganisationLine]:
    names = area_reads.names(one.area_code for one in found)
    today = clock.today()
    return [
        OrganisationLine(
            id=one.id,
            name=one.name,
            short_name=one.short_name,
            kind=one.kind,
            kind_id=KINDS[one.kind][0],
            kind_en=KINDS[one.kind][1],
            area_code=one.area_code,
            area_name=names[one.area_code],
            address=one.address,
            phone=one.phone,
            email=one.email,
            hours=one.hours,
            checked_on=one.checked_on,
            is_stale=one.check_again_on < today,
            synthetic=one.synthetic,
        )
        for one in found
    ]


def _offers(found: QuerySet[Offer]) -> list[OfferLine]:
    offers = list(found.select_related("organisation").prefetch_related("service_areas"))
    names = area_reads.names(place.area_code for offer in offers for place in offer.service_areas.all())
    return [
        OfferLine(
            id=offer.id,
            name_id=offer.name_id,
            name_en=offer.name_en,
            sector=offer.sector,
            sector_id=SECTORS[offer.sector].label_id,
            sector_en=SECTORS[offer.sector].label_en,
            programme_code=offer.programme_code,
            documents=tuple(offer.documents),
            organisation_id=offer.organisation_id,
            organisation=offer.organisation.name,
            organisation_area=offer.organisation.area_code,
            serves=tuple(names[place.area_code] for place in offer.service_areas.all()),
        )
        for offer in offers
    ]
