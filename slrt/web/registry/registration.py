"""Registering a family: one page, as many members as there are, likely same people shown before anything is saved."""

import re
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.rules.record import MEMBER_LIMIT
from slrt.reads import areas as area_reads
from slrt.services import registry
from slrt.services.registry import Checked, LookFirst
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.registry.forms import FamilyForm, MemberForm, as_uuid, new_family
from slrt.web.registry.villages import too_many

_ROW = re.compile(r"members-(\d{1,3})-name")
_PATH = re.compile(r"members\[(\d+)\]\.(\w+)")

SEEN = "seen"


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.FAMILY_REGISTER)
def new(request: HttpRequest) -> HttpResponse:
    """The form; with `add` or `remove` it only changes its rows, else it registers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    scope = _scope(actor, request.GET.get("inside", ""))
    if too_many(scope):
        return _choose_area(request, scope)
    if request.method == "GET":
        family = FamilyForm(scope, initial={"submission": uuid7()}, auto_id="id_%s")
        head = MemberForm(prefix="members-0", initial={"name": request.GET.get("name", "")[:120], "relation": "head"})
        return _page(request, family, [head])
    data = request.POST
    rows = _rows(data)
    if "add" in data or "remove" in data:
        return _page(request, *_unchecked(scope, data, rows))
    family = FamilyForm(scope, data, auto_id="id_%s")
    members = [MemberForm(data, prefix=f"members-{row}") for row in rows]
    if not all([family.is_valid(), *(member.is_valid() for member in members)]):
        return _page(request, family, members, status=422)
    return _register(request, family, members)


@require_GET
@needs(Permission.FAMILY_REGISTER)
def row(request: HttpRequest) -> HttpResponse:
    """One more member: an empty row where the typing goes on, and the button for the next."""
    place = request.GET.get("place", "")
    if not place.isdecimal() or not 0 < int(place) < MEMBER_LIMIT:
        raise NotFound("no such row")
    form = MemberForm(prefix=f"members-{int(place)}")
    form.fields["name"].widget.attrs["autofocus"] = True
    return render(request, "registry/new_row.html", {"member": form, "next_place": int(place) + 1})


def _register(request: HttpRequest, family: FamilyForm, members: list[MemberForm]) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        registry.note_look_up(actor)
        made = registry.register(
            actor,
            new_family(family, members),
            submission=as_uuid(family.cleaned_data["submission"]),
            source="interview",
            reason=t("Pendaftaran di loket", "Registered at the counter"),
            accept_warnings=request.POST.get(SEEN) == "1",
        )
    except LookFirst as look:
        return _page(request, family, members, checked=look.checked, status=422)
    except Refused as refused:
        checked = registry.check_new(actor, new_family(family, members))
        _show(family, members, refused.problems)
        return _page(request, family, members, checked=Checked(likely_same=checked.likely_same), status=422)
    messages.success(request, t("Keluarga terdaftar.", "The family is registered."))
    return HttpResponseRedirect(reverse("family", args=[made.family_id]))


def _show(family: FamilyForm, members: list[MemberForm], problems: Iterable[Problem]) -> None:
    """Each problem beside its field: `members[1].nik` belongs to the second row."""
    for problem in problems:
        words = t(problem.message_id, problem.message_en)
        place = _PATH.fullmatch(problem.field)
        form: FamilyForm | MemberForm = family
        name = problem.field.rpartition(".")[2]
        if place and int(place[1]) < len(members):
            form, name = members[int(place[1])], place[2]
        form.add_error(name if name in form.fields else None, words)


def _rows(data: QueryDict) -> list[int]:
    """The numbers of the rows that were sent, in order."""
    found = sorted({int(match[1]) for key in data if (match := _ROW.fullmatch(key))})
    return found[:MEMBER_LIMIT] or [0]


def _unchecked(scope: str, data: QueryDict, rows: list[int]) -> tuple[FamilyForm, list[MemberForm]]:
    """The same text with a row more or less, and no complaint about what is not finished."""
    if "add" in data and len(rows) < MEMBER_LIMIT:
        rows = [*rows, rows[-1] + 1]
    removed = data.get("remove", "")
    if len(rows) > 1:
        rows = [row for row in rows if str(row) != removed]
    family = FamilyForm(scope, initial=data.dict(), auto_id="id_%s")
    return family, [MemberForm(prefix=f"members-{row}", initial=_typed(data, row)) for row in rows]


def _typed(data: QueryDict, row: int) -> dict[str, str]:
    start = f"members-{row}-"
    return {key.removeprefix(start): str(data[key]) for key in data if key.startswith(start)}


def _page(
    request: HttpRequest,
    family: FamilyForm,
    members: list[MemberForm],
    checked: Checked | None = None,
    status: int = 200,
) -> HttpResponse:
    likely = [(same, members[same.member].data.get(f"{members[same.member].prefix}-name", ""))
              for same in checked.likely_same if same.member < len(members)] if checked else []  # fmt: skip
    names = area_reads.names({same.area_code for same, _ in likely if same.area_code})
    context = {
        "family": family,
        "members": members,
        "likely": [(same, who, names.get(same.area_code, "")) for same, who in likely],
        "warnings": checked.warnings if checked else (),
        "wrong_rows": [member for member in members if member.errors],
        "next_place": int(members[-1].place) + 1,
    }
    return render(request, "registry/new.html", context, status=status)


def _scope(actor: Actor, inside: str) -> str:
    """The area to choose villages from: the actor's own, or the smaller one that was chosen in it."""
    try:
        return inside if inside and areas.contains(actor.area_code, inside) else actor.area_code
    except areas.BadAreaCode:
        return actor.area_code


def _choose_area(request: HttpRequest, scope: str) -> HttpResponse:
    asked = request.GET.get("area", "").strip()[:100]
    found = [hit for hit in area_reads.find(asked, within=scope, limit=20) if hit.code != scope] if asked else []
    return render(request, "registry/new_area.html", {"found": found, "asked_area": asked})
