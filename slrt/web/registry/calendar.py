"""The local calendar of the register at the desk: the dates of the coming months, and setting those of one."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.registry import calendar
from slrt.domain.rules.facts import Bilingual
from slrt.reads.registry import calendar as reads
from slrt.services.registry.calendar import can_set_dates, set_dates
from slrt.web.areas.fields import label
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t
from slrt.web.problems import show
from slrt.web.registry.meetings import WRONG, seen

NAMES = {
    "meeting_from": Bilingual("Musyawarah mulai", "Meetings begin"),
    "meeting_until": Bilingual("Musyawarah berakhir", "Meetings end"),
    "cut_off_on": Bilingual("Batas usulan", "Cut-off of proposals"),
    "extraction_on": Bilingual("Penarikan data", "Extraction"),
    "publication_on": Bilingual("Pengumuman", "Publication"),
}


def _day(name: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=lazy_t(*NAMES[name]), widget=widget, **more)


class DatesForm(forms.Form):
    """The dates of one month; `revision` is what the person saw. Their order is the service's business."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    meeting_from = _day("meeting_from")
    meeting_until = _day("meeting_until")
    cut_off_on = _day("cut_off_on")
    extraction_on = _day("extraction_on")
    publication_on = _day(
        "publication_on",
        required=False,
        help_text=lazy_t("Kosongkan bila bulan ini tanpa pengumuman.", "Leave it empty in a month without one."),
    )
    source = forms.CharField(
        label=lazy_t("Dasar keputusan", "Decision it rests on"),
        max_length=200,
        help_text=lazy_t("Misalnya nomor surat dinas.", "A letter of the agency, by its number."),
    )


@require_GET
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def shown(request: HttpRequest) -> HttpResponse:
    """`/calendar`: what comes next, and the dates of the coming months, in the actor's kabupaten."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    area_code = areas.regency(actor.area_code)
    today = reads.today_in(area_code)
    context = {
        "months": reads.months(area_code, calendar.period_of(today)),
        "coming": [(NAMES[each.kind], each.on, (each.on - today).days) for each in reads.next_dates(area_code)],
        "where": label(area_code),
        "may_set": can_set_dates(actor, area_code),
        "names": NAMES,
        "reminder": reads.reminder(actor),
    }
    return render(request, "registry/calendar.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.CHAIN_EDIT)
def edit(request: HttpRequest, period: str) -> HttpResponse:
    """`/calendar/<YYYY-MM>`: other dates for one month, in the actor's kabupaten."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    area_code = areas.regency(actor.area_code)
    month = _month(area_code, period)
    own = month.revision > 0
    initial = {name: getattr(month.dates, name) for name in NAMES}
    initial |= {"revision": month.revision, "source": month.dates.source if own else ""}
    form = DatesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        values = {name: given[name] for name in (*NAMES, "source")}
        try:
            set_dates(actor, replace(month.dates, area_code=area_code, **values), revision=given["revision"])
        except Refused as refused:
            if isinstance(refused, Stale):
                form.data = seen(request, month.revision)
            show(form, refused)
        else:
            messages.success(request, t("Kalender disimpan.", "The calendar is saved."))
            return HttpResponseRedirect(reverse("register_calendar"))
    context = {"form": form, "month": month, "where": label(area_code)}
    return render(request, "registry/calendar_edit.html", context, status=WRONG if form.errors else 200)


def _month(area_code: str, period: str) -> reads.Month:
    try:
        return reads.months(area_code, calendar.checked_period(period), 1)[0]
    except Refused as refused:
        raise NotFound(f"no month {period}") from refused
