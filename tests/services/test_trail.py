"""The trail: linking events into chains, and finding whatever was done to them afterwards."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connections

from slrt.domain import access, clock
from slrt.domain.access import Denied
from slrt.domain.problems import NotFound
from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.referral import REFERRAL
from slrt.reads import trail as reads
from slrt.services.trail import Report, Subject, coming_from, link_pending, record, verify
from slrt.services.trail.heads import folder, read_head
from slrt.services.trail.verify import WORDS
from slrt.store.trail.models import Event, Link
from slrt.store.walls.context import acting
from tests.makers import people
from tests.makers.people import BELITUNG_TIMUR, LALANG, MANGGAR

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def heads(settings: object, tmp_path: Path) -> Path:
    settings.SLRT_VAR = tmp_path
    return tmp_path / "trail"


@pytest.fixture
def chain(own_database: str, heads: Path) -> Iterator[list[UUID]]:
    """Six linked events of one kabupaten, committed, in their own database."""
    yield happen(6)
    assert link_pending() == 0


def happen(count: int, area_code: str = LALANG, since: datetime = NOON) -> list[UUID]:
    """So many events, a second apart, linked."""
    made = [event(area_code, since + timedelta(seconds=number)) for number in range(count)]
    link_pending()
    return made


def event(area_code: str = LALANG, at: datetime = NOON, **more: object) -> UUID:
    actor = access.system()
    with clock.at(at), acting(actor):
        subject = Subject("family", uuid4(), area_code, family_id=more.pop("family_id", None))
        return record(actor, str(more.pop("verb", "family.register")), subject, after={"n": 1, "nama": "é"}, **more)


def tamper(sql: str, *values: object) -> None:
    """As somebody who owns the database and may switch everything off."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount > 0


def found(report: Report) -> list[tuple[str, int, UUID | None]]:
    return [(one.kind, one.seq, one.event_id) for one in report.found]


def test_untouched_chains_are_whole(chain: list[UUID]) -> None:
    happen(3, "19.02", NOON)
    report = verify()
    assert (report.is_whole, report.chains, report.links, report.waiting) == (True, 2, 9, 0)
    assert read_head(BELITUNG_TIMUR).seq == 6


def test_events_are_linked_in_the_order_of_their_birth_one_chain_per_kabupaten(own_database: str) -> None:
    late, early = event(at=NOON + timedelta(seconds=5)), event(at=NOON)
    elsewhere = event("19.02")
    above = event("19")
    assert link_pending() == 4
    places = {one.event_id: (one.chain, one.seq) for one in Link.objects.all()}
    assert places == {early: ("19.06", 1), late: ("19.06", 2), elsewhere: ("19.02", 1), above: ("19", 1)}


def test_an_event_that_commits_late_is_linked_when_it_appears(chain: list[UUID]) -> None:
    older = event(at=NOON - timedelta(minutes=3))
    assert link_pending() == 1
    assert Link.objects.get(event_id=older).seq == 7
    assert verify().is_whole


def test_a_limit_bounds_the_work_and_the_rest_waits(own_database: str) -> None:
    for number in range(5):
        event(at=NOON + timedelta(seconds=number))
    assert link_pending(limit=2) == 2
    report = verify()
    assert (report.is_whole, report.waiting) == (True, 3)
    assert link_pending() == 3


def test_the_quick_look_takes_young_events_and_the_full_look_the_rest(own_database: str) -> None:
    event(at=NOON - timedelta(days=3))
    event(at=NOON)
    assert link_pending(since=NOON - timedelta(days=1)) == 1
    assert link_pending() == 1


def test_linking_again_and_again_changes_nothing(chain: list[UUID]) -> None:
    before = read_head(BELITUNG_TIMUR)
    assert link_pending() == 0
    assert read_head(BELITUNG_TIMUR) == before


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'family.other'",
        "actor_name = 'Orang Lain'",
        "at = at + interval '1 second'",
        """after = '{"n": 2}'""",
        "reason = 'lain'",
        "area_code = '19.06.02'",
        "subject_id = gen_random_uuid()",
    ],
)
def test_an_altered_event_is_found_and_named(chain: list[UUID], change: str) -> None:
    tamper(f"UPDATE trail_event SET {change} WHERE id = %s", chain[2])
    assert found(verify()) == [("altered", 3, chain[2])]


def test_a_deleted_event_is_found_and_named(chain: list[UUID]) -> None:
    tamper("DELETE FROM trail_event WHERE id = %s", chain[2])
    assert found(verify()) == [("deleted", 3, chain[2])]


