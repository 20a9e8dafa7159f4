"""A run over a snapshot against the Python evaluator, family by family; and runs that break off or may not begin."""

import datetime
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from slrt.domain import clock
from slrt.domain.programmes import load_programmes
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.verdict import Outcome
from slrt.lake import manifest
from slrt.lake.columns import catalogue_hash
from slrt.lake.manifest import Header
from slrt.lake.match import Order, RunProblem, match
from slrt.lake.match.order import asked_of
from slrt.lake.records import Batch, records_in, stored_of
from slrt.lake.synth import Order as SynthOrder
from slrt.lake.synth import synthesise
from slrt.lake.synth.places import villages_of
from slrt.lake.writing import Writer
from tests.makers.rules import programme

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load_programmes(ROOT / "programmes")
ON = datetime.date(2026, 11, 24)
FAMILIES = 1500
WORDS = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE, None: Outcome.UNKNOWN}
RECEIVES = tuple(str(code) for code in catalogue().facts["family.receives"].values)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake") / "snapshot"
    order = SynthOrder(FAMILIES, "19", 7, ON)
    synthesise(folder, order, villages_of(ROOT / "data" / "areas", "19"), clock.now(), lambda _: None)
    return folder


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def order_of(snapshot: Path, out: Path, on: datetime.date = ON, programmes: Any = SHIPPED) -> Order:
    return Order(snapshot, manifest.read(snapshot), out, on, asked_of(programmes, on, RECEIVES))


def run(snapshot: Path, out: Path, on: datetime.date = ON, programmes: Any = SHIPPED) -> dict[str, Any]:
    return match(order_of(snapshot, out, on, programmes), clock.now(), quiet)


def records(snapshot: Path) -> dict[int, Any]:
    found = {}
    for folder in sorted(path for path in snapshot.iterdir() if path.is_dir()):
        batch = Batch(pq.read_table(folder / "families.parquet"), pq.read_table(folder / "members.parquet"))
        found.update(records_in(batch))
    return found


def check(snapshot: Path, out: Path, programmes: tuple[Programme, ...]) -> int:
    """Compare all verdicts and amounts; return how many amounts had a range."""
    rows = pq.read_table(out / "verdicts.parquet").to_pylist()
    people = records(snapshot)
    assert [row["family_id"] for row in rows] == sorted(people)
    ranges = 0
    for row in rows:
        for verdict in evaluate_family(programmes, people[row["family_id"]], ON):
            assert WORDS[row[verdict.code]] is verdict.outcome
            if verdict.benefit == "cash":
                found = row[f"{verdict.code}_low"], row[f"{verdict.code}_high"]
                assert found == (verdict.amount_min, verdict.amount_max)
                ranges += found[0] != found[1]
    return ranges


def test_every_family_gets_the_verdicts_and_the_rupiah_of_the_evaluator(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, tmp_path)
    assert check(snapshot, tmp_path, SHIPPED) > FAMILIES / 10


def test_sums_are_those_of_the_families(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, tmp_path)
    rows = pq.read_table(tmp_path / "verdicts.parquet").to_pylist()
    sums = {
        (line["area_code"], line["programme"]): line for line in pq.read_table(tmp_path / "summary.parquet").to_pylist()
    }
    assert list(sums) == sorted(sums)
    for (area, code), line in sums.items():
        there = [row for row in rows if row["area_code"] == area]
        counts = [sum(row[code] is answer for row in there) for answer in (True, False, None)]
        assert [line["eligible"], line["not_eligible"], line["unknown"]] == counts
        assert line["families"] == len(there)
        if f"{code}_low" in rows[0]:
            assert line["amount_low"] == sum(row[f"{code}_low"] for row in there)
            assert line["amount_high"] == sum(row[f"{code}_high"] for row in there)
        else:
            assert line["amount_low"] is None
    listed = {key for key, people in records(snapshot).items() if "sembako" in people.family.get("receives", ())}
    reached = [row for row in rows if row["family_id"] in listed and row["sembako"]]
    of_sembako = [line for line in sums.values() if line["programme"] == "sembako"]
    assert sum(line["enrolled"] for line in of_sembako) == len(listed)
    assert len(listed) > sum(line["reached"] for line in of_sembako) == len(reached) > 0


def test_who_receives_a_programme_outside_the_catalogue_is_left_open(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, tmp_path, programmes=(programme("family.decile <= 4", Scope.FAMILY),))
    sums = pq.read_table(tmp_path / "summary.parquet").to_pylist()
    assert {(line["enrolled"], line["reached"]) for line in sums} == {(None, None)}


