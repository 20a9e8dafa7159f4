"""Minutes on paper: a PDF made from the fixed text, and the public page to which its QR code leads."""

from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Problem, Refused
from slrt.domain.registry.kinds import KINDS
from slrt.domain.registry.meetings import DECISIONS, MEETINGS, in_words
from slrt.domain.registry.minutes import Minutes, digest_of, text_of
from slrt.reads.registry import meetings as reads
from slrt.services import papers
from slrt.services.registry import meetings
from slrt.web.doors import needs, public
from slrt.web.language import t
from slrt.web.registry.meetings import shown
from slrt.web.registry.meetingsteps import paper
from slrt.web.templatetags.slrt import DAYS, MONTHS, date_long

STYLE = Path(__file__).with_name("minutes.css")


@require_GET
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def minutes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`/meetings/<uuid>/minutes`: the minutes of a closed meeting as PDF, in the language of the page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = meetings.minutes_of(actor, meeting_id)
    address = request.build_absolute_uri(reverse("meeting_check", args=[told.code]))
    try:
        data = as_pdf(told, address)
    except Refused as refused:
        return shown(request, reads.meeting_page(actor, meeting_id), refused.problems)
    return paper(data, papers.PDF, f"{t('berita-acara', 'minutes')}-{told.held_on}", inline=True)


@require_GET
@never_cache
@public("whoever holds printed minutes may check them; the page names nobody")
def check(request: HttpRequest, code: str) -> HttpResponse:
    """`/m/<code>`: village, day, figures and digest of closed minutes. Raises NotFound for any other code."""
    told = reads.verification(code.upper())
    return render(request, "registry/meeting_check.html", {"told": told, "kind": MEETINGS[told.kind]})


def as_pdf(told: Minutes, address: str) -> bytes:
    """The minutes on A4. Raises Refused where the machine lacks what writes PDF."""
    words = {
        "minutes": told,
        "kind": MEETINGS[told.kind],
        "day": said_day(told),
        "rows": [(item, _kind(item.kind), DECISIONS[item.decision]) for item in told.items],
        "decided": [(words, told.decided[code]) for code, words in DECISIONS.items()],
        "digest": digest_of(text_of(told)),
        "address": address,
        "qr": mark_safe(segno.make(address, error="m").svg_inline(scale=3, border=0)),  # noqa: S308 - our own
    }
    return written(render_to_string("registry/minutes_pdf.html", words))


def written(html: str) -> bytes:
    """HTML of ours as PDF; nothing is fetched from anywhere. Raises Refused where Pango is missing."""
    try:
        weasyprint: Any = import_module("weasyprint")
    except OSError as missing:
        raise Refused(_no_pdf()) from missing
    style = weasyprint.CSS(string=STYLE.read_text(encoding="utf-8"))
    nothing = import_module("weasyprint.urls").URLFetcher(allowed_protocols=())
    document = weasyprint.HTML(string=html, url_fetcher=nothing)
    data: bytes = document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    return data


def said_day(told: Minutes) -> str:
    """The day as minutes write it: in Indonesian wholly in words."""
    day = told.held_on
    month = MONTHS["id"][day.month - 1]
    indonesian = (
        f"hari {DAYS['id'][day.weekday()]}, tanggal {in_words(day.day)}, bulan {month}, tahun {in_words(day.year)}"
    )
    return t(indonesian, date_long(day))


def _kind(code: str) -> str:
    kind = KINDS.get(code)
    return t(kind.label_id, kind.label_en) if kind else code


def _no_pdf() -> Problem:
    return Problem(
        "no_pdf",
        "PDF belum bisa dibuat di server ini. Minta pengelola menjalankan slrt doctor.",
        "This server cannot write PDF yet. Ask its keeper to run slrt doctor.",
    )
