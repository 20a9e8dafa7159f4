"""Rules that ask who receives a programme outside the catalogue, over snapshots that tell of it and others."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from slrt.domain.programmes import programme_of
from slrt.domain.programmes.tables import Table
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.verdict import Outcome
from slrt.lake import manifest
from slrt.lake.manifest import MANIFEST
from slrt.lake.match import Order, RunProblem, match
from slrt.lake.match.order import asked_of
from slrt.lake.whatif import Change, WhatIf
from slrt.lake.writing import Writer
from tests.makers import snapshots
from tests.makers.population import ON

WELL, ROOF = "sumur_1906", "atap_1906"
WORDS = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE, None: Outcome.UNKNOWN}
SHIPPED = tuple(str(code) for code in catalogue().facts["family.receives"].values)


def programme(rule: str) -> Programme:
    """A cash programme of a kabupaten, whose amount asks for the well too."""
    words = {"id": "uji", "en": "trial"}
    version = {
        "id": "1",
        "from": ON,
        "scope": "family",
        "rule": rule,
        "benefit": {
            "kind": "cash",
            "per": "month",
            "component": [{"name": words, "who": f'm.age >= 18 && "{WELL}" in family.receives', "amount": 50_000}],
        },
        "source": "Perbup 1/2025",
        "confidence": "confirmed",
        "documents": [words],
    }
    table = {
        "code": "uji_1906",
        "level": "kabupaten",
        "sector": "social",
        "name": words,
        "owner": words,
        "complain_to": words,
        "version": [version],
    }
    return programme_of(Table("", table), [WELL, ROOF])


ASKING = programme(f'"{ROOF}" in family.receives || ("{WELL}" in family.receives && family.decile <= 6)')


def families() -> list[FamilyRecord]:
    """Made-up families; every second one that says what it receives gets one of both, every sixth both."""
    made = []
    for number, one in enumerate(snapshots.records(240)):
        receives = one.family.get("receives")
        if isinstance(receives, frozenset):
            local = {0: {WELL}, 2: {ROOF}, 4: {WELL, ROOF}}.get(number % 6, set())
            made.append(replace(one, family={**one.family, "receives": receives | local}))
        else:
            made.append(one)
    return made


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """The bits stand in another order than that of the codes: the manifest says which."""
    folder = tmp_path / "snapshot"
    header = replace(snapshots.HEADER, local_programmes=(WELL, ROOF))
    snapshots.written(folder, families(), header=header)
    return folder


def order_of(snapshot: Path, out: Path, engine: str = "auto") -> Order:
    return Order(snapshot, manifest.read(snapshot), out, ON, asked_of([ASKING], ON, SHIPPED), engine)


@pytest.mark.parametrize("engine", ["raw", "facts", "duckdb"])
def test_each_engine_says_of_every_family_what_the_evaluator_says(snapshot: Path, tmp_path: Path, engine: str) -> None:
    match(order_of(snapshot, tmp_path / "out", engine), snapshots.CREATED, lambda *_: None)
    rows = pq.read_table(tmp_path / "out" / "verdicts.parquet").to_pylist()
    met = set()
    for row, record in zip(rows, families(), strict=True):
        (verdict,) = evaluate_family([ASKING], record, ON)
        found = row["uji_1906"], row["uji_1906_low"], row["uji_1906_high"]
        assert (WORDS[found[0]], *found[1:]) == (verdict.outcome, verdict.amount_min, verdict.amount_max)
        met.add((verdict.outcome, verdict.amount_max > 0))
    assert met >= {(Outcome.ELIGIBLE, True), (Outcome.ELIGIBLE, False), (Outcome.NOT_ELIGIBLE, False)}
    assert any(outcome is Outcome.UNKNOWN for outcome, _ in met)


@pytest.mark.parametrize("told", [None, [WELL]])
def test_a_snapshot_that_does_not_tell_is_refused_by_name(
    snapshot: Path, tmp_path: Path, told: list[str] | None
) -> None:
    said = json.loads((snapshot / MANIFEST).read_text(encoding="utf-8"))
    del said["local_programmes"]  # as snapshots were written before
    (snapshot / MANIFEST).write_text(json.dumps(said if told is None else {**said, "local_programmes": told}))
    with pytest.raises(RunProblem, match=rf"uji_1906 asks who receives .*{ROOF}.* take a new snapshot"):
        match(order_of(snapshot, tmp_path / "out"), snapshots.CREATED, lambda *_: None)
    assert not (tmp_path / "out" / "verdicts.parquet").exists()


def test_a_snapshot_with_other_local_programmes_is_other_work(tmp_path: Path) -> None:
    with Writer(tmp_path / "part", replace(snapshots.HEADER, local_programmes=(WELL,))):
        pass
    with (
        pytest.raises(manifest.SnapshotProblem, match="the beginning of another snapshot"),
        Writer(tmp_path / "part", replace(snapshots.HEADER, local_programmes=(WELL, ROOF))),
    ):
        pass


def test_what_another_rule_comes_to_is_what_the_evaluator_counts(snapshot: Path) -> None:
    wider = programme(f'"{ROOF}" in family.receives || "{WELL}" in family.receives')
    asked = WhatIf(snapshot)
    change = Change(ASKING, ASKING.versions[0], wider.versions[0], ON, asked.manifest.header.columns)
    asked.build(change, lambda *_: None)
    total = asked.answer(asked.judge(change)).total
    judged = [[evaluate_family([one], record, ON)[0] for one in (ASKING, wider)] for record in families()]
    order = (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.UNKNOWN)
    steps = Counter(3 * order.index(before.outcome) + order.index(after.outcome) for before, after in judged)
    assert total.steps == tuple(steps[step] for step in range(9))
    assert steps[3] > 0  # not eligible before, eligible after
    assert total.high_after == sum(after.amount_max for _, after in judged)
