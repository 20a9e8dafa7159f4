"""Suggestions while somebody types the name of an area. The codes are public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from slrt.domain import areas as codes
from slrt.reads import areas
from slrt.web.doors import signed_in

MOST = 12
SHORTEST = 2


@signed_in()
def options(request: HttpRequest) -> HttpResponse:
    """Options of a list for the text `q`, inside the area `within` (or everywhere)."""
    asked = next((str(value) for name, value in request.GET.items() if name != "within"), "")[:100]
    within = request.GET.get("within", "")
    try:
        codes.parse(within or codes.NATION)
    except codes.BadAreaCode:
        within = codes.NATION
    hits = areas.find(asked, within=within, limit=MOST) if len(asked.strip()) >= SHORTEST else []
    return render(request, "areas/options.html", {"hits": hits})
