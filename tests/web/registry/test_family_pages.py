"""The family page and its neighbours: what they show, keep and refuse."""

import json
import re
from datetime import date

import pytest
from django.test import Client

from slrt.domain.access import Actor
from slrt.domain.rules.record import parse
from slrt.services.registry import Registered
from slrt.store.registry.models import Family, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from slrt.web.registry.cards import Columns
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.families import OTHER_VILLAGE, RUSDI_BORN, new_family, nik, person, registered, rusdi, siti

pytestmark = pytest.mark.django_db

TIMUR = "19.06"
SELATAN = "19.03"
KK = "1906011105200001"


@pytest.fixture
def actor() -> Actor:
    return people.officer("front_office", TIMUR)


@pytest.fixture
def made(actor: Actor) -> Registered:
    facts = {"decile": 2, "decile_source": "dtsen", "lighting": "pln_metered", "registered": True}
    baby = person("Bayu Saputra", "child", date(2024, 1, 5), "male")
    return registered(actor, new_family(rusdi(), siti(), baby, facts=facts, no_kk=KK))


@pytest.fixture
def client(actor: Actor) -> Client:
    return browser(actor)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def column(page: str, name: str) -> str:
    return page.split(f'aria-labelledby="v-{name}"')[1].split("</section>")[0]


def test_the_page_shows_who_they_are_with_covered_numbers(client: Client, made: Registered) -> None:
    page = text(client.get(f"/families/{made.family_id}"))
    for words in ("Rusdi bin Hasan, kepala keluarga", "3 anggota", "1906••••••••0003", "1906••••••••0001"):
        assert words in page
    for words in ("Sumber DTSEN", "Resmi, tidak dihitung oleh SLRT"):
        assert words in page
    assert nik(RUSDI_BORN, "male", 3) not in page
    assert KK not in page


def test_on_a_narrow_screen_each_cell_of_a_member_still_says_what_it_is(client: Client, made: Registered) -> None:
    page = text(client.get(f"/families/{made.family_id}"))
    row = page.split('aria-labelledby="members"')[1].split("<tbody>")[1].split("</tr>")[0]
    assert re.findall(r'data-label="([^"]*)"', row) == ["NIK", "Fakta yang menentukan", "Umur fakta tertua"]


@pytest.mark.parametrize(
    ("yes", "ask", "no", "shortest"), [(3, 0, 5, "ask"), (0, 8, 0, "no"), (1, 6, 2, "yes"), (2, 2, 2, "no")]
)
def test_what_is_received_stands_under_the_shortest_column(yes: int, ask: int, no: int, shortest: str) -> None:
    cards = {name: (None,) * count for name, count in (("yes", yes), ("ask", ask), ("no", no))}
    assert Columns(on=date(2026, 1, 1), open_questions=0, **cards).shortest == shortest


def test_reading_the_page_is_an_event(client: Client, made: Registered, actor: Actor) -> None:
    client.get(f"/families/{made.family_id}")
    with acting(actor):
        assert Event.objects.filter(verb="family.look", subject_id=made.family_id).count() == 1


def test_an_unknown_fact_is_asked_in_place_and_the_answer_moves_the_columns(client: Client, made: Registered) -> None:
    address = f"/families/{made.family_id}"
    before = text(client.get(address))
    assert "Berapa daya listrik di rumah?" in column(before, "ask")
    sent = {"path": "family.electricity_va", "value": "450", "version": "1"}
    after = client.post(f"{address}/answer", sent, headers={"HX-Request": "true"})
    assert after.status_code == 200
    page = text(after)
    assert page.lstrip().startswith("<div")
    assert 'id="verdict-listrik"' in column(page, "yes")
    assert "Berapa daya listrik di rumah?" not in page
    said = re.search(r'role="status">([^<]+)<', page)
    assert said
    assert "dapat" in said[1]


def test_without_javascript_the_answer_leads_back_to_the_page(client: Client, made: Registered) -> None:
    address = f"/families/{made.family_id}"
    sent = {"path": "family.electricity_va", "value": "2200", "version": "1"}
    page = text(client.post(f"{address}/answer", sent, follow=True))
    assert "Jawaban dicatat." in page
    assert 'id="verdict-listrik"' in column(page, "no")


