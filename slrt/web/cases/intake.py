"""A new case at the counter: for a registered family, or for somebody not registered yet."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from slrt.domain import clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused
from slrt.domain.workflow import taxonomy
from slrt.reads import programmes as programme_reads
from slrt.reads import registry as registry_reads
from slrt.services import cases, registry
from slrt.web.cases import forms
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show
from slrt.web.registry.villages import too_many, village_choices

WRONG = 422
_TYPED = frozenset(field.name for field in fields(cases.NewCase))


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_OPEN)
def new(request: HttpRequest) -> HttpResponse:
    """`/cases/new?family=&person=&programme=`: record a case; then the receipt."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    family_id = forms.uuid_or_none(request.GET.get("family"))
    if family_id:
        registry.look(actor, family_id)
    known = registry_reads.family_page(actor, family_id, clock.today()) if family_id else None
    form = forms.Intake(
        request.POST or None,
        request.FILES or None,
        choices=_choices(actor, known),
        has_family=known is not None,
        initial=_initial(request, actor, known),
    )
    if request.method == "POST" and form.is_valid():
        try:
            case = _open(actor, form, family_id)
        except Refused as refused:
            show(form, refused)
        else:
            return HttpResponseRedirect(reverse("case_receipt", args=[case.id]))
    context = {
        "form": form,
        "known": known,
        "topics": taxonomy.TOPICS,
        "too_many": known is None and too_many(actor.area_code),
    }
    return render(request, "cases/new.html", context, status=WRONG if form.errors else 200)


def _open(actor: Actor, form: forms.Intake, family_id: UUID | None) -> Any:
    given = form.cleaned_data
    typed = {name: value for name, value in given.items() if name in _TYPED and name != "person_id"}
    new_case = cases.NewCase(**typed, family_id=family_id, person_id=forms.uuid_or_none(given.get("person_id")))
    uploads = [cases.Upload(file.name, file.read()) for file in given["photo"]]
    return cases.open_case(actor, new_case, submission=given["submission"], uploads=uploads)


def _choices(actor: Actor, known: Any) -> dict[str, list[Any]]:
    programmes = programme_reads.names()
    found: dict[str, list[Any]] = {
        "programme_code": [
            ("", t("Tidak terkait program", "No programme")),
            *((code, t(name.id, name.en)) for code, name in programmes.items()),
        ],
        "person_id": [],
        "area_code": [],
    }
    if known is None:
        found["area_code"] = [] if too_many(actor.area_code) else village_choices(actor.area_code)
    else:
        everybody = ("", t("Seluruh keluarga", "The whole family"))
        found["person_id"] = [everybody, *((str(one.person_id), one.name) for one in known.members)]
    return found


def _initial(request: HttpRequest, actor: Actor, known: Any) -> dict[str, Any]:
    """What can be filled in beforehand: from the family page, its programme, and the first member."""
    wanted = request.GET.get("programme", "")
    topic = next((one for one in taxonomy.TOPICS if wanted and one.programme == wanted), None)
    started: dict[str, Any] = {
        "programme_code": wanted,
        "type": "proposal" if wanted else "complaint",
        "sector": topic.sector if topic else "",
        "person_id": request.GET.get("person", ""),
        "channel": "facilitator" if actor.role == "facilitator" else "desk",
    }
    if known is not None and known.members:
        started["reporter_name"] = next((one.name for one in known.members if one.is_head), known.members[0].name)
        started["reporter_phone"] = known.family.phone
    return started
