"""Holding a meeting: each part of its page is sent here, and leads back to it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.registry.meetings import DECISIONS
from slrt.reads.registry import meetings as reads
from slrt.services import papers
from slrt.services.registry import meetings
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show
from slrt.web.registry.meetingforms import CancelForm, decisions_of, people_of
from slrt.web.registry.meetings import WRONG, done, held_by, number_of, seen, shown


@require_POST
@needs(Permission.CHANGE_DELIBERATE)
def agenda(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/agenda`: `draw` what waits, or `up`, `down`, `remove` one item."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = held_by(actor, meeting_id)
    revision = number_of(request.POST.get("revision", ""))
    sent = next((name for name in ("up", "down", "remove") if name in request.POST), "draw")
    try:
        if sent == "draw":
            added = meetings.draw(actor, meeting_id=meeting_id, revision=revision)
            words = t(f"{added} usulan masuk agenda.", f"{added} proposals are on the agenda now.")
        else:
            _take(actor, page, sent, request.POST[sent], revision)
            words = t("Agenda disimpan.", "The agenda is saved.")
    except Refused as refused:
        return shown(request, page, refused.problems)
    return done(request, meeting_id, words, "agenda")


@require_POST
@needs(Permission.CHANGE_DELIBERATE)
def decisions(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/decisions`: all decisions as they stand on the page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = held_by(actor, meeting_id)
    told = decisions_of(request.POST, page)
    revision = number_of(request.POST.get("revision", ""))
    try:
        meetings.decide(actor, meeting_id=meeting_id, revision=revision, decisions=told)
    except Refused as refused:
        return shown(request, page, refused.problems)
    return done(request, meeting_id, t("Keputusan disimpan.", "The decisions are saved."), "agenda")


@require_POST
@needs(Permission.CHANGE_DELIBERATE)
def attendance(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/attendance`: everybody who came."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = held_by(actor, meeting_id)
    people = people_of(request.POST)
    revision = number_of(request.POST.get("revision", ""))
    try:
        meetings.set_attendance(actor, meeting_id=meeting_id, revision=revision, people=people)
    except Refused as refused:
        return shown(request, page, refused.problems, people)
    return done(request, meeting_id, t("Daftar hadir disimpan.", "The attendance is saved."), "attendance")


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.CHANGE_DELIBERATE)
def close(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/close`: what will happen, and what still lacks; then it happens at once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = held_by(actor, meeting_id)
    problems = meetings.obstacles(actor, meeting_id) if page.row.state == "planned" else ()
    if request.method == "POST":
        try:
            meetings.close(actor, meeting_id=meeting_id, revision=number_of(request.POST.get("revision", "")))
        except Refused as refused:
            problems = refused.problems
        else:
            words = t("Musyawarah ditutup. Berita acara siap dicetak.", "The meeting is closed. Print the minutes.")
            return done(request, meeting_id, words, "minutes")
    elif page.row.state != "planned":
        return HttpResponseRedirect(reverse("meeting", args=[meeting_id]))
    meetings.look(actor, meeting_id)
    context = {"meeting": page, "problems": problems, "decisions": DECISIONS, "decided": page.decided}
    return render(request, "registry/meeting_close.html", context, status=WRONG if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.CHANGE_DELIBERATE)
def cancel(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/cancel`: asks why, then the proposals wait for another meeting."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = held_by(actor, meeting_id)
    form = CancelForm(request.POST if request.method == "POST" else None, initial={"revision": page.row.revision})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            meetings.cancel(actor, meeting_id=meeting_id, revision=given["revision"], reason=given["reason"])
        except Refused as refused:
            if isinstance(refused, Stale):
                form.data = seen(request, page.row.revision)
            show(form, refused)
        else:
            return done(request, meeting_id, t("Musyawarah dibatalkan.", "The meeting is cancelled."))
    context = {"form": form, "meeting": page}
    return render(request, "registry/meeting_cancel.html", context, status=WRONG if form.errors else 200)


@require_POST
@needs(Permission.CHANGE_DELIBERATE)
def add_scan(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/scan/new`: the signed minutes, photographed or as PDF."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = held_by(actor, meeting_id)
    sent = request.FILES.get("scan")
    name, data = (sent.name or "", sent.read()) if sent else ("", b"")
    try:
        meetings.add_scan(actor, meeting_id=meeting_id, name=name, data=data)
    except Refused as refused:
        return shown(request, page, refused.problems)
    return done(request, meeting_id, t("Berita acara disimpan.", "The signed minutes are kept."), "minutes")


@require_http_methods(["GET"])
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def scan(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/scan`: a photo is shown, a PDF is downloaded."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kept = meetings.scan_of(actor, meeting_id)
    return paper(kept.data, kept.media, t("berita-acara", "minutes"), inline=kept.media == papers.JPEG)


def paper(data: bytes, media: str, name: str, *, inline: bool) -> HttpResponse:
    """Bytes for one person, never as something a browser would run or keep."""
    ending = "jpg" if media == papers.JPEG else "pdf"
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = content_disposition_header(not inline, f"{name}.{ending}") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _take(actor: Actor, page: reads.MeetingPage, verb: str, item: str, revision: int) -> None:
    found = next((line.item.id for line in page.agenda if str(line.item.id) == item), None)
    if found is None:
        raise NotFound(f"no item {item}")
    if verb == "remove":
        meetings.remove(actor, meeting_id=page.row.id, revision=revision, item_id=found)
    else:
        by = -1 if verb == "up" else 1
        meetings.shift(actor, meeting_id=page.row.id, revision=revision, item_id=found, by=by)
