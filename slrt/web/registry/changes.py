"""The queue of changes at the desk, and deciding many at once."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from slrt.domain import areas
from slrt.domain.access import Actor, Denied, Permission
from slrt.domain.problems import NotFound, Refused
from slrt.domain.registry.kinds import KINDS
from slrt.domain.workflow.change import CHANGE
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.reads.registry import changes as reads
from slrt.services.registry import changes
from slrt.web.areas.fields import AreaField
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t
from slrt.web.problems import words as problem_words

MOST_AT_ONCE = 100
LONGEST_SEARCH = 100
FILTERS = ("view", "q", "kind", "route", "area", "days")
AGES = (3, 7, 14, 30)
ROUTES = ("proposal", "objection")
IN_BULK = ("check", "verify", "endorse", "approve", "reject")
"""Steps that may be taken for many; a village's decision rests on each one's own papers."""


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.FAMILY_READ)
def queue(request: HttpRequest) -> HttpResponse:
    """`/changes?view=&q=&kind=&route=&area=&days=&page=`; the form is posted, so that no number meets a log."""
    elsewhere = _moved(request)
    if elsewhere is not None:
        return elsewhere
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = _wanted(request.GET)
    shown = reads.queue(actor, wanted, _page_number(request.GET))
    views = [(code, words, shown.counts.get(code)) for code, words in named_views()]
    context = {
        "queue": shown,
        "page": shown.lines,
        "wanted": wanted,
        "views": views,
        "title": dict(named_views())[shown.view],
        "kinds": [(kind.code, t(kind.label_id, kind.label_en)) for kind in KINDS.values()],
        "ages": AGES,
        "area_name": area_reads.name(wanted.area_code) if wanted.area_code else "",
        "narrowed": bool(wanted.text or wanted.kind or wanted.route or wanted.area_code or wanted.days),
        "may_edit_chains": Permission.CHAIN_EDIT in actor.permissions,
        "bulk": _bulk_steps(actor, shown.view),
        "area_field": _area_form(actor, wanted.area_code)["area"],
    }
    return render(request, "registry/changes.html", context)


@dataclass(frozen=True)
class Outcome:
    """What became of one change of a bulk action: `refused` holds why it did not go through."""

    change_id: UUID
    title: str
    state: str
    refused: str


@require_POST
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def move_many(request: HttpRequest) -> HttpResponse:
    """Take one step for each picked change by itself, and list which went through, and which not and why."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    verb = request.POST.get("verb", "")
    if verb not in IN_BULK:
        raise NotFound(f"no bulk step {verb[:20]}")
    picked = [one for one in map(_picked, request.POST.getlist("pick")[:MOST_AT_ONCE]) if one]
    back = _back_to(request)
    if not picked:
        messages.warning(request, t("Pilih dahulu perubahannya.", "First pick the changes."))
        return HttpResponseRedirect(back)
    reason = request.POST.get("reason", "")[:500]
    outcomes = [_moved_one(actor, change_id, revision, verb, reason) for change_id, revision in picked]
    step = next(each for each in CHANGE.steps if each.verb == verb)
    context = {
        "outcomes": outcomes,
        "done": sum(not each.refused for each in outcomes),
        "step": step,
        "back": back,
    }
    return render(request, "registry/changes_moved.html", context)


def _moved_one(actor: Actor, change_id: UUID, revision: int, verb: str, reason: str) -> Outcome:
    try:
        row = reads.change_of(actor, change_id)
    except NotFound:
        return Outcome(change_id, "", "", t("Perubahan ini tidak ada di wilayah Anda.", "It is not in your area."))
    try:
        moved = changes.move(actor, change_id=change_id, verb=verb, revision=revision, inputs={"reason": reason})
    except Refused as refused:
        return Outcome(change_id, row.title, "", " ".join(problem_words(each) for each in refused.problems))
    except Denied:
        why = t(
            "Bukan bagian Anda: orang yang mengusulkan atau memutus sebelumnya tidak boleh memutus lagi.",
            "Not yours to decide: who proposed or decided before may not decide again.",
        )
        return Outcome(change_id, row.title, "", why)
    state = CHANGE.states[moved.state]
    return Outcome(change_id, row.title, t(state.label_id, state.label_en), "")


