"""The night's work over a live register: figures of today, and verdicts that a passing day changed."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from slrt.domain import clock
from slrt.domain.access import system
from slrt.domain.ids import uuid7
from slrt.lake.match import finished
from slrt.reads import programmes as programme_reads
from slrt.services import programmes
from slrt.services.registry import FactChange, NewFamily, NewMember, nightly, record_facts, snapshot
from slrt.services.registry.bulk import Listed, ListedReceipt, register_list
from slrt.store.programmes.models import MatchFigure, MatchRun, Verdict, Version
from slrt.store.registry.models import Family
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import people, rules_in_work
from tests.makers.population import ON, families
from tests.makers.snapshots import known

pytestmark = pytest.mark.django_db

COUNT = 60
LATER = timedelta(days=200)
"""Long enough for another version of a rule to be in force."""

SOON = timedelta(days=35)
"""The same versions are in force; somebody has come of an age that a rule asks for."""

Answers = dict[tuple[UUID, str], tuple[str, str, int | None, int | None]]


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[UUID]]:
    """Sixty made-up families, registered and judged on one day; the installation's folder is the test's own."""
    monkeypatch.setattr(settings, "SLRT_VAR", tmp_path)
    with clock.at(day(ON)):
        yield [one.family_id for one in register_list(system(), [listed(family) for family in families()[:COUNT]])]


def day(on: date) -> datetime:
    return clock.now().replace(year=on.year, month=on.month, day=on.day, hour=5)


def listed(family: Any) -> Listed:
    members = [NewMember(name=m.name, nik=m.nik or "", facts=known(m.facts)) for m in family.members]
    receipts = [ListedReceipt(programme=e.programme, member=e.member) for e in family.enrolments]
    new = NewFamily(area_code=family.area_code, facts=known(family.facts), members=members)
    return Listed(
        actor=system(),
        at=clock.now(),
        family=new,
        submission=uuid7(),
        source="interview",
        receipts=receipts if receipts or family.facts["registered"] else None,
    )


def kept() -> Answers:
    with acting(system()):
        rows = Verdict.objects.select_related("version")
        return {
            (row.family_id, row.programme_id): (row.version.number, row.verdict, row.amount_low, row.amount_high)
            for row in rows
        }


def fresh() -> Answers:
    """What the rules say now of every family, made anew."""
    with acting(system()):
        found = {}
        for family_id in Family.objects.active().values_list("id", flat=True):
            for one in programme_reads.verdicts_of(system(), family_id):
                found[family_id, one.code] = (one.version, one.outcome.value, one.amount_min, one.amount_max)
        return found


def computed() -> dict[UUID, datetime]:
    with acting(system()):
        return dict(Verdict.objects.values_list("family_id", "computed_at"))


def test_on_the_day_itself_the_match_and_the_kept_verdicts_agree(register: list[UUID]) -> None:
    before = computed()
    assert nightly.make_up_for()
    assert computed() == before
    run = MatchRun.objects.get()
    assert (run.kind, run.area_code, run.on, run.families) == ("register", "00", ON, COUNT)
    with acting(system()):
        of_pkh = MatchFigure.objects.get(programme_id="pkh", area_code="00")
        rows = Verdict.objects.filter(programme_id="pkh")
        assert of_pkh.eligible == rows.filter(verdict="eligible").count() > 0
        assert of_pkh.unknown == rows.filter(verdict="unknown").count()
        told = Event.objects.get(verb="summary.follow")
    assert (told.area_code, told.after["families"], told.after["renewed"]) == ("00", COUNT, 0)


def test_verdicts_that_passing_days_changed_are_renewed_and_no_others(register: list[UUID]) -> None:
    old, before = kept(), computed()
    with clock.at(day(ON + SOON)):
        wanted = fresh()
        changed = {family_id for family_id in register if of(old, family_id) != of(wanted, family_id)}
        assert 0 < len(changed) < COUNT
        assert nightly.make_up_for()
        assert kept() == wanted
    after = computed()
    assert {family_id for family_id in register if after[family_id] != before[family_id]} == changed


def of(answers: Answers, family_id: UUID) -> dict[str, object]:
    return {code: answer for (key, code), answer in answers.items() if key == family_id}


def test_it_is_done_once_a_day_and_made_up_for_after_days_without(register: list[UUID]) -> None:
    assert nightly.make_up_for()
    assert not nightly.make_up_for()
    with clock.at(day(ON + LATER)):
        assert nightly.make_up_for()
        assert not nightly.make_up_for()
        assert kept() == fresh()
    assert [run.on for run in MatchRun.objects.all()] == [ON + LATER]
    (night,) = (Path(settings.SLRT_VAR) / "lake").iterdir()
    assert night.name.startswith(f"night-{ON + LATER}-")
    assert night.stat().st_mode & 0o777 == 0o700


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.mark.parametrize("step", ["match", "load_summary", "rematch", "_finish"])
def test_a_night_that_broke_off_goes_on(register: list[UUID], monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    calls = {"rematch": 2}  # one family is renewed, the next is not
    real = getattr(nightly, step)

    def broken(*given: Any, **named: Any) -> Any:
        calls[step] = calls.get(step, 1) - 1
        if calls[step]:
            return real(*given, **named)
        raise Stopped

    with clock.at(day(ON + LATER)):
        with monkeypatch.context() as plug:
            plug.setattr(nightly, step, broken)
            plug.setattr(nightly, "TOGETHER", 1)
            with pytest.raises(Stopped):
                nightly.make_up_for()
        (snapshot,) = (Path(settings.SLRT_VAR) / "lake").glob("night-*/snapshot/manifest.json")
        taken = snapshot.read_bytes()
        assert nightly.make_up_for()
        assert snapshot.read_bytes() == taken
        assert kept() == fresh()
    with acting(system()):
        assert Event.objects.filter(verb="snapshot.take").count() == 1
        assert Event.objects.filter(verb="summary.load").count() == 1


def test_a_family_that_changes_after_the_snapshot_keeps_its_newer_verdicts(
    register: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = finished.differing

    def meanwhile(*given: Any) -> list[str]:
        with acting(system()):
            version = Family.objects.get(id=register[0]).version
        record_facts(
            system(), family_id=register[0], base_version=version, items=[FactChange("decile", 9)], source="interview"
        )
        return real(*given)

    monkeypatch.setattr(finished, "differing", meanwhile)
    assert nightly.make_up_for()
    assert kept() == fresh()


def test_what_a_version_that_ended_said_goes(register: list[UUID]) -> None:
    with acting(system()):
        row = Version.objects.filter(programme_id="sembako", state="published").latest("starts_on")
        row.until, row.definition = ON, {**row.definition, "until": (ON - timedelta(days=1)).isoformat()}
        row.save()
    assert nightly.make_up_for()
    with acting(system()):
        assert not Verdict.objects.filter(programme_id="sembako").exists()
    assert kept() == fresh()


def test_law_that_changes_by_day_is_matched_again_over_the_same_snapshot(register: list[UUID]) -> None:
    assert nightly.make_up_for()
    with acting(system()):
        row = Version.objects.filter(programme_id="sembako", state="published").latest("starts_on")
        row.until, row.definition = ON, {**row.definition, "until": (ON - timedelta(days=1)).isoformat()}
        row.save()
    assert nightly.make_up_for()
    assert kept() == fresh()
    assert not nightly.make_up_for()
    with acting(system()):
        assert not MatchFigure.objects.filter(programme_id="sembako").exists()
        assert Event.objects.filter(verb="snapshot.take").count() == 1


NAMED = {"name": {"id": "orang", "en": "person"}}
NEED = {
    "scope": "family",
    "rule": '"{code}" in family.receives || (family.decile <= 4 && members.exists(m, m.age >= 60))',
    "benefit": {
        "kind": "cash",
        "per": "month",
        "component": [
            {"who": '"{code}" in family.receives && m.age >= 18', "amount": 50_000, **NAMED},
            {"who": "m.age < 18", "amount": 20_000, **NAMED},
        ],
    },
}


def with_code(text: Any, code: str) -> Any:
    return json.loads(json.dumps(text).replace("{code}", code))


def cases_naming(code: str) -> list[dict[str, Any]]:
    """Eight families of one adult of forty: half of them receive the programme and get the adult's amount."""
    return [
        {
            "name": f"{number}",
            "on": ON.isoformat(),
            "family": {"decile": 5, "receives": [code] if number % 2 else []},
            "members": [{"birth_date": f"{ON.year - 40}-01-0{number}"}],
            "expect": {
                "verdict": "eligible" if number % 2 else "not_eligible",
                "amount": 50_000 if number % 2 else 0,
            },
        }
        for number in range(1, 9)
    ]


