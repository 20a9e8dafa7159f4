"""Screens of the directory, and the suggestions for area fields."""

from uuid import uuid4

import pytest

from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.people import BELITUNG, BELITUNG_TIMUR

pytestmark = pytest.mark.django_db


def test_the_list_starts_with_the_own_area_and_can_show_all() -> None:
    here = people.organisation(BELITUNG_TIMUR, "Dinsos Beltim")
    people.organisation(BELITUNG, "Dinsos Belitung")
    client = browser(people.officer())
    page = client.get("/organisations").content.decode()
    assert "1 lembaga" in page
    assert f"/organisations/{here}" in page
    assert "2 lembaga" in client.get("/organisations?q=").content.decode()
    assert "1 lembaga" in client.get("/organisations?area=kab+belitung").content.decode()
    assert "Tidak ada lembaga yang cocok" in client.get("/organisations?q=xyz").content.decode()
    assert client.get("/organisations?page=abc&kind=raja&area=%00").status_code == 200


def test_a_page_of_one_organisation_and_of_none() -> None:
    here = people.organisation(BELITUNG_TIMUR)
    client = browser(people.officer())
    assert "Dinas Sosial 19.06" in client.get(f"/organisations/{here}").content.decode()
    assert client.get(f"/organisations/{uuid4()}").status_code == 404
    assert browser().get(f"/organisations/{here}").status_code == 302


def test_areas_are_suggested_while_typing() -> None:
    client = browser(people.officer())
    page = client.get("/areas/options?within=19&area_code=belitng+timur").content.decode()
    assert '<option value="19.06 Kabupaten Belitung Timur, Kepulauan Bangka Belitung">' in page
    assert client.get("/areas/options?within=19&q=b").content.decode().strip() == ""
    assert "32.73" not in client.get("/areas/options?within=19&q=bandung").content.decode()
    assert client.get("/areas/options?within=x&q=%00%00").status_code == 200
    assert browser().get("/areas/options?q=bandung").status_code == 302
