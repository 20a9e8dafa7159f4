"""How a case ends and begins anew: the citizen's word, an override, exits with their reasons."""

import pytest

from slrt.domain import tickets
from slrt.domain.access import Denied, system
from slrt.domain.problems import NotFound, Refused
from slrt.services import cases
from slrt.store.cases.models import Case, Clock, Note
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.cases import (
    TUESDAY,
    Cast,
    analysed,
    answered,
    awaiting,
    now,
    opened,
    referred,
    stepped,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


def events(case: Case) -> list[Event]:
    with acting(system()):
        return list(Event.objects.filter(case_id=case.id).order_by("id"))


def event(case: Case, verb: str) -> Event:
    found = [one for one in events(case) if one.verb == verb]
    assert len(found) == 1, (verb, found)
    return found[0]


def running(row: object) -> list[str]:
    with acting(system()):
        found = Clock.objects.filter(subject_id=row.id, stopped_at__isnull=True)  # type: ignore[attr-defined]
        return [one.kind for one in found]


def test_what_the_office_settles_itself_waits_for_the_citizen(people: Cast) -> None:
    case = stepped(people.back, analysed(people), "handle")
    case = stepped(people.back, case, "resolve", result="Surat diberikan.", settlement="information_only")
    assert (case.state, case.settlement) == ("awaiting_confirmation", "information_only")
    case = cases.confirm(people.front, case_id=case.id, answer="solved", told_by="Ibu Siti", satisfaction=4)
    # told the procedure only: counted apart, even when the citizen is content
    assert (case.state, case.settlement, case.satisfaction) == ("closed", "information_only", 4)


def test_the_citizens_yes_closes_the_case(people: Cast) -> None:
    case = awaiting(people)
    closed = cases.confirm(people.front, case_id=case.id, answer="solved", told_by="Ibu Siti", note="Lewat telepon")
    assert (closed.state, closed.confirmation, closed.closed_at) == ("closed", "solved", TUESDAY)
    assert closed.due_at is None
    assert running(closed) == []
    assert event(case, "case.confirm_solved").after["told_by"] == "Ibu Siti"
    with acting(system()):
        assert [n.text for n in Note.objects.filter(case=case)] == ["Lewat telepon"]


def test_the_citizens_no_reopens_the_case_and_keeps_its_history(people: Cast) -> None:
    case = awaiting(people)
    again = cases.confirm(people.front, case_id=case.id, answer="not_solved", told_by="Ibu Siti")
    assert (again.state, again.reopened_count, again.closed_at, again.settlement) == ("analysed", 1, None, "")
    assert "case.follow_result" in [e.verb for e in events(case)]


def test_referrals_of_an_earlier_round_do_not_steer_a_reopened_case(people: Cast) -> None:
    case = awaiting(people)
    cases.confirm(people.front, case_id=case.id, answer="not_solved", told_by="Ibu Siti")
    second = referred(people, case)
    assert now(case).state == "referred"
    answered(people.provider, second, "decline", reason="Bukan wewenang")
    assert now(case).state == "analysed"


@pytest.mark.parametrize("answer", ["solved", "not_solved"])
def test_who_handled_the_case_may_not_record_the_answer(people: Cast, answer: str) -> None:
    case = awaiting(people)
    with pytest.raises(Denied):
        cases.confirm(people.back, case_id=case.id, answer=answer, told_by="Ibu Siti")
    assert now(case).state == "awaiting_confirmation"


def test_who_settled_a_case_may_not_record_the_answer_even_after_handing_it_over(people: Cast) -> None:
    case = stepped(people.back, analysed(people), "handle")
    case = stepped(people.back, case, "resolve", result="Surat diberikan.", settlement="solved")
    case = stepped(people.manager, case, "take")
    with pytest.raises(Denied):
        cases.confirm(people.back, case_id=case.id, answer="solved", told_by="Ibu Siti")


def test_a_provider_cannot_see_the_case_let_alone_confirm_it(people: Cast) -> None:
    case = awaiting(people)
    with pytest.raises(NotFound):
        cases.confirm(people.provider, case_id=case.id, answer="solved", told_by="Ibu Siti")


def test_satisfaction_outside_one_to_five_is_refused(people: Cast) -> None:
    case = awaiting(people)
    with pytest.raises(Refused, match="1 to 5"):
        cases.confirm(people.front, case_id=case.id, answer="solved", told_by="Ibu Siti", satisfaction=6)


def test_an_unknown_answer_is_refused(people: Cast) -> None:
    with pytest.raises(Refused):
        cases.confirm(people.front, case_id=awaiting(people).id, answer="perhaps", told_by="Ibu Siti")


def test_a_manager_may_close_without_an_answer_giving_a_reason(people: Cast) -> None:
    case = awaiting(people)
    with pytest.raises(Refused):
        stepped(people.manager, case, "close")
    closed = stepped(people.manager, case, "close", reason="Pindah ke luar negeri")
    assert (closed.state, closed.confirmation) == ("closed", "override")
    assert event(case, "case.close").reason == "Pindah ke luar negeri"


def test_a_manager_who_holds_the_case_cannot_close_it(people: Cast) -> None:
    case = stepped(people.manager, awaiting(people), "take")
    with pytest.raises(Denied):
        stepped(people.manager, case, "close", reason="Pindah")


def test_a_closed_case_is_reopened_with_a_reason(people: Cast) -> None:
    case = cases.confirm(people.front, case_id=awaiting(people).id, answer="solved", told_by="Ibu Siti")
    case = stepped(people.front, case, "reopen", reason="Kartu mati lagi")
    assert (case.state, case.closed_at, case.confirmation, case.reopened_count) == ("analysed", None, "", 1)


def test_rejecting_needs_a_reason_and_a_decider(people: Cast) -> None:
    case = opened(people.front)
    with pytest.raises(Denied):
        stepped(people.back, case, "reject", reason="Bukan warga")
    ended = stepped(people.manager, case, "reject", reason="Bukan warga")
    assert (ended.state, ended.settlement, ended.result) == ("rejected", "rejected", "Bukan warga")


def test_a_duplicate_names_the_first_case(people: Cast) -> None:
    first, second = opened(people.front), opened(people.front)
    typed = first.ticket.lower().replace("-", " ")
    ended = stepped(people.back, second, "mark_duplicate", duplicate_of=typed)
    assert (ended.state, ended.duplicate_of_id) == ("duplicate", first.id)


def test_a_duplicate_of_nothing_of_itself_or_of_a_duplicate_is_refused(people: Cast) -> None:
    first, second, third = opened(people.front), opened(people.front), opened(people.front)
    stepped(people.back, second, "mark_duplicate", duplicate_of=first.ticket)
    for wrong in ("ABC", tickets.new(), third.ticket, second.ticket):
        with pytest.raises(Refused) as refused:
            stepped(people.back, third, "mark_duplicate", duplicate_of=wrong)
        assert refused.value.problems[0].field == "duplicate_of"


def test_withdrawn_and_unreachable_end_with_their_reason(people: Cast) -> None:
    ended = stepped(people.front, opened(people.front), "withdraw", reason="Sudah beres sendiri")
    assert (ended.state, ended.result) == ("withdrawn", "Sudah beres sendiri")
    case = stepped(people.back, opened(people.front), "verify")
    ended = stepped(people.back, case, "mark_unreachable", reason="Tiga kali didatangi")
    assert (ended.state, ended.closed_at) == ("unreachable", TUESDAY)
