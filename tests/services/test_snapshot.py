"""A snapshot of the register holds what the rules read of every family, and nothing that names anybody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest

from slrt.domain import clock
from slrt.domain.access import Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.record import FamilyRecord
from slrt.lake.manifest import Manifest, SnapshotProblem
from slrt.lake.records import Batch, records_in
from slrt.lake.verifying import verify
from slrt.reads import registry as reads
from slrt.reads.registry.stream import families_by_regency, stream
from slrt.services.registry import NewFamily, NewMember
from slrt.services.registry import snapshot as snapshots
from slrt.services.registry.bulk import Listed, ListedReceipt, register_list
from slrt.services.registry.snapshot import take_snapshot
from slrt.store.programmes.models import Enrolment, Programme
from slrt.store.registry.models import Family, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_REGENCY, REGENCY, officer
from tests.makers.population import ON, families
from tests.makers.snapshots import known

pytestmark = pytest.mark.django_db

COUNT = 60


@pytest.fixture
def register() -> Iterator[list[UUID]]:
    """Sixty made-up families in the register, everything visible."""
    with clock.at(clock.now().replace(year=ON.year, month=ON.month, day=ON.day, hour=3)):
        made = register_list(system(), [listed(family) for family in families()[:COUNT]])
        with acting(system()):
            yield [one.family_id for one in made]


def listed(family: Any) -> Listed:
    members = [NewMember(name=m.name, nik=m.nik or "", facts=known(m.facts)) for m in family.members]
    receipts = [ListedReceipt(programme=e.programme, member=e.member) for e in family.enrolments]
    return Listed(
        actor=system(),
        at=clock.now(),
        family=NewFamily(
            area_code=family.area_code, no_kk=family.no_kk or "", address="", facts=known(family.facts), members=members
        ),
        submission=uuid7(),
        source="visit",
        reason="Pendataan",
        receipts=receipts if receipts or family.facts["registered"] else None,
        receipts_source="dtsen",
    )


def take(folder: Path, area_code: str = "00", **more: Any) -> Manifest:
    given = {"on": ON, "installation": "test", "done": lambda done, total: None, **more}
    return take_snapshot(system(), folder, area_code=area_code, **given)


def read(folder: Path) -> dict[UUID, FamilyRecord]:
    """The families in a snapshot by their key in the register."""
    found = {}
    for part in sorted(folder.glob("*.*/")):
        batch = Batch(pq.read_table(part / "families.parquet"), pq.read_table(part / "members.parquet"))
        ids = dict(zip(*pq.read_table(part / "ids.parquet").to_pydict().values(), strict=True))
        found |= {UUID(ids[key]): record for key, record in records_in(batch)}
    return found


def seen(record: FamilyRecord) -> list[dict[str, object]]:
    family = family_view(record, ON)
    views = [family, *member_views(record, ON, family).values()]
    return [{fact.name: view.get(fact.name) for fact in catalogue().of(view.entity)} for view in views]


def test_a_snapshot_shows_rules_what_the_register_shows_them(register: list[UUID], tmp_path: Path) -> None:
    made = take(tmp_path)
    found = read(tmp_path)
    assert made.families == COUNT
    assert set(found) == set(register)
    for family_id, record in found.items():
        assert seen(record) == seen(reads.record_of(system(), family_id).record)
    assert verify(tmp_path).findings == ()


def test_the_stream_gives_the_records_of_the_register(register: list[UUID]) -> None:
    streamed = dict(stream(system(), "19"))
    assert set(streamed) == set(register)
    for family_id, record in streamed.items():
        wanted = reads.record_of(system(), family_id).record
        assert (record.family, record.members) == (wanted.family, wanted.members)


def test_the_stream_asks_the_server_once(register: list[UUID], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert len(list(stream(system(), "19"))) == COUNT


def test_members_who_left_and_families_that_are_closed_are_not_in_it(register: list[UUID], tmp_path: Path) -> None:
    closed = register[1]
    left = Membership.objects.filter(relation="child").exclude(family_id=closed)[0]
    before = len(dict(stream(system(), "19"))[left.family_id].members)
    Membership.objects.filter(id=left.id).update(until=ON)
    Family.objects.filter(id=closed).update(state="closed")
    take(tmp_path)
    assert set(read(tmp_path)) == set(register) - {closed}
    assert len(dict(stream(system(), "19"))[left.family_id].members) == before - 1


def test_a_family_whose_people_all_died_stays_without_members(register: list[UUID], tmp_path: Path) -> None:
    alone = register[0]
    Person.objects.filter(memberships__family_id=alone).update(presence="died")
    take(tmp_path)
    assert read(tmp_path)[alone].members == ()


def test_only_the_area_asked_for_is_taken(register: list[UUID], tmp_path: Path) -> None:
    made = take(tmp_path, REGENCY)
    assert list(made.kabupaten) == [REGENCY]
    assert made.families == families_by_regency(system(), "00")[REGENCY] < COUNT
    assert set(read(tmp_path)) == {key for key, record in stream(system(), REGENCY)}


def test_nothing_in_the_files_names_anybody(register: list[UUID], tmp_path: Path) -> None:
    take(tmp_path)
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*.parquet"))
    columns = {name for path in tmp_path.rglob("*.parquet") for name in pq.read_schema(path).names}
    names = set(Person.objects.values_list("name", flat=True))
    assert names
    assert [name for name in names if name.encode() in content] == []
    assert columns & {"name", "nik", "no_kk", "address", "phone", "latitude", "longitude"} == set()


def test_the_event_says_who_took_what_of_which_day(register: list[UUID], tmp_path: Path) -> None:
    take(tmp_path, REGENCY)
    event = Event.objects.get(verb="snapshot.take")
    assert (event.area_code, event.subject_kind, event.after["on"]) == (REGENCY, "snapshot", ON.isoformat())
    assert event.after["families"] == families_by_regency(system(), REGENCY)[REGENCY]


def test_nobody_at_a_desk_may_take_a_snapshot(tmp_path: Path) -> None:
    for role in ("front_office", "manager", "administrator", "national"):
        with pytest.raises(Denied):
            take_snapshot(
                officer(role, "00"),
                tmp_path / role,
                area_code=REGENCY,
                on=ON,
                installation="test",
                done=lambda done, total: None,
            )
        assert not (tmp_path / role).exists()


def test_the_stream_keeps_to_the_actors_area(register: list[UUID]) -> None:
    there = officer("front_office", OTHER_REGENCY)
    with acting(there):
        assert {record.family["area_code"][:5] for _, record in stream(there, "00")} <= {OTHER_REGENCY}  # type: ignore[index]
        assert len(list(stream(there, "00"))) == sum(families_by_regency(there, "00").values()) < COUNT


def test_what_a_family_receives_of_a_local_programme_has_no_column(register: list[UUID], tmp_path: Path) -> None:
    Programme.objects.create(
        code="sumur_bor", name_id="Sumur", name_en="Well", owner="Desa", level="desa", sector="air"
    )
    before = {key: record.family.get("receives", frozenset()) for key, record in stream(system(), "19")}
    where = Family.objects.get(id=register[0]).area_code
    Enrolment.objects.create(programme_id="sumur_bor", family_id=register[0], area_code=where)
    take(tmp_path)
    assert read(tmp_path)[register[0]].family["receives"] == before[register[0]]


class Stopped(Exception):
    """The run ends here."""


def test_a_stopped_snapshot_goes_on(register: list[UUID], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(done: int, total: int) -> None:
        assert total == COUNT
        if done > COUNT // 2:
            raise Stopped

    with pytest.raises(Stopped):
        take(tmp_path, done=stop)
    left = sorted(path.name for path in tmp_path.glob("19.*"))
    asked: list[str] = []
    monkeypatch.setattr(snapshots, "stream", lambda actor, code: asked.append(code) or stream(actor, code))
    heard: list[tuple[int, int]] = []
    made = take(tmp_path, done=lambda *far: heard.append(far))
    assert left
    assert sorted(made.kabupaten) == sorted([*left, *asked])
    assert heard[-1] == (COUNT, COUNT)
    assert len(read(tmp_path)) == COUNT
    assert verify(tmp_path).findings == ()
    assert Event.objects.filter(verb="snapshot.take").count() == 2


def test_a_finished_snapshot_is_not_taken_again(register: list[UUID], tmp_path: Path) -> None:
    take(tmp_path, REGENCY)
    with pytest.raises(SnapshotProblem, match="already holds a finished snapshot"):
        take(tmp_path, REGENCY)
    assert Event.objects.filter(verb="snapshot.take").count() == 1
