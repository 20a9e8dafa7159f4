"""Who hears of what: pure, without a database."""

import json
from uuid import UUID, uuid4

import pytest

from slrt.domain.access import Actor
from slrt.web.events.news import BadNews, News, as_heard_by, read

CASE, DINSOS, PLN = uuid4(), uuid4(), uuid4()


def actor(role: str, area: str = "19.06", organisation: UUID | None = None) -> Actor:
    return Actor(user_id=uuid4(), name="Ratna", role=role, area_code=area, organisation_id=organisation)


def news(kind: str = "case", area: str = "19.06.01.2001", *organisations: UUID) -> News:
    return News(kind, str(CASE), area, frozenset(organisations))


def test_an_officer_hears_of_cases_in_the_own_area() -> None:
    assert as_heard_by(actor("back_office"), news()) == {"kind": "case", "id": str(CASE)}


def test_an_officer_hears_nothing_of_the_neighbouring_area_and_the_area_above() -> None:
    assert as_heard_by(actor("back_office", "19.02"), news()) is None
    assert as_heard_by(actor("back_office", "19.06.01"), news("case", "19.06")) is None


def test_a_provider_hears_of_referrals_to_the_own_organisation_alone() -> None:
    provider = actor("provider", organisation=DINSOS)
    assert as_heard_by(provider, news("referral", "19.06.01", DINSOS)) == {"kind": "referral", "id": str(CASE)}
    assert as_heard_by(provider, news("referral", "19.06.01", PLN)) is None


def test_a_provider_never_learns_the_id_of_a_case() -> None:
    assert as_heard_by(actor("provider", organisation=DINSOS), news("case", "19.06.01", DINSOS)) == {"kind": "inbox"}


def test_an_overseer_hears_of_cases_but_not_of_families() -> None:
    assert as_heard_by(actor("province", "19"), news("case")) is not None
    assert as_heard_by(actor("province", "19"), news("family")) is None


def test_an_administrator_hears_of_nobody() -> None:
    for kind in ("case", "referral", "family"):
        assert as_heard_by(actor("administrator", "19"), news(kind, "19.06.01", DINSOS)) is None


def test_a_message_is_read_as_it_was_announced() -> None:
    payload = json.dumps({"kind": "referral", "id": str(CASE), "area": "19.06.01", "organisations": [str(PLN)]})
    assert read(payload) == news("referral", "19.06.01", PLN)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "[]",
        "null",
        '{"kind": "case"}',
        '{"kind": "case", "id": "1", "area": "19", "organisations": []}',
        json.dumps(
            {"kind": "weather", "id": "b3d63a28-ed17-4682-acfa-1addb4d40037", "area": "19", "organisations": []}
        ),
    ],
)
def test_a_message_that_is_not_ours_is_refused(payload: str) -> None:
    with pytest.raises(BadNews):
        read(payload)
