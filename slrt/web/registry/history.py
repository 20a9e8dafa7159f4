"""The history of a family or a member at the desk: as of a day, between two days, every change, who looked."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound
from slrt.reads.registry import history as reads
from slrt.services import registry
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t

SHOWN = 50
DAY = {"type": "date"}


class DaysForm(forms.Form):
    """The days asked about."""

    on = forms.DateField(
        label=lazy_t("Keadaan pada tanggal", "As of"), required=False, widget=forms.DateInput(attrs=DAY)
    )
    since = forms.DateField(
        label=lazy_t("Bandingkan dari", "Compare from"), required=False, widget=forms.DateInput(attrs=DAY)
    )
    until = forms.DateField(label=lazy_t("sampai", "to"), required=False, widget=forms.DateInput(attrs=DAY))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            words = t("Tanggal awal harus sebelum tanggal akhir.", "The first day must come before the second.")
            self.add_error("since", words)
        return given


@require_GET
@never_cache
@needs(Permission.FAMILY_READ)
def history(request: HttpRequest, family_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """`/families/<uuid>/history?on=&since=&until=`, of one member under `/members/<uuid>/history`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registry.look(actor, family_id)
    found = reads.history_of(actor, family_id)
    person = str(person_id or "")
    if person_id and family_id not in reads.family_ids_of(actor, person_id):
        raise NotFound(f"no member {person_id}")
    form = DaysForm(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on: date | None = given.get("on")
    then = reads.as_of(found, on) if on else None
    entries = reads.entries_of(found, person)
    everything = request.GET.get("all") == "1"
    context = {
        "history": found,
        "family": found.family,
        "person_id": person,
        "person_name": found.names.get(person, ""),
        "form": form if form.is_bound else DaysForm(),
        "then": then,
        "then_members": [each for each in then.members if not person or each.person_id == person] if then else [],
        "compared": _compared(found, given, person),
        "entries": entries if everything else entries[:SHOWN],
        "entry_count": len(entries),
        "cut": not everything and len(entries) > SHOWN,
        "looked": reads.who_looked(actor, family_id),
        "may_erase": access.can(actor, Permission.IDENTITY_ERASE, found.family.area_code),
        "zone": found.zone,
        "today": clock.today(found.zone),
    }
    return render(request, "registry/history.html", context, status=422 if form.errors else 200)


def _compared(found: reads.History, given: dict[str, Any], person: str) -> dict[str, Any] | None:
    """The differences between two days; a day that was left out is the day before registration, or today."""
    since, until = given.get("since"), given.get("until")
    if not since and not until:
        return None
    last: date = until or clock.today(found.zone)
    first: date = since or date.min + timedelta(days=1)
    return {"since": since, "until": last, "lines": reads.between(found, first, last, person)}
