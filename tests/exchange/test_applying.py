"""Writing a checked list: all of it, once, whatever happens in between; a second time nothing is left to write."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F

from slrt.domain import access
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.problems import Refused
from slrt.exchange.imports import applying
from slrt.exchange.imports.applying import Applied, apply
from slrt.exchange.imports.gate import Order
from slrt.exchange.imports.layouts import layout
from slrt.services.registry import batches
from slrt.services.registry.check import nik_taken
from slrt.store.registry.models import Batch, Change, Family, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.changes import broken_invariants
from tests.makers.families import new_family, officer, registered
from tests.makers.lists import RIZKI, SITI, checked, csv_file, outcomes, row
from tests.makers.messy import AREA, messy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_rules")]

SYSTEM = access.system()


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


def order_of(path: Path, actor: Actor = SYSTEM, **more: Any) -> Order:
    return Order(actor=actor, file=path, layout=layout("dtsen"), work=path.parent / "work", **more)


def written(path: Path, actor: Actor = SYSTEM, **more: Any) -> Applied:
    return apply(order_of(path, actor, **more), quiet)


def count(model: Any) -> int:
    with acting(SYSTEM):
        return int(model.objects.count())


@pytest.fixture
def messy_file(tmp_path: Path) -> Path:
    path = tmp_path / "messy.csv"
    path.write_text(messy().text, encoding="utf-8", newline="")
    return path


def test_the_messy_list_is_written_and_a_second_run_finds_nothing_to_do(messy_file: Path) -> None:
    planted = messy().outcomes
    first = written(messy_file, area_code=AREA)
    assert outcomes(dict(first.report)) == dict(planted)
    assert count(Person) == first.written["people_new"] == planted["new"]
    with acting(SYSTEM):
        assert broken_invariants() == []
        assert Batch.objects.get().state == "applied"
    dry = checked(SYSTEM, messy_file, area_code=AREA)
    assert (dry["new"], dry["changed"], dry["unchanged"]) == (0, 0, planted["new"])
    before = [count(model) for model in (Change, Event, Batch, Family, Membership)]
    again = written(messy_file, area_code=AREA)
    assert (again.batch_id, again.report["unchanged"]) == (first.batch_id, planted["new"])
    assert [count(model) for model in (Change, Event, Batch, Family, Membership)] == before


def test_a_list_that_changes_nothing_leaves_no_trace(tmp_path: Path) -> None:
    done = written(csv_file(tmp_path, [row(nik="12")]))
    assert (done.batch_id, done.written) == (None, {})
    assert count(Batch) == count(Event) == 0


@pytest.fixture
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The messy list comes in some forty batches, as a big one would."""
    monkeypatch.setattr("slrt.exchange.imports.spreading.BATCH_BYTES", 20_000)


class Stopped(Exception):
    """The run ends here."""


def stopping_after(parts: int) -> Callable[..., Any]:
    left = iter(range(parts))
    real = batches.apply_part

    def apply_part(*given: Any) -> Any:
        if next(left, None) is None:
            raise Stopped
        return real(*given)

    return apply_part


@pytest.mark.usefixtures("many_parts")
@pytest.mark.parametrize("rejected", [True, False])
def test_a_run_that_was_broken_off_goes_on_and_tells_of_the_whole(
    messy_file: Path, monkeypatch: pytest.MonkeyPatch, rejected: bool
) -> None:
    more: dict[str, Any] = {"area_code": AREA}
    if rejected:
        more["rejects"] = messy_file.parent / "rejects.csv"
    for parts in (1, 7, 11):
        with monkeypatch.context() as patch:
            patch.setattr(applying.batches, "apply_part", stopping_after(parts))
            with pytest.raises(Stopped):
                written(messy_file, **more)
    with acting(SYSTEM):
        assert Batch.objects.get().done == 19
        half = Person.objects.count()
    done = written(messy_file, **more)
    planted = messy().outcomes
    assert 0 < half < planted["new"] == count(Person)
    assert outcomes(dict(done.report)) == dict(planted)
    assert done.written["people_new"] == planted["new"]
    rows = [one["row"] for one in done.report["errors"]]
    assert rows == sorted(rows)
    assert len(rows) == 100
    if rejected:
        text = more["rejects"].read_text(encoding="utf-8")
        assert text.count("\n") >= 1 + planted.total() - planted["new"]
    assert count(Batch) == 1


def test_somebody_who_was_registered_meanwhile_is_found_by_a_second_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = csv_file(tmp_path, [SITI, RIZKI])
    others: Iterator[Callable[[], object]] = iter([lambda: written(csv_file(tmp_path / "other", [SITI]))])
    (tmp_path / "other").mkdir()
    real = batches.apply_part
    monkeypatch.setattr(applying.batches, "apply_part", lambda *given: (next(others, lambda: None)(), real(*given))[1])
    done = written(path)
    assert outcomes(dict(done.report)) == {"unchanged": 1, "new": 1}
    assert count(Person) == 2
    assert count(Family) == 1


