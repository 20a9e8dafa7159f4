"""The directory: adding organisations and offers, finding who serves a place."""

from datetime import date
from uuid import uuid4

import pytest

from slrt.domain import access
from slrt.domain.access import Denied
from slrt.domain.problems import NotFound, Refused
from slrt.reads import directory as reads
from slrt.services import directory
from tests.makers import people
from tests.makers.people import BELITUNG, BELITUNG_TIMUR, CHECK_AGAIN, CHECKED, LALANG, MANGGAR

pytestmark = pytest.mark.django_db


def offer(organisation_id: object, **more: object) -> object:
    new = {
        "organisation_id": organisation_id,
        "name_id": "Reaktivasi PBI-JKN",
        "name_en": "Reactivation of PBI-JKN",
        "sector": "health",
        "programme_code": "pbi_jkn",
        "documents": [{"id": "KTP", "en": "Identity card"}],
        "checked_on": CHECKED,
        "check_again_on": CHECK_AGAIN,
        **more,
    }
    return directory.add_offer(access.system(), **new)


def test_an_offer_is_found_from_every_place_it_serves() -> None:
    made = offer(people.organisation(BELITUNG_TIMUR))
    reader = people.officer("front_office", LALANG)
    assert [line.id for line in reads.find_offers(reader, area_code=LALANG)] == [made.id]
    assert [line.id for line in reads.find_offers(reader, area_code=MANGGAR, sector="health")] == [made.id]
    assert reads.find_offers(reader, area_code=LALANG, sector="food") == []
    assert [line.id for line in reads.find_offers(reader, area_code=LALANG, programme_code="pbi_jkn")] == [made.id]
    assert reads.find_offers(reader, area_code=BELITUNG) == []


def test_an_offer_may_serve_more_than_the_area_its_organisation_lies_in() -> None:
    made = offer(people.organisation(BELITUNG_TIMUR), serves=[BELITUNG_TIMUR, BELITUNG])
    (line,) = reads.find_offers(people.officer(), area_code=BELITUNG)
    assert (line.id, line.serves) == (made.id, ("Kabupaten Belitung Timur", "Kabupaten Belitung"))


def test_organisations_are_listed_by_area_kind_and_words() -> None:
    dinsos = people.organisation(BELITUNG_TIMUR)
    puskesos = people.organisation(MANGGAR, "Puskesos", "puskesos")
    people.organisation(BELITUNG)
    offer(dinsos)
    reader = people.officer()

    def ids(**filters: str) -> set[object]:
        return {line.id for line in reads.organisations(reader, **filters)}

    assert ids(area_code=BELITUNG_TIMUR) == {dinsos, puskesos}
    assert ids(area_code=BELITUNG_TIMUR, kind="puskesos") == {puskesos}
    assert ids(text="puskes") == {puskesos}
    assert ids(text="reaktivasi") == {dinsos}
    assert len(ids()) == 3


def test_a_page_shows_an_organisation_with_its_offers_and_how_old_the_entry_is() -> None:
    dinsos = people.organisation(BELITUNG_TIMUR)
    offer(dinsos)
    page = reads.organisation(people.officer(), dinsos)
    assert [line.name_id for line in page.offers] == ["Reaktivasi PBI-JKN"]
    assert page.organisation.area_name == "Kabupaten Belitung Timur"
    assert not page.organisation.is_stale
    with pytest.raises(NotFound):
        reads.organisation(people.officer(), uuid4())


def test_an_administrator_keeps_the_directory_of_its_own_area_alone() -> None:
    admin = people.officer("administrator", BELITUNG_TIMUR)
    new = {
        "name": "BAZNAS",
        "short_name": "BAZNAS",
        "kind": "baznas",
        "checked_on": CHECKED,
        "check_again_on": CHECK_AGAIN,
    }
    assert directory.add_organisation(admin, area_code=MANGGAR, **new)
    with pytest.raises(Denied):
        directory.add_organisation(admin, area_code=BELITUNG, **new)
    with pytest.raises(Denied):
        directory.add_organisation(people.officer("manager"), area_code=MANGGAR, **new)
    elsewhere = people.organisation(BELITUNG)
    with pytest.raises(Denied):
        directory.add_offer(
            admin,
            organisation_id=elsewhere,
            name_id="x",
            name_en="x",
            sector="health",
            checked_on=CHECKED,
            check_again_on=CHECK_AGAIN,
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "circus"}, "kind"),
        ({"name": "  "}, "name"),
        ({"area_code": "19.06.99"}, "area_code"),
        ({"name": "Dinas Sosial 19.06"}, "name"),
    ],
)
def test_a_bad_organisation_is_refused_beside_its_field(wrong: dict[str, str], field: str) -> None:
    people.organisation(BELITUNG_TIMUR)
    new = {
        "name": "BAZNAS",
        "short_name": "BAZNAS",
        "kind": "baznas",
        "area_code": BELITUNG_TIMUR,
        "checked_on": date(2026, 1, 5),
        "check_again_on": date(2027, 1, 5),
        **wrong,
    }
    with pytest.raises(Refused) as refused:
        directory.add_organisation(access.system(), **new)
    assert {problem.field for problem in refused.value.problems} == {field}


def test_a_bad_offer_is_refused() -> None:
    dinsos = people.organisation(BELITUNG_TIMUR)
    with pytest.raises(Refused) as refused:
        offer(dinsos, sector="magic", name_en=" ", serves=["19.99"])
    assert {problem.code for problem in refused.value.problems} == {"bad_sector", "required", "bad_area"}
    with pytest.raises(NotFound):
        offer(uuid4())
