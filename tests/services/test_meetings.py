"""Village meetings: planned, drawn, decided, closed in one transaction, their minutes fixed and their names guarded."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slrt.domain.access import Actor, Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.registry.chains import next_verb
from slrt.domain.registry.minutes import Attendee, digest_of
from slrt.domain.workflow.change import STATIONS, WAITING
from slrt.reads.registry import meetings as reads
from slrt.services import papers
from slrt.services.registry import changes, meetings
from slrt.store.registry.models import Change, ChangeStep, Meeting
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_REGENCY, REGENCY, VILLAGE, officer
from tests.makers.meetings import (
    CAME,
    HELD_ON,
    agenda,
    coordinator,
    decided,
    fresh,
    objection,
    planned,
    ready,
    state_of,
    waiting,
)
from tests.makers.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def chair(tuesday: None) -> Actor:
    return coordinator()


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def verbs_about(meeting: Meeting) -> list[str]:
    with acting(system()):
        return list(Event.objects.filter(subject_id=meeting.id).order_by("at", "id").values_list("verb", flat=True))


def test_a_meeting_carries_out_every_decision_and_each_change_names_it(chair: Actor) -> None:
    yes, no, later = (waiting(name, place) for place, name in enumerate(["Ani", "Budi", "Cici"]))
    closed = meetings.close(
        chair, meeting_id=(made := ready(chair, ["agreed", "rejected", "postponed"])).id, revision=made.revision
    )
    assert (closed.state, closed.kind, closed.closed_at is not None) == ("closed", "musdes", True)
    assert [state_of(each) for each in (yes, no, later)] == ["deliberated", "rejected", "verified"]
    with acting(system()):
        step = ChangeStep.objects.get(change_id=yes, verb="deliberate")
        assert step.detail == {"basis": "meeting", "meeting": str(made.id)}
        assert ChangeStep.objects.get(change_id=no, verb="reject").reason == "Tidak sesuai keadaan"
    assert verbs_about(closed) == [
        "meeting.plan",
        "meeting.agenda",
        "meeting.attendance",
        "meeting.decide",
        "meeting.close",
    ]


def test_closing_twice_is_once(chair: Actor) -> None:
    change = waiting("Ani")
    made = ready(chair, ["agreed"])
    first = meetings.close(chair, meeting_id=made.id, revision=made.revision)
    again = meetings.close(chair, meeting_id=made.id, revision=made.revision)
    assert (again.revision, again.closed_at, again.minutes_sha256) == (
        first.revision,
        first.closed_at,
        first.minutes_sha256,
    )
    assert verbs_about(made).count("meeting.close") == 1
    assert state_of(change) == "deliberated"


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(["agreed", "rejected", "postponed", ""]), min_size=1, max_size=5))
def test_all_of_it_or_nothing(chair: Actor, decisions: list[str]) -> None:
    """Whatever was decided: with every item decided all take effect, with one open item none does."""
    with acting(system()):
        before = Change.objects.count()
    made = [waiting(f"Orang {before + place}", before + place) for place in range(len(decisions))]
    meeting = planned(chair)
    meetings.add(chair, meeting_id=meeting.id, revision=1, change_ids=made)
    meeting = decided(chair, meeting.id, decisions)
    results = {"agreed": "deliberated", "rejected": "rejected", "postponed": "verified"}
    if "" in decisions:
        with pytest.raises(Refused) as refused:
            meetings.close(chair, meeting_id=meeting.id, revision=meeting.revision)
        assert codes(refused) == {"undecided"}
        assert {state_of(each) for each in made} == {"verified"}
        meetings.cancel(chair, meeting_id=meeting.id, revision=meeting.revision, reason="Selesai")
    else:
        meetings.close(chair, meeting_id=meeting.id, revision=meeting.revision)
        assert [state_of(each) for each in made] == [results[each] for each in decisions]


def test_an_item_that_fails_leaves_the_whole_meeting_as_it_was(chair: Actor) -> None:
    first, second = waiting("Ani", 1), waiting("Budi", 2)
    made = ready(chair, ["agreed", "agreed"])
    with acting(system()):
        Change.objects.filter(id=second).update(state="withdrawn", stations=["deliberated"])
    with pytest.raises(Refused) as refused:
        meetings.close(chair, meeting_id=made.id, revision=made.revision)
    assert codes(refused) == {"moved_on"}
    assert "Budi" in refused.value.problems[0].message_id
    assert (state_of(first), fresh(made.id).state) == ("verified", "planned")


def test_what_lacks_is_said_all_at_once(chair: Actor) -> None:
    meeting = planned(chair, held_on=HELD_ON + timedelta(days=3))
    with pytest.raises(Refused) as refused:
        meetings.close(chair, meeting_id=meeting.id, revision=1)
    assert codes(refused) == {"not_held_yet", "too_few", "no_agenda"}
    assert {each.code for each in meetings.obstacles(chair, meeting.id)} == codes(refused)


def test_the_agenda_is_drawn_from_what_waits_for_this_village_alone(chair: Actor) -> None:
    mine = waiting("Ani", 1)
    waiting("Budi", 2, until="verify")
    waiting("Cici", 3, area_code="19.06.01.2002")
    first, second = planned(chair), planned(chair)
    assert meetings.draw(chair, meeting_id=first.id, revision=1) == 1
    assert [item.change_id for item in agenda(first.id)] == [mine]
    assert meetings.draw(chair, meeting_id=second.id, revision=1) == 0
    with pytest.raises(Refused) as refused:
        meetings.add(chair, meeting_id=second.id, revision=1, change_ids=[mine])
    assert codes(refused) == {"not_waiting"}
    meetings.cancel(chair, meeting_id=first.id, revision=2, reason="Hujan")
    assert meetings.draw(chair, meeting_id=second.id, revision=1) == 1


def test_what_was_postponed_comes_before_the_next_meeting(chair: Actor) -> None:
    waiting("Ani")
    made = ready(chair, ["postponed"])
    meetings.close(chair, meeting_id=made.id, revision=made.revision)
    assert meetings.draw(chair, meeting_id=planned(chair).id, revision=1) == 1


@given(st.sampled_from([*WAITING, "returned"]), st.sets(st.sampled_from(STATIONS)))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_who_waits_is_what_the_chain_says(chair: Actor, state: str, chosen: set[str]) -> None:
    stations = [station for station in STATIONS if station in chosen]
    with acting(system()):
        change = Change.objects.filter(area_code=VILLAGE).first() or Change.objects.get(id=waiting("Ani"))
        Change.objects.filter(id=change.id).update(state=state, stations=stations)
        found = reads.waiting_for_the_village(chair, VILLAGE).filter(id=change.id).exists()
    assert found == (state in WAITING and next_verb(state, stations) == "deliberate")


def test_items_are_moved_removed_and_numbered_anew(chair: Actor) -> None:
    one, two, three = (waiting(name, place) for place, name in enumerate(["Ani", "Budi", "Cici"]))
    meeting = planned(chair)
    meetings.draw(chair, meeting_id=meeting.id, revision=1)
    last = agenda(meeting.id)[2]
    meetings.shift(chair, meeting_id=meeting.id, revision=2, item_id=last.id, by=-1)
    assert [item.change_id for item in agenda(meeting.id)] == [one, three, two]
    meetings.shift(chair, meeting_id=meeting.id, revision=3, item_id=last.id, by=-9)
    meetings.remove(chair, meeting_id=meeting.id, revision=4, item_id=agenda(meeting.id)[1].id)
    assert [(item.change_id, item.position) for item in agenda(meeting.id)] == [(three, 1), (two, 2)]
    with pytest.raises(NotFound):
        meetings.remove(chair, meeting_id=meeting.id, revision=5, item_id=uuid4())


def test_a_decision_may_change_while_the_meeting_is_open_and_never_after(chair: Actor) -> None:
    waiting("Ani")
    made = ready(chair, ["rejected"])
    made = decided(chair, made.id, ["agreed"])
    meetings.close(chair, meeting_id=made.id, revision=made.revision)
    item = agenda(made.id)[0]
    with pytest.raises(Refused) as refused:
        meetings.decide(
            chair,
            meeting_id=made.id,
            revision=fresh(made.id).revision,
            decisions=[meetings.Decision(item_id=item.id, decision="rejected", note="Lain")],
        )
    assert codes(refused) == {"meeting_over"}
    with pytest.raises(Refused):
        meetings.cancel(chair, meeting_id=made.id, revision=fresh(made.id).revision, reason="Lupa")


def test_a_rejection_needs_its_reason_and_names_no_objector(chair: Actor) -> None:
    objection("Ani", "Bambang Sutrisno")
    meeting = planned(chair)
    meetings.draw(chair, meeting_id=meeting.id, revision=1)
    item = agenda(meeting.id)[0]
    for note, code in (("  ", "no_reason"), ("Kata bambang  SUTRISNO tidak benar", "names_objector")):
        with pytest.raises(Refused) as refused:
            meetings.decide(
                chair,
                meeting_id=meeting.id,
                revision=2,
                decisions=[meetings.Decision(item_id=item.id, decision="rejected", note=note)],
            )
        assert codes(refused) == {code}


def test_the_minutes_are_fixed_and_hold_no_objector_and_no_clear_number(chair: Actor) -> None:
    waiting("Ani Lestari", 1)
    objection("Budi Santoso", "Bambang Sutrisno", 2)
    made = ready(chair, ["agreed", "rejected"], note="Cocokkan 1906015701900012 dulu")
    closed = meetings.close(chair, meeting_id=made.id, revision=made.revision)
    text = papers.place_of(closed.minutes_sha256).read_bytes()
    assert digest_of(text) == closed.minutes_sha256
    assert b"Bambang" not in text
    assert b"1906015701900012" not in text
    with acting(system()):
        Change.objects.filter(area_code=VILLAGE).update(title="Nama lain")
    told = meetings.minutes_of(chair, made.id)
    assert [(item.title, item.decision) for item in told.items] == [
        ("Ani Lestari", "agreed"),
        ("Budi Santoso", "rejected"),
    ]
    assert [item.nik for item in told.items] == ["1906••••••••0101", "1906••••••••0102"]
    assert told.attendance == CAME
    assert told.places[-1] == "Lalang Jaya"


def test_minutes_that_somebody_altered_on_disk_are_never_shown(chair: Actor) -> None:
    waiting("Ani")
    made = ready(chair, ["agreed"])
    closed = meetings.close(chair, meeting_id=made.id, revision=made.revision)
    place = papers.place_of(closed.minutes_sha256)
    place.write_bytes(place.read_bytes().replace(b"agreed", b"denied"))
    with pytest.raises(NotFound):
        meetings.minutes_of(chair, made.id)


def test_the_public_words_hold_figures_and_no_name(chair: Actor) -> None:
    for place, name in enumerate(["Ani", "Budi", "Cici"]):
        waiting(name, place)
    made = ready(chair, ["agreed", "agreed", "postponed"])
    with pytest.raises(NotFound):
        reads.verification(made.code)
    closed = meetings.close(chair, meeting_id=made.id, revision=made.revision)
    told = reads.verification(made.code)
    assert (told.agreed, told.rejected, told.postponed, told.sha256) == (2, 0, 1, closed.minutes_sha256)
    assert not {"Ani", "Budi", "Cici", "Hasan Basri"} & set(map(str, vars(told).values()))


@pytest.mark.parametrize(
    ("role", "area"), [("back_office", REGENCY), ("facilitator", VILLAGE), ("puskesos_coordinator", "19.06.01.2002")]
)
def test_only_who_decides_for_the_village_holds_its_meeting(chair: Actor, role: str, area: str) -> None:
    stranger = officer(role, area)
    with pytest.raises(Denied):
        planned(stranger)
    meeting = planned(chair)
    with pytest.raises((Denied, NotFound)):
        meetings.close(stranger, meeting_id=meeting.id, revision=1)
    with pytest.raises((Denied, NotFound)):
        meetings.set_attendance(stranger, meeting_id=meeting.id, revision=1, people=CAME)


def test_another_area_sees_no_meeting(chair: Actor) -> None:
    meeting = planned(chair)
    stranger = officer("manager", OTHER_REGENCY)
    with pytest.raises(NotFound):
        reads.meeting_page(stranger, meeting.id)
    assert list(reads.meetings(stranger)) == []
    with acting(stranger):
        assert not Meeting.objects.filter(id=meeting.id).exists()


def test_the_same_plan_sent_twice_is_one_meeting(chair: Actor) -> None:
    key = uuid7()
    new = meetings.Plan(area_code=VILLAGE, held_on=HELD_ON, place="Balai", chair="Hasan")
    assert meetings.plan(chair, new, submission=key).id == meetings.plan(chair, new, submission=key).id == key
    with acting(system()):
        assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": " "}, "missing"),
        ({"chair": ""}, "missing"),
        ({"held_on": HELD_ON + timedelta(days=400)}, "bad_day"),
        ({"place": "x" * 161}, "too_long"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(chair: Actor, change: dict[str, object], code: str) -> None:
    new = meetings.Plan(area_code=VILLAGE, held_on=HELD_ON, place="Balai", chair="Hasan")
    with pytest.raises(Refused) as refused:
        meetings.plan(chair, replace(new, **change), submission=uuid7())
    assert codes(refused) == {code}


def test_a_meeting_is_held_in_one_village() -> None:
    new = meetings.Plan(area_code=REGENCY, held_on=HELD_ON, place="Balai", chair="Hasan")
    with pytest.raises(Refused) as refused:
        meetings.plan(officer("manager"), new, submission=uuid7())
    assert codes(refused) == {"no_village"}


def test_a_plan_is_changed_and_whoever_comes_second_is_told(chair: Actor) -> None:
    meeting = planned(chair)
    new = meetings.Plan(area_code=VILLAGE, held_on=HELD_ON, place="Masjid", chair="Hasan")
    assert meetings.edit(chair, meeting_id=meeting.id, revision=1, new=new).place == "Masjid"
    with pytest.raises(Stale):
        meetings.edit(chair, meeting_id=meeting.id, revision=1, new=new)


def test_rows_of_people_are_complete_and_nobody_stands_twice(chair: Actor) -> None:
    meeting = planned(chair)
    blank = Attendee(name=" ", capacity="")
    made = meetings.set_attendance(chair, meeting_id=meeting.id, revision=1, people=[*CAME, blank])
    with acting(system()):
        assert made.attendance.count() == 3
    for people in ([Attendee(name="Ani", capacity="")], [CAME[0], CAME[0]], [Attendee(name="x" * 121, capacity="RT")]):
        with pytest.raises(Refused):
            meetings.set_attendance(chair, meeting_id=meeting.id, revision=2, people=people)


def test_the_signed_scan_belongs_to_a_closed_meeting(chair: Actor) -> None:
    waiting("Ani")
    made = ready(chair, ["agreed"])
    with pytest.raises(Refused):
        meetings.add_scan(chair, meeting_id=made.id, name="ba.png", data=picture())
    meetings.close(chair, meeting_id=made.id, revision=made.revision)
    kept = meetings.add_scan(chair, meeting_id=made.id, name="ba.png", data=picture())
    scan = meetings.scan_of(chair, made.id)
    assert (scan.media, digest_of(scan.data)) == ("image/jpeg", kept.scan_sha256)
    with pytest.raises(Refused):
        meetings.add_scan(chair, meeting_id=made.id, name="ba.exe", data=b"MZ")
    assert verbs_about(made).count("meeting.scan") == 1


def test_looking_is_told_once_in_ten_minutes(chair: Actor) -> None:
    meeting = planned(chair)
    for _ in range(3):
        meetings.look(chair, meeting.id)
    assert verbs_about(meeting).count("meeting.look") == 1


def test_a_cancelled_meeting_keeps_its_reason_and_cancels_once(chair: Actor) -> None:
    meeting = planned(chair)
    with pytest.raises(Refused):
        meetings.cancel(chair, meeting_id=meeting.id, revision=1, reason=" ")
    for _ in range(2):
        gone = meetings.cancel(chair, meeting_id=meeting.id, revision=1, reason="Hujan deras")
    assert (gone.state, gone.note) == ("cancelled", "Hujan deras")
    assert verbs_about(meeting).count("meeting.cancel") == 1


def test_sworn_letters_and_meetings_do_not_decide_twice(chair: Actor) -> None:
    """A proposal on the agenda that goes on by a sworn letter meanwhile stops the closing, with its name."""
    change = waiting("Ani")
    made = ready(chair, ["agreed"])
    with acting(system()):
        row = Change.objects.get(id=change)
        inputs = {"basis": "meeting", "meeting": str(made.id)}
        changes.move(chair, change_id=change, verb="deliberate", revision=row.revision, inputs=inputs)
    with pytest.raises(Refused) as refused:
        meetings.close(chair, meeting_id=made.id, revision=made.revision)
    assert codes(refused) == {"moved_on"}
