"""Case stories: what people bring to the desk, and how it goes on, as plain data for a loader to replay.

`stories` tells them; `cast` finds a family for each. Nothing here knows a service or a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from slrt.domain import areas
from slrt.domain.identity import age_on
from slrt.domain.synthesis.chance import Chance, Weighted
from slrt.domain.synthesis.distributions import read_toml
from slrt.domain.synthesis.shapes import SyntheticFamily
from slrt.domain.synthesis.traits import TRAITS

REFERRAL = "referral."
GROWN = 17
REGENCY_WIDTH = 5
WEEKEND = timedelta(days=2)
"""What must have happened before a story lies so far back that moving days to the Friday before keeps the order."""
OPEN = "open"
USUAL_COUNT = 160


@dataclass(frozen=True)
class StoryStep:
    """One verb on the case, or on a referral when it begins with "referral."; `reason` is what is said with it."""

    verb: str
    days_ago: int
    reason: str = ""


@dataclass(frozen=True)
class Story:
    """One case from the first words to `ending`.

    `target` and `offer` name the organisation kind and its offer in the demo directory; `programme` may be empty.
    `result` and `settlement` are what the provider (or the desk) answers, `confirmation` what the citizen says then,
    with `satisfaction` from 1 to 5.
    """

    key: str
    kind: str
    sector: str
    programme: str
    priority: str
    title: str
    text: str
    target: str
    offer: str
    fits: str
    area: str
    channel: str
    reporter: str
    ending: str
    steps: tuple[StoryStep, ...]
    result: str
    settlement: str
    confirmation: str
    satisfaction: int

    @property
    def is_duplicate(self) -> bool:
        """Whether it turns out to be somebody's earlier case."""
        return any(step.verb == "mark_duplicate" for step in self.steps)


@dataclass(frozen=True)
class CastStory:
    """A story that happens to a family; `member` is the position of the person it is about."""

    story: Story
    family: SyntheticFamily
    member: int

    @property
    def member_is_grown(self) -> bool:
        """Whether the person can speak for itself at the desk."""
        birth_date = self.family.members[self.member].facts["birth_date"]
        return isinstance(birth_date, date) and age_on(birth_date, self.family.taken_on) >= GROWN


def stories(seed: int, count: int = USUAL_COUNT) -> tuple[Story, ...]:
    """`count` stories, the same for the same arguments; every ending occurs from 20 on."""
    data = read_toml("stories.toml")
    chance = Chance(seed, "stories")
    plots = chance.shuffled([(theme, text) for theme in data["theme"] for text in theme["texts"]])
    endings = chance.shuffled(_endings(data["endings"], count))
    return tuple(
        _Teller(data, Chance(seed, "story", number), len(plots)).tell(number, plots[number % len(plots)], ending)
        for number, ending in enumerate(endings)
    )


def cast(told: Sequence[Story], families: Sequence[SyntheticFamily], on: date) -> list[CastStory]:
    """Gives every story a family it fits, registered before the story begins, each family at most once.

    Families of the story's own area come first. Left out is a story no family fits, and a duplicate for which no
    earlier case was opened in the same kabupaten/kota.
    """
    taken: set[str] = set()
    placed: list[CastStory] = []
    for story in sorted(told, key=lambda story: (story.is_duplicate, story.key)):
        near = [family for family in families if areas.contains(story.area, family.area_code)]
        free = (family for family in [*near, *families] if family.key not in taken)
        found = next(_roles(story, free, on, placed), None)
        if found is not None:
            taken.add(found.family.key)
            placed.append(found)
    return placed


def _roles(
    story: Story, families: Iterable[SyntheticFamily], on: date, placed: Sequence[CastStory]
) -> Iterator[CastStory]:
    """The ways in which the story can happen to these families."""
    known_by = moment_of(story.steps[0], on) - WEEKEND
    for family in families:
        member = TRAITS[story.fits](family, on)
        if member is None or family.taken_on >= known_by:
            continue
        if not story.is_duplicate or any(_comes_before(other, known_by, family, on) for other in placed):
            yield CastStory(story, family, member)


def _comes_before(other: CastStory, day: date, family: SyntheticFamily, on: date) -> bool:
    same_place = other.family.area_code[:REGENCY_WIDTH] == family.area_code[:REGENCY_WIDTH]
    return same_place and not other.story.is_duplicate and moment_of(other.story.steps[0], on) < day


def _endings(table: Mapping[str, Any], count: int) -> list[str]:
    """Endings by their shares, each at least once while there is room."""
    total = sum(ending["share"] for ending in table.values())
    wanted = [(name, max(1, round(count * ending["share"] / total))) for name, ending in table.items()]
    names = [name for name, number in wanted for _ in range(number)]
    filler = max(table, key=lambda name: float(table[name]["share"]))
    while len(names) > count and names.count(filler) > 1:
        names.remove(filler)
    return [*names, *[filler] * (count - len(names))][:count]


@dataclass(frozen=True)
class _Teller:
    data: Mapping[str, Any]
    chance: Chance
    plots: int

    def tell(self, number: int, plot: tuple[Mapping[str, Any], str], ending: str) -> Story:
        theme, text = plot
        told_before = number >= self.plots
        if told_before or self.chance.yes(self.data["tails"]["share"]):
            text = f"{text} {self.chance.pick(self.data['tails']['texts'])}"
        return Story(
            key=f"S{number + 1:04}",
            **{name: theme[name] for name in ("kind", "sector", "programme", "priority", "title", "target", "offer")},
            text=text,
            fits=theme["fits"],
            area=self._choose("areas"),
            channel=self._choose("channels"),
            reporter=self._choose("reporters"),
            ending=ending,
            steps=tuple(self._steps(theme, ending)),
            result=theme["result"],
            settlement=theme["settlement"],
            confirmation=self.chance.pick(self.data["reasons"][_confirming(theme)]),
            satisfaction=int(self.chance.choose(Weighted.of({"5": 46, "4": 36, "3": 12, "2": 4, "1": 2}))),
        )

    def _choose(self, table: str) -> str:
        return self.chance.choose(Weighted.of(self.data[table]))

    def _steps(self, theme: Mapping[str, Any], ending: str) -> Iterator[StoryStep]:
        plan = self.data["endings"][ending]
        opened = self.chance.whole(*plan["opened"])
        last = min(opened, self.chance.whole(*plan["last"]))
        verbs = plan["steps"]
        for position, verb in enumerate(verbs):
            share = position / (len(verbs) - 1) if len(verbs) > 1 else 0
            yield StoryStep(verb, opened - int((opened - last) * share), self._reason(theme, verb))

    def _reason(self, theme: Mapping[str, Any], verb: str) -> str:
        if verb == f"{REFERRAL}decline":
            reason: str = theme["decline"]
            return reason
        if verb == "confirm_solved":
            verb = _confirming(theme)
        reasons: Sequence[str] = self.data["reasons"].get(verb, ())
        return self.chance.pick(reasons) if reasons else ""


def _confirming(theme: Mapping[str, Any]) -> str:
    return "confirm_solved" if theme["settlement"] == "solved" else "confirm_informed"


def moment_of(step: StoryStep, on: date) -> date:
    """The day of a step, counted back from the reference day."""
    return on - timedelta(days=step.days_ago)