def test_a_day_has_the_law_and_the_ages_of_that_day(snapshot: Path, tmp_path: Path) -> None:
    earlier = datetime.date(2023, 12, 31)
    said = run(snapshot, tmp_path, earlier)
    (law,) = [line for line in said["programmes"] if line["code"] == "pip"]
    assert law["version"] == next(p for p in SHIPPED if p.code == "pip").version_on(earlier).id
    rows = {row["family_id"]: row for row in pq.read_table(tmp_path / "verdicts.parquet").to_pylist()}
    born_since = [
        number
        for number, record in records(snapshot).items()
        if len(record.members) == 1 and record.members[0].get("birth_date", ON) > earlier
    ]
    assert all(rows[number]["pbi_jkn"] is False for number in born_since)
    known = {number: record for number, record in records(snapshot).items() if _steady(record, earlier)}
    assert len(known) > FAMILIES / 20
    for number, record in known.items():
        for verdict in evaluate_family(SHIPPED, record, earlier):
            assert WORDS[rows[number][verdict.code]] is verdict.outcome


def _steady(record: Any, earlier: datetime.date) -> bool:
    """Whether every member is grown on both days: then nothing applies on one of them alone."""
    ages = [earlier.year - member["birth_date"].year for member in record.members if "birth_date" in member]
    return len(ages) == len(record.members) > 0 and all(age > 30 and not 50 < age < 62 for age in ages)


class Stopped(Exception):
    """Somebody pulled the plug."""


def stop(_done: int, _total: int) -> None:
    raise Stopped


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in ("verdicts.parquet", "summary.parquet")}


def test_a_run_that_broke_off_goes_on_and_writes_the_same(snapshot: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run(snapshot, whole)
    with pytest.raises(Stopped):
        match(order_of(snapshot, broken), clock.now(), stop)
    assert not (broken / "verdicts.parquet").exists()
    there = manifest.read(snapshot).kabupaten
    kept = {path.stem: there[path.stem].families for path in broken.glob(".parts/*.summary")}
    assert kept  # what stood beside the one that was heard of may have come to its end
    heard: list[int] = []
    again = match(order_of(snapshot, broken), clock.now(), lambda done, _: heard.append(done))
    assert heard[0] == sum(kept.values())
    assert heard[-1] == FAMILIES == again["families"]
    assert contents(broken) == contents(whole)
    assert not list(broken.glob(".parts*"))


def test_parts_of_another_order_are_not_used(snapshot: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        match(order_of(snapshot, tmp_path), clock.now(), stop)
    only_pkh = tuple(one for one in SHIPPED if one.code == "pkh")
    run(snapshot, tmp_path, programmes=only_pkh)
    assert pq.read_schema(tmp_path / "verdicts.parquet").names == [
        "family_id",
        "area_code",
        "pkh",
        "pkh_low",
        "pkh_high",
    ]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def altered(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "words"),
    [(Path.unlink, "missing"), (cut, "bytes"), (altered, "SHA-256")],
)
def test_a_damaged_snapshot_is_refused_and_nothing_is_written(
    snapshot: Path, tmp_path: Path, damage: Callable[[Path], None], words: str
) -> None:
    copy, out = tmp_path / "copy", tmp_path / "out"
    shutil.copytree(snapshot, copy)
    run(copy, out)
    damage(copy / "19.06" / "members.parquet")
    with pytest.raises(RunProblem, match=f"19.06/members.parquet: .*{words}"):
        run(copy, out)
    assert not [path for path in out.iterdir() if path.suffix in (".parquet", ".json")]


def test_a_snapshot_of_another_catalogue_is_refused(snapshot: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(snapshot, copy)
    said = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(said | {"catalogue": "0" * 64}))
    with pytest.raises(RunProblem, match="catalogue"):
        run(copy, tmp_path / "out")


def test_a_rule_that_divides_by_zero_stops_the_run(snapshot: Path, tmp_path: Path) -> None:
    trial = programme("family.livestock_large / family.livestock_small > 2", Scope.FAMILY)
    with pytest.raises(RunProblem, match=r"trial divides by zero for [\d,]+ families, such as family_id \d+"):
        run(snapshot, tmp_path, programmes=(trial,))
    assert not (tmp_path / "verdicts.parquet").exists()


def test_homes_with_forty_members_and_with_none_are_counted(tmp_path: Path) -> None:
    home = FamilyRecord(
        {"area_code": "19.06.01.2001", "decile": 1},
        [{"birth_date": datetime.date(2015, 1, 1), "in_school": True, "school_level": "sd"} for _ in range(40)],
    )
    nobody = FamilyRecord({"area_code": "19.06.01.2001", "decile": 1}, [])
    folder, out = tmp_path / "snapshot", tmp_path / "out"
    with Writer(folder, Header({"kind": "synthetic", "seed": 0}, ON, catalogue_hash())) as writer:
        with writer.kabupaten("19.06") as part:
            part.add(stored_of([home, nobody, home]))
        writer.finish(clock.now())
    run(folder, out)
    check(folder, out, SHIPPED)
    rows = pq.read_table(out / "verdicts.parquet").to_pylist()
    assert [row["pip_high"] for row in rows] == [40 * 450_000, 0, 40 * 450_000]