def _bulk_steps(actor: Actor, view: str) -> list[tuple[str, str]]:
    """The steps offered for many: those of the view's station, or all the actor's role may take."""
    stations = {"checked": "check", "verified": "verify", "endorsed": "endorse", "approved": "approve"}
    wanted = (stations[view], "reject") if view in stations else IN_BULK if view in ("mine", "all", "lapsing") else ()
    steps = {each.verb: each for each in CHANGE.steps}
    return [
        (verb, t(steps[verb].label_id, steps[verb].label_en))
        for verb in wanted
        if steps[verb].permission in actor.permissions
    ]


def _wanted(given: QueryDict) -> reads.QueueFilter:
    days = given.get("days", "")
    return reads.QueueFilter(
        view=given.get("view", "mine"),
        kind=given.get("kind", "") if given.get("kind", "") in KINDS else "",
        route=given.get("route", "") if given.get("route", "") in ROUTES else "",
        area_code=_area(given.get("area", "")),
        text=given.get("q", "")[:LONGEST_SEARCH],
        days=int(days) if days.isdecimal() and len(days) < 4 else 0,
    )


def _moved(request: HttpRequest) -> HttpResponse | None:
    """Words may stand in the address, to be kept and shared; a NIK or nomor KK never may, and finds no change."""
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    number = registry_reads.looks_like_number(sent.get("q", ""))
    if request.method == "GET" and not number:
        return None
    kept = {name: value for name in FILTERS if (value := sent.get(name, "")[:LONGEST_SEARCH])}
    if kept.get("area"):
        kept["area"] = _area_meant(request, kept["area"])
    if number:
        kept.pop("q")
        words = t(
            "Perubahan tidak dicari dengan NIK atau nomor KK. Cari orangnya di kotak pencarian.",
            "Changes are not found by NIK or nomor KK. Find the person in the search box.",
        )
        messages.warning(request, words)
    return HttpResponseRedirect(f"{request.path}?{urlencode(kept)}" if kept else request.path)


class _AreaForm(forms.Form):
    """The area to narrow to, by its name."""

    area = AreaField(label=lazy_t("Desa atau kecamatan", "Village or kecamatan"), required=False)


def _area_form(actor: Actor, given: str) -> _AreaForm:
    form = _AreaForm({"area": given}, auto_id="filter_%s")
    field = form.fields["area"]
    if isinstance(field, AreaField):
        field.inside(actor.area_code)
    field.widget.attrs["placeholder"] = field.label
    return form


def _area_meant(request: HttpRequest, text: str) -> str:
    """The code of the area that was typed; a message where it is none of the actor's."""
    form = _area_form(request.actor, text)  # type: ignore[attr-defined]
    if form.is_valid():
        return str(form.cleaned_data["area"])
    for error in form.errors["area"]:
        messages.warning(request, str(error))
    return ""


def _area(value: str) -> str:
    try:
        return value if value and area_reads.exists(areas.parse(value)) else ""
    except areas.BadAreaCode:
        return ""


def _page_number(given: QueryDict) -> int:
    asked = given.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def _picked(value: str) -> tuple[UUID, int] | None:
    """`<uuid>:<revision>` as the checkbox sent it."""
    key, _, revision = value.partition(":")
    try:
        return (UUID(key), int(revision)) if revision.isdecimal() and len(revision) < 9 else None
    except ValueError:
        return None


def _back_to(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe else reverse("changes")


def named_views() -> list[tuple[str, str]]:
    """The views by name, in the order of the page."""
    return [
        ("mine", t("Giliran saya", "My turn")),
        ("own", t("Saya usulkan", "Proposed by me")),
        ("all", t("Semua yang berjalan", "All on their way")),
        ("checked", t("Tunggu periksa berkas", "Papers to check")),
        ("verified", t("Tunggu cek lapangan", "To verify in the field")),
        ("deliberated", t("Tunggu musdes", "For the village meeting")),
        ("endorsed", t("Tunggu verifikator", "For the verifier")),
        ("approved", t("Tunggu kepala dinas", "For the head of agency")),
        ("sent", t("Tunggu kirim ke pusat", "To send to the centre")),
        ("clashing", t("Bentrok", "Clashing")),
        ("returned", t("Dikembalikan", "Returned")),
        ("lapsing", t("Segera gugur", "Lapsing soon")),
        ("ended", t("Sudah selesai", "Ended")),
    ]
