"""Quotas and waiting lists at the desk: who sets them, what the list tells, and where a family stands on it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.services.programmes import change_quota
from slrt.store.programmes.models import Quota
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import quotas as make
from tests.makers.browsers import browser
from tests.makers.people import officer

pytestmark = pytest.mark.django_db

TODAY = clock.today()
PAGE = f"/programmes/{make.PROGRAMME}"


@pytest.fixture
def manager() -> Actor:
    return officer("manager")


def words(actor: Actor, address: str, **session: object) -> str:
    """What the page says, without its marks."""
    answer = browser(actor, **session).get(address)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def sent(**changes: Any) -> dict[str, Any]:
    given = {
        "submission": str(uuid7()),
        "revision": "1",
        "area_code": make.VILLAGE,
        "starts_on": TODAY.isoformat(),
        "last_day": (TODAY + timedelta(days=30)).isoformat(),
        "places": "25",
        "amount": "",
        "source": "Perdes 1/2026",
    }
    return {**given, **changes}


def kept() -> list[Quota]:
    with acting(system()):
        return list(Quota.objects.order_by("set_at"))


def test_a_manager_sets_a_quota_and_finds_it_on_the_page_of_the_programme(manager: Actor) -> None:
    assert "Belum ada kuota di wilayah Anda" in words(manager, PAGE)
    answer = browser(manager).post(f"{PAGE}/quotas/new", sent(amount="90000000"))
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#quotas")
    shown = words(manager, PAGE)
    assert "Lalang Jaya , daftar tunggu Perdes 1/2026" in shown
    assert "Rp90.000.000" in shown
    assert [row.places for row in kept()] == [25]


def test_pressing_twice_sets_one_quota(manager: Actor) -> None:
    form = sent()
    for _ in range(2):
        assert browser(manager).post(f"{PAGE}/quotas/new", form).status_code == 302
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"places": "-1"}, "Tidak boleh kurang dari nol."),
        ({"places": "10000001"}, "Paling banyak 10 juta keluarga."),
        ({"places": "9" * 5000}, "Tulis angka bulat tanpa titik."),
        ({"places": "banyak"}, "Tulis angka bulat tanpa titik."),
        ({"amount": "9" * 30}, "Paling banyak seribu triliun rupiah."),
        ({"last_day": "2020-01-01"}, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"last_day": "9999-12-31"}, "Paling lambat tahun 2200."),
        ({"area_code": "19.06.01"}, "Tempat program ini dihitung untuk satu desa atau kelurahan."),
        ({"area_code": "19.03.01.1001"}, "Wilayah ini di luar wilayah Anda."),
        ({"area_code": "bukan desa"}, "Wilayah tidak ditemukan."),
        ({"source": "  "}, "Bidang ini tidak boleh kosong."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    manager: Actor, changes: dict[str, str], says: str
) -> None:
    answer = browser(manager).post(f"{PAGE}/quotas/new", sent(**changes))
    assert answer.status_code == 422
    assert says in unescape(answer.content.decode())
    assert 'value="Perdes 1/2026"' in answer.content.decode() or "source" in changes
    assert kept() == []


def test_a_quota_is_changed_and_withdrawn(manager: Actor) -> None:
    row = make.quota(manager, 3)
    client = browser(manager)
    assert 'value="3"' in client.get(reverse("quota_edit", args=[row.id])).content.decode()
    assert client.post(reverse("quota_edit", args=[row.id]), sent(places="7")).status_code == 302
    withdraw = reverse("quota_withdraw", args=[row.id])
    assert client.post(withdraw, {"revision": "2", "reason": "  "}).status_code == 422
    assert client.post(withdraw, {"revision": "2", "reason": "Salah desa"}).status_code == 302
    assert [(one.places, one.withdrawn_at is None) for one in kept()] == [(7, False)]
    assert "Belum ada kuota di wilayah Anda" in words(manager, PAGE)
    assert client.get(reverse("quota", args=[row.id])).status_code == 404


def test_whoever_comes_second_is_told_and_may_send_again(manager: Actor) -> None:
    row = make.quota(manager, 3)
    change_quota(officer("head_of_section"), quota_id=row.id, revision=1, terms=make.terms(5))
    client, address = browser(manager), reverse("quota_edit", args=[row.id])
    answer = client.post(address, sent(places="7"))
    assert answer.status_code == 422
    assert "Baru saja diubah orang lain" in answer.content.decode()
    assert 'name="revision" value="2"' in answer.content.decode()
    assert client.post(address, sent(places="7", revision="2")).status_code == 302


def test_the_list_tells_order_and_figures_and_that_it_was_read(manager: Actor) -> None:
    with acting(system()):
        row = make.quota(manager, 2)
        make.listed("Rusdi", 3)
        make.listed("Siti", 1)
        make.listed("Ahmad", 2, receives=True)
        make.listed("Belum", None, verdict="unknown")
        make.listed("Tidak", 9, verdict="not_eligible")
    shown = words(manager, reverse("quota", args=[row.id]))
    assert re.search(r"Tempat 2 Sudah menerima 1 Tempat tersisa 1 Dalam antrean 2 Belum tahu, perlu kunjungan 1", shown)
    assert re.search(r"1 Siti Lalang Jaya 1 .* Dalam tempat 2 Rusdi Lalang Jaya 3 .* Menunggu", shown)
    assert "Ahmad" not in shown
    assert "Belum ada" not in shown
    receiving = words(manager, reverse("quota", args=[row.id]) + "?view=receiving&page=x")
    assert "Ahmad Lalang Jaya 2 tidak dicatat Sudah menerima" in receiving
    with acting(system()):
        assert Event.objects.filter(verb="quota.look", actor_id=manager.user_id).count() == 1


def test_an_eligible_family_reads_its_number(manager: Actor) -> None:
    with acting(system()):
        make.quota(manager, 2)
        make.listed("Siti", 1)
        second, last = make.listed("Rusdi", 2), make.listed("Amir", 3)
        holder = make.listed("Ahmad", 1, receives=True)

    def card(family: object, **session: object) -> str:
        return words(manager, f"/families/{family}", **session)

    assert "Antrean nomor 2 dari 3 di Lalang Jaya, tempat 2, terisi 1: menunggu." in card(second)
    assert "Number 3 of 3 in the queue of Lalang Jaya; 2 places, 1 taken: waiting." in card(last, language="en")
    assert "Memegang satu dari 2 tempat di Lalang Jaya." in card(holder)
    with acting(manager):
        make.quota(manager, 1, starts_on=TODAY + timedelta(days=31), last_day=TODAY + timedelta(days=40))
        row = Quota.objects.order_by("starts_on").first()
        assert row is not None
        change_quota(manager, quota_id=row.id, revision=1, terms=make.terms(3))
    assert "Antrean nomor 2 dari 3 di Lalang Jaya, tempat 3, terisi 1: masih dalam tempat." in card(second)


def test_a_family_without_a_quota_reads_of_no_queue(manager: Actor) -> None:
    with acting(system()):
        family = make.listed("Rusdi", 2)
    assert "Antrean nomor" not in words(manager, f"/families/{family}")


def test_who_may_not_read_families_sees_places_without_a_list(manager: Actor) -> None:
    row = make.quota(manager, 25)
    province = officer("province", "19")
    assert "Lalang Jaya" in words(province, PAGE)
    assert f'href="{reverse("quota", args=[row.id])}"' not in browser(province).get(PAGE).content.decode()
    assert browser(province).get(reverse("quota", args=[row.id])).status_code == 403
    assert "Tetapkan kuota" not in words(officer("front_office"), PAGE)
    assert "Lalang Jaya" not in words(officer("manager", "19.03"), PAGE)
