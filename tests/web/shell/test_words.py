"""Both languages, dates, money, numbers: what the template library writes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from slrt.domain import clock
from slrt.domain.problems import Problem


def shown(text: str, language: str = "id", **values: Any) -> str:
    with translation.override(language), clock.at(datetime(2026, 12, 1, 2, 0, tzinfo=UTC)):
        return Template("{% load slrt %}" + text).render(Context(values))


def spaced(text: str) -> str:
    """Dates are written with `~` for a space at which no line breaks."""
    return text.replace("~", "\N{NO-BREAK SPACE}")


def test_a_sentence_is_written_in_the_language_of_the_page() -> None:
    text = '{% t "Sisa {n} hari" "{n} days left" n=count %}'
    assert shown(text, count=3) == "Sisa 3 hari"
    assert shown(text, "en", count=3) == "3 days left"


def test_a_sentence_can_be_kept_under_a_name() -> None:
    assert shown('{% t "Cari" "Search" as word %}<i>{{ word }}</i>', "en") == "<i>Search</i>"


def test_markup_of_the_author_stays_and_text_of_a_person_is_escaped() -> None:
    text = '{% t "Kepada <b>{name}</b>" "To <b>{name}</b>" name=name %}'
    assert shown(text, name="<script>") == "Kepada <b>&lt;script&gt;</b>"
    assert shown("{% t label label %}", label="<script>") == "&lt;script&gt;"


def test_a_missing_variable_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        shown('{% t "Sisa {n} hari" "{n} days left" m=1 %}')


def test_whole_numbers_have_their_thousands_apart() -> None:
    assert shown('{% t "{n} keluarga" "{n} families" n=n %}', n=91599) == "91.599 keluarga"
    assert shown('{% t "{n} keluarga" "{n} families" n=n %}', "en", n=91599) == "91,599 families"


def test_an_english_noun_follows_its_number() -> None:
    text = '{% t "{n} kasus, {m} hari" "{n:case is|cases are} late, {m:day|days}" n=n m=m %}'
    assert shown(text, "en", n=1, m=0) == "1 case is late, 0 days"
    assert shown(text, "en", n=2100, m=1) == "2,100 cases are late, 1 day"
    assert shown(text, n=1, m=2) == "1 kasus, 2 hari"


@pytest.mark.parametrize(
    ("amount", "expected"), [(1500000, "Rp1.500.000"), (0, "Rp0"), (999, "Rp999"), (-20000, "-Rp20.000"), (None, "")]
)
def test_money_is_written_the_indonesian_way_in_both_languages(amount: int | None, expected: str) -> None:
    for language in ("id", "en"):
        assert shown("{{ amount|rupiah }}", language, amount=amount) == expected


def test_dates_are_written_with_their_day() -> None:
    day = date(2026, 12, 4)
    assert shown("{{ day|date_long }}", day=day) == spaced("Jumat, 4~Desember~2026")
    assert shown("{{ day|date_long }}", "en", day=day) == spaced("Friday, 4~December~2026")
    assert shown("{{ day|date_short }}", day=day) == spaced("Jumat,~4~Des")
    assert shown("{{ day|date_plain }}", day=day) == spaced("4~Desember~2026")


def test_a_short_date_of_another_year_says_the_year() -> None:
    assert shown("{{ day|date_short }}", day=date(2025, 5, 3)) == spaced("Sabtu,~3~Mei~2025")


def test_a_moment_is_shown_in_the_zone_of_its_area() -> None:
    evening = datetime(2026, 12, 4, 16, 30, tzinfo=UTC)
    assert shown("{{ at|moment }}", at=evening) == spaced("Jumat,~4~Des, 23.30~WIB")
    assert shown("{{ at|moment:'Asia/Jayapura' }}", "en", at=evening) == spaced("Saturday,~5~Dec, 01:30~WIT")
    assert shown("{{ at|date_long:'Asia/Makassar' }}", at=evening) == spaced("Sabtu, 5~Desember~2026")


def test_nothing_is_written_for_a_date_nobody_knows() -> None:
    assert shown("{{ day|date_long }}{{ day|date_short }}{{ day|moment }}{{ day|date_plain }}", day=None) == ""


def test_a_number_of_a_person_shows_only_its_ends() -> None:
    assert shown("{{ nik|masked }}", nik="1906014503850012") == '<span class="nik">1906••••••••0012</span>'
    assert shown("{{ nik|masked }}", nik="1906••••••••0012") == '<span class="nik">1906••••••••0012</span>'
    assert shown("{{ nik|masked }}", nik="12345678") == '<span class="nik">••••••••</span>'
    assert shown("{{ nik|masked }}", nik=None) == ""


def test_a_ticket_is_kept_on_one_line() -> None:
    assert shown("{{ ticket|ticket }}", ticket="K7QM-2XTD-4") == '<span class="ticket">K7QM-2XTD-4</span>'


def test_a_picture_nobody_drew_is_refused() -> None:
    assert 'class="icon icon-sm"' in shown('{% icon "send" "sm" %}')
    with pytest.raises(KeyError, match="unicorn"):
        shown('{% icon "unicorn" %}')


def test_a_link_of_a_list_keeps_the_filters_of_its_address() -> None:
    request = RequestFactory().get("/cases", {"status": "sent", "page": "3", "q": "a&b"})
    assert shown("{% query page=4 %}", request=request) == "?status=sent&amp;q=a%26b&amp;page=4"
    assert shown('{% query page="" status=None %}', request=request) == "?q=a%26b"


def test_widths_go_in_steps_of_five() -> None:
    assert [shown("{{ n|step5 }}", n=n) for n in (0, 2, 3, 61, 99, 140, -4, None)] == [
        *("0", "0", "5", "60", "100", "100", "0", "0")
    ]


def test_a_problem_speaks_the_language_of_the_page() -> None:
    problem = Problem("short", "Terlalu pendek.", "Too short.", "name")
    assert shown("{{ problem|words }}", problem=problem) == "Terlalu pendek."
    assert shown("{{ problem|words }}", "en", problem=problem) == "Too short."
