"""Signing in: who gets in, who is told what, and when a name or an address is closed."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from slrt.domain import access, clock
from slrt.domain.problems import Refused
from slrt.services import accounts
from slrt.services.accounts.sign_in import ADDRESS_FAILURES, FAILURES
from slrt.store.accounts.models import SignInAttempt, User
from slrt.store.trail.models import Event
from tests.makers import people
from tests.makers.people import PASSWORD

pytestmark = pytest.mark.django_db

NOON = datetime(2040, 11, 24, 5, 0, tzinfo=UTC)
"""Later than any real day: the people of these tests were made before it."""


def attempt(username: str, password: str = PASSWORD, address: str = "10.0.0.1") -> str:
    """What comes of a try: "in", or the code of the refusal."""
    try:
        accounts.sign_in(username=username, password=password, address=address)
    except Refused as refused:
        return refused.problems[0].code
    return "in"


def posted(username: str = "rina", **more: object) -> access.Actor:
    return people.place(people.person(username=username), "front_office", people.BELITUNG_TIMUR, **more)


def test_the_right_password_lets_a_person_with_a_post_in() -> None:
    actor = posted()
    user = accounts.sign_in(username="  RINA ", password=PASSWORD, address="10.0.0.1")
    assert user.id == actor.user_id
    assert User.objects.get(id=user.id).last_login is not None


def test_a_wrong_password_and_an_unknown_name_are_told_the_same() -> None:
    posted()
    with pytest.raises(Refused) as wrong:
        accounts.sign_in(username="rina", password="salah", address="10.0.0.1")
    with pytest.raises(Refused) as unknown:
        accounts.sign_in(username="tidak.ada", password="salah", address="10.0.0.1")
    assert wrong.value.problems == unknown.value.problems


def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    posted()
    attempt("rina", "pemanasan")

    def shortest(username: str) -> float:
        found = []
        for number in range(3):
            started = time.perf_counter()
            attempt(f"{username}", f"salah {number}", f"10.0.1.{number}")
            found.append(time.perf_counter() - started)
        return min(found)

    known, unknown = shortest("rina"), shortest("tidak.ada")
    assert 0.4 < known / unknown < 2.5


def test_five_wrong_passwords_close_a_name_for_fifteen_minutes_and_say_until_when() -> None:
    posted()
    with clock.at(NOON):
        assert [attempt("rina", "salah") for _ in range(FAILURES)] == ["bad_credentials"] * 4 + ["locked"]
        with pytest.raises(Refused) as refused:
            accounts.sign_in(username="rina", password=PASSWORD, address="10.0.0.1")
    assert refused.value.problems[0].message("id").endswith("Coba lagi setelah pukul 12.15 WIB.")
    assert refused.value.problems[0].message("en").endswith("Try again after 12:15 WIB.")
    with clock.at(NOON + timedelta(minutes=14, seconds=59)):
        assert attempt("rina") == "locked"
    with clock.at(NOON + timedelta(minutes=15)):
        assert attempt("rina") == "in"


def test_a_name_that_does_not_exist_closes_just_the_same() -> None:
    assert [attempt("hantu", "salah") for _ in range(FAILURES + 1)] == ["bad_credentials"] * 4 + ["locked"] * 2


def test_trying_while_closed_does_not_close_for_longer() -> None:
    posted()
    with clock.at(NOON):
        for _ in range(FAILURES):
            attempt("rina", "salah")
    with clock.at(NOON + timedelta(minutes=10)):
        assert attempt("rina", "salah") == "locked"
    with clock.at(NOON + timedelta(minutes=15)):
        assert attempt("rina") == "in"


def test_four_wrong_passwords_and_then_the_right_one_start_the_count_anew() -> None:
    posted()
    for _ in range(2):
        assert [attempt("rina", "salah") for _ in range(4)] == ["bad_credentials"] * 4
        assert attempt("rina") == "in"


def test_wrong_passwords_spread_over_more_than_fifteen_minutes_do_not_close_a_name() -> None:
    posted()
    for number in range(FAILURES + 3):
        with clock.at(NOON + timedelta(minutes=4 * number)):
            assert attempt("rina", "salah") == "bad_credentials"


def test_one_address_trying_many_names_is_closed() -> None:
    posted()
    tries = [
        SignInAttempt(username=f"nama.{number}", address="10.0.0.9", at=NOON, succeeded=False)
        for number in range(ADDRESS_FAILURES)
    ]
    SignInAttempt.objects.bulk_create(tries)
    with clock.at(NOON + timedelta(minutes=1)):
        assert attempt("rina", address="10.0.0.9") == "locked"
        assert attempt("rina", address="10.0.0.10") == "in"


def test_a_new_password_opens_a_closed_name() -> None:
    actor = posted()
    with clock.at(NOON):
        for _ in range(FAILURES):
            attempt("rina", "salah")
    with clock.at(NOON + timedelta(minutes=1)):
        password = accounts.reset_password(access.system(), user_id=actor.user_id)
        assert attempt("rina", password) == "in"


def test_only_who_knows_the_password_learns_that_the_account_is_closed_or_without_a_post() -> None:
    actor = posted()
    people.person(username="tanpa.tugas")
    accounts.deactivate_user(access.system(), user_id=actor.user_id, reason="pindah")
    assert attempt("rina") == "inactive"
    assert attempt("rina", "salah") == "bad_credentials"
    assert attempt("tanpa.tugas") == "no_post"
    assert attempt("tanpa.tugas", "salah") == "bad_credentials"


def test_a_post_counts_from_its_first_day_until_the_day_before_its_end() -> None:
    person = people.person(username="rina")
    accounts.add_post(
        access.system(),
        user_id=person,
        role="front_office",
        area_code=people.BELITUNG_TIMUR,
        starts_on=date(2026, 12, 1),
        until=date(2026, 12, 3),
    )
    outcomes = {}
    for moment in (
        datetime(2026, 11, 30, 16, 59, tzinfo=UTC),
        datetime(2026, 11, 30, 17, 0, tzinfo=UTC),
        datetime(2026, 12, 2, 16, 59, tzinfo=UTC),
        datetime(2026, 12, 2, 17, 0, tzinfo=UTC),
    ):
        with clock.at(moment):
            outcomes[moment] = attempt("rina")
    assert list(outcomes.values()) == ["no_post", "in", "in", "no_post"]


@pytest.mark.parametrize("typed", ["", "\x00", "a" * 5000, "' OR 1=1 --", "😀"])
def test_odd_names_and_passwords_are_just_wrong(typed: str) -> None:
    assert attempt(typed, typed) == "bad_credentials"
    posted()
    assert attempt("rina", typed) == "bad_credentials"


def test_signing_in_and_being_locked_out_are_on_the_trail_without_any_password() -> None:
    actor = posted()
    attempt("rina")
    for _ in range(FAILURES):
        attempt("rina", "rahasia-salah")
    with accounts.acting(access.system()):
        found = list(Event.objects.filter(subject_id=actor.user_id).order_by("id"))
    assert [event.verb for event in found][-2:] == ["session.begin", "session.locked"]
    assert "rahasia" not in str([(event.before, event.after, event.reason) for event in found])
