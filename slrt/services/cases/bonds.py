"""Who stands how to a row: the facts the permission checks of the tables ask for."""

from uuid import UUID

from slrt.domain.workflow.machine import Bond
from slrt.store.cases.models import Case, Referral, ReferralQuerySet
from slrt.store.trail.models import Event


def of_case(case: Case) -> Bond:
    """The bond of a case: its holder, whoever settled or referred it, and the receivers' handlers of this round."""
    handlers: set[UUID | None] = {case.holder_id}
    for handler, sender in round_of(case).values_list("handler_id", "sent_by_id"):
        handlers |= {handler, sender}
    settled = Event.objects.filter(case_id=case.id, verb="case.resolve")
    handlers |= set(settled.values_list("actor_id", flat=True))
    return Bond(case.area_code, frozenset(one for one in handlers if one))


def of_referral(referral: Referral) -> Bond:
    return Bond(referral.area_code, organisation_id=referral.organisation_id)


def round_of(case: Case) -> ReferralQuerySet:
    """The case's referrals since it was last reopened: earlier ones are history and steer nothing."""
    return Referral.objects.filter(case_id=case.id, round=case.reopened_count)
