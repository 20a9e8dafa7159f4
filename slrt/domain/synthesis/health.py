"""Health facts: functioning, chronic disease, nutrition, pregnancy, carers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slrt.domain.identity import age_on
from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.shapes import Seat, Sketch

DOMAINS = (
    "seeing",
    "hearing",
    "walking",
    "hands",
    "learning",
    "behaviour",
    "communication",
    "self_care",
    "memory",
)
FERTILE = range(10, 56)


def is_severe(seat: Seat) -> bool:
    """Whether some domain of functioning is `cannot`."""
    return any(seat.facts.get(domain) == "cannot" for domain in DOMAINS)


@dataclass(frozen=True)
class Health:
    """Fills the health facts of the members of one family as of the day `on`."""

    chance: Chance
    data: Distributions
    on: date

    def fill(self, sketch: Sketch) -> None:
        for seat in sketch.seats:
            age = age_on(seat.birth_date, self.on)
            self._functioning(seat, age, alone=sketch.shape == "elderly_alone")
            seat.facts["chronic_disease"] = self._chronic(age)
            if age <= 5:
                seat.facts["nutrition"] = self.chance.choose(self.data.choice(f"health.nutrition.{sketch.tier}"))
            seat.facts["has_carer"] = self._carer(seat, age, alone=len(sketch.seats) == 1)
            if seat.sex == "female" and age in FERTILE:
                seat.facts["is_pregnant"] = self._pregnant(seat, age, sketch.seats)

    def _functioning(self, seat: Seat, age: int, *, alone: bool) -> None:
        rate = self.data.steps("health.difficulty_from_age").at(age)
        for domain in DOMAINS:
            some = self.chance.yes(rate)
            seat.facts[domain] = self.chance.choose(self.data.choice("health.difficulty")) if some else "none"
        severe_rate = self.data.steps("health.severe_rate").at(age)
        if alone:
            severe_rate *= self.data.rate("health.severe_elderly_alone_factor")
        if self.chance.yes(severe_rate):
            kind = self.chance.choose(self.data.choice("health.severe_kind"))
            for domain in self.data.words(f"health.severe_pattern.{kind}"):
                seat.facts[domain] = "cannot" if domain == kind else "a_lot"

    def _chronic(self, age: int) -> str:
        if not self.chance.yes(self.data.steps("health.chronic_rate").at(age)):
            return "none"
        return self.chance.choose(self.data.choice(f"health.chronic_{'young' if age < 35 else 'old'}"))

    def _carer(self, seat: Seat, age: int, *, alone: bool) -> bool | None:
        if age <= 6:
            return self.chance.yes(self.data.rate("health.has_carer_rate.small_child"))
        if is_severe(seat):
            return not alone and self.chance.yes(self.data.rate("health.has_carer_rate.severe"))
        if age >= 60:
            kind = "elderly_alone" if alone else "elderly_with_family"
            return self.chance.yes(self.data.rate(f"health.has_carer_rate.{kind}"))
        return None

    def _pregnant(self, seat: Seat, age: int, seats: list[Seat]) -> bool:
        if seat.marital_status != "married" or not self.chance.yes(self.data.steps("pregnancy.rate").at(age)):
            return False
        births = [other.birth_date for other in seats if other.mother is seat]
        gap = self.data.rate("pregnancy.gap_after_birth_days")
        return not births or (self.on - max(births)).days > gap
