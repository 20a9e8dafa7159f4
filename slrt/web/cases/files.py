"""Handing out a paper: only to who may see its row, with an event, never as something a browser would run."""

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound
from slrt.reads import cases as reads
from slrt.services import cases, papers
from slrt.web.doors import needs

logger = logging.getLogger(__name__)


@require_GET
@needs(Permission.PAPER_READ)
def attachment(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """`/attachments/<uuid>`: a photo is shown, everything else is downloaded."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.attachment(actor, attachment_id)
    place = papers.place_of(row.sha256)
    if not place.exists():
        logger.error("attachment %s: no bytes at %s; restore them from the backup", row.id, place)
        raise NotFound(f"no bytes of attachment {row.id}")
    cases.look(actor, row)
    response = HttpResponse(place.read_bytes(), content_type=row.kind)
    response["Content-Disposition"] = content_disposition_header(row.kind != papers.JPEG, row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
