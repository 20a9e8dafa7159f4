"""Schooling facts: who attends what, and the highest diploma of who does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slrt.domain.identity import age_on
from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.health import is_severe
from slrt.domain.synthesis.shapes import Seat, Sketch

SCHOOL_AGES = range(3, 26)
LEVELS = ("paud", "sd", "smp", "upper", "higher")
UPPER = ("sma", "smk")
DIPLOMA_BEFORE = {"paud": "none", "sd": "none", "smp": "sd", "sma": "smp", "smk": "smp", "higher": "sma"}
DIPLOMAS = ("none", "sd", "smp", "sma", "diploma", "bachelor", "master", "doctor")
# The youngest age at which each diploma can be held.
EARLIEST = {"none": 0, "sd": 12, "smp": 15, "sma": 18, "diploma": 21, "bachelor": 22, "master": 24, "doctor": 27}
SECONDARY_DONE = DIPLOMAS[3:]


@dataclass(frozen=True)
class Schooling:
    """Fills the schooling facts of the members of one family as of the day `on`; health comes first."""

    chance: Chance
    data: Distributions
    on: date

    def fill(self, sketch: Sketch) -> None:
        for seat in sketch.seats:
            age = age_on(seat.birth_date, self.on)
            attends = age in SCHOOL_AGES and self._attends(seat, age, sketch.tier)
            if age in SCHOOL_AGES:
                seat.facts["in_school"] = attends
            if attends:
                seat.facts["school_level"] = level = self._level(age)
                seat.facts["school_kind"] = self._kind(seat, level)
                diploma = DIPLOMA_BEFORE[level]
            else:
                diploma = self._diploma(seat, age, sketch.tier)
            if age >= 5:
                seat.facts["highest_diploma"] = diploma
                if diploma in SECONDARY_DONE:
                    seat.facts["graduated_year"] = self._graduated(seat)

    def _attends(self, seat: Seat, age: int, tier: str) -> bool:
        if seat.relation not in ("child", "grandchild", "other") or seat.marital_status != "single":
            return False
        if is_severe(seat) and self.chance.yes(self.data.rate("schooling.severe_out_of_school_rate")):
            return False
        return self.chance.yes(self.data.steps(f"schooling.{tier}").at(age))

    def _level(self, age: int) -> str:
        level: str = self.data.steps("schooling.level_from_age").at(age)
        if age == 6 and self.chance.yes(self.data.rate("schooling.six_year_old_in_sd_rate")):
            return "sd"
        if age > 8 and self.chance.yes(self.data.rate("schooling.behind_rate")):
            level = LEVELS[max(1, LEVELS.index(level) - 1)]
        if level == "upper":
            return self.chance.choose(self.data.choice("schooling.upper"))
        return level

    def _kind(self, seat: Seat, level: str) -> str:
        if is_severe(seat) and self.chance.yes(self.data.rate("schooling.special_when_severe_rate")):
            return "special"
        if level in ("paud", "higher", "smk"):
            return "general"
        return self.chance.choose(self.data.choice("schooling.kind"))

    def _diploma(self, seat: Seat, age: int, tier: str) -> str:
        table = self.data.steps("schooling.diploma")
        first_year = table.starts[0]
        for start in table.starts:
            if start <= seat.birth_date.year:
                first_year = start
        diploma = self.chance.choose(self.data.choice(f"schooling.diploma.{first_year}.{tier}"))
        while EARLIEST[diploma] > age:
            diploma = DIPLOMAS[DIPLOMAS.index(diploma) - 1]
        return diploma

    def _graduated(self, seat: Seat) -> int:
        return min(self.on.year, seat.birth_date.year + self.chance.whole(18, 19))
