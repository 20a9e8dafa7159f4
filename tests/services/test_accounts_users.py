"""Users, their passwords and posts: what an administrator may do, where, and never to itself."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.conf import settings

from slrt.domain import access, clock
from slrt.domain.access import Actor, Denied
from slrt.domain.problems import NotFound, Refused
from slrt.reads import accounts as reads
from slrt.services import accounts
from slrt.services.accounts.passwords import WORDS, temporary_password
from slrt.store.accounts.models import User
from slrt.store.trail.models import Event
from tests.makers import people
from tests.makers.people import BABEL, BELITUNG, BELITUNG_TIMUR, LALANG, MANGGAR, PASSWORD

pytestmark = pytest.mark.django_db

START = date(2026, 1, 5)


@pytest.fixture
def admin() -> Actor:
    return people.officer("administrator", BELITUNG_TIMUR)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def fields(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.field for problem in refused.value.problems}


def invite(admin: Actor, username: str = "budi", **more: object) -> tuple[User, str]:
    new = {"username": username, "name": "Budi Santoso", "email": "", "phone": "", **more}
    return accounts.create_user(admin, **new)


def post(admin: Actor, user: User, **more: object) -> object:
    new = {"user_id": user.id, "role": "front_office", "area_code": MANGGAR, "starts_on": START, **more}
    return accounts.add_post(admin, **new)


def events_of(user_id: object) -> list[str]:
    with accounts.acting(access.system()):
        return list(Event.objects.filter(subject_id=user_id).order_by("id").values_list("verb", flat=True))


def test_an_administrator_invites_with_a_temporary_password_that_must_be_changed(admin: Actor) -> None:
    user, password = invite(admin)
    post(admin, user)
    assert accounts.sign_in(username="budi", password=password, address="").id == user.id
    assert User.objects.get(id=user.id).must_change_password
    accounts.change_password(user_id=user.id, old=password, new=PASSWORD)
    assert not User.objects.get(id=user.id).must_change_password
    assert events_of(user.id) == ["user.invite", "post.add", "session.begin", "user.change_password"]


def test_the_same_form_sent_twice_makes_one_user(admin: Actor) -> None:
    key = uuid4()
    first, old = invite(admin, user_id=key)
    second, new = invite(admin, user_id=key)
    assert first.id == second.id == key
    assert old != new
    assert User.objects.get(id=key).check_password(new)


def test_a_taken_username_is_refused_beside_its_field(admin: Actor) -> None:
    invite(admin)
    with pytest.raises(Refused) as refused:
        invite(admin, username=" BUDI ")
    assert (codes(refused), fields(refused)) == ({"taken"}, {"username"})


def test_everything_wrong_with_a_new_user_is_said_at_once(admin: Actor) -> None:
    with pytest.raises(Refused) as refused:
        invite(admin, username="a b", name=" ", email="bukan surel", phone="telepon")
    assert fields(refused) == {"username", "name", "email", "phone"}
    assert all(problem.message("id") != problem.message("en") for problem in refused.value.problems)


def test_only_administrators_invite() -> None:
    with pytest.raises(Denied):
        invite(people.officer("manager"))


def test_an_administrator_cannot_choose_a_password_for_somebody(admin: Actor) -> None:
    _, password = invite(admin, password=PASSWORD)
    assert password != PASSWORD


@pytest.mark.parametrize("area", [BELITUNG, BABEL, "00", "19.02.01"])
def test_nobody_gives_a_post_outside_the_own_area(admin: Actor, area: str) -> None:
    user, _ = invite(admin)
    with pytest.raises(Denied):
        post(admin, user, area_code=area)
    assert reads.posts_of(user.id) == []


def test_four_eyes_nobody_gives_itself_a_post(admin: Actor) -> None:
    with pytest.raises(Refused) as refused:
        accounts.add_post(admin, user_id=admin.user_id, role="manager", area_code=MANGGAR, starts_on=START)
    assert codes(refused) == {"own_post"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": "king"}, "role"),
        ({"role": "system"}, "role"),
        ({"role": "national"}, "area_code"),
        ({"role": "province"}, "area_code"),
        ({"area_code": "19.06.99"}, "area_code"),
        ({"until": START}, "until"),
        ({"role": "provider"}, "organisation_id"),
        ({"role": "provider", "organisation_id": uuid4()}, "organisation_id"),
    ],
)
def test_a_bad_post_is_refused_beside_its_field(admin: Actor, wrong: dict[str, object], field: str) -> None:
    user, _ = invite(admin)
    with pytest.raises(Refused) as refused:
        post(admin, user, **wrong)
    assert field in fields(refused)


def test_a_provider_post_needs_an_organisation_of_the_own_area_because_it_opens_its_referrals(admin: Actor) -> None:
    user, _ = invite(admin)
    with pytest.raises(Refused) as refused:
        post(admin, user, role="provider", organisation_id=people.organisation(BELITUNG))
    assert codes(refused) == {"bad_organisation"}
    post(admin, user, role="provider", organisation_id=people.organisation(BELITUNG_TIMUR))


def test_the_same_post_twice_is_refused_and_a_repeated_form_is_not(admin: Actor) -> None:
    user, _ = invite(admin)
    key = uuid4()
    first, again = post(admin, user, post_id=key), post(admin, user, post_id=key)
    assert first.id == again.id == key
    with pytest.raises(Refused) as refused:
        post(admin, user)
    assert codes(refused) == {"already_held"}


def test_one_person_holds_several_posts_and_acts_in_one(admin: Actor) -> None:
    user, _ = invite(admin)
    desk = post(admin, user)
    field = post(admin, user, role="facilitator", area_code=LALANG)
    assert reads.actor_for(user.id, field.id).area_code == LALANG
    assert reads.actor_for(user.id, desk.id).role == "front_office"
    assert {line.role.code for line in reads.posts_of(user.id)} == {"front_office", "facilitator"}
    assert reads.actor_for(admin.user_id, desk.id) is None


def test_an_ended_post_gives_nothing_from_that_day(admin: Actor) -> None:
    user, _ = invite(admin)
    desk = post(admin, user)
    with clock.at(datetime(2026, 11, 24, 3, tzinfo=UTC)):
        assert reads.actor_for(user.id, desk.id)
        accounts.end_post(admin, post_id=desk.id, on=date(2026, 11, 24))
        assert reads.actor_for(user.id, desk.id) is None
        with pytest.raises(Refused):
            accounts.end_post(admin, post_id=desk.id, on=date(2026, 11, 24))


def test_a_post_cannot_be_ended_in_the_past_or_from_outside(admin: Actor) -> None:
    user, _ = invite(admin)
    desk = post(admin, user)
    with pytest.raises(Refused):
        accounts.end_post(admin, post_id=desk.id, on=date(2020, 1, 1))
    with pytest.raises(NotFound):
        accounts.end_post(people.officer("administrator", BELITUNG), post_id=desk.id, on=clock.today())
    with pytest.raises(Denied):
        accounts.end_post(people.officer("manager"), post_id=desk.id, on=clock.today())


def test_a_post_that_has_not_begun_may_be_taken_back(admin: Actor) -> None:
    user, _ = invite(admin)
    later = post(admin, user, starts_on=date(2090, 1, 1))
    accounts.end_post(admin, post_id=later.id, on=clock.today())
    assert [line.state for line in reads.posts_of(user.id)] == ["future"]
    with clock.at(datetime(2090, 1, 2, tzinfo=UTC)):
        assert reads.actor_for(user.id, later.id) is None


def test_whoever_also_has_a_post_outside_the_area_is_out_of_reach(admin: Actor) -> None:
    user, _ = invite(admin)
    post(admin, user)
    people.place(user.id, "coordination_team", BABEL)
    with pytest.raises(Refused) as refused:
        accounts.reset_password(admin, user_id=user.id)
    assert codes(refused) == {"beyond_area"}
    with pytest.raises(Refused):
        accounts.deactivate_user(admin, user_id=user.id, reason="coba")
    assert accounts.reset_password(people.officer("administrator", BABEL), user_id=user.id)


def test_users_of_another_area_look_as_if_they_were_not_there(admin: Actor) -> None:
    stranger = people.officer("front_office", BELITUNG)
    for verb in (
        lambda: accounts.reset_password(admin, user_id=stranger.user_id),
        lambda: accounts.deactivate_user(admin, user_id=stranger.user_id, reason="coba"),
        lambda: reads.user(admin, stranger.user_id),
    ):
        with pytest.raises(NotFound):
            verb()
    assert stranger.user_id not in [line.id for line in reads.users(admin)]


def test_an_administrator_does_not_reset_or_close_itself(admin: Actor) -> None:
    with pytest.raises(Refused):
        accounts.reset_password(admin, user_id=admin.user_id)
    with pytest.raises(Refused):
        accounts.deactivate_user(admin, user_id=admin.user_id, reason="coba")


def test_closing_an_account_needs_a_reason_and_can_be_undone(admin: Actor) -> None:
    user, _ = invite(admin)
    desk = post(admin, user)
    with pytest.raises(Refused):
        accounts.deactivate_user(admin, user_id=user.id, reason="  ")
    accounts.deactivate_user(admin, user_id=user.id, reason="pensiun")
    assert reads.actor_for(user.id, desk.id) is None
    accounts.activate_user(admin, user_id=user.id)
    assert reads.actor_for(user.id, desk.id)
    assert events_of(user.id)[-2:] == ["user.deactivate", "user.activate"]


def test_a_session_is_bound_to_the_password_and_the_post(admin: Actor) -> None:
    user, _ = invite(admin)
    desk = post(admin, user)
    mark = reads.session_fingerprint(user.id)
    assert reads.account_for(user.id, desk.id, mark).name == "Budi Santoso"
    assert reads.account_for(user.id, desk.id, "another") is None
    assert reads.account_for(user.id, uuid4(), mark) is None
    accounts.reset_password(admin, user_id=user.id)
    assert reads.account_for(user.id, desk.id, mark) is None


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("pendek1", "password_too_short"),
        ("92837465019283", "password_entirely_numeric"),
        ("password123", "password_too_common"),
        ("budisantoso", "password_too_similar"),
        (PASSWORD, "same_password"),
    ],
)
def test_a_weak_new_password_is_refused_with_the_rule_in_both_languages(new: str, code: str) -> None:
    user = people.person("Budi Santoso", "budisantoso")
    with pytest.raises(Refused) as refused:
        accounts.change_password(user_id=user, old=PASSWORD, new=new)
    assert code in codes(refused)
    assert fields(refused) == {"new"}
    assert User.objects.get(id=user).check_password(PASSWORD)


def test_every_password_rule_of_the_settings_has_words() -> None:
    assert len(WORDS) == len(settings.AUTH_PASSWORD_VALIDATORS)


def test_guessing_the_old_password_closes_the_name_too() -> None:
    user = people.person()
    for _ in range(5):
        with pytest.raises(Refused):
            accounts.change_password(user_id=user, old="salah", new="angin-darat-88")
    with pytest.raises(Refused) as refused:
        accounts.change_password(user_id=user, old=PASSWORD, new="angin-darat-88")
    assert codes(refused) == {"locked"}


def test_temporary_passwords_are_long_and_never_the_same() -> None:
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert {len(password) for password in made} == {19}


def test_passwords_are_stored_as_argon2() -> None:
    assert User.objects.get(id=people.person()).password.startswith("argon2$argon2id$")


def test_preferences_are_kept_and_nonsense_refused() -> None:
    user = people.person()
    accounts.set_preferences(user_id=user, language="en", theme="dark")
    accounts.set_preferences(user_id=user, theme="light")
    kept = User.objects.get(id=user)
    assert (kept.language, kept.theme) == ("en", "light")
    with pytest.raises(Refused) as refused:
        accounts.set_preferences(user_id=user, language="fr", theme="pink")
    assert fields(refused) == {"language", "theme"}


def test_the_list_counts_searches_and_filters(admin: Actor) -> None:
    user, _ = invite(admin, username="citra", name="Citra Anjani")
    post(admin, user, role="surveyor")
    invite(admin, username="dewi", name="Dewi Lestari")
    closed, _ = invite(admin, username="eko", name="Eko Prasetyo")
    accounts.deactivate_user(admin, user_id=closed.id, reason="pindah")

    def names(**filters: str) -> list[str]:
        return [line.username for line in reads.users(admin, **filters) if line.id != admin.user_id]

    assert names() == ["citra", "dewi", "eko"]
    assert names(text="anja CIT") == ["citra"]
    assert names(role="surveyor") == ["citra"]
    assert names(state="inactive") == ["eko"]
    assert names(state="without_post") == ["dewi"]
    assert reads.users(admin, text="tidak ada").paginator.count == 0
    assert reads.users(admin, page=99).number == 1


def test_a_list_of_many_has_pages(admin: Actor) -> None:
    now = clock.now()
    many = [
        User(username=f"banyak.{n:03}", name=f"Orang {n:03}", password="!", created_at=now, invited_in=MANGGAR)
        for n in range(60)
    ]
    User.objects.bulk_create(many)
    found = reads.users(admin, page=3)
    assert (found.paginator.count, found.paginator.num_pages, len(found)) == (61, 3, 11)
