"""The waiting list in PostgreSQL: as the domain says, nobody out of reach, and no names without the right to read."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from slrt.domain import clock
from slrt.domain.access import Actor, Denied, system
from slrt.domain.problems import NotFound
from slrt.domain.programmes.waiting import Candidate, Standing, waiting_list
from slrt.reads.programmes import quotas as reads
from slrt.services.programmes import withdraw_quota
from slrt.store.programmes.models import Enrolment, Quota, Verdict
from slrt.store.registry.models import Family, Person
from slrt.store.walls.context import acting
from tests.makers import quotas as make
from tests.makers.families import OTHER_REGENCY, REGENCY, VILLAGE, officer

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
FAMILIES = some.lists(
    some.tuples(
        some.one_of(some.none(), some.integers(1, 3)),
        some.sampled_from(["eligible", "eligible", "eligible", "unknown", "not_eligible"]),
        some.booleans(),
        some.integers(0, 2),
    ),
    max_size=12,
)


@pytest.fixture
def manager() -> Actor:
    return officer("manager")


def page(actor: Actor, row: Quota, view: str = "queue", number: int = 1) -> reads.WaitingPage:
    return reads.waiting_page(actor, row.id, clock.today(), view, number)


def forget() -> None:
    for model in (Enrolment, Verdict):
        model.objects.all().delete()
    Family.objects.filter(state="active").update(state="closed")


@given(FAMILIES, some.integers(0, 6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_list_stands_as_the_domain_says(
    manager: Actor, families: list[tuple[int | None, str, bool, int]], total: int
) -> None:
    with acting(system()):
        forget()
        Quota.objects.all().delete()
        row = make.quota(manager, total)
        asked: list[tuple[UUID, int | None, str, bool, datetime]] = []
        for decile, verdict, receives, days in families:
            since = FIRST + timedelta(days=days)
            key = make.listed("Rekaan", decile, verdict=verdict, receives=receives, since=since)
            asked.append((key, decile, verdict, receives, since))
    expected = waiting_list(
        total,
        [key for key, _, _, receives, _ in asked if receives],
        [Candidate(key, (decile,), since) for key, decile, verdict, _, since in asked if verdict == "eligible"],
        [key for key, _, verdict, _, _ in asked if verdict == "unknown"],
    )
    queue, holders = page(manager, row), page(manager, row, "receiving")
    found = {(line.family_id, line.standing, line.number) for line in (*holders.lines, *queue.lines)}
    assert found == {(line.family, line.standing, line.number) for line in expected.lines}
    assert [line.number for line in queue.lines] == sorted(line.number for line in queue.lines if line.number)
    assert (queue.places, queue.needs_visit) == (expected.places, expected.needs_visit)
    for line in expected.lines:
        with acting(manager):
            family = Family.objects.get(id=line.family)
            place = reads.places_of(manager, family, [make.PROGRAMME], clock.today())[make.PROGRAMME]
        assert (place.number, place.standing, place.places) == (line.number, line.standing, expected.places)


def test_a_line_tells_name_village_decile_and_how_the_family_stands(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 1)
        make.listed("Rusdi", 3)
        make.listed("Siti", 1, since=FIRST)
    lines = page(manager, row).lines
    assert [(line.name, line.place, line.decile, line.number, line.standing) for line in lines] == [
        ("Siti", "Lalang Jaya", 1, 1, Standing.WITHIN),
        ("Rusdi", "Lalang Jaya", 3, 2, Standing.WAITING),
    ]
    assert lines[0].since == FIRST


def test_who_receives_is_listed_though_the_rule_says_no_now(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 1)
        make.listed("Rusdi", 9, verdict="not_eligible", receives=True)
    found = page(manager, row, "receiving")
    assert [(line.name, line.standing, line.eligible) for line in found.lines] == [("Rusdi", Standing.RECEIVES, False)]
    assert found.places.free == 0


def test_a_closed_family_holds_no_place(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 1)
        key = make.listed("Rusdi", receives=True)
        Verdict.objects.filter(family_id=key).delete()
        Family.objects.filter(id=key).update(state="closed")
    assert page(manager, row).places.taken == 0


def test_two_enrolments_in_a_family_hold_one_place(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 5)
        key = make.listed("Rusdi", receives=True)
        person = Person.objects.get(memberships__family_id=key)
        Enrolment.objects.create(
            programme_id=make.PROGRAMME, family_id=key, person=person, area_code=VILLAGE, source="list"
        )
    assert page(manager, row).places.taken == 1
    assert len(page(manager, row, "receiving").lines) == 1


def test_numbers_go_on_over_the_pages(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "PAGE", 2)
    with acting(system()):
        row = make.quota(manager, 3)
        for decile in (1, 2, 3, 4, 5):
            make.listed(f"Desil {decile}", decile)
    assert [(line.name, line.number) for line in page(manager, row, number=2).lines] == [("Desil 3", 3), ("Desil 4", 4)]
    assert [line.standing for line in page(manager, row, number=2).lines] == [Standing.WITHIN, Standing.WAITING]


def test_a_programme_without_an_order_of_its_own_ranks_by_who_waits_longest(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 1, REGENCY, "permakanan")
        make.listed("Baru", 1, programme="permakanan")
        make.listed("Lama", 9, programme="permakanan", since=FIRST)
    assert [line.name for line in page(manager, row).lines] == ["Lama", "Baru"]


def test_families_of_another_village_are_not_on_the_list(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 5)
        make.listed("Tetangga", 1, area_code="19.06.01.2006")
    assert page(manager, row).queue == 0


def test_a_list_out_of_reach_does_not_exist(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 5)
    for stranger in (officer("manager", OTHER_REGENCY), officer("facilitator", "19.06.01.2006")):
        with pytest.raises(NotFound):
            page(stranger, row)
        assert list(reads.quotas(stranger, make.PROGRAMME, clock.today())) == []


def test_who_may_not_read_families_sees_the_quota_and_no_names(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 5)
    province = officer("province", "19")
    with acting(province):
        assert [line.row.id for line in reads.quotas(province, make.PROGRAMME, clock.today())] == [row.id]
        with pytest.raises(Denied):
            page(province, row)


def test_a_family_is_told_its_number_only_while_the_quota_counts(manager: Actor) -> None:
    today = clock.today()
    with acting(system()):
        row = make.quota(manager, 5, starts_on=today, last_day=today)
        family = Family.objects.get(id=make.listed("Rusdi", 1))
    with acting(manager):
        day = timedelta(days=1)
        told = [
            bool(reads.places_of(manager, family, [make.PROGRAMME], on)) for on in (today - day, today, today + day)
        ]
        assert told == [False, True, False]
        withdraw_quota(manager, quota_id=row.id, revision=row.revision, reason="Keliru")
        assert reads.places_of(manager, family, [make.PROGRAMME], today) == {}


def test_quotas_say_whether_their_days_are_now_coming_or_over(manager: Actor) -> None:
    today, day = clock.today(), timedelta(days=1)
    with acting(manager):
        for first, last in ((today - 9 * day, today - day), (today, today), (today + day, today + 9 * day)):
            make.quota(manager, 1, starts_on=first, last_day=last)
        assert [line.phase for line in reads.quotas(manager, make.PROGRAMME, today)] == ["coming", "now", "over"]