@pytest.fixture
def naming(register: list[UUID]) -> tuple[str, str]:
    """A local programme, received by some families inside its area and one outside, and another that asks for it."""
    author, approver = people.officer("manager"), people.officer("head_of_agency")
    named = rules_in_work.published(author, approver, ON.isoformat()).programme_id
    row = rules_in_work.made(author, "Tambahan lansia")
    text = rules_in_work.definition(ON.isoformat(), **with_code(NEED, named))
    row = programmes.edit(author, version_id=row.id, revision=row.revision, definition=text)
    row = programmes.set_cases(author, version_id=row.id, revision=row.revision, cases=cases_naming(named))
    programmes.ask_impact(author, row.id)
    row = programmes.move(author, version_id=row.id, verb="propose", revision=rules_in_work.seen(author, row).revision)
    programmes.move(approver, version_id=row.id, verb="publish", revision=row.revision)
    with acting(system()):
        inside = list(Family.objects.filter(area_code__startswith="19.06").order_by("id").values_list("id", flat=True))
        outside = Family.objects.exclude(area_code__startswith="19.06").order_by("id").values_list("id", flat=True)[0]
    for family_id in (*inside[::3], outside):
        enrolled = [programmes.NewEnrolment(programme=named)]
        programmes.enrol(system(), family_id=family_id, enrolments=enrolled, source="list")
    return named, row.programme_id


