"""The demonstration is loaded once, in full, through the services, and looks like sixty days of work."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from slrt.domain import clock
from slrt.domain.access import POSTED_ROLES, system
from slrt.domain.programmes import load_programmes
from slrt.domain.synthesis import is_synthetic
from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.referral import REFERRAL
from slrt.jobs import demo
from slrt.jobs.demo.families import population
from slrt.jobs.demo.places import places_of
from slrt.jobs.demo.timeline import PROVINCE, Timeline, begun, key_of
from slrt.reads import registry as registry_reads
from slrt.services.accounts import sign_in
from slrt.store.accounts.models import Post, User
from slrt.store.cases.models import Case, Note, Referral
from slrt.store.directory.models import Organisation
from slrt.store.programmes.models import Enrolment, MatchFigure, MatchRun, Quota, Verdict
from slrt.store.registry.models import AgendaItem, Change, DuplicatePair, Family, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting

FOLDER = Path(__file__).resolve().parents[2] / "programmes"
FAMILIES = 260
REGISTERED = FAMILIES + 1
"""One family stands twice in the register, as a likely duplicate."""

SAID: list[str] = []


def timeline() -> Timeline:
    return Timeline(clock.today(), FAMILIES)


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A small demonstration, loaded once for all tests here and undone after them."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SLRT_VAR", tmp_path_factory.mktemp("var"))
        demo.load(SAID.append, timeline())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def everything(loaded: None, db: None) -> Iterator[None]:
    """The loaded demonstration, as the product itself sees it."""
    with acting(system()):
        yield


pytestmark = pytest.mark.django_db


def census() -> dict[str, int]:
    tables = (
        User, Post, Organisation, Family, Person, Membership, Change, Enrolment, Verdict, Quota, Case, Referral, Note
    )  # fmt: skip
    return {table.__name__: table._default_manager.count() for table in (*tables, Event)}


@pytest.mark.usefixtures("everything")
def test_all_families_are_there_and_marked_synthetic() -> None:
    assert Family.objects.count() == REGISTERED
    for table in (Family, Person, Case, Organisation, User):
        assert not table._default_manager.filter(synthetic=False).exists(), table
    assert Membership.objects.filter(relation="head").count() == REGISTERED


@pytest.mark.usefixtures("everything")
def test_two_programmes_have_places_in_two_areas_said_to_be_invented() -> None:
    found = Quota.objects.values_list("programme_id", "area_code")
    assert Counter(programme for programme, _ in found) == {"sembako": 2, "blt_desa": 2}
    assert all("rekaan" in quota.source and quota.places > 0 for quota in Quota.objects.all())


@pytest.mark.usefixtures("everything")
def test_the_register_holds_what_the_generator_made() -> None:
    expected = list(population(timeline(), places_of(PROVINCE).villages))
    for family in expected[::20]:
        here = registry_reads.record_of(system(), key_of("family", family.key))
        assert [m.person.name for m in here.memberships] == [member.name for member in family.members]
        known = {fact: value for fact, value in family.facts.items() if value is not None}
        assert {fact: here.record.family[fact] for fact in known} == known
        assert here.record.family.get("receives", frozenset()) == frozenset(family.receives)
        assert is_synthetic(family.members[0].nik or "1906010101809001")


@pytest.mark.usefixtures("everything")
def test_families_are_judged_by_every_programme() -> None:
    judged = Counter(Verdict.objects.values_list("family_id", flat=True))
    assert len(judged) == REGISTERED
    in_force = [one for one in load_programmes(FOLDER) if one.version_on(clock.today())]
    assert len(in_force) > 1
    assert set(judged.values()) == {len(in_force)}


@pytest.mark.usefixtures("everything")
def test_the_programme_summary_is_filled() -> None:
    assert MatchRun.objects.get().families == REGISTERED
    in_force = {one.code for one in load_programmes(FOLDER) if one.version_on(clock.today())}
    figures = MatchFigure.objects.filter(area_code=PROVINCE)
    assert set(figures.values_list("programme_id", flat=True)) == in_force
    assert figures.get(programme_id="sembako").reached


@pytest.mark.usefixtures("everything")
def test_cases_and_referrals_stand_in_every_state_people_can_bring_them_to() -> None:
    assert set(Case.objects.values_list("state", flat=True)) == set(CASE.states)
    assert set(Referral.objects.values_list("state", flat=True)) >= set(REFERRAL.states) - {
        "draft",
        "withdrawn",
        "expired",
    }
    assert Case.objects.filter(reopened_count=1).exists()
    assert Case.objects.filter(confirmation="override").exists()
    assert Case.objects.filter(duplicate_of__isnull=False).count() >= 3


@pytest.mark.usefixtures("everything")
def test_some_referrals_are_overdue_and_some_are_not() -> None:
    waiting = Referral.objects.filter(state="sent")
    assert waiting.filter(accept_by__lt=clock.now()).count() >= 5
    assert waiting.filter(accept_by__gt=clock.now()).exists()


@pytest.mark.usefixtures("everything")
def test_history_is_spread_over_sixty_days_and_never_in_the_future() -> None:
    now = clock.now()
    assert not Event.objects.filter(at__gt=now).exists()
    opened = list(Case.objects.values_list("opened_at", flat=True))
    assert min(opened) < now - timedelta(days=40)
    assert min(opened) > now - timedelta(days=64)
    for case in Case.objects.select_related("family"):
        assert case.family is not None
        assert case.family.created_at < case.opened_at
    registered = list(Family.objects.order_by("created_at").values_list("created_at", flat=True))
    assert registered[0] < now - timedelta(days=115)
    assert registered[-1] > now - timedelta(days=6)


@pytest.mark.usefixtures("everything")
def test_people_and_not_only_the_machine_did_the_work() -> None:
    actors = Counter(Event.objects.filter(verb__startswith="case.").values_list("actor_name", flat=True))
    assert {"Ratna Dewi Lestari", "Hendra Gunawan"} <= set(actors)
    assert set(actors) & {"Yusuf Alamsyah", "Hamid Syahputra"}
    answers = set(Event.objects.filter(verb="referral.accept").values_list("actor_name", flat=True))
    assert len(answers & {"Tuti Alawiyah", "Maya Oktavia", "Fajar Nugroho", "Nurul Hidayah", "Meliana Then"}) >= 2
    ended_by_handlers = [
        case.ticket
        for case in Case.objects.filter(state="closed", area_code__startswith="19.06")
        if Event.objects.filter(case_id=case.id, verb="case.confirm_solved", actor_id=case.holder_id).exists()
    ]
    assert ended_by_handlers == []


@pytest.mark.usefixtures("everything")
def test_every_role_has_an_account_that_signs_in() -> None:
    assert set(Post.objects.values_list("role", flat=True)) == set(POSTED_ROLES)
    for line in demo.accounts()[:3]:
        user = sign_in(username=line.username, password=line.password, address="127.0.0.1")
        assert not user.must_change_password
    assert {line.username for line in demo.accounts()} == set(User.objects.values_list("username", flat=True))
    assert all(line.area_name and line.role_label for line in demo.accounts())


@pytest.mark.usefixtures("everything")
def test_a_likely_duplicate_is_found_when_looking_for_one() -> None:
    families = list(population(timeline(), places_of(PROVINCE).villages))
    twins = [(f, m) for f in families for m in f.members if m.likely_duplicate_of]
    assert twins
    for family, member in twins:
        (alike,) = registry_reads.people_like(system(), [(member.name, member.facts["birth_date"])])  # type: ignore[list-item]
        assert key_of("family", family.key) in {line.family_id for line in alike}
        assert len({line.family_id for line in alike}) >= 2


@pytest.mark.usefixtures("everything")
def test_loading_again_changes_nothing() -> None:
    before, latest = census(), Event.objects.latest("at", "id").id
    said: list[str] = []
    demo.load(said.append, timeline())
    assert census() == before
    assert Event.objects.latest("at", "id").id == latest
    assert said == []


@pytest.mark.usefixtures("everything")
def test_on_a_later_day_the_days_still_count_from_the_first_load() -> None:
    reference = timeline().reference
    with clock.at(clock.now() + timedelta(days=9)):
        assert begun().reference == reference


@pytest.mark.usefixtures("everything")
def test_progress_is_told_in_plain_lines() -> None:
    assert any("organisations" in line for line in SAID)
    assert f"Demonstration: {FAMILIES} of {FAMILIES} families" in SAID


def test_the_days_of_registration_never_go_back_and_skip_weekends() -> None:
    days = Timeline(clock.today())
    dates = [days.registered_on(number) for number in range(1, days.families + 1)]
    assert dates == sorted(dates)
    assert all(day.weekday() < 5 for day in dates[1:])
    assert (days.reference - dates[0]).days == 120
    assert dates[-1] < days.reference


@pytest.mark.usefixtures("everything")
def test_changes_wait_at_their_stations_for_a_meeting_and_a_look() -> None:
    states = Counter(Change.objects.filter(route="proposal").values_list("state", flat=True))
    assert states == {"submitted": 2, "checked": 1, "verified": 3}
    assert AgendaItem.objects.count() == 3
    assert DuplicatePair.objects.get().state == "open"
