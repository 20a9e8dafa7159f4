"""kill -9 while cases are recorded: what was acknowledged stays, the rest is whole or absent, a repeat makes it one."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from slrt.web.language import COOKIE
from tests.config.servers import until
from tests.conftest import disconnect
from tests.faults.counter import RECOVERY, Counter, attempt, opened
from tests.faults.desk import Answer, Desk, Typed, paper, photo, signed_in
from tests.faults.stand import Stand
from tests.faults.whole import check_nothing_is_half_saved, check_the_trail_is_whole, stored
from tests.makers.people import officer

DESKS = 4
THREADS = 8


def survivors(stand: Stand, kills: list[str]) -> Counter:
    """A counter that worked through the named kills."""
    desks = [signed_in(stand.port, officer()) for _ in range(DESKS)]
    disconnect()
    counter = Counter(desks)
    try:
        with opened(counter):
            counter.survives([getattr(stand, name) for name in kills])
    finally:
        stand.typed += counter.typed
    return counter


def check(stand: Stand, counter: Counter) -> None:
    disconnect()  # connections of before the kill
    assert counter.surprises == []
    assert len(counter.typed) == len(counter.acknowledged) + len(counter.lost)
    assert {one.submission for one in counter.acknowledged} <= stored()
    check_nothing_is_half_saved(stand.typed)
    for case in [*counter.lost, counter.acknowledged[0]]:
        answer = attempt(counter.desks[0], case)
        assert answer is not None
        assert (answer.status, answer.location) == (302, case.receipt)
    assert {one.submission for one in counter.typed} <= stored()
    check_nothing_is_half_saved(stand.typed)
    check_the_trail_is_whole()


@pytest.mark.fault
def test_killing_the_web_process_loses_no_acknowledged_case_and_leaves_none_half_saved(stand: Stand) -> None:
    counter = survivors(stand, ["kill_web"] * 3)
    assert counter.lost, "each kill meets requests that are under way"
    check(stand, counter)


@pytest.mark.fault
def test_killing_postgresql_loses_no_acknowledged_case_and_leaves_none_half_saved(stand: Stand) -> None:
    counter = survivors(stand, ["kill_postmaster", "kill_backend", "kill_postmaster"])
    assert counter.lost, "each kill meets requests that are under way"
    check(stand, counter)


@pytest.mark.fault
def test_while_postgresql_is_away_a_page_says_so_and_afterwards_the_same_form_is_saved(stand: Stand) -> None:
    desk = signed_in(stand.port, officer())
    assert desk.works()
    disconnect()
    case = Typed(files=(photo(60_000),))
    stand.typed.append(case)
    with stand.without_database():
        answer = desk.send("/cases/new", case.fields(), case.files)
        assert answer.status == 500
        assert 'lang="id"' in answer.text
        assert "Tidak ada yang" in answer.text
    until(desk.works, RECOVERY)
    assert desk.send("/cases/new", case.fields(), case.files).location == case.receipt
    check_nothing_is_half_saved(stand.typed)


@pytest.mark.fault
def test_after_a_restart_of_postgresql_nobody_gets_an_error(stand: Stand) -> None:
    """All connections of the pool were used before and are dead now; each request still gets its page."""
    desks = [signed_in(stand.port, officer()) for _ in range(THREADS)]
    disconnect()
    assert at_once(desks) == [200] * THREADS
    with stand.without_database():
        pass
    assert at_once(desks + [desk.twin() for desk in desks]) == [200] * 2 * THREADS


@pytest.mark.fault
def test_a_page_about_a_missing_database_speaks_the_language_of_the_browser(stand: Stand) -> None:
    desk = signed_in(stand.port, officer())
    desk.cookies[COOKIE] = "en"
    assert desk.works()
    disconnect()
    with stand.without_database():
        answer = desk.get("/cases/new")
    assert answer.status == 500
    assert 'lang="en"' in answer.text


def at_once(desks: Sequence[Desk]) -> list[int]:
    """What each of these people is answered when all ask together."""
    with ThreadPoolExecutor(len(desks)) as people:
        return [answer.status for answer in people.map(lambda desk: desk.get("/cases/new"), desks)]


def test_ten_clicks_at_the_same_moment_make_one_case(stand: Stand) -> None:
    desk = signed_in(stand.port, officer())
    desk.get("/cases/new")
    case = Typed(files=(photo(60_001), paper(60_001)))
    stand.typed.append(case)
    together = Barrier(10)

    def click() -> Answer:
        twin = desk.twin()
        together.wait(timeout=30)
        return twin.send("/cases/new", case.fields(), case.files)

    with ThreadPoolExecutor(10) as clicks:
        answers = [one.result() for one in [clicks.submit(click) for _ in range(10)]]
    assert [(one.status, one.location) for one in answers] == [(302, case.receipt)] * 10
    assert case.submission in stored()
    check_nothing_is_half_saved(stand.typed)
    check_the_trail_is_whole()


def test_a_used_form_with_another_text_is_refused_and_changes_nothing(stand: Stand) -> None:
    desk = signed_in(stand.port, officer())
    desk.get("/cases/new")
    case = Typed()
    stand.typed.append(case)
    assert desk.send("/cases/new", case.fields()).location == case.receipt
    answer = desk.send("/cases/new", case.fields(text="Perkara yang sama sekali lain."), [photo(60_002)])
    assert answer.status == 422
    assert "sudah tersimpan sebagai tiket" in answer.text
    assert "Perkara yang sama sekali lain." in answer.text
    check_nothing_is_half_saved(stand.typed)
