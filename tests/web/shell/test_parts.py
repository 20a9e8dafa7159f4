"""Forms on the screen: labels, help and errors belong to their fields; problems lead to them."""

import re
from html.parser import HTMLParser

from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from slrt.domain.problems import Problem, Refused
from slrt.web import problems
from tests.web.shell.pages import Sample


class Elements(HTMLParser):
    """All elements with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def ids(self) -> set[str | None]:
        return {attrs["id"] for _, attrs in self.found if "id" in attrs}

    def one(self, tag: str, **attrs: str) -> dict[str, str | None]:
        hits = [a for t, a in self.found if t == tag and all(a.get(k) == v for k, v in attrs.items())]
        assert len(hits) == 1, hits
        return hits[0]


def field(form: forms.Form, name: str) -> str:
    return render_to_string("parts/field.html", {"field": form[name]})


def test_a_field_has_its_label_its_help_and_its_error() -> None:
    with translation.override("id"):
        html = field(Sample({"nik": "123"}), "nik")
    page = Elements(html)
    control = page.one("input", name="nik")
    assert page.one("label")["for"] == control["id"]
    assert control["aria-invalid"] == "true"
    described = set((control["aria-describedby"] or "").split())
    assert described
    assert described <= page.ids()
    assert "NIK harus 16 angka." in html
    assert "is-invalid" in (control["class"] or "")


def test_what_was_typed_stays_in_the_field() -> None:
    assert 'value="123"' in field(Sample({"nik": "123"}), "nik")
    assert "Kartu tidak aktif" in field(Sample({"story": "Kartu tidak aktif"}), "story")


def test_choices_are_a_named_group() -> None:
    page = Elements(field(Sample({"priority": "urgent"}), "priority"))
    assert [tag for tag, _ in page.found][:2] == ["fieldset", "legend"]
    assert "checked" in page.one("input", value="urgent")


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    with translation.override("id"):
        assert "(boleh kosong)" in field(Sample(), "story")
        assert "(boleh kosong)" not in field(Sample(), "name")


def test_the_summary_leads_to_each_field_that_exists() -> None:
    form = Sample({"nik": "123"})
    form.add_error(None, "Nomor ini sudah terdaftar.")
    html = render_to_string("parts/problems.html", {"form": form})
    fields = Elements("".join(field(form, name) for name in form.fields))
    targets = re.findall(r'href="#([^"]+)"', html)
    assert len(targets) == 5
    assert set(targets) <= fields.ids()
    assert html.index("Nomor ini sudah terdaftar.") < html.index(targets[0])


def test_nothing_is_shown_when_nothing_is_wrong() -> None:
    assert "problems" not in render_to_string("parts/problems.html", {"form": Sample()})


def test_what_a_service_refused_stands_beside_its_field() -> None:
    form = Sample({})
    refused = Refused(Problem("a", "Salah", "Wrong", "nik"), Problem("b", "Ganda", "Double", "members[0].nik"))
    with translation.override("en"):
        form.full_clean()
        problems.show(form, refused)
    assert "Wrong" in form.errors["nik"]
    assert form.non_field_errors() == ["Double"]


def test_pages_of_a_list_keep_its_filters() -> None:
    request = RequestFactory().get("/cases", {"state": "sent", "page": "2"})
    html = render_to_string("parts/pager.html", {"page": Paginator(range(60), 20).page(2), "request": request})
    assert 'href="?state=sent&amp;page=1"' in html
    assert 'href="?state=sent&amp;page=3"' in html


def test_a_list_of_one_page_has_no_pager() -> None:
    request = RequestFactory().get("/cases")
    html = render_to_string("parts/pager.html", {"page": Paginator(range(5), 20).page(1), "request": request})
    assert "<nav" not in html
