"""What another rule would come to, at the desk: beside the rule in force, in the own area alone, and in the trail."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from slrt.domain import areas, clock
from slrt.domain.access import Actor
from slrt.lake.synth import Order, synthesise
from slrt.lake.synth.places import villages_of
from slrt.services.programmes import whatif as service
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import rules_in_work
from tests.makers.browsers import browser
from tests.makers.people import officer

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
ON = date(2026, 11, 24)
FAMILIES = 900
WIDER = "family.decile <= 6"


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake") / "snapshot"
    order = Order(FAMILIES, "19", 3, ON)
    synthesise(folder, order, villages_of(ROOT / "data" / "areas", "19"), clock.now(), lambda _: None)
    return folder


@pytest.fixture
def snapshot(taken: Path, settings: Any) -> Path:
    settings.SLRT_SNAPSHOT = str(taken)
    return taken


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with clock.at(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        yield


def read(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def page(who: Actor, code: str = "sembako", status: int = 200) -> str:
    response = browser(who).get(f"/programmes/{code}/what-if")
    assert response.status_code == status
    return read(response)


def asked(who: Actor, code: str = "sembako", status: int = 200, **sent: object) -> str:
    form = {"rule": WIDER, "amount_0": 200_000, "by": "desa" if areas.level(who.area_code) == 3 else "kecamatan"}
    response = browser(who).post(f"/programmes/{code}/what-if", {**form, **sent})
    assert response.status_code == status
    return read(response)


def counted(who: Actor, area: str, rule: str = WIDER, amount: int = 200_000) -> dict[str, int]:
    found = service.ask(who, service.Question("sembako", rule, (amount,), area, "")).report
    assert found is not None
    return dict(found["total"])


def test_the_rule_is_changed_beside_the_one_in_force(snapshot: Path) -> None:
    words = page(officer("manager", "19.06"))
    assert "family.decile <= 4" in words
    assert "Berlaku sejak" in words
    assert "keluarga rekaan" in words
    assert "Masuk" not in words


def test_whom_it_lets_in_and_what_it_costs_is_shown(snapshot: Path) -> None:
    who = officer("manager", "19.06")
    total = counted(who, "19.06", amount=300_000)
    assert 0 < total["entering"] < total["families"] < FAMILIES
    words = asked(who, amount_0=300_000)
    assert f"Masuk {total['entering']} " in words
    assert f"{total['eligible_before']} → {total['eligible_after']}" in words
    low = f"{total['eligible_after'] * 300_000:,}".replace(",", ".")
    assert f"Anggaran nanti Rp{low}" in words
    assert "Menurut kecamatan" in words
    assert "Desil kesejahteraan: 5" in words


def test_an_officer_sees_the_families_of_the_own_area_alone(snapshot: Path) -> None:
    own = {area: counted(officer("manager", area), area) for area in ("19.06", "19.05")}
    for area, total in own.items():
        assert f"Dihitung atas {total['families']} keluarga" in asked(officer("manager", area))
    who = officer("puskesos_coordinator", "19.06.01")
    inside = counted(who, "19.06.01")
    assert inside["families"] < own["19.06"]["families"]
    assert f"Dihitung atas {inside['families']} keluarga" in asked(who)
    for beside in ("19", "19.05", "19.06.02"):
        with pytest.raises(service.Denied):
            counted(who, beside)


def test_who_does_not_look_at_families_is_shown_sums_alone(snapshot: Path) -> None:
    who = officer("province", "19")
    words = asked(who, by="kabupaten")
    assert f"Dihitung atas {FAMILIES} keluarga" in words
    assert "Contoh keluarga" not in words
    assert "Contoh keluarga yang masuk" in asked(officer("manager", "19.06"))


def test_every_question_is_in_the_trail(snapshot: Path) -> None:
    who = officer("manager", "19.06")
    page(who)
    with acting(who):
        assert not Event.objects.filter(verb="programme.what_if").exists()
    asked(who)
    with acting(who):
        (event,) = Event.objects.filter(verb="programme.what_if")
    assert (event.actor_id, event.area_code, event.after["programme"]) == (who.user_id, "19.06", "sembako")


def test_a_fault_is_shown_with_its_place_and_nothing_is_counted(snapshot: Path) -> None:
    words = asked(officer("manager", "19.06"), rule="family.decil <= 4")
    assert "baris 1, kolom 7: fakta family.decil tidak dikenal" in re.sub(r" ?: ", ": ", words)
    assert "Maksudnya decile?" in words
    assert "Dihitung atas" not in words


def test_what_cannot_be_read_is_said_beside_its_field(snapshot: Path) -> None:
    assert "Jumlah" in asked(officer("manager", "19.06"), status=422, amount_0="banyak")
    assert "Dihitung atas" not in asked(officer("manager", "19.06"), status=422, rule="")


def test_each_component_has_its_amount(snapshot: Path) -> None:
    who = officer("manager", "19.06")
    words = page(who, "pkh")
    assert "Penyandang disabilitas berat" in words
    amounts = {f"amount_{place}": 1_000_000 for place in range(7)}
    found = asked(who, "pkh", rule="family.decile <= 4 && members.exists(m, m.age <= 6)", **amounts)
    assert "Dihitung atas" in found


def test_without_a_snapshot_the_page_says_how_one_is_made(settings: Any, tmp_path: Path) -> None:
    settings.SLRT_SNAPSHOT = str(tmp_path / "none")
    words = page(officer("manager", "19.06"))
    assert "Belum ada potret data" in words
    assert "slrt snapshot create --out FOLDER" in words


def test_a_snapshot_that_cannot_be_used_is_said_and_nothing_is_counted(settings: Any, tmp_path: Path) -> None:
    settings.SLRT_SNAPSHOT = str(tmp_path)
    assert "is not a snapshot" in page(officer("manager", "19.06"))


def test_a_large_snapshot_is_prepared_by_the_operator(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_AT_ONCE", 10)
    words = asked(officer("manager", "19.06"), status=422, rule="family.decile <= 4 && !family.has_boat")
    assert "Minta pengelola menjalankan" in words
    assert "slrt whatif" in words


def test_a_local_programme_in_the_rule_is_refused(snapshot: Path) -> None:
    who = officer("manager", "19.06")
    local = rules_in_work.published(who, officer("head_of_section", "19.06"), "2026-12-01").programme_id
    words = asked(who, status=422, rule=f'"{local}" in family.receives')
    assert "Potret data tidak memuat penerima program daerah" in words
    assert "Tidak ada versi yang berlaku pada hari potret data" in page(who, local)
    assert "Dihitung atas" not in words


def test_who_writes_no_rules_does_not_ask(snapshot: Path) -> None:
    assert browser(officer("front_office", "19.06")).get("/programmes/sembako/what-if").status_code == 403
    assert page(officer("manager", "19.06"), "no_such", 404)


def test_what_was_found_is_told_in_english_as_well(snapshot: Path) -> None:
    client = browser(officer("manager", "19.06"), language="en")
    form = {"rule": WIDER, "amount_0": 200_000, "by": "decile"}
    words = read(client.post("/programmes/sembako/what-if", form))
    assert "Families that would enter, for example" in words
    assert "By decile" in words
    assert "Decile 5" in words
    assert "Dihitung" not in words