def test_does_not_know_is_kept_and_not_asked_again(client: Client, made: Registered) -> None:
    address = f"/families/{made.family_id}"
    client.post(f"{address}/answer", {"path": "family.electricity_va", "value": "?", "version": "1"})
    page = text(client.get(address))
    assert "Berapa daya listrik di rumah?" not in page
    assert "Keluarga tidak tahu" in column(page, "ask")


@pytest.mark.parametrize(
    ("path", "value"),
    [("family.electricity_va", "lots"), ("family.electricity_va", "451"), ("family.decile", "99")],
)
def test_a_wrong_answer_is_said_and_nothing_is_saved(client: Client, made: Registered, path: str, value: str) -> None:
    sent = {"path": path, "value": value, "version": "1"}
    response = client.post(f"/families/{made.family_id}/answer", sent, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "Jawaban belum tersimpan" in text(response)


@pytest.mark.parametrize("value", [{}, {"value": ""}])
def test_saving_without_an_answer_asks_for_one_and_the_form_still_works(
    client: Client, made: Registered, value: dict[str, str]
) -> None:
    address = f"/families/{made.family_id}/answer"
    sent = {"path": "family.decile", "version": "1"}
    empty = client.post(address, sent | value, headers={"HX-Request": "true"})
    assert empty.status_code == 422
    assert "Pilih satu jawaban" in text(empty)
    assert "Pilih satu jawaban" in text(client.post(address, sent | value, follow=True))
    assert client.post(address, sent | {"value": "3"}, headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize("path", ["", "family", "family.nope", "member.x.works", "house.roof", "member.age"])
def test_an_answer_to_no_question_is_not_found(client: Client, made: Registered, path: str) -> None:
    sent = {"path": path, "value": "true", "version": "1"}
    assert client.post(f"/families/{made.family_id}/answer", sent).status_code == 404


def test_two_answers_to_one_question_show_both(client: Client, made: Registered) -> None:
    address = f"/families/{made.family_id}/answer"
    client.post(address, {"path": "family.electricity_va", "value": "450", "version": "1"})
    sent = {"path": "family.electricity_va", "value": "900", "version": "1"}
    response = client.post(address, sent, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "450 VA" in text(response)
    assert "900 VA" in text(response)


def test_the_page_elsewhere_is_not_found(made: Registered) -> None:
    stranger = browser(people.officer("front_office", SELATAN))
    for end in ("", "/print", "/export", "/facts", "/members/new", "/contact"):
        assert stranger.get(f"/families/{made.family_id}{end}").status_code == 404
    assert stranger.get(f"/reveal/nik/{made.person_ids[0]}").status_code == 404


def test_a_number_opens_for_a_reason(client: Client, made: Registered, actor: Actor) -> None:
    address = f"/reveal/nik/{made.person_ids[0]}"
    assert "Untuk apa nomor ini dibuka?" in text(client.get(address))
    refused = client.post(address, {"reason": "cek"})
    assert refused.status_code == 422
    opened = client.post(address, {"reason": "Mencocokkan KTP di loket"})
    assert nik(RUSDI_BORN, "male", 3) in text(opened).replace(" ", "")
    assert "no-store" in opened["Cache-Control"]
    with acting(actor):
        assert Event.objects.filter(verb="identity.reveal").count() == 1


def test_the_print_names_result_reason_and_papers_on_one_page(client: Client, made: Registered) -> None:
    page = text(client.get(f"/families/{made.family_id}/print"))
    assert "Memenuhi syarat" in page
    assert "Bawa:" in page
    assert "bukan penetapan" in page
    assert nik(RUSDI_BORN, "male", 3) not in page


def test_the_export_is_what_the_evaluator_reads(client: Client, made: Registered) -> None:
    response = client.get(f"/families/{made.family_id}/export")
    data = json.loads(text(response))
    assert parse(data).family["decile"] == 2
    assert "Rusdi" not in text(response)


def test_every_fact_can_be_changed_on_one_form_and_only_changes_are_recorded(
    client: Client, made: Registered, actor: Actor
) -> None:
    address = f"/families/{made.family_id}/facts"
    page = text(client.get(address))
    assert "Per " in page
    sent = form_of(page) | {"roof": "tile", "floor_area_m2": "36", "source": "visit"}
    response = client.post(address, sent, follow=True)
    assert "2 fakta dicatat." in text(response)
    with acting(actor):
        family = Family.objects.get(id=made.family_id)
        assert (family.roof, family.floor_area_m2, family.decile) == ("tile", 36, 2)
        assert family.stamps["roof"]["source"] == "visit"


def test_a_wrong_fact_keeps_everything_that_was_typed(client: Client, made: Registered, actor: Actor) -> None:
    address = f"/families/{made.family_id}/facts"
    sent = form_of(text(client.get(address))) | {"roof": "tile", "floor_area_m2": "luas", "income_monthly": "1.500.000"}
    response = client.post(address, sent)
    page = text(response)
    assert response.status_code == 422
    assert 'value="luas"' in page
    assert 'value="1.500.000"' in page
    assert 'value="tile" selected' in page
    with acting(actor):
        assert Family.objects.get(id=made.family_id).roof is None


def test_a_fact_changed_meanwhile_is_shown_with_both_values_and_can_then_be_saved(
    client: Client, made: Registered, actor: Actor
) -> None:
    address = f"/families/{made.family_id}/facts"
    mine = form_of(text(client.get(address))) | {"roof": "tile"}
    client.post(f"/families/{made.family_id}/answer", {"path": "family.roof", "value": "thatch", "version": "1"})
    response = client.post(address, mine)
    page = text(response)
    assert response.status_code == 422
    assert "baru saja diubah orang lain" in page
    again = form_of(page) | {"roof": "tile"}
    assert client.post(address, again).status_code == 302
    with acting(actor):
        assert Family.objects.get(id=made.family_id).roof == "tile"


def test_facts_of_a_person_that_make_no_sense_are_named_and_not_asked(client: Client, made: Registered) -> None:
    page = text(client.get(f"/families/{made.family_id}/members/{made.person_ids[0]}/facts"))
    assert 'name="is_pregnant"' not in page
    assert "Tidak berlaku di sini" in page
    assert 'name="is_pregnant"' in text(client.get(f"/families/{made.family_id}/members/{made.person_ids[1]}/facts"))


def test_a_member_joins_and_another_leaves(client: Client, made: Registered, actor: Actor) -> None:
    address = f"/families/{made.family_id}/members"
    sent = form_of(text(client.get(f"{address}/new"))) | {"name": "Halimah", "relation": "parent", "sex": "female",
                                                          "birth_date": "1953-02-01"}  # fmt: skip
    assert "Halimah" in text(client.post(f"{address}/new", sent, follow=True))
    leave = f"{address}/{made.person_ids[0]}/leave"
    going = form_of(text(client.get(leave))) | {"cause": "died", "on": "2026-10-01", "reason": "Akta 12/2026"}
    refused = client.post(leave, going)
    assert refused.status_code == 422
    assert "Pilih dulu kepala keluarga yang baru" in text(refused)
    gone = client.post(leave, going | {"next_head": str(made.person_ids[1])}, follow=True)
    assert "Siti Aminah, kepala keluarga" in text(gone)
    with acting(actor):
        assert Person.objects.get(id=made.person_ids[0]).state == "dead"


def test_address_name_and_numbers_are_corrected(client: Client, made: Registered) -> None:
    contact = f"/families/{made.family_id}/contact"
    sent = form_of(text(client.get(contact))) | {"address": "Jalan Baru 7", "phone": "081234567890"}
    page = text(client.post(contact, sent, follow=True))
    assert "Jalan Baru 7" in page
    assert "0812••••7890" in page
    baby = f"/families/{made.family_id}/members/{made.person_ids[2]}/name"
    wrong = form_of(text(client.get(baby))) | {"nik": "123"}
    assert "harus 16 angka" in text(client.post(baby, wrong))
    right = wrong | {"nik": nik(date(2024, 1, 5), "male", 77)}
    assert "1906••••••••0077" in text(client.post(baby, right, follow=True))


def form_of(page: str) -> dict[str, str | list[str]]:
    """What a browser would send if nothing were touched: the last form of the page."""
    body = page.split('<main id="content"')[1].rsplit("<form", 1)[1].split("</form>")[0]
    values: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag and "radio" not in tag or " checked" in tag):
            values[name[1]] = value[1].replace("&quot;", '"') if value else "on" if "checkbox" in tag else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', body, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        values[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', body, re.S):
        values[name] = inside.strip()
    return values


def test_registering_from_the_form_leads_to_the_family(client: Client, actor: Actor) -> None:
    page = text(client.get("/families/new"))
    sent = form_of(page) | {
        "area_code": "19.06.01.2001", "members-0-name": "Wawan", "members-0-relation": "head",
        "members-0-birth_date": "1990-02-03", "members-0-sex": "male", "decile": "3",
    }  # fmt: skip
    response = client.post("/families/new", sent, follow=True)
    assert "Wawan, kepala keluarga" in text(response)
    again = client.post("/families/new", sent, follow=True)
    assert "Wawan, kepala keluarga" in text(again)
    with acting(actor):
        assert Family.objects.count() == 1


def test_rows_come_and_go_without_javascript_and_keep_what_was_typed(client: Client) -> None:
    sent = form_of(text(client.get("/families/new"))) | {"members-0-name": "Wawan", "address": "Jalan 1"}
    more = text(client.post("/families/new", sent | {"add": "1"}))
    assert 'name="members-1-name"' in more
    assert 'value="Wawan"' in more
    assert 'value="Jalan 1"' in more
    fewer = text(client.post("/families/new", form_of(more) | {"remove": "1"}))
    assert 'name="members-1-name"' not in fewer
    assert 'value="Wawan"' in fewer
    row = text(client.get("/families/new/row?place=4"))
    assert 'name="members-4-name"' in row
    assert "place=5" in row
    assert client.get("/families/new/row?place=9999").status_code == 404


def test_likely_same_people_are_shown_before_anything_is_saved(client: Client, made: Registered, actor: Actor) -> None:
    sent = form_of(text(client.get("/families/new"))) | {
        "area_code": "19.06.01.2001", "members-0-name": "Siti Aminnah", "members-0-relation": "head",
        "members-0-birth_date": "1980-07-14", "members-0-sex": "female",
    }  # fmt: skip
    response = client.post("/families/new", sent)
    page = text(response)
    assert response.status_code == 422
    assert "Mungkin sudah terdaftar" in page
    assert f"/families/{made.family_id}" in page
    with acting(actor):
        assert Family.objects.count() == 1
    assert client.post("/families/new", form_of(page) | {"seen": "1"}).status_code == 302


def test_a_nik_of_another_area_is_told_neutrally_on_the_form(client: Client) -> None:
    registered(people.officer("front_office", SELATAN), new_family(area_code=OTHER_VILLAGE))
    sent = form_of(text(client.get("/families/new"))) | {
        "area_code": "19.06.01.2001", "members-0-name": "Pak Rusdi", "members-0-relation": "head",
        "members-0-nik": nik(RUSDI_BORN, "male", 3), "members-0-birth_date": "1975-03-02", "members-0-sex": "male",
    }  # fmt: skip
    page = text(client.post("/families/new", sent))
    assert "sudah terdaftar di wilayah lain" in page
    assert "Rusdi bin Hasan" not in page
    assert "Toboali" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"members-0-name": ""}, "Nama lengkap"),
        ({"members-0-nik": "12345"}, "harus 16 angka"),
        ({"members-0-relation": "child"}, "kepala keluarga"),
        ({"area_code": ""}, "Desa atau kelurahan"),
        ({"area_code": "19.03.01.1001"}, "Desa atau kelurahan"),
        ({"members-0-birth_date": "31-31-2000"}, "Tanggal lahir"),
        ({"members-0-birth_date": "2999-01-01"}, "Tanggal lahir"),
        ({"no_kk": "19060154078000"}, "nomor KK"),
        ({"members-0-name": "x" * 5000}, "Nama lengkap"),
        ({"submission": "nonsense"}, ""),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    client: Client, actor: Actor, change: dict[str, str], words: str
) -> None:
    right = form_of(text(client.get("/families/new"))) | {
        "area_code": "19.06.01.2001", "members-0-name": "Wawan", "members-0-relation": "head", "address": "Jalan 9",
    }  # fmt: skip
    response = client.post("/families/new", right | change)
    assert response.status_code in (422, 404)
    if response.status_code == 422:
        assert words in text(response)
        assert 'value="Jalan 9"' in text(response)
    with acting(actor):
        assert not Family.objects.exists()


def test_english_is_spoken_throughout(made: Registered) -> None:
    client = browser(people.officer("front_office", TIMUR), language="en")
    page = text(client.get(f"/families/{made.family_id}"))
    assert 'lang="en"' in page
    for words in ("Not yet known: ask", "No, because", "Members of the family", "Official, not computed by SLRT"):
        assert words in page
    assert "Belum tahu" not in page
