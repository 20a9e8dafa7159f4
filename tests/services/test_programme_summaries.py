"""The figures of a match in the store: added up to every area, all or nothing, the same run once."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings

from slrt.domain import areas
from slrt.domain.access import Denied, system
from slrt.lake.match import RunProblem
from slrt.services.programmes.summaries import load_summary
from slrt.store.programmes.models import MatchFigure, MatchRun, Programme
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import officer
from tests.makers.matched import matched, of_register, said

pytestmark = pytest.mark.django_db

SUMMED = ("families", "eligible", "not_eligible", "unknown", "enrolled", "reached", "amount_low", "amount_high")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return matched(tmp_path_factory.mktemp("matched"))


@pytest.fixture
def run(once: Path, tmp_path: Path) -> Path:
    """A run of the test's own, to be spoiled at will."""
    return Path(shutil.copytree(once, tmp_path / "run"))


def rows(run: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(run / "summary.parquet").to_pylist())


def rewritten(run: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    table = pq.read_table(run / "summary.parquet")
    changed = table.to_pylist()
    change(changed)
    pq.write_table(pa.Table.from_pylist(changed, table.schema), run / "summary.parquet")


def expected(run: Path, area: str, code: str) -> dict[str, Any]:
    inside = [one for one in rows(run) if one["programme"] == code and areas.contains(area, one["area_code"])]
    return {name: None if inside[0][name] is None else sum(one[name] for one in inside) for name in SUMMED}


def test_every_area_has_the_sums_of_its_villages(run: Path) -> None:
    load_summary(system(), run)
    with acting(system()):
        figures = list(MatchFigure.objects.all())
    villages = {one["area_code"] for one in rows(run)}
    everywhere = {"00", *(around for code in villages for around in areas.ancestors(code))}
    codes = {one["programme"] for one in rows(run)}
    assert len(codes) > 10
    assert {(one.area_code, one.programme_id) for one in figures} == {(a, c) for a in everywhere for c in codes}
    assert len(figures) == len(everywhere) * len(codes)
    for one in figures:
        assert {name: getattr(one, name) for name in SUMMED} == expected(run, one.area_code, one.programme_id)
        assert one.level == areas.level(one.area_code)


def test_the_run_is_remembered_with_its_day_and_source(run: Path) -> None:
    done = load_summary(system(), run)
    kept = MatchRun.objects.get(id=done.run_id)
    assert (kept.kind, kept.area_code, kept.families, kept.on.isoformat()) == ("register", "00", 60, "2025-11-24")
    with acting(system()):
        event = Event.objects.get(verb="summary.load")
    assert (event.subject_kind, event.area_code, event.after["families"]) == ("summary", "00", 60)


def test_the_same_run_again_changes_nothing(run: Path) -> None:
    first = load_summary(system(), run)
    again = load_summary(system(), run)
    assert (first.is_new, again.is_new, again.run_id) == (True, False, first.run_id)
    with acting(system()):
        assert MatchFigure.objects.filter(run_id=first.run_id).count() == MatchFigure.objects.count()
        assert Event.objects.filter(verb="summary.load").count() == 1


def test_a_later_run_takes_the_place_of_the_one_before_and_never_the_reverse(run: Path) -> None:
    earlier = load_summary(system(), run)
    said(run, lambda told: told.update(on="2025-11-25", order="another"))
    later = load_summary(system(), run)
    assert [one.id for one in MatchRun.objects.all()] == [later.run_id] != [earlier.run_id]
    said(run, lambda told: told.update(on="2025-11-20", order="a third"))
    with pytest.raises(RunProblem, match="figures of 2025-11-25 are loaded already"):
        load_summary(system(), run)
    assert MatchRun.objects.get().id == later.run_id


def test_a_programme_counts_inside_its_own_area_alone(run: Path) -> None:
    with acting(system()):
        Programme.objects.filter(code="pkh").update(area_code="19.06")
    load_summary(system(), run)
    with acting(system()):
        places = set(MatchFigure.objects.filter(programme_id="pkh", level=2).values_list("area_code", flat=True))
        whole = MatchFigure.objects.get(programme_id="pkh", area_code="00")
    assert places == {"19.06"}
    assert whole.families == expected(run, "19.06", "pkh")["families"] < 60


def spoil(run: Path, name: str) -> None:
    content = (run / name).read_bytes()
    (run / name).write_bytes(content[: len(content) // 2])


def add_one(field: str) -> Callable[[list[dict[str, Any]]], object]:
    return lambda found: found[0].update({field: found[0][field] + 1})


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "no run.json": (lambda run: (run / "run.json").unlink(), r"no finished run: run.json missing"),
    "no sums": (lambda run: (run / "summary.parquet").unlink(), r"no finished run: summary.parquet missing"),
    "half of run.json": (lambda run: spoil(run, "run.json"), r"run.json cannot be read"),
    "half of the sums": (lambda run: spoil(run, "summary.parquet"), r"summary.parquet cannot be read"),
    "a key is missing": (lambda run: said(run, lambda told: told.pop("order")), r"run.json cannot be read .KeyError"),
    "no area": (lambda run: said(run, lambda told: told["snapshot"]["source"].update(area="x")), r"contradict"),
    "other columns": (
        lambda run: pq.write_table(pq.read_table(run / "summary.parquet").drop(["per"]), run / "summary.parquet"),
        r"has other columns",
    ),
    "a village is missing": (lambda run: rewritten(run, lambda found: found.pop()), r"do not add up to the families"),
    "counts that do not add up": (lambda run: rewritten(run, add_one("eligible")), r"contradict themselves"),
    "a village twice": (lambda run: rewritten(run, lambda found: found.append(found[-1])), r"do not add up"),
    "another version": (
        lambda run: rewritten(run, lambda found: found[0].update(version="x")),
        r"are not of this run",
    ),
    "outside the area": (
        lambda run: said(run, lambda told: told["snapshot"].update(source=of_register("31"))),
        r"are not of this run",
    ),
    "programmes of elsewhere": (
        lambda run: said(run, lambda told: told["programmes"].append({"code": "lain", "version": "1"})),
        r"no version lain 1",
    ),
    "another register": (
        lambda run: said(run, lambda told: told["snapshot"]["source"].update(installation="other")),
        r"another installation's register",
    ),
}


@pytest.mark.parametrize("how", BAD)
def test_a_bad_folder_is_named_and_nothing_of_it_is_loaded(run: Path, how: str) -> None:
    change, words = BAD[how]
    change(run)
    with pytest.raises(RunProblem, match=words):
        load_summary(system(), run)
    with acting(system()):
        assert (MatchRun.objects.count(), MatchFigure.objects.count()) == (0, 0)
        assert not Event.objects.filter(verb="summary.load").exists()


def test_invented_families_are_shown_in_a_demonstration_alone(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said(run, lambda told: told["snapshot"]["source"].update(kind="synthetic"))
    monkeypatch.setattr(settings, "SLRT_DEMO", False)
    with pytest.raises(RunProblem, match="invented families"):
        load_summary(system(), run)
    monkeypatch.setattr(settings, "SLRT_DEMO", True)
    assert load_summary(system(), run).is_new


def test_nobody_at_a_desk_loads_figures(run: Path) -> None:
    for role in ("manager", "national", "administrator"):
        with pytest.raises(Denied):
            load_summary(officer(role, "00"), run)
