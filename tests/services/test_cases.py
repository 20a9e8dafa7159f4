"""Cases: opened once, moved only by the table, closed only by the citizen or a recorded override."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from slrt.domain import clock, tickets
from slrt.domain.access import Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.workflow import taxonomy
from slrt.domain.workflow.case import CASE, ENDED
from slrt.domain.workflow.machine import WrongState
from slrt.domain.workflow.referral import REFERRAL
from slrt.services import cases
from slrt.services.cases.transitions import Ask, apply
from slrt.store.cases.models import CASE_TYPES, PRIORITIES, SETTLEMENTS, Case, Clock, Need
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.cases import (
    ELSEWHERE,
    NEW,
    TUESDAY,
    VILLAGE,
    Cast,
    actor,
    analysed,
    family,
    opened,
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


def test_a_case_opens_registered_with_a_ticket_a_deadline_a_need_and_an_event(people: Cast) -> None:
    case = opened(people.front)
    assert case.state == "registered"
    assert tickets.parse(case.ticket) == case.ticket
    assert case.opened_by_id == people.front.user_id
    # Tuesday 09.00: one working day, Wednesday 16.00 WIB
    assert case.due_at == datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    assert running(case) == ["verify"]
    with acting(system()):
        assert [n.title for n in Need.objects.filter(case=case)] == [NEW.title]
    assert [e.verb for e in events(case)] == ["case.open"]


def test_an_urgent_case_is_to_be_verified_within_four_hours(people: Cast) -> None:
    assert opened(people.front, priority="urgent").due_at == TUESDAY + timedelta(hours=4)


def test_the_same_submission_is_the_same_case(people: Cast) -> None:
    key = uuid7()
    first = cases.open_case(people.front, NEW, submission=key)
    again = cases.open_case(people.front, NEW, submission=key)
    assert (again.id, again.ticket) == (first.id, first.ticket)
    assert len(events(first)) == 1
    with acting(system()):
        assert Need.objects.filter(case=first).count() == 1


def test_another_text_under_a_used_submission_is_refused_and_names_the_ticket(people: Cast) -> None:
    key = uuid7()
    first = cases.open_case(people.front, NEW, submission=key)
    with pytest.raises(Refused, match=first.ticket):
        cases.open_case(people.front, replace(NEW, text="Cerita lain"), submission=key)


def test_a_ticket_already_handed_out_to_another_case_is_refused(people: Cast) -> None:
    first = opened(people.front)
    with pytest.raises(Refused, match="belongs to another case"):
        opened(people.front, ticket=first.ticket)


def test_a_ticket_made_without_a_server_is_kept(people: Cast) -> None:
    mine = tickets.new()
    assert opened(people.front, ticket=mine).ticket == mine


def test_a_case_of_a_registered_family_lies_where_the_family_lives(people: Cast) -> None:
    home = family()
    case = opened(people.front, family_id=home.id, area_code="")
    assert case.area_code == VILLAGE
    assert events(case)[0].family_id == home.id


def test_a_family_out_of_sight_cannot_be_written_on(people: Cast) -> None:
    far = family("19.03.01.2004")
    with pytest.raises(Refused) as refused:
        opened(people.front, family_id=far.id)
    assert [p.field for p in refused.value.problems] == ["family_id"]


def test_a_person_of_another_family_is_refused(people: Cast) -> None:
    with pytest.raises(Refused) as refused:
        opened(people.front, family_id=family().id, person_id=uuid4())
    assert [p.field for p in refused.value.problems] == ["person_id"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "  "),
        ("reporter_name", ""),
        ("area_code", ""),
        ("area_code", "19.06.99.9999"),
        ("area_code", "Manggar"),
        ("type", "wish"),
        ("sector", "space"),
        ("priority", "panic"),
        ("channel", "pigeon"),
        ("programme_code", "nonsense"),
        ("text", "x" * 5001),
        ("reporter_phone", "0" * 41),
    ],
)
def test_bad_input_is_refused_by_field_and_nothing_is_saved(people: Cast, field: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        opened(people.front, **{field: value})
    assert [p.field for p in refused.value.problems] == [field]
    with acting(system()):
        assert not Case.objects.exists()


def test_without_a_title_the_first_sentence_is_the_title(people: Cast) -> None:
    assert opened(people.front, title="").title == "Nek Halimah mau kontrol ke rumah sakit"


@pytest.mark.parametrize("role", ["provider", "administrator", "province", "coordination_team"])
def test_roles_without_a_counter_cannot_open(people: Cast, role: str) -> None:
    who = people.provider if role == "provider" else actor(role)
    with pytest.raises(Denied):
        opened(who)


def test_nobody_opens_a_case_outside_the_own_area(people: Cast) -> None:
    with pytest.raises(Denied):
        opened(actor("front_office", ELSEWHERE))


def test_verifying_and_analysing_give_the_case_a_holder_and_the_next_deadline(people: Cast) -> None:
    case = stepped(people.back, opened(people.front), "verify")
    assert (case.state, case.holder_id) == ("verifying", people.back.user_id)
    assert running(case) == ["verify"]
    case = stepped(people.back, case, "analyse")
    assert running(case) == ["decide"]
    # three working days after Tuesday: Friday 4 December, 16.00 WIB
    assert case.due_at == datetime(2026, 12, 4, 9, 0, tzinfo=UTC)


def test_a_clock_that_stops_late_says_since_when(people: Cast) -> None:
    case = opened(people.front)
    with clock.at(TUESDAY + timedelta(days=3)):
        stepped(people.back, case, "analyse")
    with acting(system()):
        late = Clock.objects.get(subject_id=case.id, kind="verify")
    assert late.breached_at == late.due_at
    assert late.stopped_at == TUESDAY + timedelta(days=3)


def test_repair_goes_back_to_verification(people: Cast) -> None:
    case = stepped(people.back, stepped(people.back, opened(people.front), "verify"), "ask_repair", reason="KK lama")
    assert case.state == "needs_repair"
    assert stepped(people.front, case, "repaired").state == "verifying"
    assert event(case, "case.ask_repair").reason == "KK lama"


def test_an_unknown_settlement_is_refused(people: Cast) -> None:
    case = stepped(people.back, analysed(people), "handle")
    with pytest.raises(Refused) as refused:
        stepped(people.back, case, "resolve", result="Hasil", settlement="fine")
    assert refused.value.problems[0].field == "settlement"


def test_escalation_is_an_event_that_raises_the_priority(people: Cast) -> None:
    case = stepped(people.back, analysed(people), "escalate", reason="Bulog diam")
    assert (case.state, case.priority) == ("analysed", "high")
    assert stepped(people.back, case, "escalate", reason="Masih diam").priority == "high"


def test_an_old_version_is_refused_and_says_what_is_now(people: Cast) -> None:
    case = opened(people.front)
    stepped(people.manager, case, "verify")
    with pytest.raises(Stale, match="Being verified"):
        cases.move(people.back, case_id=case.id, verb="verify", version=case.version)


def test_a_double_click_is_one_step(people: Cast) -> None:
    case = opened(people.front)
    for _ in range(2):
        again = cases.move(people.back, case_id=case.id, verb="verify", version=1)
    assert (again.state, again.version) == ("verifying", 2)
    assert sorted(e.verb for e in events(case)) == ["case.open", "case.verify"]


def test_a_number_typed_into_a_reason_is_masked_in_the_trail(people: Cast) -> None:
    case = stepped(people.manager, opened(people.front), "reject", reason="NIK 1906014107800001 milik orang lain")
    assert "1906014107800001" not in event(case, "case.reject").reason
    assert "1906••••••••0001" in event(case, "case.reject").reason


def test_a_note_is_kept_as_written_and_once(people: Cast) -> None:
    case, key = opened(people.front), uuid7()
    for _ in range(2):
        kept = cases.note(people.front, case_id=case.id, text=" Ditelepon, tidak diangkat. ", submission=key)
    assert (kept.id, kept.text) == (key, "Ditelepon, tidak diangkat.")
    assert sorted(e.verb for e in events(case)) == ["case.note", "case.open"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
def test_an_empty_or_endless_note_is_refused(people: Cast, text: str) -> None:
    with pytest.raises(Refused):
        cases.note(people.front, case_id=opened(people.front).id, text=text)


def test_an_overseer_reads_but_does_not_write(people: Cast) -> None:
    case = opened(people.front)
    for attempt in (
        lambda: cases.note(actor("province", "19"), case_id=case.id, text="Halo"),
        lambda: cases.add_need(actor("province", "19"), case_id=case.id, title="Beras", sector="food"),
        lambda: cases.move(actor("province", "19"), case_id=case.id, verb="verify", version=1),
    ):
        with pytest.raises(Denied):
            attempt()


def test_a_need_is_added_once_and_not_to_an_ended_case(people: Cast) -> None:
    case = opened(people.front)
    one = cases.add_need(people.front, case_id=case.id, title="Alat bantu jalan", sector="rehabilitation")
    same = cases.add_need(people.front, case_id=case.id, title="Alat bantu jalan ", sector="rehabilitation")
    assert one.id == same.id
    stepped(people.front, case, "withdraw", reason="Sudah beres")
    with pytest.raises(Refused):
        cases.add_need(people.front, case_id=case.id, title="Beras", sector="food")


def test_a_need_without_title_is_refused(people: Cast) -> None:
    with pytest.raises(Refused):
        cases.add_need(people.front, case_id=opened(people.front).id, title=" ", sector="food")


def test_a_case_out_of_sight_is_not_found(people: Cast) -> None:
    case = opened(people.front)
    with pytest.raises(NotFound):
        cases.move(actor("manager", ELSEWHERE), case_id=case.id, verb="verify", version=1)


def test_the_table_and_the_database_agree_on_what_has_ended() -> None:
    text = str(next(c for c in Case._meta.constraints if c.name == "cases_ended_means_closed_at").condition)
    assert all(f"'{state}'" in text for state in ENDED)
    assert set(ENDED) == CASE.ended
    other = str(
        next(c for c in cases_referral_constraints() if c.name == "cases_referral_ended_means_closed_at").condition
    )
    assert all((f"'{state}'" in other) == state_.ended for state, state_ in REFERRAL.states.items())


def cases_referral_constraints() -> list:
    return list(Case._meta.get_field("referrals").related_model._meta.constraints)


def test_the_words_of_the_taxonomy_are_those_the_tables_accept() -> None:
    from_taxonomy = taxonomy
    assert set(from_taxonomy.TYPES) == set(CASE_TYPES)
    assert set(from_taxonomy.PRIORITIES) == set(PRIORITIES)
    assert set(from_taxonomy.SETTLEMENTS) == set(SETTLEMENTS)


@pytest.mark.parametrize("state", CASE.states)
def test_the_database_refuses_a_state_without_its_closing_date(people: Cast, state: str) -> None:
    case = opened(people.front)
    wrong_closing = None if state in ENDED else TUESDAY
    with pytest.raises(IntegrityError), acting(people.front), transaction.atomic():
        Case.objects.filter(id=case.id).update(
            state=state, closed_at=wrong_closing, result="x", settlement="solved", duplicate_of_id=case.id
        )


def test_an_ask_of_an_unknown_verb_is_a_wrong_state(people: Cast) -> None:
    case = opened(people.front)
    with pytest.raises(WrongState):
        apply(people.back, Ask(kind="case", id=case.id, verb="burn"))


def test_a_repeat_is_one_only_for_the_same_person_and_the_last_step(people: Cast) -> None:
    case = opened(people.front)
    stepped(people.back, stepped(people.back, case, "verify"), "analyse")
    with pytest.raises(Stale):
        cases.move(people.back, case_id=case.id, verb="verify", version=1)
