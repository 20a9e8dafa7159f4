"""Every engine of a run writes the same rows; counts are made once, kept, and noticed when they are damaged."""

import datetime
import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from slrt.domain import clock
from slrt.domain.programmes import load_programmes
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.verdict import Outcome
from slrt.lake import manifest
from slrt.lake.columns import catalogue_hash
from slrt.lake.manifest import Header
from slrt.lake.match import Order, RunProblem, match, reading
from slrt.lake.match import keeping as keeping_module
from slrt.lake.match.order import asked_of
from slrt.lake.parquet import sha256
from slrt.lake.records import stored_of
from slrt.lake.synth import Order as SynthOrder
from slrt.lake.synth import synthesise
from slrt.lake.synth.places import villages_of
from slrt.lake.verifying import verify
from slrt.lake.writing import Writer
from tests.makers.rules import programme

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load_programmes(ROOT / "programmes")
ON = datetime.date(2026, 11, 24)
EARLIER = datetime.date(2023, 12, 31)
RECEIVES = tuple(str(code) for code in catalogue().facts["family.receives"].values)
NEW_QUESTION = programme("members.exists(m, m.age == 33)", Scope.FAMILY)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake") / "snapshot"
    order = SynthOrder(6000, "19", 11, ON)
    synthesise(folder, order, villages_of(ROOT / "data" / "areas", "19"), clock.now(), lambda _: None)
    return folder


@pytest.fixture
def snapshot(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "snapshot"))


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def run(
    snapshot: Path, out: Path, engine: str, on: datetime.date = ON, programmes: Any = SHIPPED, done: Any = quiet
) -> dict[str, Any]:
    asked = asked_of(programmes, on, RECEIVES)
    return match(Order(snapshot, manifest.read(snapshot), out, on, asked, engine), clock.now(), done)


def tables(out: Path) -> tuple[Any, Any]:
    found = tuple(pq.read_table(out / name) for name in ("verdicts.parquet", "summary.parquet"))
    assert all(table.num_rows for table in found)
    return found


def same(one: Path, other: Path) -> None:
    for mine, theirs in zip(tables(one), tables(other), strict=True):
        assert mine.schema.equals(theirs.schema)
        assert mine.equals(theirs)


def times(snapshot: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in snapshot.glob("*/facts/*")}


@pytest.mark.parametrize("on", [ON, EARLIER])
@pytest.mark.parametrize("codes", [None, ("pkh", "pip"), ("listrik",), ("adminduk",)])
def test_counts_and_members_and_sql_give_the_same_rows(
    snapshot: Path, tmp_path: Path, on: datetime.date, codes: tuple[str, ...] | None
) -> None:
    programmes = [one for one in SHIPPED if codes is None or one.code in codes]
    for engine in ("duckdb", "raw", "facts", "auto"):
        run(snapshot, tmp_path / engine, engine, on, programmes)
    for engine in ("raw", "facts", "auto"):
        same(tmp_path / engine, tmp_path / "duckdb")


def test_the_run_says_which_engine_was_taken_and_why(snapshot: Path, tmp_path: Path) -> None:
    said = run(snapshot, tmp_path / "a", "auto")
    assert said["engine"].startswith("raw, polars ")
    assert "0 of 7 kabupaten" in said["engine_why"]
    assert run(snapshot, tmp_path / "b", "facts")["engine_why"] == "asked for"
    said = run(snapshot, tmp_path / "c", "auto")
    assert said["engine"].startswith("facts, polars ")
    assert said["engine_asked"] == "auto"
    assert json.loads((tmp_path / "c" / "run.json").read_text()) == said
    assert len(said["engine"]) <= 60


def test_rules_that_ask_nothing_new_write_nothing(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, tmp_path / "a", "facts")
    before = times(snapshot)
    assert len(before) == 7
    limit = next(one for one in SHIPPED if one.code == "sembako")
    changed = programme("family.decile <= 2 && members.size() > 1", Scope.FAMILY)
    run(snapshot, tmp_path / "b", "facts", programmes=(*[one for one in SHIPPED if one is not limit], changed))
    assert times(snapshot) == before
    assert verify(snapshot).is_whole


def test_a_new_question_adds_its_column_alone(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, tmp_path / "a", "facts")
    before = times(snapshot)
    run(snapshot, tmp_path / "b", "facts", programmes=(*SHIPPED, NEW_QUESTION))
    new = set(times(snapshot)) - set(before)
    assert {path: when for path, when in times(snapshot).items() if path not in new} == before
    assert len(new) == 7
    assert all(len(pq.read_schema(path).names) == 1 for path in new)
    run(snapshot, tmp_path / "c", "duckdb", programmes=(*SHIPPED, NEW_QUESTION))
    same(tmp_path / "b", tmp_path / "c")


