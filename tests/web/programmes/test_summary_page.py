"""The programme summary at the desk: figures of the own area and below, nothing of others, and where they come from."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest

from slrt.domain import areas
from slrt.domain.access import Actor, system
from slrt.domain.problems import NotFound
from slrt.reads.programmes import summaries as reads
from slrt.store.programmes.models import MatchFigure, MatchRun
from slrt.store.walls.context import acting
from tests.makers.browsers import browser
from tests.makers.people import officer

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 24)
COMPUTED = datetime(2026, 11, 23, 18, 5, tzinfo=UTC)
PLACES = {"00": 1000, "19": 1000, "19.06": 600, "19.02": 400, "19.06.01": 250, "19.06.02": 350, "19.06.01.2006": 250}


def run(area: str = "00", on: date = ON, kind: str = "register") -> MatchRun:
    return MatchRun.objects.create(
        order_hash=f"{area}{on}",
        area_code=area,
        kind=kind,
        on=on,
        engine="trial",
        families=1000,
        computed_at=COMPUTED,
        loaded_at=COMPUTED,
    )


def figure(of: MatchRun, area: str, families: int, **more: object) -> None:
    """A tenth is eligible, half of these receive it, a twentieth is unknown; Rp100 for each eligible family a month."""
    eligible, unknown = families // 10, families // 20
    counts = {
        "eligible": eligible,
        "unknown": unknown,
        "not_eligible": families - eligible - unknown,
        "enrolled": eligible,
        "reached": eligible // 2,
        "amount_low": 100 * eligible,
        "amount_high": 100 * (eligible + unknown),
        "per": "month",
        "programme_id": "sembako",
        **more,
    }
    level = areas.level(area)
    MatchFigure.objects.create(run=of, level=level, area_code=area, number="1", families=families, **counts)


@pytest.fixture
def figures() -> MatchRun:
    with acting(system()):
        made = run()
        for area, families in PLACES.items():
            figure(made, area, families)
        nothing = {"enrolled": None, "reached": None, "amount_low": None, "amount_high": None}
        figure(made, "19.06", 600, programme_id="bansos_beras", **nothing)
    return made


def page(who: Actor, query: str = "") -> str:
    response = browser(who).get(f"/programmes/summary{query}")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_programme_tells_who_could_get_it_who_gets_it_who_is_left_out_and_what_it_costs(figures: MatchRun) -> None:
    words = page(officer("manager", "19.06"))
    assert re.search(r"Sembako.* 60 60 30 30 Rp72\.000 – Rp108\.000", words)
    assert re.search(r"60 tidak dicatat tidak dicatat 30 bukan uang tunai", words)
    assert "seperti pada 24 November 2026" in words


def test_one_programme_is_followed_down_to_the_village(figures: MatchRun) -> None:
    who = officer("manager", "19.06")
    with acting(who):
        here = reads.summary(who, "19.06", "sembako")
        below = reads.summary(who, "19.06.01", "sembako")
        last = reads.summary(who, "19.06.01.2006", "sembako")
    assert [(line.code, line.figures.eligible) for line in here.lines] == [("19.06.01", 25), ("19.06.02", 35)]
    assert [(line.code, line.figures.missed) for line in below.lines] == [("19.06.01.2006", 13)]
    assert [place.code for place in last.path] == ["19.06", "19.06.01", "19.06.01.2006"]
    assert (last.lines, last.programme and last.programme.figures.eligible) == ((), 25)
    assert "Tidak ada wilayah yang lebih kecil" in page(who, "?area=19.06.01.2006&programme=sembako")


def test_everybody_begins_at_the_own_area_and_sees_nothing_above_or_beside_it(figures: MatchRun) -> None:
    for area in ("19.06", "19.06.01", "19.06.01.2006"):
        who = officer("front_office" if len(area) == 5 else "puskesos_front_office", area)
        with acting(who):
            assert reads.summary(who, area).here.code == area
            for beside in ("00", "19", "19.02", "19.06.02"):
                if not areas.contains(area, beside):
                    with pytest.raises(NotFound):
                        reads.summary(who, beside)
                    assert browser(who).get(f"/programmes/summary?area={beside}").status_code == 404
            assert set(MatchFigure.objects.values_list("area_code", flat=True)) == {
                code for code in PLACES if areas.contains(area, code)
            }


def test_the_nation_and_a_province_see_what_lies_below_them(figures: MatchRun) -> None:
    national, province = officer("national", "00"), officer("province", "19")
    with acting(national):
        assert [line.code for line in reads.summary(national, "00", "sembako").lines] == ["19"]
    with acting(province):
        assert [place.code for place in reads.summary(province, "19").below] == ["19.02", "19.06"]


def test_an_administrator_is_not_shown_the_figures(figures: MatchRun) -> None:
    assert browser(officer("administrator", "19.06")).get("/programmes/summary").status_code == 403


def test_the_newest_run_that_covers_the_area_counts(figures: MatchRun) -> None:
    with acting(system()):
        newer = run("19.06", date(2026, 11, 25), "synthetic")
        figure(newer, "19.06", 200)
    who = officer("province", "19")
    with acting(who):
        assert reads.summary(who, "19.06").lines[0].figures.families == 200
        assert reads.summary(who, "19").lines[0].figures.families == 1000
    assert "keluarga rekaan" in page(who, "?area=19.06")
    assert "keluarga rekaan" not in page(who, "?area=19")


def test_an_amount_paid_once_is_not_multiplied(figures: MatchRun) -> None:
    with acting(system()):
        MatchFigure.objects.filter(area_code="19.06", programme_id="sembako").update(per="once")
    assert "Rp6.000 – Rp9.000 sekali" in page(officer("manager", "19.06"))


def test_without_a_run_the_page_says_when_there_will_be_one() -> None:
    assert "Angka dihitung setiap malam" in page(officer("manager", "19.06"))


@pytest.mark.parametrize("query", ["?area=%3Cb%3E", "?area=", "?area=99"])
def test_an_area_that_is_none_is_the_own_one_or_not_found(figures: MatchRun, query: str) -> None:
    assert browser(officer("manager", "19.06")).get(f"/programmes/summary{query}").status_code in (200, 404)


def test_a_programme_nobody_knows_is_not_found(figures: MatchRun) -> None:
    assert browser(officer("manager", "19.06")).get("/programmes/summary?programme=x").status_code == 404


def test_it_stands_in_english_too(figures: MatchRun) -> None:
    client = browser(officer("manager", "19.06"))
    client.post("/display", {"language": "en", "next": "/"})
    words = client.get("/programmes/summary").content.decode()
    assert "Eligible, not receiving" in words
    assert "Berhak" not in words


SMALL = {
    "19": (77, 38),
    "19.06": (3, 1),
    "19.02": (40, 20),
    "19.05": (34, 17),
    "19.06.01": (3, 1),
    "19.02.01": (25, 12),
    "19.02.02": (15, 8),
    "19.05.01": (20, 10),
    "19.05.02": (14, 7),
}
"""Eligible families of each area, and those of them that receive."""


@pytest.fixture
def small() -> MatchRun:
    with acting(system()):
        made = run("19")
        for area, (eligible, reached) in SMALL.items():
            more = {"eligible": eligible, "unknown": 0, "not_eligible": 500 - eligible, "reached": reached}
            money = {"amount_low": 100 * eligible, "amount_high": 100 * eligible}
            figure(made, area, 500, **more, enrolled=reached, **money)
    return made


def lines(who: Actor, query: str) -> dict[str, tuple[str, ...]]:
    """The cells of the table by the code of the area."""
    html = browser(who).get(f"/programmes/summary?{query}").content.decode()
    found = {}
    for row in re.findall(r'<tr>\s*<th scope="row">(.*?)</tr>', html, re.S):
        code = re.search(r"area=([0-9.]+)", row)
        cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
        found[code[1] if code else ""] = tuple(unescape(cell).replace("\xa0", " ").strip() for cell in cells)
    return found


def test_who_may_not_open_the_families_reads_no_small_count_and_cannot_work_it_out(small: MatchRun) -> None:
    told = lines(officer("province", "19"), "programme=sembako&area=19")
    assert told["19.06"][0] == "< 5"
    assert told["19.05"][0] == "ditutup"  # 77 - 40 - 34 would tell
    assert told["19.02"][0] == "40"
    assert (told["19.06"][4], told["19.05"][4]) == ("ditutup", "ditutup")
    assert told["19.02"][4] == "Rp48.000"


def test_the_parts_of_a_withheld_number_cannot_be_added_up(small: MatchRun) -> None:
    told = lines(officer("province", "19"), "programme=sembako&area=19.05")
    assert told["19.05.01"][0] == "20"
    assert told["19.05.02"][0] == "ditutup"
    here = page(officer("province", "19"), "?programme=sembako&area=19.05")
    assert re.search(r"Memenuhi syarat ditutup", here)
    assert "“< 5” berarti satu sampai empat keluarga" in here


def test_all_programmes_of_an_area_hide_what_the_programme_hides(small: MatchRun) -> None:
    assert re.search(
        r"Sembako.*? < 5 < 5 < 5 0 ditutup", page(officer("coordination_team", "19.06")).replace("\xa0", " ")
    )
    assert re.search(r"Sembako.*? ditutup ", page(officer("province", "19"), "?area=19.05"))


def test_who_may_open_the_families_reads_every_number(small: MatchRun) -> None:
    here = page(officer("manager", "19.06"))
    assert re.search(r"Sembako.*? 3 1 2 0 Rp3\.600", here)
    assert "ditutup" not in here


def test_a_few_who_are_missed_or_reached_do_not_follow_from_the_columns_beside_them(small: MatchRun) -> None:
    with acting(system()):
        MatchFigure.objects.filter(area_code="19.06").update(eligible=23, not_eligible=477, enrolled=20, reached=20)
        MatchFigure.objects.filter(area_code="19").update(eligible=97, not_eligible=403, enrolled=57, reached=57)
    told = lines(officer("province", "19"), "programme=sembako&area=19")
    assert told["19.06"] == ("ditutup", "ditutup", "< 5", "0", "ditutup")
    assert told["19.05"][:3] == ("ditutup", "ditutup", "ditutup")  # the total less the others would tell
    assert told["19.02"][:3] == ("40", "20", "20")
