"""The auditor's list of everything that happened in the area."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from slrt.domain.access import Actor, Permission
from slrt.reads import areas, trail
from slrt.web.areas.fields import AreaField
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t


class TrailFilter(forms.Form):
    """What is looked for; anything unreadable counts as not said."""

    actor = forms.CharField(label=lazy_t("Siapa", "Who"), max_length=100, required=False)
    verb = forms.ChoiceField(label=lazy_t("Apa", "What"), required=False)
    since = forms.DateField(
        label=lazy_t("Sejak", "From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=lazy_t("Sampai", "To"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    area = AreaField(label=lazy_t("Wilayah", "Area"), required=False)
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = sorted(((code, t(*words)) for code, words in trail.VERBS.items()), key=lambda pair: pair[1])
        self.fields["verb"].choices = [("", t("Semua", "All")), *verbs]  # type: ignore[attr-defined]
        area = self.fields["area"]
        if isinstance(area, AreaField):
            area.inside(actor.area_code)

    def wanted(self) -> trail.AuditFilter:
        """The filter in the terms of the question."""
        self.is_valid()
        asked = self.cleaned_data
        return trail.AuditFilter(
            actor=asked.get("actor", ""),
            verb=asked.get("verb", ""),
            subject=asked.get("subject"),
            since=asked.get("since"),
            until=asked.get("until"),
            area_code=asked.get("area", ""),
        )


@needs(Permission.TRAIL_READ)
def listed(request: HttpRequest) -> HttpResponse:
    """Events of the reader's area, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = TrailFilter(actor, request.GET)
    wanted = form.wanted()
    number = request.GET.get("page", "")
    page = trail.audit(actor, wanted, int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1)
    shown = {
        "filter": form,
        "page": page,
        "filtered": wanted != trail.AuditFilter(),
        "zone": areas.zone(actor.area_code),
    }
    return render(request, "trail/trail.html", shown)
