"""Village meetings at the desk: the list, planning one, and the page on which it is held."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Problem, Refused, Stale
from slrt.domain.registry.meetings import DECISIONS, LEAST_ATTENDANCE, MEETINGS, STATES
from slrt.domain.registry.minutes import Attendee
from slrt.reads import areas as area_reads
from slrt.reads.registry import calendar as calendar_reads
from slrt.reads.registry import meetings as reads
from slrt.services.registry import meetings
from slrt.web.areas.fields import label
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show
from slrt.web.registry.meetingforms import EMPTY_ROWS, NewPlanForm, PlanForm, ScanForm, initial_plan

WRONG = 422


@require_GET
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def listed(request: HttpRequest) -> HttpResponse:
    """`/meetings?state=&page=`: the meetings of the actor's area, latest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    context = {
        "page": reads.meetings(actor, state, number=page_number(request)),
        "states": STATES,
        "kinds": MEETINGS,
        "state": state if state in STATES else "",
        "may_plan": meetings.can_deliberate(actor),
        "reminder": calendar_reads.reminder(actor),
    }
    return render(request, "registry/meetings.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.CHANGE_DELIBERATE)
def new(request: HttpRequest) -> HttpResponse:
    """`/meetings/new`: a meeting of one village."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = actor.area_code if areas.level(actor.area_code) == areas.VILLAGE else ""
    initial = {"area_code": own, "held_on": calendar_reads.today_in(actor.area_code)}
    form = NewPlanForm(request.POST if request.method == "POST" else None, actor.area_code, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = meetings.plan(actor, form.plan(given["area_code"]), submission=given["submission"])
        except Refused as refused:
            show(form, refused)
        else:
            return done(request, made.id, t("Musyawarah direncanakan.", "The meeting is planned."))
    return render(request, "registry/meeting_plan.html", {"form": form}, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.CHANGE_DELIBERATE)
def edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/edit`: another day, place or people for a planned meeting."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = held_by(actor, meeting_id)
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial_plan(page))
    if form.is_bound and form.is_valid():
        new_plan = form.plan(page.row.area_code)
        try:
            meetings.edit(actor, meeting_id=meeting_id, revision=form.cleaned_data["revision"], new=new_plan)
        except Refused as refused:
            if isinstance(refused, Stale):
                form.data = seen(request, page.row.revision)
            show(form, refused)
        else:
            return done(request, meeting_id, t("Rencana disimpan.", "The plan is saved."))
    context = {"form": form, "meeting": page, "where": label(page.row.area_code)}
    return render(request, "registry/meeting_plan.html", context, status=WRONG if form.errors else 200)


@require_GET
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>`: agenda with decisions, who came, and how to close it. Reading names is an event."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    meetings.look(actor, meeting_id)
    return shown(request, reads.meeting_page(actor, meeting_id))


def shown(
    request: HttpRequest,
    page: reads.MeetingPage,
    problems: tuple[Problem, ...] = (),
    people: list[Attendee] | None = None,
) -> HttpResponse:
    """The page of a meeting, with what was wrong; what was typed is in the request, and in `people`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    holds = meetings.can_deliberate(actor, page.row.area_code)
    typed = request.POST if problems and people is None else {}
    rows = [
        (
            line,
            typed.get(f"decision-{line.item.id}", line.item.decision),
            typed.get(f"note-{line.item.id}", line.item.note),
        )
        for line in page.agenda
    ]
    came = people or [Attendee(name=each.name, capacity=each.capacity) for each in page.people]
    context = {
        "meeting": page,
        "rows": rows,
        "came": came,
        "blanks": range(EMPTY_ROWS),
        "problems": problems,
        "decisions": DECISIONS,
        "kind": MEETINGS[page.row.kind],
        "state": STATES[page.row.state],
        "may_hold": holds and page.row.state == "planned",
        "may_scan": holds and page.row.state == "closed",
        "scan_form": ScanForm(),
        "least": LEAST_ATTENDANCE,
        "zone": area_reads.zone(page.row.area_code),
        "reminder": calendar_reads.reminder(actor),
    }
    return render(request, "registry/meeting.html", context, status=WRONG if problems else 200)


def held_by(actor: Actor, meeting_id: UUID) -> reads.MeetingPage:
    """The meeting, for somebody who may hold it. Raises NotFound and Denied."""
    page = reads.meeting_page(actor, meeting_id)
    meetings.check_deliberate(actor, page.row.area_code)
    return page


def done(request: HttpRequest, meeting_id: UUID, words: str, part: str = "") -> HttpResponse:
    """To the page of the meeting, with a word of what was done."""
    messages.success(request, words)
    anchor = f"#{part}" if part else ""
    return HttpResponseRedirect(reverse("meeting", args=[meeting_id]) + anchor)


def seen(request: HttpRequest, revision: int) -> Any:
    """What was typed, to be sent again in sight of the present revision."""
    data = request.POST.copy()
    data["revision"] = str(revision)
    return data


def number_of(text: str, default: int = 0) -> int:
    """A number somebody's browser sent; anything else is the default."""
    return int(text) if text.isdecimal() and len(text) < 9 else default


def page_number(request: HttpRequest) -> int:
    """The page asked for; text that is no number counts as the first."""
    return number_of(request.GET.get("page", "1"), 1)