def test_an_event_deleted_with_its_link_leaves_a_gap(chain: list[UUID]) -> None:
    for place in (2, 3):
        tamper("DELETE FROM trail_event WHERE id = %s", chain[place])
        tamper("DELETE FROM trail_link WHERE event_id = %s", chain[place])
    report = verify()
    assert [(one.kind, one.seq, one.last) for one in report.found] == [("gap", 3, 4)]


def test_a_gap_closed_by_renumbering_is_found(chain: list[UUID]) -> None:
    tamper("DELETE FROM trail_event WHERE id = %s", chain[2])
    tamper("DELETE FROM trail_link WHERE event_id = %s", chain[2])
    for seq in (4, 5, 6):
        tamper("UPDATE trail_link SET seq = %s WHERE chain = %s AND seq = %s", seq - 1, BELITUNG_TIMUR, seq)
    assert ("reordered", 3, chain[3]) in found(verify())


def test_two_events_that_changed_places_are_found(chain: list[UUID]) -> None:
    tamper("UPDATE trail_link SET event_id = gen_random_uuid() WHERE event_id = %s", chain[1])
    tamper("UPDATE trail_link SET event_id = %s WHERE event_id = %s", chain[1], chain[3])
    tamper("UPDATE trail_link SET event_id = %s WHERE chain = %s AND seq = 2", chain[3], BELITUNG_TIMUR)
    assert found(verify()) == [("reordered", 2, chain[3]), ("reordered", 4, chain[1])]


def test_links_that_changed_places_are_found(chain: list[UUID]) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        tamper("UPDATE trail_link SET seq = %s WHERE chain = %s AND seq = %s", new, BELITUNG_TIMUR, old)
    assert {("reordered", 2, chain[2]), ("reordered", 3, chain[1])} <= set(found(verify()))


def test_a_cut_tail_is_found_because_the_head_is_kept_outside(chain: list[UUID]) -> None:
    tamper("DELETE FROM trail_event WHERE id = ANY (%s)", chain[4:])
    tamper("DELETE FROM trail_link WHERE event_id = ANY (%s)", chain[4:])
    report = verify()
    assert [(one.kind, one.seq, one.last) for one in report.found] == [("truncated", 5, 6)]


def test_a_chain_cut_to_nothing_is_found(chain: list[UUID]) -> None:
    tamper("DELETE FROM trail_event")
    tamper("DELETE FROM trail_link")
    report = verify()
    assert [(one.kind, one.seq, one.last) for one in report.found] == [("truncated", 1, 6)]


def test_a_cut_tail_is_still_found_after_new_events_were_linked(chain: list[UUID]) -> None:
    tamper("DELETE FROM trail_event WHERE id = ANY (%s)", chain[4:])
    tamper("DELETE FROM trail_link WHERE event_id = ANY (%s)", chain[4:])
    happen(3, since=NOON + timedelta(hours=1))
    assert found(verify()) == [("rewritten", 6, None)]


def test_a_chain_rewritten_from_the_start_is_found(chain: list[UUID], heads: Path) -> None:
    kept = (heads / BELITUNG_TIMUR).read_text()
    tamper("DELETE FROM trail_link")
    tamper("UPDATE trail_event SET reason = 'lain' WHERE id = %s", chain[2])
    (heads / BELITUNG_TIMUR).unlink()
    link_pending()
    (heads / BELITUNG_TIMUR).write_text(kept)
    assert found(verify()) == [("rewritten", 6, None)]


@pytest.mark.parametrize("content", [None, "", "six abcdef", "6"])
def test_a_missing_or_broken_head_file_is_found_and_not_silently_replaced(
    chain: list[UUID], heads: Path, content: str | None
) -> None:
    if content is None:
        (heads / BELITUNG_TIMUR).unlink()
    else:
        (heads / BELITUNG_TIMUR).write_text(content)
    assert found(verify()) == [("head_missing", 0, None)]
    happen(1, since=NOON + timedelta(hours=1))
    assert found(verify()) == [("head_missing", 0, None)]


def test_a_head_file_left_behind_is_found_and_brought_forward_by_the_next_link(chain: list[UUID], heads: Path) -> None:
    old = Link.objects.get(chain=BELITUNG_TIMUR, seq=4)
    (heads / BELITUNG_TIMUR).write_text(f"4 {bytes(old.hash).hex()}\n")
    assert found(verify()) == [("head_behind", 4, None)]
    happen(1, since=NOON + timedelta(hours=1))
    assert verify().is_whole


