"""Referrals: two sides, two clocks; the case follows, and the receiver sees the packet and nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from slrt.domain import clock
from slrt.domain.access import Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.workflow.machine import WrongState
from slrt.services import cases
from slrt.services.cases.transitions import Ask, apply
from slrt.store.cases.models import Clock, Need, Referral
from slrt.store.directory.models import Offer
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.cases import (
    RESULT,
    TUESDAY,
    Cast,
    actor,
    analysed,
    answered,
    awaiting,
    now,
    now_referral,
    opened,
    organisation,
    referred,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


def clocks(referral: Referral) -> dict[str, Clock]:
    with acting(system()):
        return {one.kind: one for one in Clock.objects.filter(subject_id=referral.id)}


def test_sending_starts_the_first_clock_and_the_case_is_referred(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    assert referral.state == "sent"
    assert referral.sent_by_id == people.back.user_id
    # Tuesday plus three working days: Friday 4 December, 16.00 WIB
    assert referral.accept_by == datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
    assert clocks(referral)["accept"].organisation_id == people.dinsos.id
    assert (now(case).state, now(case).due_at) == ("referred", referral.accept_by)


def test_accepting_stops_the_first_clock_and_starts_the_second(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    with clock.at(TUESDAY + timedelta(days=1)):
        accepted = answered(people.provider, referral, "accept")
    # Wednesday 2 December plus fourteen working days: Tuesday 22 December, 16.00 WIB
    assert accepted.finish_by == datetime(2026, 12, 22, 9, 0, tzinfo=UTC)
    assert accepted.handler_id == people.provider.user_id
    both = clocks(referral)
    assert both["accept"].stopped_at == TUESDAY + timedelta(days=1)
    assert both["accept"].breached_at is None
    assert both["finish"].stopped_at is None
    assert (now(case).state, now(case).due_at) == ("accepted", accepted.finish_by)


def test_an_urgent_referral_is_to_be_accepted_within_four_hours(people: Cast) -> None:
    referral = referred(people, analysed(people, priority="urgent"))
    assert referral.accept_by == TUESDAY + timedelta(hours=4)


def test_the_whole_way_from_sending_to_the_citizens_question(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    places = []
    for verb, inputs in (("accept", {}), ("start", {}), ("fulfil", RESULT)):
        answered(people.provider, referral, verb, **inputs)
        places.append(now(case).state)
    assert places == ["accepted", "in_service", "awaiting_confirmation"]
    assert (now(case).settlement, now(case).result) == ("solved", "Dinas Sosial: Kartu sudah aktif kembali.")
    with acting(system()):
        assert [n.state for n in Need.objects.filter(case=case)] == ["met"]
        by_system = Event.objects.filter(case_id=case.id, verb__startswith="case.follow").values_list("role", flat=True)
        assert set(by_system) == {"system"}


def test_one_of_two_results_is_not_the_end(people: Cast) -> None:
    case = analysed(people)
    other = organisation("Puskesmas Manggar")
    there = actor("provider", at=other)
    first, second = referred(people, case), referred(people, case, other.id)
    answered(people.provider, first, "accept")
    answered(people.provider, first, "fulfil", result="Hanya penjelasan", settlement="information_only")
    assert now(case).state == "followed_up"
    answered(there, second, "accept")
    answered(there, second, "fulfil", **RESULT)
    assert (now(case).state, now(case).settlement) == ("awaiting_confirmation", "solved")


def test_when_everybody_declines_the_office_decides_anew(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    declined = answered(people.provider, referral, "decline", reason="Bukan kewenangan kami")
    assert (declined.state, declined.reason, declined.closed_at) == ("declined", "Bukan kewenangan kami", TUESDAY)
    assert now(case).state == "analysed"
    assert clocks(referral)["accept"].stopped_at == TUESDAY


def test_declining_without_a_reason_is_refused(people: Cast) -> None:
    referral = referred(people, analysed(people))
    with pytest.raises(Refused) as refused:
        answered(people.provider, referral, "decline", reason=" ")
    assert [p.field for p in refused.value.problems] == ["reason"]
    assert now_referral(referral).state == "sent"


@pytest.mark.parametrize("lacking", ["result", "settlement"])
def test_a_result_without_text_or_settlement_is_refused(people: Cast, lacking: str) -> None:
    referral = referred(people, analysed(people))
    answered(people.provider, referral, "accept")
    with pytest.raises(Refused) as refused:
        answered(people.provider, referral, "fulfil", **{**RESULT, lacking: ""})
    assert [p.field for p in refused.value.problems] == [lacking]


def test_the_sender_withdraws_with_a_reason(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    withdrawn = answered(people.back, referral, "withdraw", reason="Salah tujuan")
    assert (withdrawn.state, now(case).state) == ("withdrawn", "analysed")


def test_a_withdrawn_second_referral_leaves_the_first_in_charge(people: Cast) -> None:
    case = analysed(people)
    other = organisation("Puskesmas Manggar")
    first, second = referred(people, case), referred(people, case, other.id)
    answered(actor("provider", at=other), second, "accept")
    assert now(case).state == "accepted"
    answered(people.back, second, "withdraw", reason="Tidak perlu")
    assert (now(case).state, now(case).due_at) == ("referred", first.accept_by)


def test_only_the_product_itself_lets_a_referral_expire(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    for who in (people.back, people.manager, people.provider):
        with pytest.raises(Denied):
            answered(who, referral, "expire")
    expired = cases.answer_referral(system(), referral_id=referral.id, verb="expire", version=None)
    assert (expired.state, now(case).state) == ("expired", "analysed")


def test_the_sender_cannot_answer_for_the_receiver(people: Cast) -> None:
    referral = referred(people, analysed(people))
    for who in (people.back, people.manager):
        with pytest.raises(Denied):
            answered(who, referral, "accept")


def test_the_receiver_cannot_withdraw(people: Cast) -> None:
    with pytest.raises(Denied):
        answered(people.provider, referred(people, analysed(people)), "withdraw", reason="Mau saja")


def test_the_front_office_cannot_refer(people: Cast) -> None:
    with pytest.raises(Denied):
        cases.draft_and_send(
            people.front,
            case_id=analysed(people).id,
            organisation_id=people.dinsos.id,
            message="",
            consent="verbal",
            submission=uuid7(),
        )


@pytest.mark.parametrize("make", [lambda p: opened(p.front), awaiting])
def test_a_case_not_ready_or_already_answered_cannot_be_referred(people: Cast, make: Any) -> None:
    with pytest.raises(WrongState):
        referred(people, make(people))


def test_pressing_send_twice_is_one_referral(people: Cast) -> None:
    case, key = analysed(people), uuid7()
    for _ in range(2):
        referral = referred(people, case, submission=key)
    assert referral.id == key
    with acting(system()):
        assert Referral.objects.filter(case=case).count() == 1


def test_the_same_need_is_not_sent_twice_to_one_organisation(people: Cast) -> None:
    case = analysed(people)
    referred(people, case)
    with pytest.raises(Refused, match="already with that organisation"):
        referred(people, case)


def test_a_second_need_may_go_to_the_same_organisation(people: Cast) -> None:
    case = analysed(people)
    referred(people, case)
    need = cases.add_need(people.front, case_id=case.id, title="Alat bantu", sector="rehabilitation")
    assert referred(people, case, need_id=need.id).packet["title"] == "Alat bantu"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"consent": ""}, "consent"),
        ({"consent": "guessed"}, "consent"),
        ({"consent": "override"}, "consent_reason"),
        ({"organisation_id": uuid7()}, "organisation_id"),
        ({"offer_id": uuid7()}, "offer_id"),
        ({"need_id": uuid7()}, "need_id"),
    ],
)
def test_bad_input_is_refused_by_field_and_nothing_is_sent(people: Cast, wrong: dict, field: str) -> None:
    case = analysed(people)
    wish = {
        "organisation_id": people.dinsos.id,
        "message": "",
        "consent": "verbal",
        "submission": uuid7(),
        **wrong,
    }
    with pytest.raises(Refused) as refused:
        cases.draft_and_send(people.back, case_id=case.id, **wish)
    assert [p.field for p in refused.value.problems] == [field]
    with acting(system()):
        assert not Referral.objects.exists()
    assert now(case).state == "analysed"


def test_a_closed_organisation_receives_nothing(people: Cast) -> None:
    with pytest.raises(Refused):
        referred(people, analysed(people), organisation("Tutup", is_active=False).id)


def test_an_override_of_consent_keeps_its_reason(people: Cast) -> None:
    referral = referred(people, analysed(people), consent="override", consent_reason="Tidak sadarkan diri")
    assert (referral.consent, referral.consent_reason) == ("override", "Tidak sadarkan diri")


def test_an_offer_of_the_organisation_is_kept(people: Cast) -> None:
    offer = Offer.objects.create(
        organisation=people.dinsos,
        name_id="Reaktivasi PBI",
        name_en="PBI reactivation",
        sector="health",
        checked_on=date(2026, 1, 1),
        check_again_on=date(2027, 1, 1),
    )
    assert referred(people, analysed(people), offer_id=offer.id).offer_id == offer.id


def test_two_colleagues_answering_at_once_the_second_is_told(people: Cast) -> None:
    referral = referred(people, analysed(people))
    cases.answer_referral(people.provider, referral_id=referral.id, verb="accept", version=referral.version)
    with pytest.raises(Stale, match="Accepted"):
        cases.answer_referral(
            people.colleague,
            referral_id=referral.id,
            verb="decline",
            version=referral.version,
            inputs={"reason": "Penuh"},
        )


def test_a_double_click_on_accept_is_one_step(people: Cast) -> None:
    referral = referred(people, analysed(people))
    for _ in range(2):
        twice = cases.answer_referral(people.provider, referral_id=referral.id, verb="accept", version=referral.version)
    assert (twice.state, twice.version) == ("accepted", referral.version + 1)


def test_a_failed_step_leaves_nothing_behind(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    with acting(system()):
        before = Event.objects.count()
    with pytest.raises(Refused):
        answered(people.provider, referral, "decline")
    with acting(system()):
        assert Event.objects.count() == before
    assert now_referral(referral).version == referral.version


def test_an_unknown_referral_is_not_found(people: Cast) -> None:
    with pytest.raises(NotFound):
        apply(people.back, Ask(kind="referral", id=uuid7(), verb="accept"))
