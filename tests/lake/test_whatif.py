"""What another rule would come to, from cells, against a match of the whole snapshot with the rule in place."""

import datetime
import json
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from slrt.domain import clock
from slrt.domain.programmes import load_programmes
from slrt.domain.programmes.loading import programme_of
from slrt.domain.programmes.tables import Table
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.lake import manifest
from slrt.lake.manifest import SnapshotProblem
from slrt.lake.match import Order, match
from slrt.lake.match.order import Asked
from slrt.lake.synth import Order as SynthOrder
from slrt.lake.synth import synthesise
from slrt.lake.synth.places import villages_of
from slrt.lake.verifying import verify
from slrt.lake.whatif import ENTERING, LEAVING, By, Change, RunProblem, Sums, WhatIf, examples
from tests.makers.rules import programme

ROOT = Path(__file__).resolve().parents[2]
PROGRAMMES = ROOT / "programmes"
SHIPPED = {one.code: one for one in load_programmes(PROGRAMMES)}
ON = datetime.date(2026, 11, 24)
FAMILIES = 1500
WORDS = {True: 0, False: 1, None: 2}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whatif") / "snapshot"
    order = SynthOrder(FAMILIES, "19", 7, ON)
    synthesise(folder, order, villages_of(ROOT / "data" / "areas", "19"), clock.now(), lambda _: None)
    return folder


@pytest.fixture
def copy(snapshot: Path, tmp_path: Path) -> Path:
    """A snapshot of the test's own, without any cells."""
    folder = tmp_path / "copy"
    shutil.copytree(snapshot, folder, ignore=shutil.ignore_patterns("cells", "facts"))
    return folder


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def changed(code: str, change: Callable[[str], str], on: datetime.date = ON) -> Change:
    """A shipped programme with the text of its file changed: rule, components, amounts."""
    text = (PROGRAMMES / code / "programme.toml").read_text(encoding="utf-8")
    assert change(text) != text
    made = programme_of(Table(code, tomllib.loads(change(text))), SHIPPED)
    before, after = SHIPPED[code].version_on(on), made.version_on(on)
    assert before is not None
    assert after is not None
    return Change(SHIPPED[code], before, after, on)


