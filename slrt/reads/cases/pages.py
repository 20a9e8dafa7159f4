"""The case page, the referral page and the receipt: everything each shows, gathered once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from slrt.domain import access
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound
from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.machine import State
from slrt.domain.workflow.referral import REFERRAL
from slrt.reads import areas as area_reads
from slrt.reads.cases import story
from slrt.reads.cases.dues import Calendars, Clockface, Due, clockfaces
from slrt.reads.cases.story import Moment
from slrt.reads.registry import head_name
from slrt.store.cases.models import Attachment, Case, Need, Referral
from slrt.store.programmes.models import Programme, Verdict
from slrt.store.registry.models import Membership
from slrt.store.walls.context import acting


@dataclass(frozen=True, kw_only=True)
class ReferralView:
    """A referral with its state, its two clocks and its receiver's evidence."""

    referral: Referral
    state: State
    clocks: tuple[Clockface, Clockface]
    evidence: tuple[Attachment, ...]


@dataclass(frozen=True, kw_only=True)
class NeedView:
    """One need with the referrals that try to meet it, newest first."""

    need: Need | None
    referrals: tuple[ReferralView, ...]


@dataclass(frozen=True, kw_only=True)
class FamilySummary:
    """What a case says of its family: enough to recognise it."""

    id: UUID
    head: str
    members: int
    decile: int | None
    could_get: tuple[Programme, ...]


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Everything on the page of a case."""

    case: Case
    state: State
    path: tuple[str, ...]
    due: Due | None
    zone: str
    needs: tuple[NeedView, ...]
    running: tuple[ReferralView, ...]
    family: FamilySummary | None
    papers: tuple[Attachment, ...]
    moments: tuple[Moment, ...]
    reached: dict[str, datetime]


@dataclass(frozen=True, kw_only=True)
class ReferralPage:
    """Everything on the page of a referral, for its receiver and its sender."""

    view: ReferralView
    zone: str
    due: Due | None
    papers: tuple[Attachment, ...]
    moments: tuple[Moment, ...]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a citizen takes home: no NIK, and nothing about the matter itself."""

    case_id: UUID
    ticket: str
    opened_at: datetime
    officer: str
    due_at: datetime | None
    zone: str
    place: tuple[str, ...]


def case_page(actor: Actor, case_id: UUID) -> CasePage:
    """The page of one case. Raises NotFound outside the actor's sight."""
    case = case_of(actor, case_id)
    calendars = Calendars()
    papers = list(Attachment.objects.filter(case_id=case.id).select_related("added_by").order_by("added_at", "id"))
    referrals = list(
        Referral.objects.filter(case_id=case.id)
        .select_related("organisation", "handler", "sent_by", "offer")
        .order_by("-created_at", "-id")
    )
    views = tuple(_view(one, papers, calendars) for one in referrals)
    moments = story.of_case(case, referrals)
    return CasePage(
        case=case,
        state=CASE.states[case.state],
        path=area_reads.path_names(case.area_code),
        due=calendars.due(case.due_at, case.area_code, case.state_since),
        zone=calendars.of(case.area_code).zone,
        needs=_needs(case, views),
        running=tuple(one for one in views if one.referral.closed_at is None and one.state.code != "draft"),
        family=_family(actor, case),
        papers=tuple(one for one in papers if one.referral_id is None),
        moments=moments,
        reached=story.reached(case),
    )


def case_of(actor: Actor, case_id: UUID) -> Case:
    """The case itself with the people of its page. Raises NotFound."""
    related = ("programme", "family", "person", "holder", "opened_by", "duplicate_of")
    case: Case | None = Case.objects.visible_to(actor).select_related(*related).filter(id=case_id).first()
    if case is None:
        raise NotFound(f"no case {case_id}")
    return case


def referral_page(actor: Actor, referral_id: UUID) -> ReferralPage:
    """The page of one referral. Raises NotFound outside the actor's sight.

    The receiver reads the packet as it was sent; what was done to the referral is looked up for it, since a receiver
    has no area of its own.
    """
    referral = referral_of(actor, referral_id)
    calendars = Calendars()
    wanted = Q(id__in=referral.packet_attachments) | Q(referral_id=referral.id)
    papers = list(Attachment.objects.filter(wanted).select_related("added_by").order_by("added_at", "id"))
    with acting(access.system(referral.area_code)):
        moments = story.of_referral(referral)
    start = referral.sent_at if referral.state == "sent" else referral.accepted_at
    running = referral.accept_by if referral.state == "sent" else referral.finish_by
    return ReferralPage(
        view=_view(referral, papers, calendars),
        zone=calendars.of(referral.area_code).zone,
        due=calendars.due(None if referral.closed_at else running, referral.area_code, start),
        papers=tuple(one for one in papers if one.referral_id is None),
        moments=moments,
    )


def referral_of(actor: Actor, referral_id: UUID) -> Referral:
    """The referral itself. Raises NotFound."""
    related = ("organisation", "handler", "sent_by", "offer")
    found = Referral.objects.visible_to(actor).select_related(*related).filter(id=referral_id).first()
    if found is None:
        raise NotFound(f"no referral {referral_id}")
    return found


def receipt(actor: Actor, case_id: UUID) -> Receipt:
    """What is printed for the citizen. Raises NotFound."""
    case = case_of(actor, case_id)
    return Receipt(
        case_id=case.id,
        ticket=case.ticket,
        opened_at=case.opened_at,
        officer=case.opened_by.name if case.opened_by else "",
        due_at=case.due_at,
        zone=area_reads.zone(case.area_code),
        place=area_reads.path_names(case.area_code),
    )


def attachment(actor: Actor, attachment_id: UUID) -> Attachment:
    """A paper the actor may open. Raises NotFound."""
    found: Attachment | None = Attachment.objects.visible_to(actor).filter(id=attachment_id).first()
    if found is None:
        raise NotFound(f"no attachment {attachment_id}")
    return found


def _view(referral: Referral, papers: list[Attachment], calendars: Calendars) -> ReferralView:
    return ReferralView(
        referral=referral,
        state=REFERRAL.states[referral.state],
        clocks=clockfaces(referral, calendars),
        evidence=tuple(one for one in papers if one.referral_id == referral.id),
    )


def _needs(case: Case, views: tuple[ReferralView, ...]) -> tuple[NeedView, ...]:
    needs = Need.objects.filter(case_id=case.id).select_related("programme").order_by("created_at", "id")
    grouped = [
        NeedView(need=need, referrals=tuple(v for v in views if v.referral.need_id == need.id)) for need in needs
    ]
    loose = tuple(v for v in views if v.referral.need_id is None)
    return tuple(grouped + ([NeedView(need=None, referrals=loose)] if loose else []))


def _family(actor: Actor, case: Case) -> FamilySummary | None:
    family = case.family
    if family is None:
        return None
    could = Verdict.objects.visible_to(actor).filter(family_id=family.id, verdict="eligible")
    return FamilySummary(
        id=family.id,
        head=head_name(family.id),
        members=Membership.objects.filter(family_id=family.id, until__isnull=True).count(),
        decile=family.decile,
        could_get=tuple(row.programme for row in could.select_related("programme").order_by("programme__position")),
    )
