"""Plain makers for tests of village meetings: proposals that wait for one, and a meeting ready to be closed."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.domain.registry.minutes import Attendee
from slrt.services.registry import changes, meetings
from slrt.store.registry.models import AgendaItem, Attendance, Change, Meeting
from slrt.store.walls.context import acting
from tests.makers.changes import facts, photo, submitted, walk
from tests.makers.families import SITI_BORN, VILLAGE, new_family, nik, officer, person, registered

HELD_ON = date(2026, 12, 1)
CAME = (
    Attendee(name="Hasan Basri", capacity="Kepala desa"),
    Attendee(name="Yuliana", capacity="Ketua BPD"),
    Attendee(name="Ratna Dewi", capacity="Koordinator Puskesos"),
)


def coordinator(area_code: str = VILLAGE) -> Actor:
    return officer("puskesos_coordinator", area_code)


def waiting(name: str, number: int = 1, area_code: str = VILLAGE, until: str = "deliberate", **more: object) -> UUID:
    """A proposal for a family of that head, taken to the step before `until`."""
    with acting(system()):
        head = person(name, "head", SITI_BORN, "female", nik(SITI_BORN, "female", 100 + number))
        family = registered(officer(), new_family(head, area_code=area_code, facts={"roof": "zinc"})).family_id
        made = submitted(
            officer("facilitator", area_code),
            "facts",
            facts(("roof", "thatch")),
            family,
            area_code=area_code,
            **more,
        )
        walk(made.change_id, until=until)
    return made.change_id


def objection(name: str, objector: str, number: int = 1) -> UUID:
    """The same as an objection of a neighbour whose name is protected."""
    neighbour = changes.NewProposer(kind="citizen", name=objector, village_code=VILLAGE, protected=True)
    evidence = (photo(latitude=-2.75, longitude=108.2),)
    return waiting(name, number, route="objection", proposer=neighbour, evidence=evidence)


def planned(actor: Actor, area_code: str = VILLAGE, held_on: date = HELD_ON, **more: str) -> Meeting:
    words = {"place": "Balai Desa Lalang", "chair": "Hasan Basri", "secretary": "Yuliana", **more}
    return meetings.plan(actor, meetings.Plan(area_code=area_code, held_on=held_on, **words), submission=uuid7())


def ready(actor: Actor, decisions: Sequence[str], note: str = "Tidak sesuai keadaan", **more: date) -> Meeting:
    """A meeting with its agenda drawn, people present, and these decisions in the order of the agenda."""
    meeting = planned(actor, **more)
    meetings.draw(actor, meeting_id=meeting.id, revision=meeting.revision)
    return decided(actor, meeting.id, decisions, note)


def decided(actor: Actor, meeting_id: UUID, decisions: Sequence[str], note: str = "Tidak sesuai keadaan") -> Meeting:
    """Those who came, and these decisions in the order of the agenda."""
    meetings.set_attendance(actor, meeting_id=meeting_id, revision=fresh(meeting_id).revision, people=CAME)
    told = [
        meetings.Decision(item_id=item.id, decision=decision, note=note if decision == "rejected" else "")
        for item, decision in zip(agenda(meeting_id), decisions, strict=True)
    ]
    meetings.decide(actor, meeting_id=meeting_id, revision=fresh(meeting_id).revision, decisions=told)
    return fresh(meeting_id)


def fresh(meeting_id: UUID) -> Meeting:
    with acting(system()):
        return Meeting.objects.get(id=meeting_id)


def agenda(meeting_id: UUID) -> list[AgendaItem]:
    with acting(system()):
        return list(AgendaItem.objects.filter(meeting_id=meeting_id).select_related("change"))


def state_of(change_id: UUID) -> str:
    with acting(system()):
        return str(Change.objects.values_list("state", flat=True).get(id=change_id))


def meetings_there(family_id: UUID, area_code: str, index: int) -> dict[str, UUID | str]:
    """One planned and one closed meeting of any area, each with a proposal of the family, in the database's own words.

    Gives their ids and the code of the closed one.
    """
    at, here = clock.now(), {"area_code": area_code}
    kept: dict[str, UUID | str] = {}
    with acting(system()):
        for name, state in (("meeting", "planned"), ("closed_meeting", "closed")):
            change = Change.objects.create(
                kind="facts", route="proposal", family_id=family_id, title="Rusdi bin Hasan", base_version=1,
                state="verified", state_since=at, stations=["verified", "deliberated"], channel="desk",
                source="interview", at=at, **here,
            )  # fmt: skip
            row = Meeting.objects.create(
                kind="musdes", held_on=at.date(), place="Balai Desa", chair="Hasan Basri", state=state, at=at,
                code=f"{state.upper()}{index}", closed_at=None if state == "planned" else at,
                minutes_sha256="" if state == "planned" else "0" * 64, **here,
            )  # fmt: skip
            decision = "" if state == "planned" else "agreed"
            AgendaItem.objects.create(meeting=row, change=change, position=1, decision=decision, **here)
            for place, each in enumerate(CAME, 1):
                Attendance.objects.create(meeting=row, position=place, name=each.name, capacity=each.capacity, **here)
            kept[name] = row.id
        kept["code"] = row.code
    return kept
