"""Photos and documents that speak for a change; the bytes lie on disk before any row speaks of them."""

from uuid import UUID

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.services import papers
from slrt.services.registry.changes.inputs import NewEvidence
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Change, Evidence
from slrt.store.walls.context import acting

KINDS = ("photo", "document", "letter")
"""`letter` is the sworn letter of responsibility (SPTJM) that may stand for a meeting."""


def add_evidence(actor: Actor, *, change_id: UUID, evidence: NewEvidence) -> Evidence:
    """Add a paper to a change that is still on its way. Raises NotFound, Denied, Refused."""
    with acting(actor):
        change = Change.objects.visible_to(actor).select_for_update().filter(id=change_id).first()
        if change is None:
            raise NotFound(f"no change {change_id}")
        access.check(actor, Permission.CHANGE_PROPOSE, change.area_code)
        if not Change.objects.on_the_way().filter(id=change_id).exists():
            raise Refused(Problem("wrong_state", "Perubahan ini sudah selesai.", "This change has ended."))
        return keep_evidence(actor, change, evidence)


def keep_evidence(actor: Actor, change: Change, evidence: NewEvidence) -> Evidence:
    """Clean the file, put it on disk, and note it with the change. Raises Refused for a file that cannot be kept."""
    if evidence.kind not in KINDS:
        raise Refused(Problem("not_a_choice", "Pilih jenis bukti.", "Choose the kind of evidence.", "evidence"))
    _check_place(evidence)
    paper = papers.cleaned(evidence.name, evidence.data, "evidence")
    papers.keep(paper)
    row: Evidence = Evidence.objects.create(
        change=change,
        area_code=change.area_code,
        kind=evidence.kind,
        name=paper.name,
        media=paper.kind,
        sha256=paper.sha256,
        size=len(paper.data),
        latitude=evidence.latitude,
        longitude=evidence.longitude,
        taken_at=evidence.taken_at,
        by_id=actor.user_id,
        at=clock.now(),
    )
    subject = Subject("change", change.id, change.area_code, change.family_id)
    record(actor, "change.evidence", subject, after={"name": row.name, "kind": row.kind, "sha256": row.sha256})
    return row


def _check_place(evidence: NewEvidence) -> None:
    place = (evidence.latitude, evidence.longitude)
    if (None in place and place != (None, None)) or (
        evidence.latitude is not None
        and evidence.longitude is not None
        and not (-90 <= evidence.latitude <= 90 and -180 <= evidence.longitude <= 180)
    ):
        raise Refused(
            Problem(
                "bad_place",
                "Titik lokasi harus lintang -90 sampai 90 dan bujur -180 sampai 180.",
                "Coordinates must be latitude -90 to 90 and longitude -180 to 180.",
                "evidence",
            )
        )