def swapped(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def trial(text: str, scope: Scope = Scope.FAMILY) -> Programme:
    return programme(text, scope)


def invented(before: str, after: str) -> Change:
    one, two = trial(before), trial(after)
    return Change(one, one.versions[0], two.versions[0], ON)


Rows = list[dict[str, Any]]


def matched(change: Change, snapshot: Path, out: Path) -> Rows:
    """Every family's answers before (`v0`, `low0`, `high0`) and after, by a match of the whole snapshot."""
    found: Rows = []
    for place, version in enumerate(change.versions):
        asked = (Asked(change.programme, version, None),)
        match(Order(snapshot, manifest.read(snapshot), out / str(place), change.on, asked), clock.now(), quiet)
        rows = pq.read_table(out / str(place) / "verdicts.parquet").to_pylist()
        code = change.programme.code
        for at, row in enumerate(rows):
            if not place:
                found.append({"family_id": row["family_id"], "area_code": row["area_code"]})
            found[at] |= {f"v{place}": WORDS[row[code]]}
            found[at] |= {f"{end}{place}": row.get(f"{code}_{end}", 0) for end in ("low", "high")}
    return found


def sums_of(rows: Rows) -> Sums:
    steps = Counter(3 * row["v0"] + row["v1"] for row in rows)
    ends = (sum(row[name] for row in rows) for name in ("low0", "high0", "low1", "high1"))
    return Sums(tuple(steps[step] for step in range(9)), *ends)


def parted(rows: Rows, part: Callable[[dict[str, Any]], str]) -> dict[str, Sums]:
    names = sorted({part(row) for row in rows})
    return {name: sums_of([row for row in rows if part(row) == name]) for name in names}


def ruled(rule: str) -> Callable[[str], str]:
    """Sembako, which asks for a decile alone, with another rule."""
    return lambda text: text.replace('rule = "family.decile <= 4"', f"rule = '{rule}'")


CHANGES = {
    "another limit": ("pkh", swapped("family.decile <= 4", "family.decile <= 5")),
    "a stricter limit": ("pkh", swapped("family.decile <= 4", "family.decile <= 2")),
    "one condition more": ("pkh", swapped("family.decile <= 4", "family.decile <= 4 && !family.has_car")),
    "a new question about members": ("pkh", swapped("|| m.age >= 70\n", "|| m.age >= 60 || m.works\n")),
    "other amounts": ("pkh", swapped("amount = 2_400_000", "amount = 2_900_000")),
    "another order of amounts": ("pkh", swapped("amount = 900_000", "amount = 9_900_000")),
    "another cap": ("pkh", swapped("persons = 4", "persons = 2")),
    "a flat amount": ("sembako", swapped("amount = 200_000", "amount = 275_000")),
    "a rule about each person": ("pip", swapped("family.disaster_affected", "family.decile <= 3")),
    "amounts added up": ("pip", swapped("450_000", "500_000")),
    "a fact asked beside the members": ("atensi_yapi", swapped("family.decile <= 5", "family.decile <= 7")),
    "unknown turned around": ("blt_desa", swapped("family.decile <= 4", "!(family.decile > 3 && family.registered)")),
    "money compared": ("kip_kuliah", swapped("4000000", "3000000")),
    "areas compared": ("sembako", ruled('family.decile <= 4 || family.area_code.startsWith("19.06")')),
    "a wide fact of a cash rule": ("sembako", ruled("family.decile <= 4 && family.floor_area_m2 < 60")),
    "two wide facts together": (
        "bansos_beras",
        swapped('"bansos_beras" in family.receives', "family.livestock_small > family.livestock_large"),
    ),
    "members counted": ("sembako", ruled("family.decile <= 4 && members.filter(m, m.age < 18).size() >= 2")),
    "the size of the family": ("sembako", ruled("family.decile <= 4 && members.size() > 3")),
    "numbers of members added up": (
        "sembako",
        ruled("family.decile <= 4 && members.filter(m, m.age >= 15).map(m, m.wage_monthly).sum() <= 2000000"),
    ),
    "a sum beside other facts": (
        "sembako",
        ruled(
            "family.decile <= 3 || members.filter(m, m.works).size() < 2 && "
            "(family.income_monthly + members.map(m, m.age).sum() * 5000) / members.size() <= 500000"
        ),
    ),
    "a sum in a rule that pays by person": (
        "pkh",
        swapped("family.decile <= 4", "members.map(m, m.wage_monthly).sum() < 900000"),
    ),
    "size and a question": ("sembako", ruled("members.size() > 3 && members.exists(m, m.works)")),
    "a question that reads the family alone": ("sembako", ruled("members.exists(m, family.registered)")),
    "a fact that refuses first": ("blt_desa", swapped("family.decile <= 4", "family.decile <= 4 && family.registered")),
    "refused before asked": ("sembako", ruled("family.decile < 5 && members.exists(m, m.works && family.registered)")),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_cells_give_the_sums_of_a_match_to_the_rupiah(snapshot: Path, tmp_path: Path, name: str) -> None:
    change = changed(*CHANGES[name])
    rows = matched(change, snapshot, tmp_path)
    asked = WhatIf(snapshot)
    asked.build(change, quiet)
    judged = asked.judge(change)
    assert asked.answer(judged).total == sums_of(rows)
    assert sum(sums_of(rows).steps) == FAMILIES
    for by, length in ((By.KABUPATEN, 5), (By.KECAMATAN, 8), (By.DESA, 13)):
        wanted = parted(rows, lambda row, length=length: row["area_code"][:length])
        assert asked.answer(judged, by).parts == wanted


def test_the_changes_above_do_change_something_and_leave_doubts(snapshot: Path) -> None:
    asked = WhatIf(snapshot)
    for name, (code, text) in CHANGES.items():
        change = changed(code, text)
        asked.build(change, quiet)
        total = asked.answer(asked.judge(change)).total
        moved = sum(total.steps) - total.steps[0] - total.steps[4] - total.steps[8]
        paid = (total.low_before, total.high_before) != (total.low_after, total.high_after)
        assert moved or paid, name
        assert total.before[2] + total.after[2], name


def test_families_are_parted_by_the_decile_they_have(snapshot: Path, tmp_path: Path) -> None:
    change = changed(*CHANGES["another limit"])
    asked = WhatIf(snapshot)
    asked.build(change, quiet)
    parts = asked.answer(asked.judge(change), By.DECILE).parts
    deciles: dict[int, str] = {}
    for path in snapshot.glob("*/families.parquet"):
        for row in pq.read_table(path, columns=["family_id", "decile"]).to_pylist():
            deciles[row["family_id"]] = "unknown" if row["decile"] is None else str(row["decile"])
    wanted = parted(matched(change, snapshot, tmp_path), lambda row: deciles[row["family_id"]])
    assert parts == wanted
    assert list(parts) == [*map(str, range(1, 11)), "unknown"]
    assert parts["5"].entering > 0 == parts["4"].entering


@pytest.mark.parametrize("area", ["19", "19.06", "19.06.01", "18", "18.01"])
def test_an_area_has_its_own_families_alone(snapshot: Path, tmp_path: Path, area: str) -> None:
    change = changed(*CHANGES["another limit"])
    rows = [row for row in matched(change, snapshot, tmp_path) if row["area_code"].startswith(area)]
    asked = WhatIf(snapshot)
    asked.build(change, quiet)
    judged = asked.judge(change)
    for by in (None, *By):
        assert asked.answer(judged, by, area).total == sums_of(rows)
    for steps in (ENTERING, LEAVING):
        assert all(one.area_code.startswith(area) for one in examples(asked, judged, steps, 50, area))


def test_another_day_has_the_ages_of_that_day(copy: Path, tmp_path: Path) -> None:
    earlier = datetime.date(2024, 3, 1)
    asked = WhatIf(copy)
    for day in (ON, earlier):
        change = changed(*CHANGES["another limit"], on=day)
        asked.build(change, quiet)
        assert asked.answer(asked.judge(change)).total == sums_of(matched(change, copy, tmp_path / str(day)))


def files_of(snapshot: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in snapshot.rglob("*") if path.is_file()}


def test_a_question_that_reads_nothing_new_is_answered_from_the_cells_that_are_there(copy: Path) -> None:
    asked = WhatIf(copy)
    first = changed(*CHANGES["another limit"])
    assert not asked.is_ready(first)
    assert asked.build(first, quiet)
    before = files_of(copy)
    for name in ("a stricter limit", "other amounts"):
        again = changed(*CHANGES[name])
        assert WhatIf(copy).is_ready(again)
        assert not WhatIf(copy).build(again, quiet)
    assert files_of(copy) == before
    new = changed(*CHANGES["a new question about members"])
    assert not asked.is_ready(new)
    with pytest.raises(RunProblem, match="no cells yet"):
        asked.judge(new)
    heard: list[int] = []
    assert asked.build(new, lambda done, _: heard.append(done))
    assert heard[-1] == FAMILIES
    assert verify(copy).is_whole


def test_cells_of_many_inputs_serve_a_question_of_few(copy: Path, tmp_path: Path) -> None:
    asked = WhatIf(copy)
    asked.build(changed(*CHANGES["one condition more"]), quiet)
    few = changed(*CHANGES["another limit"])
    assert asked.is_ready(few)
    assert asked.answer(asked.judge(few)).total == sums_of(matched(few, copy, tmp_path))


def test_examples_are_families_that_change_and_stand_for_all_that_are_alike(snapshot: Path, tmp_path: Path) -> None:
    change = changed(*CHANGES["a new question about members"])
    rows = {row["family_id"]: row for row in matched(change, snapshot, tmp_path)}
    asked = WhatIf(snapshot)
    asked.build(change, quiet)
    judged = asked.judge(change)
    found = examples(asked, judged, ENTERING, 10_000)
    assert sum(one.alike for one in found) == asked.answer(judged).total.entering > 0
    assert [one.alike for one in found] == sorted((one.alike for one in found), reverse=True)
    for one in found:
        row = rows[one.family_id]
        assert (row["area_code"], row["v1"]) == (one.area_code, 0)
        assert row["v0"] in (1, 2)
        assert (one.low, one.high) == ((row["low0"], row["low1"]), (row["high0"], row["high1"]))
    facts = pq.read_table(snapshot / found[0].area_code[:5] / "members.parquet").to_pylist()
    own = [row for row in facts if row["family_id"] == found[0].family_id]
    assert [member.get("age") for member in found[0].members] == [row["age"] for row in own]
    assert set().union(*(member for one in found for member in one.members)) <= {
        fact.name for fact in catalogue().of("member")
    }
    assert len(examples(asked, judged, ENTERING, 3)) == 3


def test_a_rule_that_divides_by_zero_says_of_how_many_families(snapshot: Path) -> None:
    change = invented("family.livestock_small > 2", "family.livestock_large / family.livestock_small > 2")
    asked = WhatIf(snapshot)
    asked.build(change, quiet)
    with pytest.raises(RunProblem, match=r"asked about divides by zero for [\d,]+ families, such as family_id \d+"):
        asked.judge(change)


def test_a_rule_no_nation_can_be_judged_by_is_refused_with_its_place(snapshot: Path) -> None:
    text = "members.exists(a, members.exists(b, a.age == b.age && a.sex != b.sex))"
    with pytest.raises(Inexpressible, match="line 1, column"):
        WhatIf(snapshot).is_ready(invented("family.decile <= 4", text))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def altered(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [Path.unlink, cut, altered])
def test_a_snapshot_that_is_not_what_its_manifest_says_is_refused(copy: Path, damage: Callable[[Path], None]) -> None:
    damage(copy / "19.06" / "members.parquet")
    with pytest.raises(RunProblem, match=r"19\.06/members\.parquet.*snapshot verify"):
        WhatIf(copy).build(changed(*CHANGES["another limit"]), quiet)
    assert not list(copy.glob("cells/*/cells.json"))


def test_a_snapshot_of_another_catalogue_and_one_unfinished_are_refused(copy: Path) -> None:
    said = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(said | {"catalogue": "0" * 64}))
    with pytest.raises(RunProblem, match="catalogue"):
        WhatIf(copy)
    (copy / "manifest.json").rename(copy / "unfinished.json")
    with pytest.raises(SnapshotProblem, match="not finished"):
        WhatIf(copy)


@pytest.mark.parametrize("name", ["cells.parquet", "kabupaten.parquet"])
@pytest.mark.parametrize("damage", [Path.unlink, cut, altered])
def test_damaged_cells_give_no_answer(copy: Path, name: str, damage: Callable[[Path], None]) -> None:
    change = changed(*CHANGES["another limit"])
    WhatIf(copy).build(change, quiet)
    (path,) = copy.glob(f"cells/*/{name}")
    damage(path)
    asked = WhatIf(copy)
    with pytest.raises(RunProblem, match="is not what was written; remove"):
        asked.answer(asked.judge(change), By.KABUPATEN)


def test_a_building_that_breaks_off_leaves_no_answer_and_goes_on(copy: Path, tmp_path: Path) -> None:
    change = changed(*CHANGES["another limit"])
    asked = WhatIf(copy)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked.build(change, stop)
    assert not asked.is_ready(change)
    asked.build(change, quiet)
    assert asked.answer(asked.judge(change)).total == sums_of(matched(change, copy, tmp_path))


def test_a_programme_without_cash_costs_nothing_in_hand(snapshot: Path) -> None:
    change = changed("listrik", swapped("== 900", "== 1300"))
    assert change.after.benefit.kind.value != "cash"
    asked = WhatIf(snapshot)
    asked.build(change, quiet)
    total = asked.answer(asked.judge(change)).total
    assert (total.low_before, total.high_before, total.low_after, total.high_after) == (0, 0, 0, 0)
    assert total.entering > 0


def test_a_version_that_no_longer_pays_cash_is_compared_as_well(snapshot: Path, tmp_path: Path) -> None:
    change = changed(*CHANGES["another limit"])
    in_kind = replace(change.after, benefit=SHIPPED["bansos_beras"].versions[-1].benefit)
    change = replace(change, after=in_kind)
    asked = WhatIf(snapshot)
    asked.build(change, quiet)
    assert asked.answer(asked.judge(change)).total == sums_of(matched(change, snapshot, tmp_path))
