"""Organisations and what they offer: to read and to look up."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from slrt.domain.access import Actor, Permission
from slrt.reads import directory
from slrt.web.areas.fields import AreaField
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t

PAGE_LENGTH = 25


class DirectoryFilter(forms.Form):
    """What of the list is wanted; anything unreadable counts as not said."""

    q = forms.CharField(label=lazy_t("Lembaga atau layanan", "Organisation or offer"), max_length=100, required=False)
    kind = forms.ChoiceField(label=lazy_t("Jenis", "Kind"), required=False)
    area = AreaField(label=lazy_t("Wilayah", "Area"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, t(*words)) for code, words in directory.KINDS.items()]
        self.fields["kind"].choices = [("", t("Semua", "All")), *kinds]  # type: ignore[attr-defined]


@needs(Permission.DIRECTORY_READ)
def listed(request: HttpRequest) -> HttpResponse:
    """Organisations of the person's own area unless another is asked for."""
    wanted = DirectoryFilter(request.GET if request.GET else {"area": _actor(request).area_code})
    wanted.is_valid()
    asked = wanted.cleaned_data
    found = directory.organisations(
        _actor(request), area_code=asked.get("area") or None, kind=asked.get("kind"), text=asked.get("q", "")
    )
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "directory/organisations.html", {"filter": wanted, "page": page})


@needs(Permission.DIRECTORY_READ)
def shown(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation: where, when, and what it does for people."""
    found = directory.organisation(_actor(request), organisation_id)
    return render(request, "directory/organisation.html", {"found": found})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