def matched(code: str) -> Iterator[tuple[UUID, str, int, int]]:
    """What the files of the night say of a programme."""
    (night,) = (Path(settings.SLRT_VAR) / "lake").glob("night-*")
    rows = pq.read_table(night / "match" / "verdicts.parquet").to_pylist()
    words = {True: "eligible", False: "not_eligible", None: "unknown"}
    keys = {}
    for part in night.glob("snapshot/*/ids.parquet"):
        keys |= {row["family_id"]: UUID(row["register_id"]) for row in pq.read_table(part).to_pylist()}
    for row in rows:
        yield keys[row["family_id"]], words[row[code]], row[f"{code}_low"], row[f"{code}_high"]


def test_a_programme_that_asks_who_receives_a_local_one_is_matched_as_at_the_desk(naming: tuple[str, str]) -> None:
    _, code = naming
    assert nightly.make_up_for()
    wanted = {key: answer[1:] for (key, one), answer in fresh().items() if one == code}
    found = {key: tuple(answer) for key, *answer in matched(code)}
    assert {key: found[key] for key in wanted} == wanted
    outcomes = Counter(answer[0] for answer in wanted.values())
    assert set(outcomes) == {"eligible", "not_eligible", "unknown"}
    assert kept() == fresh()
    with acting(system()):
        figure = MatchFigure.objects.get(programme_id=code, area_code="00")
        assert (figure.eligible, figure.not_eligible, figure.unknown) == (
            outcomes["eligible"],
            outcomes["not_eligible"],
            outcomes["unknown"],
        )
        assert figure.families == len(wanted) < COUNT
        assert figure.amount_low == sum(low for _, low, _ in wanted.values())
        assert figure.amount_high == sum(high for _, _, high in wanted.values())
    assert not nightly.make_up_for()


def test_a_rule_of_the_day_that_asks_for_a_local_programme_takes_the_snapshot_anew(
    register: list[UUID], request: pytest.FixtureRequest
) -> None:
    assert nightly.make_up_for()
    _, code = request.getfixturevalue("naming")
    assert nightly.make_up_for()
    assert kept() == fresh()
    with acting(system()):
        assert MatchFigure.objects.filter(programme_id=code, area_code="19.06").exists()
        assert Event.objects.filter(verb="snapshot.take").count() == 2


def test_local_programmes_beyond_the_room_are_left_out_with_a_word(
    naming: tuple[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    named, code = naming
    monkeypatch.setattr(snapshot, "ROOM", 0)
    assert nightly.make_up_for()
    assert f"{code} asks who receives a local programme" in caplog.text
    with acting(system()):
        assert not MatchFigure.objects.filter(programme_id=code).exists()
        assert MatchFigure.objects.filter(programme_id=named).exists()


def test_without_families_there_is_nothing_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SLRT_VAR", tmp_path)
    assert not nightly.make_up_for()
    assert list(tmp_path.iterdir()) == []