def test_rows_whose_numbers_are_taken_again_and_again_go_to_the_rejects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rejects, asked = tmp_path / "rejects.csv", []

    def busy(actor: Actor, batch_id: UUID, part: int, listed: Sequence[Any], report: Any) -> Any:
        asked.append(len(listed))
        if listed:
            raise Refused(nik_taken("members", here=False))
        return real(actor, batch_id, part, listed, report)

    real = batches.apply_part
    monkeypatch.setattr(applying.batches, "apply_part", busy)
    done = written(csv_file(tmp_path, [SITI, RIZKI]), rejects=rejects)
    assert asked == [1] * applying.TRIES + [0]
    assert outcomes(dict(done.report)) == {"duplicate": 2}
    assert "Kirim berkasnya sekali lagi" in rejects.read_text(encoding="utf-8")


def test_a_list_that_was_undone_can_be_written_again(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI, RIZKI])
    first = written(path)
    assert first.batch_id is not None
    batches.begin_undo(SYSTEM, first.batch_id, "Berkas keliru")
    with pytest.raises(Refused):
        written(path)
    while batches.undo_some(SYSTEM, first.batch_id):
        pass
    again = written(path)
    assert again.batch_id not in (None, first.batch_id)
    assert (again.report["new"], count(Batch)) == (2, 2)


def test_a_confirmed_file_is_written_under_its_batch_and_no_other_one(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI, RIZKI])
    keeper = officer("manager")
    new = batches.NewBatch(
        kind="import", layout="dtsen", area_code=keeper.area_code, file_name="a.csv", sha256="0" * 64, size=1,
        source="dtsen",
    )  # fmt: skip
    other = batches.begin(keeper, new, submission=uuid7())
    with pytest.raises(Refused) as refused:
        apply(order_of(path, keeper), quiet, other.id)
    assert refused.value.problems[0].code == "other_file"
    ours = batches.begin(keeper, replace(new, sha256=applying.digest(path)), submission=uuid7())
    assert apply(order_of(path, keeper), quiet, ours.id).batch_id == ours.id
    assert count(Person) == 2


def test_who_stays_where_the_register_has_them(tmp_path: Path) -> None:
    """A head whom the file leaves out stays head, and one who heads others is not taken from them; once and for all."""
    made = registered(officer(), new_family(no_kk=SITI[0]))
    with acting(SYSTEM):
        head, spouse = (
            each.person for each in Membership.objects.filter(family_id=made.family_id).select_related("person")
        )
    like = {"nama": spouse.name, "tanggal_lahir": str(spouse.birth_date), "nik": ""}
    path = csv_file(tmp_path, [row(SITI, **like, jenis_kelamin="P" if spouse.sex == "female" else "L")])
    first = written(path)
    assert [one["code"] for one in first.report["warnings"]].count("other_head") == 1
    with acting(SYSTEM):
        assert broken_invariants() == []
        assert Membership.objects.get(person=head, until__isnull=True).relation == "head"
    assert checked(SYSTEM, path)["unchanged"] == 1


def test_a_head_who_died_stops_the_new_family_and_nobody_else(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [SITI, RIZKI])
    written(path)
    with acting(SYSTEM):
        siti = Person.objects.get(name="SITI AMINAH")
        Membership.objects.filter(person=siti).update(until=F("starts_on"))
        Membership.objects.filter(person__name="MUH RIZKI").update(relation="head")
        Person.objects.filter(id=siti.id).update(state="dead")
    moved = csv_file(tmp_path, [row(no_kk="1906012505180077"), row(RIZKI, no_kk="1906012505180077", nik="")])
    report = written(moved).report
    assert (report["invalid"], report["codes"]["head_not_active"]) == (2, 2)
    assert count(Family) == 1


def test_who_heads_others_is_not_taken_from_them(tmp_path: Path) -> None:
    written(csv_file(tmp_path, [SITI, RIZKI]))
    other = row(no_kk="1906012505180077", nik="1906014507850099", nama="HALIMAH")
    path = csv_file(tmp_path, [other, row(no_kk="1906012505180077", hubungan="FAMILI LAIN")])
    report = written(path).report
    assert (report["new"], report["unchanged"], report["codes"]["head_of_others"]) == (1, 1, 1)
    with acting(SYSTEM):
        assert broken_invariants() == []
        assert Membership.objects.filter(until__isnull=True).count() == 3
    assert checked(SYSTEM, path)["unchanged"] == 2
