"""Handing out a paper that speaks for a change: only to who may see its row, never as something a browser would run."""

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound
from slrt.reads.registry import changes as reads
from slrt.services import papers
from slrt.services.registry import changes
from slrt.web.doors import needs

logger = logging.getLogger(__name__)


@require_GET
@needs(Permission.PAPER_READ)
def evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """`/evidence/<uuid>`: a photo is shown, everything else is downloaded."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.evidence_of(actor, evidence_id)
    place = papers.place_of(row.sha256)
    if not place.exists():
        logger.error("evidence %s: no bytes at %s; restore them from the backup", row.id, place)
        raise NotFound(f"no bytes of evidence {row.id}")
    changes.look(actor, row.change_id)
    response = HttpResponse(place.read_bytes(), content_type=row.media)
    response["Content-Disposition"] = content_disposition_header(row.media != papers.JPEG, row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
