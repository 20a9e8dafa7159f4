"""Programmes as dated rows, and verdicts that follow them."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from slrt.domain.access import Denied, system
from slrt.domain.problems import NotFound, Refused
from slrt.domain.programmes import ProgrammeError
from slrt.domain.programmes import load_programmes as read_files
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.programme import Programme as Compiled
from slrt.domain.rules.record import parse
from slrt.reads import programmes as reads
from slrt.reads import registry as registry_reads
from slrt.services.programmes import NewEnrolment, PublishedVersionChanged, enrol, load_programmes, rematch
from slrt.services.registry import FactChange, record_facts
from slrt.store.programmes.models import Enrolment, Programme, Verdict, Version
from slrt.store.registry.models import Family
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_REGENCY, new_family, officer, registered

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).resolve().parents[2] / "programmes"
ON = date(2026, 12, 1)


def test_all_programmes_of_the_folder_are_rows_with_their_versions() -> None:
    on_disk = read_files(FOLDER)
    assert {p.code for p in on_disk} == set(Programme.objects.values_list("code", flat=True))
    assert Version.objects.count() == sum(len(p.versions) for p in on_disk)


def test_loading_again_changes_nothing() -> None:
    before = list(Version.objects.order_by("id").values())
    assert load_programmes(FOLDER) == Programme.objects.count()
    assert list(Version.objects.order_by("id").values()) == before


def test_programmes_of_the_database_judge_as_those_of_the_files() -> None:
    record = parse({"family": {"decile": 2}, "members": [{"birth_date": "2018-05-05", "in_school": True}]})
    own = {p.code: p for p in read_files(FOLDER)}
    ordered = [own[p.code] for p in reads.definitions()]
    assert evaluate_family(reads.definitions(), record, ON) == evaluate_family(ordered, record, ON)


def test_relations_and_quota_come_back_from_the_database_as_the_files_have_them() -> None:
    def related(found: Iterable[Compiled]) -> dict[str, object]:
        return {one.code: (one.exclusive_with, one.complements, one.quota) for one in found}

    assert related(reads.definitions()) == related(read_files(FOLDER))
    assert {one.code for one in reads.definitions() if one.exclusive_with} >= {"permakanan", "bsps"}


def test_a_published_version_is_never_rewritten(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "programmes")
    file = folder / "pkh" / "programme.toml"
    file.write_text(file.read_text().replace("family.decile <= 4", "family.decile <= 9", 1))
    with pytest.raises(PublishedVersionChanged, match="rule"):
        load_programmes(folder)
    assert not Version.objects.filter(rule__contains="<= 9").exists()


def test_a_broken_file_is_refused_whole(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "programmes")
    (folder / "pkh" / "programme.toml").write_text("code = ")
    with pytest.raises(ProgrammeError):
        load_programmes(folder)


def test_a_version_counts_between_its_days() -> None:
    upper_secondary = {"birth_date": "2007-05-05", "in_school": True, "school_level": "sma", "orphan": "both"}
    record = parse({"family": {"receives": ["pkh"]}, "members": [upper_secondary]})

    def amount(on: date) -> int | None:
        return next(v.amount for v in evaluate_family(reads.definitions(), record, on) if v.code == "pip")

    assert (amount(date(2023, 12, 31)), amount(date(2024, 1, 1))) == (1_000_000, 1_800_000)


def test_kept_verdicts_equal_fresh_ones_and_are_stale_after_a_day_or_a_change() -> None:
    actor = officer()
    made = registered(actor, new_family(facts={"decile": 2}))
    with acting(actor):
        fresh = {v.code: v for v in reads.verdicts_of(actor, made.family_id)}
        rows = Verdict.objects.filter(family_id=made.family_id)
        assert {row.programme_id: row.verdict for row in rows} == {c: v.outcome.value for c, v in fresh.items()}
        assert {row.programme_id: (row.amount_low, row.amount_high) for row in rows} == {
            c: (v.amount_min, v.amount_max) for c, v in fresh.items()
        }
        today = rows[0].on
        assert not reads.is_stale(actor, made.family_id, today)
        assert reads.is_stale(actor, made.family_id, date(2030, 1, 1))
        Family.objects.filter(id=made.family_id).update(version=9)
        assert reads.is_stale(actor, made.family_id, today)
        rematch(made.family_id)
        assert not reads.is_stale(actor, made.family_id, today)


def test_the_three_columns_hold_every_programme_once() -> None:
    actor = officer()
    made = registered(actor, new_family(facts={"decile": 2}))
    with acting(actor):
        verdicts = reads.verdicts_of(actor, made.family_id)
    found = [v.code for v in verdicts]
    assert sorted(found) == sorted({p.code for p in reads.definitions(verdicts.on)})
    assert len(found) == len(set(found))


def test_the_export_fed_to_the_evaluator_gives_the_same_verdicts_and_names_nobody() -> None:
    actor = officer()
    made = registered(actor, new_family(facts={"decile": 2, "receives": ["pkh"], "excluded_flags": []}))
    with acting(actor):
        data = registry_reads.export(actor, made.family_id)
        shown = reads.verdicts_of(actor, made.family_id)
    assert "Rusdi" not in str(data)
    assert "0003" not in str(data)
    again = evaluate_family(reads.definitions(), parse(data), shown.on)
    assert {v.code: (v.outcome, v.amount_min, v.amount_max, [m.path for m in v.missing]) for v in again} == {
        v.code: (v.outcome, v.amount_min, v.amount_max, [m.path for m in v.missing]) for v in shown
    }


def test_receipt_moves_the_programmes_that_follow_it() -> None:
    actor = officer()
    made = registered(actor)
    with acting(actor):
        assert Verdict.objects.get(family_id=made.family_id, programme_id="bansos_beras").verdict == "unknown"
    enrol(actor, family_id=made.family_id, enrolments=[NewEnrolment(programme="bansos_beras")], source="Bapanas")
    with acting(actor):
        assert Verdict.objects.get(family_id=made.family_id, programme_id="bansos_beras").verdict == "eligible"
        assert (
            enrol(
                actor, family_id=made.family_id, enrolments=[NewEnrolment(programme="bansos_beras")], source="Bapanas"
            )
            == 0
        )
        assert Enrolment.objects.count() == 1


def test_enrolment_needs_a_known_programme_a_member_and_the_right() -> None:
    actor = officer()
    made = registered(actor)
    with pytest.raises(Refused):
        enrol(actor, family_id=made.family_id, enrolments=[NewEnrolment(programme="nope")], source="x")
    with pytest.raises(NotFound):
        enrol(
            actor,
            family_id=made.family_id,
            enrolments=[NewEnrolment(programme="pip", person_id=made.family_id)],
            source="x",
        )
    with pytest.raises(NotFound):
        enrol(officer(area_code=OTHER_REGENCY), family_id=made.family_id, enrolments=[], source="x")
    with pytest.raises(Denied):
        enrol(officer("coordination_team"), family_id=made.family_id, enrolments=[], source="x")


def test_the_programme_page_shows_rule_source_and_earlier_versions() -> None:
    page = reads.programme(system(), "pip", ON)
    assert page.current is not None
    assert page.current.version.covers(ON)
    assert page.current.criteria
    assert len(page.others) >= 1
    with pytest.raises(NotFound):
        reads.programme(system(), "nope", ON)


def test_a_changed_fact_is_judged_in_the_same_transaction() -> None:
    actor = officer()
    made = registered(actor, new_family(facts={"decile": 2}))
    with acting(actor):
        assert Verdict.objects.get(family_id=made.family_id, programme_id="sembako").verdict == "eligible"
        record_facts(actor, family_id=made.family_id, base_version=1, items=[FactChange("decile", 9)], source="dtsen")
        assert Verdict.objects.get(family_id=made.family_id, programme_id="sembako").verdict == "not_eligible"
