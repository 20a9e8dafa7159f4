"""Changes on their way in the demonstration: proposals at their stations, a meeting, a likely twin."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.registry.chains import next_verb
from slrt.domain.synthesis import SyntheticFamily
from slrt.jobs.demo.people import Staff
from slrt.jobs.demo.timeline import Timeline, key_of
from slrt.reads import registry as registry_reads
from slrt.services import registry
from slrt.services.accounts import acting
from slrt.services.registry import changes, meetings, pairs

VILLAGE = "19.06.01.2003"
"""The desa whose Puskesos is part of the demonstration."""

MOST = 12
STATION_ROLES = {
    "check": ("puskesos_back_office", "back_office", "manager"),
    "verify": ("supervisor", "facilitator", "manager"),
    "endorse": ("back_office", "manager"),
    "approve": ("head_of_agency",),
}
WAYS: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    ("roof", {"roof": "thatch"}, ""),
    ("water", {"water": "unprotected_well"}, ""),
    ("lighting", {"lighting": "non_pln"}, "verify"),
    ("wall", {"wall": "bamboo"}, "deliberate"),
    ("floor", {"floor": "soil"}, "deliberate"),
    ("toilet", {"toilet": "public"}, "deliberate"),
)
"""Name, facts proposed, and the verb before which the proposal waits ("": nothing was done yet)."""


@dataclass(frozen=True)
class Changes:
    """Writes the changes that are not there yet; each has a key that follows from its name."""

    timeline: Timeline
    staff: Staff

    def load(self, families: Sequence[SyntheticFamily]) -> None:
        """Submit the proposals, take them to their stations, plan the meeting, mark the twin."""
        here = [key_of("family", family.key) for family in families if family.area_code == VILLAGE][:MOST]
        if len(here) <= len(WAYS):
            return
        with clock.at(self.timeline.moment(self.timeline.reference - timedelta(days=2), 7)):
            for (name, facts, until), family_id in zip(WAYS, here, strict=False):
                self._propose(name, facts, family_id, until)
            self._meeting()
            self._twin(here[len(WAYS)])

    def _propose(self, name: str, facts: Mapping[str, Any], family_id: UUID, until: str) -> None:
        key = key_of("change", name)
        items = [{"fact": fact, "value": value} for fact, value in facts.items()]
        proposal = changes.Proposal(
            kind="facts",
            area_code=VILLAGE,
            family_id=family_id,
            wish={"items": items},
            source="visit",
            channel="facilitator",
            reason="Keadaan rumah berubah sejak pendataan",
            evidence=[changes.NewEvidence(kind="photo", name="rumah.png", data=_picture())],
        )
        changes.submit(self.staff.at(VILLAGE, "facilitator"), proposal, submission=key, accept_warnings=True)
        self._walk(key, until)

    def _walk(self, key: UUID, until: str) -> None:
        """Take the proposal on, each station by somebody of its role, up to the verb it waits for."""
        with acting(system()):
            change = changes.locked(system(), key)
        while until and change.state in ("submitted", "checked"):
            verb = next_verb(change.state, change.stations)
            if verb == until:
                return
            change = changes.move(self._officer(verb), change_id=key, verb=verb, revision=change.revision)

    def _officer(self, verb: str) -> Actor:
        return self.staff.at(VILLAGE, *STATION_ROLES[verb])

    def _meeting(self) -> None:
        key = key_of("meeting", VILLAGE)
        chair = self.staff.at(VILLAGE, "puskesos_coordinator", "manager")
        plan = meetings.Plan(
            area_code=VILLAGE,
            held_on=clock.today() + timedelta(days=5),
            place="Balai desa",
            chair="Kepala desa",
            secretary="Sekretaris desa",
        )
        meeting = meetings.plan(chair, plan, submission=key)
        if meeting.revision == 1:
            meetings.draw(chair, meeting_id=key, revision=meeting.revision)

    def _twin(self, family_id: UUID) -> None:
        """Somebody is registered a second time under a slightly other name, and an officer notices."""
        desk = self.staff.at(VILLAGE, "front_office", "puskesos_front_office")
        with acting(system()):
            first = registry_reads.record_of(system(), family_id).memberships[0].person
        again = registry.NewMember(
            name=f"{first.name.split()[0]} {first.name.split()[-1][:1]}.",
            facts={"relation": "head", "sex": first.sex, "birth_date": first.birth_date},
        )
        made = registry.register(
            desk,
            registry.NewFamily(area_code=VILLAGE, members=[again], synthetic=True),
            submission=key_of("family", "twin"),
            source="interview",
            accept_warnings=True,
        )
        if made.created:
            pairs.suggest(desk, first.id, made.person_ids[0], reason="Nama dan tanggal lahir sama, orangnya mirip")


def _picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 150, 140)).save(made, "PNG")
    return made.getvalue()
