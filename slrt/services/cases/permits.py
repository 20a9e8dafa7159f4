"""May this actor do this? In pairs: `can_x` draws the button, `check_x` raises. Scope is settled before, by locking."""

from slrt.domain import access
from slrt.domain.access import Actor, Denied, Permission
from slrt.domain.workflow.case import CASE, REFERABLE
from slrt.domain.workflow.machine import Step, can_step, next_state, open_steps
from slrt.domain.workflow.referral import OPEN, REFERRAL
from slrt.services.cases import bonds
from slrt.store.cases.models import Case, Referral

CONFIRM = "confirm_solved"


def can_open(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the actor may record a case there."""
    return access.can(actor, Permission.CASE_OPEN, area_code)


def check_can_open(actor: Actor, area_code: str | None = None) -> None:
    access.check(actor, Permission.CASE_OPEN, area_code)


def case_steps(actor: Actor, case: Case) -> tuple[Step, ...]:
    """The steps the actor may take on the case now: the buttons of its page."""
    return open_steps(CASE, case.state, actor, bonds.of_case(case))


def referral_steps(actor: Actor, referral: Referral) -> tuple[Step, ...]:
    """The steps the actor may take on the referral now."""
    return open_steps(REFERRAL, referral.state, actor, bonds.of_referral(referral))


def can_refer(actor: Actor, case: Case) -> bool:
    """Whether the actor may send a referral from the case in its present state."""
    return case.state in REFERABLE and access.can(actor, Permission.REFERRAL_SEND, case.area_code)


def check_can_refer(actor: Actor, case: Case) -> None:
    access.check(actor, Permission.REFERRAL_SEND, case.area_code)
    if case.state not in REFERABLE:
        next_state(CASE, case.state, "refer", {})


def can_confirm(actor: Actor, case: Case) -> bool:
    """Whether the actor may record the citizen's answer: never who handled the case."""
    step = CASE.step(case.state, CONFIRM)
    return step is not None and can_step(actor, step, bonds.of_case(case))


def check_can_confirm(actor: Actor, case: Case) -> None:
    step = next_state(CASE, case.state, CONFIRM, {"told_by": "?"})
    if not can_step(actor, step, bonds.of_case(case)):
        raise Denied(step.permission, case.area_code)


def can_write_on(actor: Actor, case: Case) -> bool:
    """Whether the actor may add a note, a need or a paper."""
    return access.can(actor, Permission.CASE_OPEN, case.area_code)


def check_can_write_on(actor: Actor, case: Case) -> None:
    access.check(actor, Permission.CASE_OPEN, case.area_code)


def can_prove(actor: Actor, referral: Referral) -> bool:
    """Whether the actor, at the receiving organisation, may add evidence to a running referral."""
    received = actor.organisation_id is not None and actor.organisation_id == referral.organisation_id
    return received and referral.state in OPEN and Permission.REFERRAL_ANSWER in actor.permissions


def check_can_prove(actor: Actor, referral: Referral) -> None:
    if not can_prove(actor, referral):
        raise Denied(Permission.REFERRAL_ANSWER, referral.area_code)
