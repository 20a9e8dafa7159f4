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
