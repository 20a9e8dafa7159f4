"""Lists of cases, narrowed by the address."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.domain.workflow import taxonomy
from slrt.reads import areas as area_reads
from slrt.reads import cases as reads
from slrt.reads import registry as registry_reads
from slrt.services.cases import permits
from slrt.web.cases.forms import uuid_or_none
from slrt.web.doors import needs
from slrt.web.language import t

LONGEST_SEARCH = 100
FILTERS = ("view", "q", "sector", "area", "organisation")
HIDDEN = ("ended_lately", "information_only")
"""Lists that stand behind a figure, and are named in the menu of views only while they are shown."""


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.CASE_READ)
def cases(request: HttpRequest) -> HttpResponse:
    """`/cases?view=&q=&sector=&area=&organisation=&page=`; the form is posted, so that no number meets a log."""
    elsewhere = _moved(request)
    if elsewhere is not None:
        return elsewhere
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = reads.CaseFilter(
        view=request.GET.get("view", "open"),
        text=request.GET.get("q", "")[:LONGEST_SEARCH],
        sector=chosen(request.GET.get("sector", ""), taxonomy.SECTORS),
        area_code=area_chosen(request.GET.get("area", "")),
        organisation_id=uuid_or_none(request.GET.get("organisation")),
    )
    shown = reads.cases(actor, wanted, page_number(request))
    counts = reads.view_counts(actor, wanted)
    context = {
        "page": shown,
        "wanted": wanted,
        "views": [
            (code, words, counts[code]) for code, words in named_views() if code not in HIDDEN or code == wanted.view
        ],
        "title": dict(named_views()).get(wanted.view, t("Kasus terbuka", "Open cases")),
        "sectors": taxonomy.SECTORS,
        "area_name": area_reads.name(wanted.area_code) if wanted.area_code else "",
        "may_open": permits.can_open(actor),
    }
    return render(request, "cases/cases.html", context)


def _moved(request: HttpRequest) -> HttpResponse | None:
    """Words may stand in the address, to be kept and shared; a NIK or nomor KK never may, and finds no case."""
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    number = registry_reads.looks_like_number(sent.get("q", ""))
    if request.method == "GET" and not number:
        return None
    kept = {name: value for name in FILTERS if (value := sent.get(name, "")[:LONGEST_SEARCH])}
    if number:
        kept.pop("q")
        messages.warning(
            request,
            t(
                "Kasus tidak dicari dengan NIK atau nomor KK. Cari orangnya di kotak pencarian.",
                "Cases are not found by NIK or nomor KK. Find the person in the search box.",
            ),
        )
    return HttpResponseRedirect(f"{request.path}?{urlencode(kept)}" if kept else request.path)


def named_views() -> list[tuple[str, str]]:
    """The lists by name, in the order of the page."""
    return [
        ("queue", t("Antrean saya", "My queue")),
        ("overdue", t("Lewat tenggat", "Overdue")),
        ("today", t("Jatuh tempo hari ini", "Due today")),
        ("waiting", t("Menunggu lembaga", "Waiting for organisations")),
        ("confirm", t("Menunggu jawaban warga", "Waiting for the citizen")),
        ("mine", t("Saya catat atau pegang", "Recorded or held by me")),
        ("open", t("Semua terbuka", "All open")),
        ("late", t("Semua lewat tenggat", "All overdue")),
        ("ended", t("Sudah berakhir", "Ended")),
        ("ended_lately", t("Berakhir 30 hari ini", "Ended in 30 days")),
        ("information_only", t("Hanya diberi keterangan", "Information only")),
    ]


def chosen(value: str, table: dict[str, taxonomy.Label]) -> str:
    """The value when it is one of the table's; a foreign one counts as no choice."""
    return value if value in table else ""


def area_chosen(value: str) -> str:
    """A known area code, else nothing."""
    try:
        return value if value and area_reads.exists(areas.parse(value)) else ""
    except areas.BadAreaCode:
        return ""


def page_number(request: HttpRequest) -> int:
    """The page asked for; text that is no number counts as the first."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1
