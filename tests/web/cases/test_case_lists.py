"""Lists of cases: every view says how many stand behind it, and the choice of a view keeps what was filtered."""

import re

import pytest

from slrt.domain.access import Actor
from tests.makers.browsers import browser
from tests.makers.cases import Cast, actor, analysed, opened, referred, stepped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


def views(who: Actor, query: str) -> dict[str, tuple[str, int]]:
    """The views of the page by name: the address behind each, and its figure."""
    page = browser(who).get(f"/cases{query}").content.decode()
    found = re.findall(r'<a href="(\?[^"]*)"[^>]*>([^<]+)<b>([^<]+)</b></a>', page)
    return {words: (address, int(count)) for address, words, count in found}


def figures(who: Actor, query: str = "") -> dict[str, int]:
    return {words: count for words, (_, count) in views(who, query).items()}


@pytest.fixture
def three(cast: Cast) -> Cast:
    """A case just opened, one with an organisation, one rejected."""
    opened(cast.front, title="Rumah bocor", sector="housing")
    referred(cast, analysed(cast))
    stepped(cast.manager, opened(cast.front), "reject", reason="Bukan warga")
    return cast


def test_each_view_shows_its_figure(three: Cast) -> None:
    shown = figures(three.back)
    assert shown["Semua terbuka"] == 2
    assert shown["Antrean saya"] == 1
    assert shown["Menunggu lembaga"] == 1
    assert shown["Sudah berakhir"] == 1
    assert shown["Lewat tenggat"] == 0


def test_figures_count_what_the_filter_leaves(three: Cast) -> None:
    shown = figures(three.back, "?sector=housing")
    assert (shown["Semua terbuka"], shown["Menunggu lembaga"]) == (1, 0)
    shown = figures(three.back, f"?organisation={three.dinsos.id}")
    assert (shown["Semua terbuka"], shown["Antrean saya"]) == (1, 0)


def test_another_view_keeps_the_filter_and_begins_at_its_first_page(three: Cast) -> None:
    address, _ = views(three.back, "?view=open&sector=housing&page=2")["Menunggu lembaga"]
    assert address == "?sector=housing&amp;view=waiting"


def test_figures_end_where_the_area_of_the_reader_ends(three: Cast) -> None:
    elsewhere = actor("back_office", "19.01")
    assert set(figures(elsewhere).values()) == {0}


NUMBER = "1906014107800012"


def test_words_that_are_typed_into_the_filter_come_to_stand_in_the_address(three: Cast) -> None:
    client = browser(three.back)
    sent = {"q": "Rumah bocor", "view": "open", "sector": "", "area": "19.06"}
    answer = client.post("/cases", sent)
    assert (answer.status_code, answer.url) == (302, "/cases?view=open&q=Rumah+bocor&area=19.06")
    page = client.get(answer.url).content.decode()
    assert "Rumah bocor" in page
    assert "1 kasus" in page


@pytest.mark.parametrize("typed", [NUMBER, f" {NUMBER[:6]} {NUMBER[6:12]} {NUMBER[12:]} ", "1906.0141.0780.0012"])
def test_a_number_that_is_typed_there_reaches_no_address(three: Cast, typed: str) -> None:
    client = browser(three.back)
    answer = client.post("/cases", {"q": typed, "view": "late"})
    assert (answer.status_code, answer.url) == (302, "/cases?view=late")
    page = client.get(answer.url).content.decode()
    assert "Cari orangnya di kotak pencarian" in page
    assert NUMBER not in page


def test_a_number_in_the_address_is_taken_out_of_it(three: Cast) -> None:
    answer = browser(three.back).get("/cases", {"q": NUMBER, "page": "2"})
    assert (answer.status_code, answer.url) == (302, "/cases")


def test_the_form_is_posted_and_keeps_what_else_was_chosen(three: Cast) -> None:
    page = browser(three.back).get(f"/cases?view=late&area=19.06&organisation={three.dinsos.id}").content.decode()
    form = page[page.index('<form class="filters"') :].partition("</form>")[0]
    assert 'method="post"' in form
    assert 'name="view" value="late"' in form
    assert 'name="area" value="19.06"' in form
    assert f'name="organisation" value="{three.dinsos.id}"' in form
