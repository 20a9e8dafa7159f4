"""What the citizen takes home: ticket, promise, telephone. No NIK, nothing of the matter."""

from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.reads import cases as reads
from slrt.reads import directory
from slrt.services import cases
from slrt.web.doors import needs

PAPERS = ("a4", "80", "58")
KINDS = ("puskesos", "dinsos")
"""Whose telephone the citizen is given: the nearest that answers questions about cases."""


@require_GET
@needs(Permission.CASE_READ)
def receipt(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/cases/<uuid>/receipt?paper=a4|80|58`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    slip = reads.receipt(actor, case_id)
    row = reads.case_of(actor, case_id)
    cases.look(actor, row)
    paper = request.GET.get("paper", "a4")
    context = {
        "slip": slip,
        "office": _office(actor, row.area_code),
        "qr": qr(f"SLRT {slip.ticket}"),
        "paper": paper if paper in PAPERS else "a4",
        "papers": PAPERS,
    }
    return render(request, "cases/receipt.html", context)


def qr(text: str) -> str:
    """A QR code as inline SVG, drawn by attributes alone."""
    return mark_safe(segno.make(text, error="m").svg_inline(scale=4, border=2, omitsize=True))  # noqa: S308 - our own


def _office(actor: Actor, area_code: str) -> Any:
    for kind in KINDS:
        around = area_code[:8] if kind == "puskesos" else areas.regency(area_code)
        found = directory.organisations(actor, area_code=around, kind=kind)
        if found:
            return found[0]
    return None