def test_counts_of_another_day_are_not_read(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, tmp_path / "a", "facts")
    assert run(snapshot, tmp_path / "b", "auto", EARLIER)["engine"].startswith("raw")
    run(snapshot, tmp_path / "c", "facts", EARLIER)
    run(snapshot, tmp_path / "d", "duckdb", EARLIER)
    same(tmp_path / "c", tmp_path / "d")
    assert len(times(snapshot)) == 14


def test_counts_of_other_rows_are_not_read(snapshot: Path, tmp_path: Path) -> None:
    run(snapshot, tmp_path / "a", "facts")
    other = tmp_path / "other"
    synthesise(
        other, SynthOrder(6000, "19", 12, ON), villages_of(ROOT / "data" / "areas", "19"), clock.now(), lambda _: None
    )
    for folder in snapshot.glob("*/facts"):
        shutil.copytree(folder, other / folder.parent.name / "facts")
    run(other, tmp_path / "b", "facts")
    run(other, tmp_path / "c", "duckdb")
    same(tmp_path / "b", tmp_path / "c")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[60] ^= 1
    path.write_bytes(data)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut, flipped, emptied])
def test_damaged_counts_are_noticed_and_made_anew(
    snapshot: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    run(snapshot, tmp_path / "a", "facts")
    (hurt,) = snapshot.glob("19.06/facts/*.parquet")
    damage(hurt)
    said = run(snapshot, tmp_path / "b", "auto")
    assert said["engine"].startswith("raw")
    assert "some files of counts are damaged" in said["engine_why"]
    said = run(snapshot, tmp_path / "c", "facts")
    assert said["notes"] == [f"19.06/facts/{hurt.name} was damaged and has been made anew"]
    for name in ("b", "c"):
        same(tmp_path / name, tmp_path / "a")
    assert run(snapshot, tmp_path / "d", "facts")["notes"] == []


def test_a_file_left_half_written_has_no_name(snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[int] = []
    add = keeping_module.Half.add

    def pulled(half: Any, frame: pl.DataFrame) -> None:
        added.append(frame.height)
        if len(added) == 3:
            raise KeyboardInterrupt
        add(half, frame)

    monkeypatch.setattr(keeping_module.Half, "add", pulled)
    with pytest.raises(KeyboardInterrupt):
        run(snapshot, tmp_path / "a", "facts")
    left = list(snapshot.glob("*/facts/*"))
    assert 2 <= len(left) < len(manifest.read(snapshot).kabupaten)
    assert [path.name for path in left] == [f"{sha256(path)}.parquet" for path in left]
    monkeypatch.undo()
    before = times(snapshot)
    run(snapshot, tmp_path / "a", "facts")
    assert before.items() <= times(snapshot).items()
    run(snapshot, tmp_path / "b", "raw")
    same(tmp_path / "a", tmp_path / "b")


def test_runs_that_make_the_same_counts_at_once_do_not_harm_each_other(snapshot: Path, tmp_path: Path) -> None:
    said: list[dict[str, Any]] = []
    together = threading.Barrier(2)

    def one(out: Path) -> None:
        together.wait()
        said.append(run(snapshot, out, "facts"))

    runs = [threading.Thread(target=one, args=(tmp_path / name,)) for name in "ab"]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    assert len(said) == 2
    run(snapshot, tmp_path / "c", "duckdb")
    for name in "ab":
        same(tmp_path / name, tmp_path / "c")
    assert run(snapshot, tmp_path / "d", "auto")["engine"].startswith("facts")
    assert not list(snapshot.glob("*/facts/.*"))


def test_a_folder_that_cannot_be_written_is_said_in_plain_words(snapshot: Path, tmp_path: Path) -> None:
    (snapshot / "19.01" / "facts").write_text("a file where the folder should be")
    with pytest.raises(RunProblem, match=r"19\.01/facts: counts cannot be kept here .*--engine raw"):
        run(snapshot, tmp_path / "a", "facts")
    assert not list((tmp_path / "a").glob("*.parquet"))
    assert run(snapshot, tmp_path / "b", "auto")["engine"].startswith("raw")


@pytest.mark.parametrize("engine", ["raw", "facts"])
def test_a_run_that_broke_off_goes_on(snapshot: Path, tmp_path: Path, engine: str) -> None:
    class Stopped(Exception):
        """Somebody pulled the plug."""

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        run(snapshot, tmp_path / "a", engine, done=stop)
    assert list((tmp_path / "a").glob(".parts/*.summary"))
    run(snapshot, tmp_path / "a", engine)
    run(snapshot, tmp_path / "b", "duckdb")
    same(tmp_path / "a", tmp_path / "b")


def test_homes_with_forty_members_and_with_none(tmp_path: Path) -> None:
    def child(year: int) -> dict[str, Any]:
        return {"birth_date": datetime.date(year, 1, 1), "in_school": True, "school_level": "sd"}

    place = {"area_code": "19.06.01.2001", "decile": 1}
    homes = [
        FamilyRecord(place, [child(2015) for _ in range(40)]),
        FamilyRecord(place, []),
        FamilyRecord(place, [child(2015), *({} for _ in range(32))]),
        FamilyRecord(place, [{"birth_date": datetime.date(1950, 1, 1)}]),
        FamilyRecord(place, [child(2016) for _ in range(31)]),
        FamilyRecord(place, []),
    ]
    snapshot = tmp_path / "snapshot"
    with Writer(snapshot, Header({"kind": "synthetic", "seed": 0}, ON, catalogue_hash())) as writer:
        with writer.kabupaten("19.06") as part:
            part.add(stored_of(homes))
        writer.finish(clock.now())
    chosen = [one for one in SHIPPED if one.code in ("pip", "pkh", "adminduk")]
    for engine in ("raw", "facts"):
        run(snapshot, tmp_path / engine, engine, programmes=chosen)
        rows = tables(tmp_path / engine)[0].to_pylist()
        assert rows[0]["pip_high"] == 40 * 450_000
        for row, home in zip(rows, homes, strict=True):
            for verdict in evaluate_family(chosen, home, ON):
                words = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE, None: Outcome.UNKNOWN}
                assert words[row[verdict.code]] is verdict.outcome
                if verdict.benefit == "cash":
                    found = row[f"{verdict.code}_low"], row[f"{verdict.code}_high"]
                    assert found == (verdict.amount_min, verdict.amount_max)


@pytest.mark.parametrize("on", [ON, EARLIER])
def test_a_kabupaten_is_judged_in_pieces(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on: datetime.date
) -> None:
    run(snapshot, tmp_path / "whole", "duckdb", on)
    monkeypatch.setattr(reading, "AT_ONCE", 170)
    for engine in ("raw", "facts"):
        run(snapshot, tmp_path / engine, engine, on)
        same(tmp_path / engine, tmp_path / "whole")


def test_programmes_that_count_the_same_people_share_their_counts(snapshot: Path, tmp_path: Path) -> None:
    pkh = next(one for one in SHIPPED if one.code == "pkh")
    poorer = next(one for one in pkh.versions if one is pkh.version_on(ON))
    also = replace(pkh, code="also", versions=(replace(poorer, id="also"),))
    for engine in ("facts", "duckdb"):
        run(snapshot, tmp_path / engine, engine, programmes=(pkh, also))
    same(tmp_path / "facts", tmp_path / "duckdb")
    verdicts = tables(tmp_path / "facts")[0]
    assert verdicts["also_low"].equals(verdicts["pkh_low"])


@pytest.mark.parametrize("engine", ["raw", "facts", "duckdb"])
def test_a_rule_that_divides_by_zero_stops_every_engine(snapshot: Path, tmp_path: Path, engine: str) -> None:
    trial = programme("family.livestock_large / family.livestock_small > 2", Scope.FAMILY)
    with pytest.raises(RunProblem, match=r"trial divides by zero for [\d,]+ families, such as family_id \d+"):
        run(snapshot, tmp_path, engine, programmes=(trial,))
    assert not (tmp_path / "verdicts.parquet").exists()


def test_rules_that_columns_cannot_compute_are_computed_in_sql_and_the_run_says_so(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(snapshot, tmp_path / "a", "raw")

    def refused(_text: str) -> pl.Expr:
        raise pl.exceptions.SQLInterfaceError("operator NEW is not currently supported")

    monkeypatch.setattr(pl, "sql_expr", refused)
    said = run(snapshot, tmp_path / "b", "raw")
    assert said["engine"].startswith("duckdb ")
    assert said["engine_why"] == "the rules cannot be computed as columns (operator NEW is not currently supported)"
    same(tmp_path / "a", tmp_path / "b")
    with pytest.raises(RunProblem, match="--engine duckdb"):
        run(snapshot, tmp_path / "c", "facts")
