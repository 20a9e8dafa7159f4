"""Adding a paper to a case, or evidence to a referral one received."""

from dataclasses import dataclass
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.services import papers
from slrt.services.cases import permits, transitions
from slrt.services.trail.record import Subject, record
from slrt.store.cases.models import Attachment, Case, Referral
from slrt.store.walls.context import acting


@dataclass(frozen=True)
class Upload:
    """A file as it came from a form."""

    name: str
    data: bytes


def attach(
    actor: Actor, *, case_id: UUID | None = None, referral_id: UUID | None = None, name: str, data: bytes
) -> Attachment:
    """Keep a photo or PDF with a case, or, when `referral_id` is given, as evidence with that referral.

    Raises NotFound, Denied, and Refused when the file cannot be kept.
    """
    paper = papers.cleaned(name, data)
    with acting(actor):
        case_key, referral, area_code = _receiver(actor, case_id, referral_id)
        papers.keep(paper)
        row = Attachment.objects.create(
            case_id=case_key,
            referral_id=referral.id if referral else None,
            area_code=area_code,
            name=paper.name,
            kind=paper.kind,
            sha256=paper.sha256,
            size=len(paper.data),
            added_by_id=actor.user_id,
            added_at=clock.now(),
        )
        subject = Subject("attachment", row.id, area_code, case_id=case_key)
        record(actor, "case.attach", subject, after={"name": row.name, "kind": row.kind, "sha256": row.sha256})
        _tell(referral, case_key, area_code)
    return row


def _receiver(actor: Actor, case_id: UUID | None, referral_id: UUID | None) -> tuple[UUID, Referral | None, str]:
    if referral_id is not None:
        referral: Referral = transitions.locked(actor, "referral", referral_id)
        permits.check_can_prove(actor, referral)
        return referral.case_id, referral, referral.area_code
    if case_id is None:
        raise ValueError("an attachment belongs to a case or to a referral")
    case: Case = transitions.locked(actor, "case", case_id)
    permits.check_can_write_on(actor, case)
    return case.id, None, case.area_code


def _tell(referral: Referral | None, case_id: UUID, area_code: str) -> None:
    if referral is not None:
        transitions.tell_browsers(referral, "referral")
    transitions.tell_case(case_id, area_code)
