"""Random people doing random things to one case: what can never be false stays true after every step (model.md)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from slrt.domain import clock
from slrt.domain.access import Actor, Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused
from slrt.domain.workflow.case import CASE, ENDED, OPEN
from slrt.domain.workflow.deadlines import promise
from slrt.domain.workflow.referral import OPEN as RUNNING
from slrt.domain.workflow.referral import REFERRAL
from slrt.services import cases
from slrt.store.cases.models import Case, Clock, Referral
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.cases import TUESDAY, actor, cast, opened, organisation

pytestmark = pytest.mark.django_db

TEXTS = st.sampled_from(["", "alasan yang cukup"])
SETTLED = st.sampled_from(["", "solved", "information_only", "nonsense"])
WHO = st.sampled_from(["front", "back", "manager", "provider", "clinic", "province", "stranger"])


class CaseLife(RuleBasedStateMachine):
    """One case, two receivers, seven people."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.moment = TUESDAY
        with clock.at(self.moment):
            people = cast()
            clinic = organisation("Puskesmas")
            self.places = [people.dinsos, clinic]
            self.people: dict[str, Actor] = {
                "front": people.front,
                "back": people.back,
                "manager": people.manager,
                "provider": people.provider,
                "clinic": actor("provider", at=clinic),
                "province": actor("province", "19"),
                "stranger": actor("manager", "19.03"),
            }
            self.case_id = opened(people.front).id
        self.seen_events = 0

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def attempt(self, do: Any) -> None:
        """Try; a refusal must leave everything as it was."""
        self.moment += timedelta(hours=3)
        before = self.picture()
        try:
            with clock.at(self.moment):
                do()
        except (Refused, Denied, NotFound):
            assert self.picture() == before

    def picture(self) -> tuple[Any, ...]:
        with acting(system()):
            case = Case.objects.get(id=self.case_id)
            referrals = (
                Referral.objects.filter(case_id=self.case_id).order_by("id").values_list("id", "state", "version")
            )
            events = Event.objects.filter(case_id=self.case_id).count()
            return (case.state, case.version, tuple(referrals), events)

    @rule(who=WHO, verb=st.sampled_from(CASE.verbs), text=TEXTS, settled=SETTLED, old=st.booleans())
    def somebody_moves_the_case(self, who: str, verb: str, text: str, settled: str, old: bool) -> None:
        version = self.picture()[1] - old
        inputs = {"reason": text, "result": text, "told_by": text, "settlement": settled, "duplicate_of": "x"}
        self.attempt(
            lambda: cases.move(self.people[who], case_id=self.case_id, verb=verb, version=version, inputs=inputs)
        )

    @rule(place=st.integers(0, 1), who=st.sampled_from(["back", "manager", "front"]))
    def somebody_refers(self, place: int, who: str) -> None:
        self.attempt(
            lambda: cases.draft_and_send(
                self.people[who],
                case_id=self.case_id,
                organisation_id=self.places[place].id,
                message="",
                consent="verbal",
                submission=uuid7(),
            )
        )

    @rule(who=WHO, verb=st.sampled_from(REFERRAL.verbs), which=st.integers(0, 3), text=TEXTS, settled=SETTLED)
    def somebody_answers(self, who: str, verb: str, which: int, text: str, settled: str) -> None:
        referrals = self.picture()[2]
        if not referrals:
            return
        key, _, version = referrals[which % len(referrals)]
        inputs = {"reason": text, "result": text, "settlement": settled, "consent": "verbal"}
        self.attempt(
            lambda: cases.answer_referral(self.people[who], referral_id=key, verb=verb, version=version, inputs=inputs)
        )

    @rule(who=st.sampled_from(["front", "back", "manager"]))
    def a_desk_pushes_the_case_on(self, who: str) -> None:
        """The likely next step, so that long lives are reached."""
        state, version, referrals, _ = self.picture()
        running = [r for r in referrals if r[1] in RUNNING]
        if running:
            key, now, seen = running[0]
            receiver = "provider" if self.receiver(key) == self.places[0].id else "clinic"
            verb = {"sent": "accept", "accepted": "start", "in_service": "fulfil"}[now]
            inputs = {"result": "hasil", "settlement": "solved"}
            self.attempt(
                lambda: cases.answer_referral(
                    self.people[receiver], referral_id=key, verb=verb, version=seen, inputs=inputs
                )
            )
        elif state == "analysed":
            self.somebody_refers(0, who)
        elif state == "awaiting_confirmation":
            self.somebody_moves_the_case("front", "confirm_solved", "alasan yang cukup", "solved", False)
        elif state in OPEN:
            self.attempt(lambda: cases.move(self.people[who], case_id=self.case_id, verb="analyse", version=version))

    def receiver(self, referral_id: object) -> object:
        with acting(system()):
            return Referral.objects.get(id=referral_id).organisation_id

    @invariant()
    def what_can_never_be_false(self) -> None:
        if not hasattr(self, "case_id"):
            return
        with acting(system()):
            case = Case.objects.get(id=self.case_id)
            referrals = list(Referral.objects.filter(case_id=case.id))
            running = list(
                Clock.objects.filter(stopped_at__isnull=True, subject_id__in=[case.id, *[r.id for r in referrals]])
            )
            events = list(Event.objects.filter(case_id=case.id))
        assert (case.closed_at is not None) == (case.state in ENDED)
        if case.state == "closed":
            assert case.result
            assert case.settlement
            assert case.confirmation in {"solved", "override"}
        if case.state in ENDED or case.state == "awaiting_confirmation":
            assert not [r for r in referrals if r.state in RUNNING]
        assert sorted((c.subject_id, c.kind) for c in running) == sorted(
            (row.id, promised.kind)
            for machine, row in [("case", case), *[("referral", r) for r in referrals]]
            if (promised := promise(machine, row.state))
        )
        assert (case.due_at is not None) == (case.state in OPEN)
        for one in referrals:
            assert one.state not in {"declined", "withdrawn"} or one.reason
            assert one.state != "fulfilled" or (one.result and one.settlement)
        steps = [e for e in events if e.verb.startswith("case.") and "version" in e.after]
        assert len(steps) == case.version - 1
        assert len(events) >= self.seen_events
        self.seen_events = len(events)
        for answer in (e for e in events if e.verb.startswith("case.confirm")):
            assert answer.actor_id == self.people["front"].user_id or answer.role == "manager"


@pytest.mark.django_db
def test_no_life_of_a_case_breaks_the_model() -> None:
    run_state_machine_as_test(
        CaseLife,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
