"""A case follows its referrals: after every step of a referral the system brings the case to where they say it is."""

from uuid import UUID

from slrt.domain import access
from slrt.domain.workflow.case import FOLLOW, REFERABLE, WITH_PROVIDERS, place_by_referrals
from slrt.services.cases import transitions
from slrt.services.cases.bonds import round_of
from slrt.store.cases.models import Case, Need
from slrt.store.walls.context import acting


def follow(case_id: UUID, area_code: str) -> None:
    """Move the case by its referrals, keep its nearest deadline, and mark needs that were met."""
    system = access.system(area_code)
    with acting(system):
        case: Case = transitions.locked(system, "case", case_id)
        place = place_by_referrals(list(round_of(case).values_list("state", flat=True)))
        if place is not None and _moves(case.state, place):
            transitions.apply(system, transitions.Ask(kind="case", id=case_id, verb=FOLLOW[place]))
        elif case.state in WITH_PROVIDERS:
            transitions.set_deadline(case, "case")
            case.save(update_fields=["due_at"])
        _mark_met(case)
        transitions.tell_browsers(case, "case")


def _moves(state: str, place: str) -> bool:
    """Whether the referrals alone carry a case from `state` to `place`."""
    if state in WITH_PROVIDERS:
        return place != state
    return state in REFERABLE and place == "referred"


def _mark_met(case: Case) -> None:
    solved = round_of(case).filter(state="fulfilled", settlement="solved", need__isnull=False)
    Need.objects.filter(case_id=case.id, id__in=solved.values("need_id")).update(state="met")
