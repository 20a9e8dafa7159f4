"""The search box and the pages of the law."""

import pytest
from django.test import Client

from slrt.domain.access import Actor, system
from slrt.reads import programmes as programme_reads
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.families import RUSDI_BORN, new_family, nik, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return people.officer("front_office", "19.06")


@pytest.fixture
def client(actor: Actor) -> Client:
    registered(actor, new_family())
    return browser(actor)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_a_name_with_a_slip_is_found_and_leads_to_the_family(client: Client) -> None:
    page = text(client.get("/search?q=rusdy hasan"))
    assert "Rusdi bin Hasan" in page
    assert "1906••••••••0003" in page


def test_a_number_travels_in_the_body_and_never_in_the_address(client: Client) -> None:
    number = nik(RUSDI_BORN, "male", 3)
    found = client.post("/search", {"q": number})
    assert "Rusdi bin Hasan" in text(found)
    assert number not in text(found)
    turned = client.get("/search", {"q": number})
    assert turned.status_code == 302
    assert number not in turned["Location"]


RUSDI = nik(RUSDI_BORN, "male", 3)
WAYS_TO_ASK = [
    RUSDI,
    f"siti {RUSDI}",
    f"NIK: {RUSDI}",
    f"NIK{RUSDI}",
    f"{RUSDI} (Rusdi)",
    f"{RUSDI[:6]} {RUSDI[6:12]} {RUSDI[12:]}",
    f"nik rusdi {RUSDI[:4]}.{RUSDI[4:8]}.{RUSDI[8:12]}-{RUSDI[12:]}",
    RUSDI.translate({ord("0") + n: ord("０") + n for n in range(10)}),
    f"{'x' * 195} {RUSDI}",
]


@pytest.mark.parametrize("asked", WAYS_TO_ASK)
@pytest.mark.parametrize("path", ["/families", "/search"])
def test_a_number_among_words_is_looked_up_counted_and_kept_out_of_the_address(
    client: Client, path: str, asked: str
) -> None:
    found = client.post(path, {"q": asked})
    assert found.status_code == 200
    assert "Rusdi bin Hasan" in text(found)
    for written in (RUSDI, asked):
        assert written not in text(found)
    with acting(system()):
        assert Event.objects.filter(verb="identity.look_up").count() == 1
    turned = client.get(path, {"q": asked})
    assert (turned.status_code, turned["Location"]) == (302, path)


def test_a_number_with_a_digit_too_many_finds_nobody_and_stays_out_of_the_address_too(client: Client) -> None:
    found = client.post("/families", {"q": f"siti {RUSDI}7"})
    assert found.status_code == 200
    assert RUSDI not in text(found)
    assert "Rusdi bin Hasan" not in text(found)


def test_a_name_sent_by_the_box_gets_an_address_to_keep(client: Client) -> None:
    turned = client.post("/search", {"q": "siti aminah"})
    assert turned["Location"] == "/search?q=siti+aminah"


@pytest.mark.parametrize("asked", ["zzzz", "%", "<script>alert(1)</script>", "x" * 50_000, "\x00"])
def test_an_odd_question_is_answered_calmly(client: Client, asked: str) -> None:
    response = client.get("/search", {"q": asked})
    assert response.status_code == 200
    assert "<script>alert" not in text(response)


def test_searches_by_number_have_a_limit_that_is_said(client: Client) -> None:
    for _ in range(30):
        client.post("/search", {"q": "1906010203750003"})
    assert "dalam satu menit" in text(client.post("/search", {"q": "1906010203750003"}))


def test_a_role_that_reads_no_families_finds_nobody(client: Client) -> None:
    provider = browser(people.officer("administrator", "19.06"))
    assert "Rusdi" not in text(provider.get("/search?q=rusdi"))
    assert provider.get("/families").status_code == 403


def test_the_families_page_offers_registration_and_what_was_opened_lately(client: Client, actor: Actor) -> None:
    page = text(client.get("/families"))
    assert "Daftarkan keluarga" in page
    assert "Belum ada keluarga yang Anda buka." in page
    address = text(client.get("/families?q=rusdi")).split('class="row-title" href="')[1].split('"')[0]
    client.get(address)
    assert "Rusdi bin Hasan" in text(client.get("/families"))


def test_every_programme_has_a_page_with_rule_source_and_confidence(client: Client) -> None:
    listed = text(client.get("/programmes"))
    for programme in programme_reads.definitions():
        assert f"/programmes/{programme.code}" in listed
        page = text(client.get(f"/programmes/{programme.code}"))
        for words in (programme.owner.id, programme.complain_to.id, "Aturan yang dijalankan (CEL)", "Dasar"):
            assert words in page.replace("&#x27;", "'").replace("&amp;", "&")
    assert client.get("/programmes/nope").status_code == 404


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("bansos_beras", "Keluarga menerima bantuan beras."),
        ("kur", "Orang itu punya usaha."),
        ("kur", "Orang itu usahanya berjalan minimal 6 bulan."),
        ("kur", "Orang itu tidak punya kredit usaha dari bank."),
        ("listrik", "Daya listrik 450 VA; atau daya listrik 900 VA dan keluarga terdaftar di data terpadu."),
        (
            "pip",
            "Untuk orang itu: keluarga menerima PKH atau Sembako (BPNT); yatim, piatu atau yatim piatu; "
            "atau keluarga terdampak bencana.",
        ),
    ],
)
def test_a_rule_is_told_in_sentences_one_can_read_aloud(client: Client, code: str, sentence: str) -> None:
    assert sentence in text(client.get("/programmes"))
    assert sentence in text(client.get(f"/programmes/{code}"))


def test_unconfirmed_figures_are_marked(client: Client) -> None:
    assert "Sebagian belum pasti" in text(client.get("/programmes"))
    assert "Belum pasti" in text(client.get("/programmes/pkh"))
    assert "Versi lain" in text(client.get("/programmes/pip"))
