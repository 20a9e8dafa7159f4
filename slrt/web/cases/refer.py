"""Handing a need to an organisation: the offers that fit first, then everybody else."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused
from slrt.reads import cases as reads
from slrt.reads import directory
from slrt.reads.cases import CasePage
from slrt.services import cases
from slrt.services.cases import permits
from slrt.web.cases import forms
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show

MOST_OFFERS = 8
WRONG = 422


@require_http_methods(["GET", "POST"])
@needs(Permission.REFERRAL_SEND)
def refer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/cases/<uuid>/refer`: choose need, receiver and consent, and send."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.case_page(actor, case_id)
    permits.check_can_write_on(actor, page.case)
    cases.look(actor, page.case)
    needed = _need(page, request.GET.get("need") or request.POST.get("need_id"))
    offers = _offers(actor, page, needed)
    form = forms.Refer(
        request.POST or None,
        choices=_choices(actor, page, offers),
        initial={
            "need_id": needed.id if needed else "",
            "offer_id": offers[0].id if offers else "",
            "consent": "verbal",
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            _send(actor, case_id, form, {str(one.id): one.organisation_id for one in offers})
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, t("Rujukan terkirim.", "The referral was sent."))
            return HttpResponseRedirect(reverse("case", args=[case_id]))
    context = {"case": page.case, "page": page, "form": form, "may_refer": permits.can_refer(actor, page.case)}
    return render(request, "cases/refer.html", context, status=WRONG if form.errors else 200)


def _send(actor: Actor, case_id: UUID, form: forms.Refer, organisation_of: dict[str, UUID]) -> None:
    given = form.cleaned_data
    other = forms.uuid_or_none(given["organisation_id"])
    offer = None if other else given.get("offer_id")
    receiver = other or organisation_of.get(str(offer))
    if receiver is None:
        receiver = case_id  # nobody was chosen: no organisation has this key, so the service says what is missing
    cases.draft_and_send(
        actor,
        case_id=case_id,
        organisation_id=receiver,
        offer_id=forms.uuid_or_none(str(offer)) if offer else None,
        need_id=forms.uuid_or_none(given["need_id"]),
        message=given["message"],
        consent=given["consent"],
        consent_reason=given["consent_reason"],
        submission=given["submission"],
    )


def _need(page: CasePage, wanted: str | None) -> Any:
    """The need asked for, else the first open one."""
    found = [view.need for view in page.needs if view.need]
    chosen = forms.uuid_or_none(wanted)
    named = next((need for need in found if need.id == chosen), None)
    return named or next((need for need in found if need.state == "open"), None)


def _offers(actor: Actor, page: CasePage, needed: Any) -> list[Any]:
    """Offers of the programme first, then of the sector, that serve where the case lies."""
    programme = (needed.programme_id if needed else None) or page.case.programme_id
    sector = needed.sector if needed else page.case.sector
    found = []
    if programme:
        found += directory.find_offers(actor, area_code=page.case.area_code, programme_code=programme)
    found += directory.find_offers(actor, area_code=page.case.area_code, sector=sector)
    return list({one.id: one for one in found}.values())[:MOST_OFFERS]


def _choices(actor: Actor, page: CasePage, offers: list[Any]) -> dict[str, list[Any]]:
    around = areas.regency(page.case.area_code)
    everybody = directory.organisations(actor, area_code=around)
    return {
        "need_id": [(str(v.need.id), v.need.title) for v in page.needs if v.need and v.need.state == "open"],
        "offer_id": [(str(one.id), f"{one.organisation}: {t(one.name_id, one.name_en)}") for one in offers],
        "organisation_id": [
            ("", t("Pakai pilihan di atas", "The choice above") if offers else t("Pilih lembaga", "Choose one")),
            *((str(one.id), one.name) for one in everybody),
        ],
    }
