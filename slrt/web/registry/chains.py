"""The chains of approval of an area: what each route and kind must pass, and setting one by local law."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused
from slrt.domain.registry.chains import EVERY_KIND
from slrt.domain.registry.kinds import KINDS
from slrt.domain.workflow.change import STATIONS
from slrt.reads import areas as area_reads
from slrt.reads.registry import changes as reads
from slrt.services.registry import changes
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t
from slrt.web.registry.forms import show
from slrt.web.templatetags.changes import ROUTES, station


class ChainForm(forms.Form):
    """One chain: for what, which stations, until when, resting on which rule."""

    route = forms.ChoiceField(label=lazy_t("Jalur", "Route"))
    kind = forms.ChoiceField(label=lazy_t("Jenis perubahan", "Kind of change"))
    stations = forms.MultipleChoiceField(
        label=lazy_t("Tahap yang harus dilalui", "Stations it must pass"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lapse_days = forms.IntegerField(
        label=lazy_t("Gugur sesudah (hari)", "Lapses after (days)"),
        required=False,
        min_value=1,
        max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    source = forms.CharField(
        label=lazy_t("Dasar aturan", "Rule it rests on"),
        max_length=200,
        help_text=lazy_t("Misalnya Perbup 12/2026 pasal 4.", "Such as Perbup 12/2026 article 4."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, t(kind.label_id, kind.label_en)) for kind in KINDS.values()]
        choices = {
            "route": [(code, t(*words)) for code, words in ROUTES.items()],
            "kind": [(EVERY_KIND, t("Semua jenis lain", "All other kinds")), *kinds],
            "stations": [(code, station(code)) for code in STATIONS],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["stations"].help_text = t(
            "Tanpa satu tahap pun, perubahan langsung masuk data.", "Without any station a change applies at once."
        )


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.CHAIN_EDIT)
def chains(request: HttpRequest) -> HttpResponse:
    """`/chains?route=&kind=`: those in force here, and a form that sets one for the whole of the actor's area."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lines = reads.chains_of(actor)
    form = ChainForm(request.POST if request.method == "POST" else None, initial=_initial(request, lines))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            changes.set_chain(
                actor,
                area_code=actor.area_code,
                route=given["route"],
                kind=given["kind"],
                stations=[code for code in STATIONS if code in given["stations"]],
                source=given["source"],
                lapse_days=given["lapse_days"],
            )
        except Refused as refused:
            show(form, refused.problems)
        else:
            words = t(
                "Tahap disimpan. Perubahan yang sudah berjalan tetap memakai tahap lamanya.",
                "Saved. Changes already on their way keep their chain.",
            )
            messages.success(request, words)
            return HttpResponseRedirect(reverse("chains"))
    context = {"lines": lines, "form": form, "area_name": area_reads.name(actor.area_code)}
    return render(request, "registry/chains.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, lines: tuple[reads.ChainLine, ...]) -> dict[str, Any]:
    """The chain that was chosen to be changed, as it is now."""
    wanted = (request.GET.get("route", "proposal"), request.GET.get("kind", EVERY_KIND))
    line = next((each for each in lines if (each.route, each.kind) == wanted), None)
    if line is None:
        return {"route": "proposal", "kind": EVERY_KIND}
    source = line.source if line.own else ""
    return {
        "route": line.route,
        "kind": line.kind,
        "stations": list(line.stations),
        "lapse_days": line.lapse_days,
        "source": source,
    }
