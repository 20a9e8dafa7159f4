"""Opening a case or a referral packet leaves an event: both show a person's record."""

import pytest
from django.urls import reverse

from slrt.domain.access import system
from slrt.domain.ids import uuid7
from slrt.services import cases
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
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
