"""What pages of cases show: everything once, in a fixed number of queries, and only what the reader may see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound
from slrt.domain.workflow.deadlines import Urgency
from slrt.reads import cases as reads
from slrt.services import cases
from slrt.store.walls.context import acting
from tests.makers.cases import (
    ELSEWHERE,
    RESULT,
    TUESDAY,
    Cast,
    actor,
    analysed,
    answered,
    awaiting,
    family,
    opened,
    organisation,
    referred,
    stepped,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


PDF = b"%PDF-1.4\n%%EOF\n"


def queries(who: Actor, ask: object) -> int:
    with acting(who), CaptureQueriesContext(connection) as seen:
        ask()  # type: ignore[operator]
    return len(seen)


def test_the_page_of_a_case_shows_needs_clocks_papers_and_one_timeline(people: Cast) -> None:
    home = family()
    case = analysed(people, family_id=home.id)
    cases.attach(people.front, case_id=case.id, name="ktp.pdf", data=PDF)
    referral = referred(people, case)
    answered(people.provider, referral, "accept")
    cases.note(people.front, case_id=case.id, text="Ibu menelepon")
    with acting(people.back):
        page = reads.case_page(people.back, case.id)
    assert page.state.code == "accepted"
    assert page.path[-1] == "Lalang Jaya"
    assert [n.need.title for n in page.needs if n.need] == [case.title]
    accept, finish = page.needs[0].referrals[0].clocks
    assert accept.css == "clock-done"
    assert accept.days_early == 3
    assert finish.due is not None
    assert finish.due.working_days == 14
    assert [p.name for p in page.papers] == ["ktp.pdf"]
    assert page.family is not None
    assert (page.family.head, page.family.members) == ("Rusdi", 1)
    assert {m.verb for m in page.moments} == {
        "case.open",
        "case.analyse",
        "case.attach",
        "referral.send",
        "referral.accept",
        "case.note",
    }
    assert "Ibu menelepon" in [m.quote for m in page.moments]
    assert set(page.reached) == {"received", "verified", "referred"}


def test_a_result_given_without_a_word_of_starting_counts_as_handled(people: Cast) -> None:
    case = awaiting(people)
    with acting(people.back):
        assert "handled" in reads.case_page(people.back, case.id).reached


def test_a_reopened_case_begins_its_stages_anew(people: Cast) -> None:
    case = awaiting(people)
    with clock.at(TUESDAY + timedelta(hours=1)):
        cases.confirm(people.front, case_id=case.id, answer="not_solved", told_by="Ibu Siti")
    with acting(people.back):
        assert set(reads.case_page(people.back, case.id).reached) == {"received", "verified"}


def test_a_case_page_takes_a_fixed_number_of_queries(people: Cast) -> None:
    small = analysed(people, family_id=family().id)
    referred(people, small)
    large = analysed(people, family_id=family(nik="1906014107800002").id)
    for name in ("A", "B", "C"):
        need = cases.add_need(people.front, case_id=large.id, title=name, sector="food")
        referred(people, large, organisation(name).id, need_id=need.id)
        cases.note(people.front, case_id=large.id, text=name)
        cases.attach(people.front, case_id=large.id, name=f"{name}.pdf", data=PDF)
    few = queries(people.back, lambda: reads.case_page(people.back, small.id))
    many = queries(people.back, lambda: reads.case_page(people.back, large.id))
    assert few == many
    assert many <= 22


def test_the_receiver_reads_the_referral_and_not_the_case(people: Cast) -> None:
    case = analysed(people, family_id=family().id)
    paper = cases.attach(people.front, case_id=case.id, name="surat.pdf", data=PDF)
    referral = referred(people, case)
    with acting(people.provider):
        page = reads.referral_page(people.provider, referral.id)
        assert [p.id for p in page.papers] == [paper.id]
        assert [m.verb for m in page.moments] == ["referral.send"]
        assert page.due is not None
        assert page.due.at == referral.accept_by
        assert reads.attachment(people.provider, paper.id).name == "surat.pdf"
        with pytest.raises(NotFound):
            reads.case_page(people.provider, case.id)


def test_a_stranger_finds_neither_page_nor_paper(people: Cast) -> None:
    case = analysed(people)
    paper = cases.attach(people.front, case_id=case.id, name="surat.pdf", data=PDF)
    referral = referred(people, case)
    for who in (actor("manager", ELSEWHERE), actor("provider", at=organisation("PLN")), actor("administrator")):
        with acting(who):
            for ask in (
                lambda w: reads.case_page(w, case.id),
                lambda w: reads.referral_page(w, referral.id),
                lambda w: reads.receipt(w, case.id),
                lambda w: reads.attachment(w, paper.id),
            ):
                with pytest.raises(NotFound):
                    ask(who)


def test_the_inbox_counts_and_lists_its_views(people: Cast) -> None:
    urgent = referred(people, analysed(people, priority="urgent"))
    waiting = referred(people, analysed(people))
    started = referred(people, analysed(people))
    done = referred(people, analysed(people))
    for one in (started, done):
        answered(people.provider, one, "accept")
    answered(people.provider, done, "fulfil", **RESULT)
    referred(people, analysed(people), organisation("PLN").id)
    with acting(people.provider):
        box = reads.inbox(people.provider, reads.InboxFilter())
        assert box.counts == {"open": 3, "new": 2, "today": 1, "overdue": 0, "work": 1, "done": 1}
        assert [line.id for line in box.lines] == [urgent.id, waiting.id, started.id]
        assert box.lines[0].due is not None
        assert (box.lines[0].due.hours, box.lines[0].due.urgency) == (4, Urgency.SOON)
    with clock.at(TUESDAY + timedelta(hours=5)), acting(people.provider):
        late = reads.inbox(people.provider, reads.InboxFilter(view="overdue"))
        assert [line.id for line in late.lines] == [urgent.id]
        assert [line.id for line in reads.inbox(people.provider, reads.InboxFilter(view="done")).lines] == [done.id]


def test_the_inbox_is_narrowed_by_sector_and_kecamatan(people: Cast) -> None:
    referred(people, analysed(people))
    food = referred(people, analysed(people, sector="food", area_code="19.06.02.2001"))
    with acting(people.provider):
        box = reads.inbox(people.provider, reads.InboxFilter(sector="food"))
        assert [line.id for line in box.lines] == [food.id]
        assert box.sectors == ("food", "health")
        assert [code for code, _ in box.districts] == sorted(["19.06.01", "19.06.02"], key=dict(box.districts).get)
        box = reads.inbox(people.provider, reads.InboxFilter(area_code="19.06.02"))
        assert [line.id for line in box.lines] == [food.id]


def test_the_inbox_takes_a_fixed_number_of_queries(people: Cast) -> None:
    referred(people, analysed(people))
    few = queries(people.provider, lambda: reads.inbox(people.provider, reads.InboxFilter()))
    for _ in range(5):
        referred(people, analysed(people))
    many = queries(people.provider, lambda: reads.inbox(people.provider, reads.InboxFilter()))
    assert few == many
    assert many <= 15


def test_the_officers_home_groups_the_queue_by_deadline(people: Cast) -> None:
    late = opened(people.front)
    with clock.at(TUESDAY + timedelta(days=1)):
        today = opened(people.front, priority="urgent")
    later = analysed(people)
    with clock.at(TUESDAY + timedelta(days=1, hours=3)), acting(people.back):
        # Wednesday 12.00: the first is due at 16.00 today, the urgent one at 13.00 today, the third on Friday.
        home = reads.home(people.back)
        assert {g.code: [line.id for line in g.lines] for g in home.groups} == {
            "today": [today.id, late.id],
            "later": [later.id],
        }
    with clock.at(TUESDAY + timedelta(days=1, hours=9)), acting(people.back):
        home = reads.home(people.back)
        assert (home.counts["overdue"], home.counts["today"], home.counts["queue"]) == (2, 0, 3)


def test_the_officers_home_says_who_keeps_us_waiting(people: Cast) -> None:
    referred(people, analysed(people))
    referred(people, analysed(people))
    awaiting(people)
    with clock.at(TUESDAY + timedelta(days=6)), acting(people.back):
        home = reads.home(people.back)
    assert [(w.name, w.count, w.late) for w in home.waiting] == [("Dinas Sosial", 2, 2)]
    assert (home.to_confirm, home.counts["waiting"]) == (1, 2)


def test_the_officers_home_tells_what_others_did(people: Cast) -> None:
    referral = referred(people, analysed(people))
    answered(people.provider, referral, "accept")
    with acting(people.back):
        told = reads.home(people.back).recent
    assert ("Rina Marlina", "menerima rujukan") in [(one.who, one.said_id) for one in told]
    assert "Ratna Dewi" not in [one.who for one in told]


def test_at_the_counter_the_queue_is_what_the_counter_can_do(people: Cast) -> None:
    case = awaiting(people)
    analysed(people)
    with acting(people.front):
        home = reads.home(people.front)
        assert home.counts["queue"] == 1
        assert [line.id for group in home.groups for line in group.lines] == [case.id]


def test_home_takes_a_fixed_number_of_queries(people: Cast) -> None:
    opened(people.front)
    referred(people, analysed(people))
    few = queries(people.back, lambda: reads.home(people.back))
    for _ in range(4):
        opened(people.front)
        referred(people, analysed(people))
    many = queries(people.back, lambda: reads.home(people.back))
    assert few == many
    assert many <= 20


def test_overseers_see_counts_by_area_below_theirs(people: Cast) -> None:
    opened(people.front)
    case = awaiting(people)
    stepped(people.manager, case, "close", reason="Pindah")
    province = actor("province", "19")
    with acting(province):
        home = reads.home(province)
    assert [(one.name, one.open, one.ended) for one in home.areas] == [("Kabupaten Belitung Timur", 1, 1)]
    assert home.counts["open"] == 1


def test_an_administrator_sees_people_and_no_cases(people: Cast) -> None:
    opened(people.front)
    administrator = actor("administrator")
    with acting(administrator):
        assert reads.home(administrator).kind == "administrator"
        assert reads.cases(administrator, reads.CaseFilter()).paginator.count == 0
        assert reads.counts(administrator) == {}


def test_lists_find_by_ticket_words_sector_area_and_receiver(people: Cast) -> None:
    one = opened(people.front, title="Kartu KKS terblokir", sector="food", area_code="19.06.02.2001")
    other = analysed(people, title="Rumah rusak", sector="housing")
    referral = referred(people, other)

    def found(**wanted: object) -> list[object]:
        with acting(people.back):
            return [line.id for line in reads.cases(people.back, reads.CaseFilter(**wanted))]  # type: ignore[arg-type]

    assert found(text=one.ticket.lower()) == [one.id]
    assert found(text="terblokir siti") == [one.id]
    assert found(sector="housing") == [other.id]
    assert found(area_code="19.06.02") == [one.id]
    assert found(organisation_id=referral.organisation_id) == [other.id]
    assert set(found(view="no such view")) == {one.id, other.id}
    assert found(text="\x00") != []


def test_every_view_of_the_list_answers(people: Cast) -> None:
    opened(people.front)
    for who in (people.front, people.back, actor("province", "19")):
        for view in reads.VIEWS:
            with acting(who):
                reads.cases(who, reads.CaseFilter(view=view))


def test_a_list_takes_a_fixed_number_of_queries(people: Cast) -> None:
    opened(people.front)
    few = queries(people.back, lambda: list(reads.cases(people.back, reads.CaseFilter())))
    for _ in range(5):
        referred(people, analysed(people))
    many = queries(people.back, lambda: list(reads.cases(people.back, reads.CaseFilter())))
    assert many <= few + 2  # the referrals and their organisations, once there are any
    assert many <= 15


def test_a_ticket_is_found_however_it_is_typed_and_only_in_sight(people: Cast) -> None:
    case = opened(people.front)
    far = actor("manager", ELSEWHERE)
    with acting(people.front):
        found = reads.by_ticket(people.front, case.ticket.replace("-", " ").lower())
        assert found is not None
        assert found.id == case.id
        assert reads.by_ticket(people.front, "1906014107800001") is None
    with acting(far):
        assert reads.by_ticket(far, case.ticket) is None


def test_the_receipt_tells_the_promise_and_nothing_of_the_matter(people: Cast) -> None:
    case = opened(people.front, family_id=family().id)
    with acting(people.front):
        paper = reads.receipt(people.front, case.id)
    assert (paper.ticket, paper.officer, paper.due_at) == (case.ticket, "Sari", case.due_at)
    assert case.title not in str(paper)
    assert "1906" not in str(paper).replace("19.06", "")


def test_the_menu_counts_what_waits_for_me(people: Cast) -> None:
    referred(people, analysed(people))
    opened(people.front)
    with acting(people.provider):
        assert reads.counts(people.provider) == {"inbox": 1}
    with acting(people.back):
        assert reads.counts(people.back) == {"inbox": 1, "cases": 2}


def test_the_cases_of_a_family_newest_first(people: Cast) -> None:
    home = family()
    first = opened(people.front, family_id=home.id)
    with clock.at(TUESDAY + timedelta(hours=1)):
        second = opened(people.front, family_id=home.id)
    opened(people.front)
    with acting(people.front):
        assert [line.id for line in reads.of_family(people.front, home.id)] == [second.id, first.id]
