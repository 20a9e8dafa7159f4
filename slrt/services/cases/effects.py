"""What a step writes beside the state. One small function for each verb that writes anything."""

from collections.abc import Callable
from typing import Any

from slrt.domain import clock, identity, tickets
from slrt.domain.access import Actor
from slrt.domain.problems import Problem, Refused
from slrt.domain.workflow.case import settled_by
from slrt.domain.workflow.machine import Inputs, one_of
from slrt.domain.workflow.referral import CONSENTS, SETTLEMENTS
from slrt.services.cases.bonds import round_of
from slrt.store.cases.models import Case, Need, Referral

Effect = Callable[[Any, Actor, Inputs], None]

SATISFACTION = range(1, 6)
LONGEST_TEXT = 5000


def text(inputs: Inputs, name: str) -> str:
    """The text of an input without outer white space. Raises Refused when it is unreasonably long."""
    value = str(inputs.get(name) or "").strip()
    if len(value) > LONGEST_TEXT:
        raise Refused(
            Problem(
                "too_long",
                f"Terlalu panjang, paling banyak {LONGEST_TEXT} huruf.",
                f"Too long, at most {LONGEST_TEXT} characters.",
                name,
            )
        )
    return value


def _becomes_holder(case: Case, actor: Actor, _: Inputs) -> None:
    case.holder_id = actor.user_id


def _holds_if_nobody(case: Case, actor: Actor, _: Inputs) -> None:
    case.holder_id = case.holder_id or actor.user_id


def _resolve(case: Case, actor: Actor, inputs: Inputs) -> None:
    one_of("settlement", inputs["settlement"], SETTLEMENTS)
    case.result, case.settlement = text(inputs, "result"), inputs["settlement"]
    case.holder_id = case.holder_id or actor.user_id


def _collect_results(case: Case, _: Actor, __: Inputs) -> None:
    given = list(round_of(case).filter(state="fulfilled").select_related("organisation").order_by("closed_at", "id"))
    case.result = "\n\n".join(f"{one.organisation.short_name}: {one.result}" for one in given)
    case.settlement = settled_by([one.settlement for one in given])


def _answered(case: Case, _: Actor, inputs: Inputs) -> None:
    value = inputs.get("satisfaction")
    if value not in (None, *SATISFACTION):
        raise Refused(Problem("not_a_choice", "Nilai kepuasan 1 sampai 5.", "Satisfaction is 1 to 5.", "satisfaction"))
    case.satisfaction, case.confirmation = value, "solved"


def _new_round(case: Case, _: Actor, __: Inputs) -> None:
    case.reopened_count += 1
    case.result = case.settlement = ""
    case.satisfaction = case.duplicate_of = None
    Need.objects.filter(case_id=case.id).update(state="open")


def _not_solved(case: Case, actor: Actor, inputs: Inputs) -> None:
    _new_round(case, actor, inputs)
    case.confirmation = "not_solved"


def _reopen(case: Case, actor: Actor, inputs: Inputs) -> None:
    _new_round(case, actor, inputs)
    case.confirmation = ""


def _override(case: Case, _: Actor, __: Inputs) -> None:
    case.confirmation = "override"


def _ended_because(case: Case, _: Actor, inputs: Inputs) -> None:
    case.result = text(inputs, "reason")


def _reject(case: Case, actor: Actor, inputs: Inputs) -> None:
    _ended_because(case, actor, inputs)
    case.settlement = "rejected"


def _duplicate(case: Case, actor: Actor, inputs: Inputs) -> None:
    case.duplicate_of = _first_case(case, actor, text(inputs, "duplicate_of"))


def _first_case(case: Case, actor: Actor, typed: str) -> Case:
    try:
        ticket = tickets.parse(typed)
    except tickets.BadTicket as wrong:
        problem = Problem("bad_ticket", "Nomor tiket salah ketik.", "The ticket is mistyped.", "duplicate_of")
        raise Refused(problem) from wrong
    first: Case | None = Case.objects.visible_to(actor).filter(ticket=ticket).exclude(id=case.id).first()
    if first is None or first.duplicate_of_id is not None:
        raise Refused(
            Problem(
                "no_such_case",
                "Kasus dengan tiket itu tidak ada, atau ia sendiri duplikat.",
                "There is no such case, or it is a duplicate itself.",
                "duplicate_of",
            )
        )
    return first


def _escalate(case: Case, _: Actor, __: Inputs) -> None:
    if case.priority == "normal":
        case.priority = "high"


def _send(referral: Referral, actor: Actor, inputs: Inputs) -> None:
    one_of("consent", inputs["consent"], CONSENTS)
    referral.sent_by_id, referral.sent_at = actor.user_id, clock.now()


def _accept(referral: Referral, actor: Actor, _: Inputs) -> None:
    referral.accepted_at, referral.handler_id = clock.now(), actor.user_id


def _start(referral: Referral, actor: Actor, _: Inputs) -> None:
    referral.handler_id = actor.user_id


def _fulfil(referral: Referral, actor: Actor, inputs: Inputs) -> None:
    one_of("settlement", inputs["settlement"], SETTLEMENTS)
    referral.result, referral.settlement = text(inputs, "result"), inputs["settlement"]
    referral.handler_id = actor.user_id


def _because(referral: Referral, _: Actor, inputs: Inputs) -> None:
    """Both sides read the reason: the receiver why it was withdrawn, so no clear NIK or nomor KK stays in it."""
    referral.reason = identity.without_numbers(text(inputs, "reason"))


CASE_EFFECTS: dict[str, Effect] = {
    "take": _becomes_holder,
    "verify": _holds_if_nobody,
    "analyse": _holds_if_nobody,
    "handle": _holds_if_nobody,
    "resolve": _resolve,
    "follow_result": _collect_results,
    "confirm_solved": _answered,
    "confirm_not_solved": _not_solved,
    "close": _override,
    "reopen": _reopen,
    "reject": _reject,
    "mark_duplicate": _duplicate,
    "mark_unreachable": _ended_because,
    "withdraw": _ended_because,
    "escalate": _escalate,
}

REFERRAL_EFFECTS: dict[str, Effect] = {
    "send": _send,
    "accept": _accept,
    "start": _start,
    "fulfil": _fulfil,
    "decline": _because,
    "withdraw": _because,
}
