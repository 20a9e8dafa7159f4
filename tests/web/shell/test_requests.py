"""The shell over the wire: front page, choices, headers, and a page for everything that goes wrong."""

import re

import pytest
from django.test import Client

from slrt.web.errors import server_error

LARGEST = 3 * 1024 * 1024


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)


def test_the_front_page_is_indonesian_and_says_where_to_sign_in(db: None, browser: Client) -> None:
    page = browser.get("/").content.decode()
    assert '<html lang="id"' in page
    assert "Satu pintu untuk semua layanan sosial" in page
    assert 'href="/sign-in"' in page


def test_the_language_is_changed_and_kept(db: None, browser: Client) -> None:
    answer = browser.post("/display", {"language": "en", "next": "/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = browser.get("/")
    assert '<html lang="en"' in page.content.decode()
    assert page["Content-Language"] == "en"


def test_the_theme_is_written_by_the_server(db: None, browser: Client) -> None:
    assert "data-bs-theme" not in browser.get("/").content.decode()
    browser.post("/display", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in browser.get("/").content.decode()


@pytest.mark.parametrize("sent", [{"language": "xx"}, {"theme": "\x00"}, {}, {"language": ["id", "en"]}])
def test_a_choice_that_does_not_exist_changes_nothing(db: None, browser: Client, sent: dict[str, str]) -> None:
    assert browser.post("/display", sent).status_code == 302
    assert '<html lang="' in browser.get("/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(db: None, browser: Client, elsewhere: str) -> None:
    assert browser.post("/display", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_a_choice_is_not_made_by_a_link(db: None, browser: Client) -> None:
    assert browser.get("/display?language=en").status_code == 405


def test_every_answer_forbids_what_is_not_ours(db: None, browser: Client) -> None:
    for path in ("/", "/nowhere"):
        answer = browser.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"


def test_an_unknown_page_is_said_in_both_languages(db: None, browser: Client) -> None:
    answer = browser.get("/nowhere")
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.content.decode()
    browser.post("/display", {"language": "en"})
    assert "Page not found" in browser.get("/nowhere").content.decode()


def test_an_old_form_is_refused_with_the_promise_that_nothing_is_lost(db: None) -> None:
    strict = Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=True)
    answer = strict.post("/display", {"language": "en"})
    assert answer.status_code == 403
    assert "ketikan Anda tidak hilang" in answer.content.decode()


def test_ten_megabytes_of_text_get_a_clear_answer(db: None, browser: Client) -> None:
    text = b"next=" + b"a" * 10_000_000
    for answer in (
        browser.post("/display", text, content_type="application/x-www-form-urlencoded"),
        browser.post("/display", {"next": "a" * (LARGEST + 1)}),
    ):
        assert answer.status_code == 413
        assert "terlalu besar" in answer.content.decode()


def test_too_many_fields_get_a_clear_answer(db: None, browser: Client) -> None:
    answer = browser.post("/display", {f"f{n}": "1" for n in range(2100)})
    assert answer.status_code == 413


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "["])
def test_another_name_is_not_answered(db: None, host: str) -> None:
    answer = Client(headers={"host": host}, raise_request_exception=False).get("/")
    assert answer.status_code == 400
    assert "Permintaan ini tidak terbaca" in answer.content.decode()


def test_a_fault_is_said_in_words_with_a_code_for_the_administrator(db: None, browser: Client) -> None:
    page = server_error(browser.get("/").wsgi_request).content.decode()
    assert "kesalahan di pihak kami" in page
    assert re.search(r"Sebutkan kode ini kepada admin: [0-9a-f]{8}", page)
    assert "Traceback" not in page