def test_the_report_says_in_both_languages_what_is_wrong(chain: list[UUID]) -> None:
    tamper("DELETE FROM trail_event WHERE id = %s", chain[0])
    (one,) = verify(MANGGAR).found
    assert (one.message_id, one.message_en) == WORDS["deleted"]


def test_only_the_chains_of_the_area_are_walked(chain: list[UUID]) -> None:
    happen(2, "19.02")
    tamper("DELETE FROM trail_event WHERE id = %s", chain[0])
    assert verify("19.02").is_whole
    assert not verify("19.06").is_whole
    assert not verify("19").is_whole


def test_an_area_that_never_was_and_one_without_chains_are_not_whole(chain: list[UUID]) -> None:
    for never in ("99.99", "19.06.99"):
        with pytest.raises(NotFound):
            verify(never)
    assert found(verify("19.02")) == [("no_chain", 0, None)]


def test_head_files_are_whole_lines_and_nothing_else_lies_beside_them(chain: list[UUID]) -> None:
    assert [path.name for path in folder().iterdir()] == [BELITUNG_TIMUR]
    assert re.fullmatch(r"6 [0-9a-f]{64}\n", (folder() / BELITUNG_TIMUR).read_text())


@pytest.mark.django_db
def test_an_event_says_who_what_where_from_and_why() -> None:
    actor = people.officer("front_office", LALANG)
    with acting(actor), coming_from("10.0.0.1 abc"):
        key = record(actor, "family.register", Subject("family", uuid4(), LALANG), reason="datang ke loket")
        one = Event.objects.get(id=key)
    assert (one.actor_id, one.post_id, one.role) == (actor.user_id, actor.post_id, "front_office")
    assert (one.chain, one.request, one.reason) == (BELITUNG_TIMUR, "10.0.0.1 abc", "datang ke loket")


@pytest.mark.django_db
def test_the_timeline_shows_what_was_done_and_the_list_of_accesses_who_looked() -> None:
    family = uuid4()
    event(family_id=family)
    event(family_id=family, verb="family.look", at=NOON + timedelta(hours=1))
    reader = people.officer("front_office", BELITUNG_TIMUR)
    stranger = people.officer("front_office", people.BELITUNG)
    with acting(reader):
        assert [line.verb for line in reads.timeline(reader, family_id=family)] == ["family.register"]
        assert [line.verb for line in reads.accesses(reader, family)] == ["family.look"]
    with acting(stranger):
        assert reads.timeline(stranger, family_id=family) == []


@pytest.mark.django_db
def test_the_auditors_list_filters_counts_and_stays_in_the_area() -> None:
    auditor = people.officer("administrator", BELITUNG_TIMUR)
    one = event(reason="dicari")
    event("19.02")
    event(at=NOON + timedelta(days=1), verb="family.look")
    with acting(auditor):
        everything = reads.audit(auditor, reads.AuditFilter(actor="slrt", area_code=LALANG))
        assert (everything.paginator.count, {line.area_code for line in everything}) == (2, {LALANG})
        day = NOON.date()
        assert [line.id for line in reads.audit(auditor, reads.AuditFilter(verb="family.register"))] == [one]
        wanted = reads.AuditFilter(actor="slrt", area_code=LALANG, since=day, until=day)
        assert [line.reason for line in reads.audit(auditor, wanted)] == ["dicari"]
        assert reads.audit(auditor, reads.AuditFilter(area_code="19.02")).paginator.count == 0
    with pytest.raises(Denied):
        reads.audit(people.officer("front_office"), reads.AuditFilter())


def test_every_verb_that_the_services_record_has_words() -> None:
    called = re.compile(r"\b(?:record|remember)\(\s*[a-z_.()]+,\s*\"([a-z_]+\.[a-z_]+)\"")
    constant = re.compile(r"^[A-Z_]+ = \"((?:family|identity|case|referral|session|user)\.[a-z_]+)\"", re.M)
    verbs: set[str] = set()
    for path in (ROOT / "slrt").rglob("*.py"):
        if {"services", "web", "jobs"} & set(path.parts):
            text = path.read_text(encoding="utf-8")
            verbs |= set(called.findall(text)) | set(constant.findall(text))
            verbs |= {f"family.{kind}" for kind in re.findall(r"\bfinish\([^)]*\"([a-z_]+)\"", text)}
    assert {"session.begin", "family.register", "family.facts", "case.open"} <= verbs
    machines = {f"case.{verb}" for verb in CASE.verbs} | {f"referral.{verb}" for verb in REFERRAL.verbs}
    assert (verbs | machines) - set(reads.VERBS) == set()
