"""Sending a need to an organisation, and the receiver's answers."""

from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from slrt.domain import clock, identity
from slrt.domain.access import Actor
from slrt.domain.problems import Problem, Refused
from slrt.domain.workflow.machine import Inputs, missing, present
from slrt.domain.workflow.referral import OPEN
from slrt.services.cases import packet, permits, transitions
from slrt.services.cases.follow import follow
from slrt.store.cases.models import Case, Need, Referral
from slrt.store.directory.models import Offer, Organisation
from slrt.store.walls.context import acting

ANSWERS = ("accept", "decline", "start", "fulfil")


class NewReferral(TypedDict):
    """What `draft_and_send` is told. `submission` becomes the referral's key: sent twice, it is one referral."""

    case_id: UUID
    organisation_id: UUID
    offer_id: NotRequired[UUID | None]
    need_id: NotRequired[UUID | None]
    message: str
    consent: str
    consent_reason: NotRequired[str]
    submission: UUID


def draft_and_send(actor: Actor, **new: Unpack[NewReferral]) -> Referral:
    """Hand a need of the case to an organisation with a packet of what it must know.

    Raises NotFound, Denied, WrongState, Refused (no consent, organisation closed, already with that organisation).
    """
    with acting(actor):
        case: Case = transitions.locked(actor, "case", new["case_id"])
        sent_before = Referral.objects.filter(id=new["submission"], case_id=case.id).first()
        if sent_before is not None:
            return sent_before
        permits.check_can_refer(actor, case)
        _check_consent(new)
        _check_receiver(new)
        need = _need(case, new.get("need_id"))
        _check_not_there_already(case, need, new["organisation_id"])
        draft = _draft(case, need, new)
        if case.holder_id is None:
            case.holder_id = actor.user_id
            case.save(update_fields=["holder"])
        ask = transitions.Ask(kind="referral", id=draft.id, verb="send", inputs={"consent": new["consent"]})
        referral: Referral = transitions.apply(actor, ask)
        follow(case.id, case.area_code)
    return referral


def answer_referral(
    actor: Actor, *, referral_id: UUID, verb: str, version: int | None, inputs: Inputs | None = None
) -> Referral:
    """Accept, decline, start, fulfil (receiver) or withdraw (sender); the case follows in the same transaction.

    Raises NotFound, Stale, WrongState, Denied, Refused (reason, result or settlement missing).
    """
    with acting(actor):
        ask = transitions.Ask(kind="referral", id=referral_id, verb=verb, version=version, inputs=inputs or {})
        referral: Referral = transitions.apply(actor, ask)
        follow(referral.case_id, referral.area_code)
    return referral


def _draft(case: Case, need: Need | None, new: NewReferral) -> Referral:
    """The row as the receiver will read it: no text in it holds a clear NIK or nomor KK."""
    now = clock.now()
    return Referral.objects.create(
        id=new["submission"],
        case=case,
        need=need,
        ticket=case.ticket,
        round=case.reopened_count,
        area_code=case.area_code,
        organisation_id=new["organisation_id"],
        offer_id=new.get("offer_id"),
        state_since=now,
        created_at=now,
        message=identity.without_numbers(new["message"].strip()),
        packet=packet.snapshot(case, need),
        packet_attachments=packet.papers_of(case),
        consent=new["consent"],
        consent_reason=identity.without_numbers(new.get("consent_reason", "").strip()),
    )


def _check_consent(new: NewReferral) -> None:
    if not present(new["consent"]):
        raise Refused(missing("consent"))
    if new["consent"] == "override" and not present(new.get("consent_reason", "")):
        raise Refused(
            Problem(
                "missing",
                "Isi alasan merujuk tanpa persetujuan.",
                "Give the reason for referring without consent.",
                "consent_reason",
            )
        )


def _check_receiver(new: NewReferral) -> None:
    organisation = Organisation.objects.filter(id=new["organisation_id"], is_active=True).first()
    if organisation is None:
        raise Refused(
            Problem("no_such_organisation", "Pilih lembaga tujuan.", "Choose the organisation.", "organisation_id")
        )
    offer_id = new.get("offer_id")
    if offer_id and not Offer.objects.filter(id=offer_id, organisation=organisation, is_active=True).exists():
        raise Refused(
            Problem(
                "no_such_offer",
                "Layanan itu bukan milik lembaga tujuan.",
                "That offer is not of this organisation.",
                "offer_id",
            )
        )


def _need(case: Case, need_id: UUID | None) -> Need | None:
    needs = Need.objects.filter(case_id=case.id).select_related("programme")
    if need_id is None:
        first: Need | None = needs.filter(state="open").order_by("created_at", "id").first()
        return first
    need: Need | None = needs.filter(id=need_id).first()
    if need is None:
        raise Refused(Problem("no_such_need", "Pilih kebutuhan.", "Choose the need.", "need_id"))
    return need


def _check_not_there_already(case: Case, need: Need | None, organisation_id: UUID) -> None:
    same = Referral.objects.filter(case_id=case.id, need=need, organisation_id=organisation_id, state__in=OPEN)
    if same.exists():
        raise Refused(
            Problem(
                "already_referred",
                "Kebutuhan ini sudah dirujuk ke lembaga itu dan belum dijawab.",
                "This need is already with that organisation and not answered yet.",
                "organisation_id",
            )
        )
