"""The cases of the demonstration: every story replayed through the verbs, in the order in which things happened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from slrt.domain import clock, tickets
from slrt.domain.access import Actor, system
from slrt.domain.synthesis import SyntheticFamily
from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.stories import REFERRAL, CastStory, StoryStep, cast, moment_of, stories
from slrt.jobs.demo.people import Staff, offer_key
from slrt.jobs.demo.timeline import SEED, Timeline, key_of, working_day
from slrt.reads import registry as registry_reads
from slrt.services import accounts as account_services
from slrt.services import cases

SECOND_CHOICE = {"puskesos": "dinsos"}
"""Where a second referral goes when the first went to the Puskesos; else it goes to the Puskesos."""

SECOND_MESSAGE = "Mohon pendampingan selama kasus ini ditangani."

REGENCY, DISTRICT = 5, 8
STEP_MINUTES = 35


def casting(families: Sequence[SyntheticFamily], timeline: Timeline) -> list[CastStory]:
    """Every story with the family it happens to."""
    return cast(stories(SEED), families, timeline.reference)


@dataclass(frozen=True)
class Event:
    """One step of one story at its moment."""

    at: datetime
    number: int
    place: int
    story: CastStory
    step: StoryStep


@dataclass
class Replay:
    """Replays stories inside one transaction: all cases of the demonstration are there, or none is."""

    timeline: Timeline
    staff: Staff
    organisations: Mapping[UUID, str]
    neighbours: Mapping[str, str]
    first_tickets: dict[str, str] = field(default_factory=dict)

    def run(self, told: Sequence[CastStory]) -> None:
        """Take every step of every story in order of time; nothing when the first case is there already."""
        events = sorted(self._events(told), key=lambda event: (event.at, event.number, event.place))
        with account_services.acting(system()):
            for event in events:
                with clock.at(event.at):
                    if event.step.verb != "open":
                        self._take(event)
                    elif self._open(event).version > 1:
                        return

    def _events(self, told: Sequence[CastStory]) -> Iterator[Event]:
        for number, story in enumerate(told):
            steps = story.story.steps
            for place, step in enumerate(steps):
                day = working_day(moment_of(step, self.timeline.reference))
                moment = self.timeline.moment(day, number)
                latest = clock.now() - timedelta(minutes=len(steps) - place)
                yield Event(min(moment + timedelta(minutes=place * STEP_MINUTES), latest), number, place, story, step)

    def _take(self, event: Event) -> None:
        verb = event.step.verb
        if verb in (f"{REFERRAL}send", f"{REFERRAL}send_second"):
            self._send(event, second=verb.endswith("second"))
        elif verb.startswith(REFERRAL):
            self._answer(event, verb.removeprefix(REFERRAL))
        elif verb.startswith("confirm_"):
            self._confirm(event, verb.removeprefix("confirm_"))
        else:
            self._move(event, verb)

    def _open(self, event: Event) -> Any:
        story, family = event.story.story, event.story.family
        family_id = key_of("family", family.key)
        with account_services.acting(system()):
            person_ids = registry_reads.record_of(system(), family_id).person_ids
        roles = ("facilitator",) if story.channel == "facilitator" else ("puskesos_front_office", "front_office")
        case = cases.open_case(
            self.staff.at(family.area_code, *roles),
            cases.NewCase(
                type=story.kind,
                sector=story.sector,
                title=story.title,
                text=story.text,
                programme_code=story.programme,
                priority=story.priority,
                channel=story.channel,
                reporter_name=self._reporter(event.story),
                reporter_phone=f"0000-0000-{event.number:04}",
                reporter_relation=story.reporter,
                family_id=family_id,
                person_id=person_ids[event.story.member],
                ticket=_ticket(story.key),
                synthetic=True,
            ),
            submission=_case_key(event.story),
        )
        if not story.is_duplicate:
            self.first_tickets.setdefault(family.area_code[:REGENCY], case.ticket)
        return case

    def _reporter(self, told: CastStory) -> str:
        """Who stands at the desk: the person, the head of the family, or somebody from next door."""
        family = told.family
        if told.story.reporter == "diri sendiri":
            return family.members[told.member if told.member_is_grown else 0].name
        if told.story.reporter == "keluarga":
            return family.members[0].name
        return self.neighbours.get(family.area_code, family.members[0].name)

    def _move(self, event: Event, verb: str) -> None:
        story = event.story.story
        inputs: dict[str, Any] = {"reason": event.step.reason, "result": story.result, "settlement": story.settlement}
        if verb == "mark_duplicate":
            inputs["duplicate_of"] = self.first_tickets[event.story.family.area_code[:REGENCY]]
        if verb != "resolve":
            inputs = {name: inputs[name] for name in ("reason", "duplicate_of") if name in inputs}
        actor = self._officer(event.story, verb)
        cases.move(actor, case_id=_case_key(event.story), verb=verb, version=None, inputs=inputs)
        if verb == "verify":
            cases.note(actor, case_id=_case_key(event.story), text=event.step.reason)

    def _officer(self, told: CastStory, verb: str) -> Actor:
        roles = {
            "mark_duplicate": ("back_office",),
            "reject": ("manager",),
            "close": ("manager",),
            "withdraw": ("puskesos_front_office", "front_office"),
        }.get(verb, ("puskesos_back_office", "back_office"))
        return self.staff.at(told.family.area_code, *roles)

    def _confirm(self, event: Event, answer: str) -> None:
        told = event.story
        cases.confirm(
            self.staff.at(told.family.area_code, "front_office"),
            case_id=_case_key(told),
            answer=answer,
            told_by=self._reporter(told),
            satisfaction=told.story.satisfaction if answer == "solved" else None,
            note=event.step.reason,
        )

    def _send(self, event: Event, *, second: bool) -> None:
        told = event.story
        key = self._receiver(told, second)
        cases.draft_and_send(
            self._officer(told, "send"),
            case_id=_case_key(told),
            organisation_id=key_of("organisation", key),
            offer_id=None if second else offer_key(key, told.story.offer),
            message=SECOND_MESSAGE if second else f"Mohon ditindaklanjuti: {told.story.title}.",
            consent="verbal",
            submission=_referral_key(told, second),
        )

    def _receiver(self, told: CastStory, second: bool) -> str:
        kind = told.story.target
        if second:
            kind = SECOND_CHOICE.get(kind, "puskesos")
        width = DISTRICT if kind == "puskesos" else REGENCY
        return f"{kind}:{told.family.area_code[:width]}"

    def _answer(self, event: Event, verb: str) -> None:
        told = event.story
        organisation = key_of("organisation", self._receiver(told, second=False))
        inputs = {"decline": {"reason": event.step.reason}}.get(verb, {})
        if verb == "fulfil":
            inputs = {"result": told.story.result, "settlement": told.story.settlement}
        cases.answer_referral(
            self.staff.of(organisation, self.organisations[organisation]),
            referral_id=_referral_key(told, second=False),
            verb=verb,
            version=None,
            inputs=inputs,
        )


def _case_key(told: CastStory) -> UUID:
    return key_of("case", told.story.key)


def _referral_key(told: CastStory, second: bool) -> UUID:
    return key_of("referral", f"{told.story.key}/{'second' if second else 'first'}")


def _ticket(key: str) -> str:
    """The ticket of a demo case, the same at every load."""
    chance = Chance(SEED, "ticket", key)
    return tickets.spell("".join(chance.pick(tickets.ALPHABET) for _ in range(tickets.LENGTH)))
