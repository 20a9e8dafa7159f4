"""The receiver's inbox, and accepting several at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from slrt.domain.access import ROLES, Actor, Permission, Reach
from slrt.domain.problems import NotFound, Refused
from slrt.domain.workflow import taxonomy
from slrt.reads import cases as reads
from slrt.services import cases
from slrt.web.cases.forms import uuid_or_none
from slrt.web.cases.lists import area_chosen, chosen, page_number
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import words as problem_words

MOST_AT_ONCE = 100


@require_GET
@needs(Permission.REFERRAL_READ)
def inbox(request: HttpRequest) -> HttpResponse:
    """`/inbox?view=&sector=&area=&page=`. An office has its queue of cases instead."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if ROLES[actor.role].reach is not Reach.ORGANISATION:
        return HttpResponseRedirect(f"{reverse('cases')}?view=queue")
    wanted = reads.InboxFilter(
        view=request.GET.get("view", "open"),
        sector=chosen(request.GET.get("sector", ""), taxonomy.SECTORS),
        area_code=area_chosen(request.GET.get("area", "")),
    )
    box = reads.inbox(actor, wanted, page_number(request))
    views = [(code, words, box.counts[code]) for code, words in named_views()]
    context = {"box": box, "wanted": wanted, "views": views, "title": dict(named_views())[box.view]}
    return render(request, "cases/inbox.html", context)


@require_POST
@needs(Permission.REFERRAL_ANSWER)
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept each picked referral by itself; those that cannot be are named, with the reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    picked = [one for one in map(_picked, request.POST.getlist("pick")[:MOST_AT_ONCE]) if one]
    refusals = [words for one in picked if (words := _accept(actor, *one))]
    done = len(picked) - len(refusals)
    if done:
        messages.success(
            request, t(f"{done} rujukan diterima.", f"{done} {'referral' if done == 1 else 'referrals'} accepted.")
        )
    for words in refusals:
        messages.warning(request, words)
    if not picked:
        messages.warning(request, t("Pilih dahulu rujukan yang diterima.", "First pick what to accept."))
    return HttpResponseRedirect(_back_to(request))


def _picked(value: str) -> tuple[UUID, int] | None:
    """`<uuid>:<version>` as the checkbox sent it."""
    key, _, version = value.partition(":")
    found = uuid_or_none(key)
    return (found, int(version)) if found and version.isdecimal() else None


def _accept(actor: Actor, referral_id: UUID, version: int) -> str:
    """Accept one; the words of the refusal, or nothing."""
    try:
        cases.answer_referral(actor, referral_id=referral_id, verb="accept", version=version)
    except Refused as refused:
        return " ".join(problem_words(problem) for problem in refused.problems)
    except NotFound:
        return t("Satu rujukan sudah tidak ada di kotak masuk ini.", "One referral has left this inbox.")
    return ""


def _back_to(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe else reverse("inbox")


def named_views() -> list[tuple[str, str]]:
    """The views by name, in the order of the page."""
    return [
        ("open", t("Semua terbuka", "All open")),
        ("new", t("Baru, belum diterima", "New, not accepted")),
        ("today", t("Jatuh tempo hari ini", "Due today")),
        ("overdue", t("Lewat tenggat", "Overdue")),
        ("work", t("Sedang dikerjakan", "In work")),
        ("done", t("Selesai pekan ini", "Done this week")),
    ]
