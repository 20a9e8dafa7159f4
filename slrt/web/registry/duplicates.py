"""Likely duplicates at the desk: the queue, two people side by side, and the decision."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused
from slrt.reads.registry import pairs as reads
from slrt.services.registry import pairs
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t
from slrt.web.problems import show

WRONG = 422

DECISIONS = (
    ("join", lazy_t("Orang yang sama, gabungkan", "The same person, join them")),
    ("families", lazy_t("Keluarga yang sama, gabungkan kedua keluarga", "The same family, join both families")),
    ("apart", lazy_t("Dua orang yang berbeda", "Two different people")),
    ("split", lazy_t("Pisahkan kembali", "Split them again")),
)


class DecisionForm(forms.Form):
    """What somebody decided about a pair; the facts taken from the other row are named by their checkboxes."""

    decision = forms.ChoiceField(choices=DECISIONS, widget=forms.HiddenInput)
    keep = forms.ChoiceField(label=lazy_t("Data yang dipertahankan", "The record that stays"), required=False)
    next_head = forms.ChoiceField(
        label=lazy_t("Kepala keluarga yang baru", "The new head of the family"), required=False
    )
    choose = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(label=lazy_t("Alasan", "Reason"), max_length=500, required=False)

    def __init__(self, data: Any, page: reads.PairPage) -> None:
        super().__init__(data)
        sides = (page.one, page.other)
        self.fields["keep"].choices = [(str(side.line.person_id), side.line.name) for side in sides]  # type: ignore[attr-defined]
        self.fields["next_head"].choices = [  # type: ignore[attr-defined]
            ("", t("Tidak perlu", "Not needed")),
            *((str(key), name) for side in sides for key, name in side.family_members),
        ]
        self.fields["choose"].choices = [(each.fact, each.fact) for each in page.contrasts]  # type: ignore[attr-defined]


@require_GET
@never_cache
@needs(Permission.DUPLICATE_DECIDE)
def queue(request: HttpRequest) -> HttpResponse:
    """`/duplicates?view=&page=`: pairs of the officer's area, likeliest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    view = request.GET.get("view", "open")
    page = request.GET.get("page", "1")
    found = reads.pairs(actor, state=view, page=int(page) if page.isdecimal() and len(page) < 6 else 1)
    views = (
        ("open", t("Perlu diputuskan", "To be decided")),
        ("same", t("Sudah digabung", "Joined")),
        ("different", t("Orang yang berbeda", "Different people")),
    )
    context = {"page": found, "view": view if view in reads.STATES else "open", "views": views}
    return render(request, "registry/duplicates.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.DUPLICATE_DECIDE)
def pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """`/duplicates/<uuid>`: side by side; POST decides, and what was chosen stays when it is refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.pair_page(actor, pair_id)
    if request.method == "GET":
        pairs.look(actor, pair_id)
    form = DecisionForm(request.POST if request.method == "POST" else None, page)
    if form.is_bound and form.is_valid():
        try:
            _decide(actor, pair_id, form.cleaned_data, page)
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, t("Keputusan disimpan.", "The decision is saved."))
            return HttpResponseRedirect(reverse("duplicates"))
    context = {
        "pair": page,
        "sides": (page.one, page.other),
        "choices": [each for each in page.contrasts if each.may_choose],
        "asks_head": page.one.needs_next_head or page.other.needs_next_head,
        "form": form,
        "may_decide": pairs.can_decide(actor, page.row.area_code),
    }
    return render(request, "registry/duplicate.html", context, status=WRONG if form.errors else 200)


def _decide(actor: Actor, pair_id: UUID, given: dict[str, Any], page: reads.PairPage) -> None:
    keep = UUID(given["keep"]) if given["keep"] else page.one.line.person_id
    if given["decision"] == "join":
        head = UUID(given["next_head"]) if given["next_head"] else None
        joining = pairs.Joining(keep=keep, choose=given["choose"], next_head=head, reason=given["reason"])
        pairs.join(actor, pair_id, joining)
    elif given["decision"] == "families":
        pairs.join_families(actor, pair_id, keep=keep, reason=given["reason"])
    elif given["decision"] == "split":
        pairs.split_back(actor, pair_id, given["reason"])
    else:
        pairs.keep_apart(actor, pair_id, given["reason"])
