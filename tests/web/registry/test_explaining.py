"""The explanations on the family page: almost, criterion by criterion, papers, advice, the first question, ages."""

import re
from datetime import date

import pytest
from django.test import Client

from slrt.domain.access import Actor
from slrt.services.registry import Registered
from tests.makers import people
from tests.makers.browsers import browser
from tests.makers.families import SITI_BORN, new_family, person, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return people.officer("front_office", "19.06")


@pytest.fixture
def client(actor: Actor) -> Client:
    return browser(actor)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def column(page: str, name: str) -> str:
    return page.split(f'aria-labelledby="v-{name}"')[1].split("</section>")[0]


@pytest.fixture
def near(actor: Actor) -> Registered:
    """A family in decile 5 that receives Sembako, with a baby without birth certificate and a mother without card."""
    facts = {"decile": 5, "decile_source": "dtsen", "receives": ["sembako"], "wall": "masonry", "has_tv": True}
    mother = person("Siti Aminah", "head", SITI_BORN, "female", has_ktp=False)
    baby = person("Bayu Saputra", "child", date(2024, 1, 5), "male", has_birth_certificate=False, orphan="father")
    return registered(actor, new_family(mother, baby, facts=facts))


def card(page: str, code: str) -> str:
    return page.split(f'id="verdict-{code}"')[1].split("</article>")[0]


def test_what_is_almost_met_stands_first_with_the_value_that_would_meet_it(client: Client, near: Registered) -> None:
    no = column(text(client.get(f"/families/{near.family_id}")), "no")
    assert "Hampir: desil 5; PKH meminta desil 1 sampai 4." in card(no, "pkh")
    found = re.findall(r'id="verdict-(\w+)"', no)
    almost = ['class="almost"' in card(no, code) for code in found]
    assert almost == sorted(almost, reverse=True)
    assert True in almost
    assert False in almost
    assert f"{almost.count(True)} hampir" in no


def test_the_details_go_through_the_rule_criterion_by_criterion(client: Client, near: Registered) -> None:
    details = card(text(client.get(f"/families/{near.family_id}")), "pkh").split('id="basis-pkh"')[1]
    criteria = details.split('class="criteria"')[1].split("</ol>")[0]
    assert re.findall(r"<b>([^<]+)</b>", criteria) == ["Tidak terpenuhi", "Terpenuhi"]
    assert "Desil 5, syaratnya desil 1 sampai 4" in criteria


def test_a_lacking_paper_says_which_office_issues_it(client: Client, near: Registered) -> None:
    orphan = card(text(client.get(f"/families/{near.family_id}")), "atensi_yapi")
    assert "Akta kelahiran belum ada: Bayu" in orphan
    assert "Urus di Dinas Kependudukan dan Pencatatan Sipil." in orphan
    assert "KTP wali belum ada: Siti" in orphan
    assert "Belum pasti, tanyakan dulu." in orphan.split('id="basis-atensi_yapi"')[1]


def test_advice_stands_beside_the_verdict(client: Client, actor: Actor) -> None:
    old = person("Halimah", "head", date(1940, 3, 1), "female")
    facts = {"decile": 2, "receives": ["sembako"]}
    alone = registered(actor, new_family(old, facts=facts))
    meals = card(column(text(client.get(f"/families/{alone.family_id}")), "yes"), "permakanan")
    assert "Keluarga sudah menerima Sembako (BPNT)." in meals
    assert "tanyakan dulu mana yang dipilih" in meals


def test_the_question_that_settles_most_is_asked_first(client: Client, actor: Actor) -> None:
    poor = registered(actor, new_family(facts={"receives": []}))
    ask = column(text(client.get(f"/families/{poor.family_id}")), "ask")
    first = ask.split('id="first-question"')[1].split("</form>")[0]
    assert 'name="path" value="family.decile"' in first
    settled = re.search(r"menentukan (\d+) program:\s*([^<]+)\.<", first)
    assert settled
    assert int(settled[1]) == len(settled[2].split(", "))
    for name in ("PKH", "Sembako (BPNT)", "PBI-JKN (KIS)"):
        assert name in settled[2]


def test_the_age_and_origin_of_each_fact_can_be_read_without_a_mouse(
    client: Client, near: Registered, actor: Actor
) -> None:
    page = text(client.get(f"/families/{near.family_id}"))
    house = page.split('id="house"')[1].split("</section>")[0]
    assert re.search(
        rf"<details[^>]*>\s*<summary[^>]*>bulan ini</summary>per [^<]+, wawancara, oleh {actor.name}<", house
    )
    member = page.split('aria-labelledby="members"')[1].split("</tr>")[2]
    assert re.search(rf"Akta kelahiran</b>: tidak, <span[^>]*>per [^<]+, wawancara, oleh {actor.name}<", member)
    assert 'title="per' not in page


def test_the_print_says_what_is_almost_met_and_where_papers_are_issued(client: Client, near: Registered) -> None:
    page = text(client.get(f"/families/{near.family_id}/print"))
    assert "Hampir: desil 5; PKH meminta desil 1 sampai 4." in page
    assert "Akta kelahiran belum ada: Bayu" in page
