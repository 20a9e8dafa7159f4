"""Opening whatever shows a person's record leaves an event: a family, a case, a referral packet, a paper."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from slrt.domain.access import ROLES, Actor, Permission, system
from slrt.domain.ids import uuid7
from slrt.reads import trail as trail_reads
from slrt.services import cases, papers
from slrt.store.cases.models import Referral
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.doors.world import ROUTES, Place, World, address, build
from tests.makers import cases as make
from tests.makers.browsers import browser

pytestmark = pytest.mark.django_db


def looks(verb: str) -> list[str]:
    with acting(system()):
        return list(Event.objects.filter(verb=verb).values_list("actor_name", flat=True))


def test_who_opened_a_case_is_known_once_in_ten_minutes() -> None:
    cast = make.cast()
    case = make.opened(cast.front)
    page = reverse("case", args=[case.id])
    client = browser(cast.manager)
    assert client.get(page).status_code == 200
    assert client.get(page).status_code == 200
    assert looks("case.look") == ["Bu Manajer"]


def test_who_opened_a_packet_is_known() -> None:
    cast = make.cast()
    case = make.opened(cast.front)
    for verb in ("verify", "analyse"):
        case = make.stepped(cast.back, case, verb)
    referral = cases.draft_and_send(
        cast.back,
        case_id=case.id,
        organisation_id=cast.dinsos.id,
        message="Mohon dibantu.",
        consent="verbal",
        submission=uuid7(),
    )
    assert browser(cast.provider).get(reverse("referral", args=[referral.id])).status_code == 200
    assert looks("referral.look") == ["Rina Marlina"]


def test_a_page_out_of_sight_leaves_no_look() -> None:
    cast = make.cast()
    case = make.opened(cast.front)
    elsewhere = make.actor("manager", "19.03")
    assert browser(elsewhere).get(reverse("case", args=[case.id])).status_code == 404
    assert looks("case.look") == []


ABOUT_A_PERSON = [route for route, (deciding, _) in ROUTES.items() if deciding in ("family", "case", "referral")]
NOT_THIS_WAY, FORBIDDEN = 405, 403


@pytest.fixture
def world(db: None, tuesday: None) -> World:
    """The world of the doors, with bytes for its papers."""
    bytes_of_all = papers.place_of("0" * 64)
    bytes_of_all.parent.mkdir(parents=True)
    bytes_of_all.write_bytes(b"not really a photo")
    return build()


def reads_by(actor: Actor, place: Place) -> int:
    """How many events say that this person read something of this place."""
    keys = {place.family, place.person, place.case, place.referral, place.attachment, place.pair}
    with acting(system()):
        found = Event.objects.filter(actor_id=actor.user_id, verb__in=trail_reads.READS)
        return sum(bool(keys & {one.subject_id, one.case_id, one.family_id}) for one in found)


def opened_pages(actor: Actor, place: Place) -> Iterator[tuple[str, int]]:
    """Every page about a person that opens to the actor, with the number of events that tell of it."""
    client = browser(actor)
    for route in ABOUT_A_PERSON:
        savepoint = transaction.savepoint()
        status = client.get(address(route, place)).status_code
        if status not in (NOT_THIS_WAY, FORBIDDEN):
            assert status == 200, route
            yield route, reads_by(actor, place)
        transaction.savepoint_rollback(savepoint)


def test_every_page_about_a_family_case_or_referral_leaves_one_event(world: World) -> None:
    told = dict(opened_pages(world.actors["manager"], world.places["own"]))
    assert {route: count for route, count in told.items() if count != 1} == {}
    assert {"family", "reveal", "case", "referral", "attachment", "referral_new", "case_step"} <= set(told)


def test_a_receiver_s_pages_leave_events_too_even_when_they_say_they_refresh_themselves(world: World) -> None:
    provider, place = world.actors["provider"], world.places["own"]
    with acting(system()):
        referral = Referral.objects.get(id=place.referral)
        Referral.objects.filter(id=referral.id).update(packet_attachments=[place.attachment])
    client = browser(provider)
    for route, verb in (
        ("referral", "referral.look"),
        ("referral_step", "referral.look"),
        ("attachment", "attachment.look"),
    ):
        assert client.get(address(route, place), headers={"HX-Request": "true"}).status_code == 200
        assert client.get(address(route, place)).status_code == 200
        assert looks(verb) == ["provider"]
    with acting(system()):
        assert {one.family_id for one in Event.objects.filter(actor_id=provider.user_id)} == {place.family}


def test_a_case_begun_for_a_family_shows_its_members_and_leaves_an_event(world: World) -> None:
    manager, place = world.actors["manager"], world.places["own"]
    assert browser(manager).get(f"/cases/new?family={place.family}").status_code == 200
    assert looks("family.look") == ["manager"]


def test_who_only_counts_and_compares_sees_that_papers_are_there_and_opens_none(world: World) -> None:
    place = world.places["own"]
    paper = address("attachment", place)
    overseers = [code for code, role in ROLES.items() if Permission.PAPER_READ not in role.permissions]
    assert set(overseers) == {"coordination_team", "province", "national", "administrator"}
    for code in ("coordination_team", "province", "national"):
        overseer = world.actors[code]
        client: Client = browser(overseer)
        page = client.get(address("case", place)).content.decode()
        assert "kk.jpg" in page
        assert paper not in page
        assert paper not in client.get(address("referral", place)).content.decode()
        assert client.get(paper).status_code == FORBIDDEN
    assert looks("attachment.look") == []
    assert paper in browser(world.actors["manager"]).get(address("case", place)).content.decode()
    assert browser(world.actors["facilitator"]).get(paper).status_code == 200
