"""Meetings at the desk: planned, held and closed by pressing buttons; minutes on paper; what strangers may check."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import Refused
from slrt.reads.registry import meetings as reads
from slrt.services.registry import meetings
from slrt.store.areas.models import RegisterDates
from slrt.store.registry.models import Meeting
from slrt.store.walls.context import acting
from slrt.web.registry import minutes as pages
from tests.makers.browsers import browser
from tests.makers.families import VILLAGE
from tests.makers.meetings import agenda, fresh, objection, planned, ready, state_of, waiting
from tests.makers.people import officer
from tests.makers.pictures import picture

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture(autouse=True)
def papers(tmp_path: Any, settings: LazySettings) -> None:
    settings.SLRT_ATTACHMENTS = tmp_path


@pytest.fixture
def chair() -> Actor:
    return officer("puskesos_coordinator", VILLAGE)


def words_of(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def words(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return words_of(answer.content.decode())


def closed(chair: Actor) -> Meeting:
    waiting("Ani Lestari", 1)
    objection("Budi Santoso", "Bambang Sutrisno", 2)
    waiting("Cici Amalia", 3)
    made = ready(chair, ["agreed", "rejected", "postponed"], note="Rumahnya sudah layak", held_on=TODAY)
    return meetings.close(chair, meeting_id=made.id, revision=made.revision)


def plan(**changes: str) -> dict[str, str]:
    given = {
        "submission": str(uuid7()), "revision": "0", "area_code": VILLAGE, "held_on": TODAY.isoformat(),
        "place": "Balai Desa", "chair": "Hasan Basri", "secretary": "Yuliana", "number": "BA/1",
    }  # fmt: skip
    return {**given, **changes}


def page(meeting_id: UUID, part: str = "") -> str:
    return f"/meetings/{meeting_id}{part}"


def test_a_whole_meeting_by_buttons(chair: Actor) -> None:
    yes, no = waiting("Ani", 1), waiting("Budi", 2)
    client = browser(chair)
    assert "Belum ada musyawarah di sini" in words(client, "/meetings")
    made = client.post("/meetings/new", plan())
    assert made.status_code == 302
    with acting(system()):
        key = Meeting.objects.get().id
    assert made["Location"] == page(key)
    assert "2 usulan desa ini menunggu musyawarah" in words(client, page(key))
    assert client.post(page(key, "/agenda"), {"revision": "1", "draw": "1"}).status_code == 302
    first, second = agenda(key)
    assert client.post(page(key, "/agenda"), {"revision": "2", "down": str(first.id)}).status_code == 302
    told = {
        "revision": "3",
        f"decision-{first.id}": "agreed", f"note-{first.id}": "",
        f"decision-{second.id}": "rejected", f"note-{second.id}": "",
    }  # fmt: skip
    wrong = client.post(page(key, "/decisions"), told)
    assert wrong.status_code == 422
    assert "Nomor 1: isi alasan penolakan." in wrong.content.decode()
    assert re.search(rf'name="decision-{second.id}" value="rejected" checked', wrong.content.decode())
    told[f"note-{second.id}"] = "Sudah pindah"
    assert client.post(page(key, "/decisions"), told).status_code == 302
    assert "Daftar hadir memuat 0 orang. Paling sedikit 3." in words(client, page(key, "/close"))
    people = {"name": ["Hasan", "Yuli", "Ratna", ""], "capacity": ["Kades", "BPD", "Koordinator", ""]}
    assert client.post(page(key, "/attendance"), {"revision": "4", **people}).status_code == 302
    assert "1 usulan disetujui: diteruskan ke tahap berikutnya." in words(client, page(key, "/close"))
    for _ in range(2):
        assert client.post(page(key, "/close"), {"revision": "5"}).status_code == 302
    assert (state_of(yes), state_of(no), fresh(key).state) == ("deliberated", "rejected", "closed")
    shown = words(client, page(key))
    assert "Berita acara (PDF)" in shown
    assert fresh(key).minutes_sha256 in shown


def test_what_was_typed_of_people_is_kept_when_it_is_wrong(chair: Actor) -> None:
    meeting = planned(chair, held_on=TODAY)
    sent = {"revision": "1", "name": ["Hasan", "Yuli"], "capacity": ["Kades", ""]}
    answer = browser(chair).post(page(meeting.id, "/attendance"), sent)
    assert answer.status_code == 422
    assert "Baris 2: isi nama dan jabatannya." in answer.content.decode()
    assert 'value="Yuli"' in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"place": " "}, "Bidang ini tidak boleh kosong."),
        ({"held_on": (TODAY + timedelta(days=500)).isoformat()}, "paling jauh satu tahun"),
        ({"area_code": "19.06"}, "di luar wilayah Anda"),
        ({"area_code": "19.03.01.1001"}, "di luar wilayah Anda"),
        ({"held_on": "besok"}, "tanggal yang valid"),
    ],
)
def test_a_wrong_plan_is_explained_beside_its_field(chair: Actor, changes: dict[str, str], says: str) -> None:
    answer = browser(chair).post("/meetings/new", plan(**changes))
    assert answer.status_code == 422
    assert says in unescape(answer.content.decode())
    assert 'value="Hasan Basri"' in answer.content.decode()


def test_a_plan_is_changed_and_called_off(chair: Actor) -> None:
    meeting = planned(chair, held_on=TODAY)
    client = browser(chair)
    assert client.post(page(meeting.id, "/edit"), plan(revision="1", place="Masjid")).status_code == 302
    assert client.post(page(meeting.id, "/edit"), plan(revision="1")).status_code == 422
    assert client.post(page(meeting.id, "/cancel"), {"revision": "2", "reason": " "}).status_code == 422
    assert client.post(page(meeting.id, "/cancel"), {"revision": "2", "reason": "Hujan"}).status_code == 302
    assert "Musyawarah ini dibatalkan: Hujan" in words(client, page(meeting.id))


def test_the_list_is_narrowed_by_its_address(chair: Actor) -> None:
    planned(chair, held_on=TODAY, place="Balai satu")
    client = browser(chair)
    assert "Balai satu" in words(client, "/meetings?state=planned")
    assert "Balai satu" not in words(client, "/meetings?state=closed")
    assert "Balai satu" in words(client, "/meetings?state=nothing&page=x")


def read(data: bytes) -> str:
    """Every word of a PDF; rendering each page shows that it can be drawn."""
    document = pypdfium2.PdfDocument(data)
    try:
        texts = []
        for each in document:
            assert each.render(scale=0.5).to_numpy().min() < 128, "something dark is on the page"
            text = each.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            each.close()
        return " ".join(" ".join(texts).split())
    finally:
        document.close()


def test_the_paper_says_who_was_decided_on_and_never_who_objected(chair: Actor) -> None:
    made = closed(chair)
    answer = browser(chair).get(page(made.id, "/minutes"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    said = read(answer.content)
    for each in ("Ani Lestari", "Budi Santoso", "Cici Amalia", "Rumahnya sudah layak", "Hasan Basri", "Kepala desa"):
        assert each in said
    assert "Bambang" not in said
    assert "1906••••••••0101" in said
    assert re.search(r"Disetujui: 1; Ditolak: 1; Ditunda: 1", said)
    assert made.minutes_sha256 in said.replace(" ", "")
    assert f"http://testserver/m/{made.code}" in said.replace(" ", "")
    assert "Musyawarah desa" in said.replace("MUSYAWARAH DESA", "Musyawarah desa")


def test_the_paper_in_english_is_of_the_same_minutes(chair: Actor) -> None:
    made = closed(chair)
    said = read(browser(chair, language="en").get(page(made.id, "/minutes")).content)
    assert "Postponed: 1" in said
    assert made.minutes_sha256 in said.replace(" ", "")


def test_days_stand_in_words(chair: Actor) -> None:
    with acting(system()):
        told = meetings.minutes_of(system(), closed(chair).id)
    assert (
        pages.said_day(type(told)(**{**vars(told), "held_on": date(2026, 12, 17)}))
        == "hari Kamis, tanggal tujuh belas, bulan Desember, tahun dua ribu dua puluh enam"
    )


def test_a_paper_fetches_nothing_from_anywhere(tmp_path: Any) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text x="9" y="9">RAHASIA</text></svg>')
    assert "RAHASIA" not in read(pages.written(f'<html lang="id"><title>x</title><p>halo<img src="file://{secret}">'))


def test_without_pango_the_page_says_what_to_do(chair: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    made = closed(chair)

    def lacking(_name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pages, "import_module", lacking)
    with pytest.raises(Refused):
        pages.written("<p>")
    answer = browser(chair).get(page(made.id, "/minutes"))
    assert answer.status_code == 422
    assert "slrt doctor" in answer.content.decode()


def test_anybody_with_the_code_sees_figures_and_no_name(chair: Actor) -> None:
    made = closed(chair)
    shown = words(Client(), reverse("meeting_check", args=[made.code.lower()]))
    assert "Musyawarah desa Lalang Jaya" in shown
    assert re.search(r"Disetujui 1 Ditolak 1 Ditunda 1", shown)
    assert made.minutes_sha256 in shown
    for name in ("Ani", "Budi", "Cici", "Bambang", "Hasan", "Yuliana", "Ratna"):
        assert name not in shown
    assert "Rumahnya" not in shown
    assert Client().get("/m/AAAAAAAAAAAA").status_code == 404
    assert Client().get(f"/m/{planned(chair, held_on=TODAY).code}").status_code == 404


def test_the_signed_minutes_are_added_and_seen(chair: Actor) -> None:
    made = closed(chair)
    client = browser(chair)
    assert client.get(page(made.id, "/scan")).status_code == 404
    bad = client.post(page(made.id, "/scan/new"), {"scan": SimpleUploadedFile("a.exe", b"MZ")})
    assert bad.status_code == 422
    assert client.post(page(made.id, "/scan/new"), {}).status_code == 422
    sent = {"scan": SimpleUploadedFile("ba.png", picture())}
    assert client.post(page(made.id, "/scan/new"), sent).status_code == 302
    answer = client.get(page(made.id, "/scan"))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")
    assert "Lihat berita acara yang ditandatangani" in words(client, page(made.id))


def test_who_only_proposes_sees_the_meeting_and_no_buttons(chair: Actor) -> None:
    waiting("Ani")
    meeting = ready(chair, ["agreed"], held_on=TODAY)
    shown = browser(officer("facilitator", VILLAGE)).get(page(meeting.id)).content.decode()
    assert "Ani" in shown
    assert "Simpan keputusan" not in shown
    assert "Tutup musyawarah" not in shown


def test_the_desk_is_reminded_from_five_days_before(chair: Actor) -> None:
    waiting("Ani")
    with clock.at(datetime(2026, 12, 14, 3, tzinfo=UTC)):
        client = browser(chair)
        said = "Batas usulan 3 hari lagi (Kamis, 17 Desember 2026): 1 usulan belum dimusyawarahkan."
        for address in ("/", "/meetings", "/calendar", page(planned(chair, held_on=date(2026, 12, 14)).id)):
            assert said in words(client, address).replace("\xa0", " ")
    with clock.at(datetime(2026, 12, 11, 3, tzinfo=UTC)):
        assert "Batas usulan" not in words(browser(chair), "/")


def test_a_kabupaten_keeps_its_own_calendar() -> None:
    manager = officer("manager")
    client = browser(manager)
    with clock.at(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        client = browser(manager)
        assert "Kebiasaan umum, belum dipastikan" in words(client, "/calendar")
        sent = {
            "revision": "0", "meeting_from": "2026-12-01", "meeting_until": "2026-12-12", "cut_off_on": "2026-12-15",
            "extraction_on": "2026-12-16", "publication_on": "", "source": "Surat Dinas 7/2026",
        }  # fmt: skip
        wrong = client.post("/calendar/2026-12", {**sent, "cut_off_on": "2026-12-11"})
        assert wrong.status_code == 422
        assert "Batas usulan tidak boleh sebelum musyawarah berakhir." in wrong.content.decode()
        assert client.post("/calendar/2026-12", sent).status_code == 302
        assert client.post("/calendar/2026-12", sent).status_code == 422
        shown = words(client, "/calendar")
        assert "Surat Dinas 7/2026" in shown
        assert client.get("/calendar/2026-13").status_code == 404
        assert "Ubah 2026-12" not in browser(officer("facilitator", VILLAGE)).get("/calendar").content.decode()
    with acting(system()):
        assert RegisterDates.objects.get().cut_off_on == date(2026, 12, 15)


def test_the_page_of_a_meeting_is_read_in_few_questions(chair: Actor, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        waiting(f"Orang {number}", number)
    made = ready(chair, ["agreed"] * 6, held_on=TODAY)
    with acting(chair), django_assert_max_num_queries(8):
        assert len(reads.meeting_page(chair, made.id).agenda) == 6
