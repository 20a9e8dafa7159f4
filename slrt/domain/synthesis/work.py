"""Work, business and credit facts, and the family's income that follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slrt.domain.identity import age_on
from slrt.domain.synthesis.chance import Chance, Weighted
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.health import is_severe
from slrt.domain.synthesis.shapes import Seat, Sketch

WORKING_AGE = 10
ADULT = 17
LIVELIHOOD_AGE = 15
OWN_BUSINESS = ("own_account", "employer_assisted")
MONEY_STEP = 50_000


def rounded(amount: float) -> int:
    """Rupiah rounded to what people name when asked: the nearest 50,000."""
    return int(round(amount / MONEY_STEP)) * MONEY_STEP


@dataclass(frozen=True)
class Work:
    """Fills the work facts of the members of one family as of the day `on`; schooling and health come first."""

    chance: Chance
    data: Distributions
    on: date

    def fill(self, sketch: Sketch) -> None:
        for seat in sketch.seats:
            age = age_on(seat.birth_date, self.on)
            if age < WORKING_AGE:
                continue
            lost = self._lost(seat, age)
            if age >= LIVELIHOOD_AGE:
                seat.facts["lost_livelihood"] = lost
            works = not lost and self.chance.yes(self._rate(seat, age, sketch))
            seat.facts |= {"works": works, "has_business": False, "occupation_group": "none"}
            if works:
                self._job(seat, age, sketch)
            elif seat.facts.get("in_school"):
                seat.facts["occupation_group"] = "student"
            if age >= ADULT:
                kind = "credit_rate" if seat.facts["has_business"] else "credit_rate_without"
                seat.facts["has_bank_credit"] = self.chance.yes(self.data.rate(f"business.{kind}"))
        sketch.facts["income_monthly"] = self._income(sketch.seats)

    def _lost(self, seat: Seat, age: int) -> bool:
        if age < LIVELIHOOD_AGE or age > 64 or seat.facts.get("in_school"):
            return False
        return self.chance.yes(self.data.rate("work.lost_livelihood_rate"))

    def _rate(self, seat: Seat, age: int, sketch: Sketch) -> float:
        if seat.facts.get("in_school"):
            return self.data.rate("work.pupil_rate") if age >= LIVELIHOOD_AGE else 0.0
        rate: float = self.data.steps("work.rate_men" if seat.sex == "male" else "work.rate_women").at(age)
        if seat.sex == "female" and seat.relation == "head":
            rate *= self.data.rate("work.lone_woman_factor")
        elif any(other.mother is seat and age_on(other.birth_date, self.on) <= 3 for other in sketch.seats):
            rate *= self.data.rate("work.with_small_child_factor")
        if is_severe(seat):
            rate *= self.data.rate("work.severe_factor")
        return rate

    def _job(self, seat: Seat, age: int, sketch: Sketch) -> None:
        name = self.chance.choose(self._jobs(seat.sex, sketch.place))
        if name == "civil_servant" and (sketch.tier != "high" or age not in range(20, 59)):
            name = "village_aide"
        status = self.chance.choose(self.data.choice(f"job.{name}.status"))
        if status == "unpaid_family" and not any(
            other.facts.get("works") for other in sketch.seats if other is not seat
        ):
            status = "own_account"  # somebody must own what an unpaid relative works in
        factor = self.chance.spread(self.data.spread(f"wage.{sketch.tier}"))
        wage = rounded(self.chance.spread(self.data.spread(f"job.{name}.wage")) * factor)
        seat.facts |= {
            "occupation_group": self.data.at(f"job.{name}.group"),
            "employment_status": status,
            "wage_monthly": 0 if status == "unpaid_family" else wage,
        }
        if status in OWN_BUSINESS and self.chance.yes(self.data.rate(f"job.{name}.business_rate")):
            self._business(seat, age)

    def _jobs(self, sex: str, place: str) -> Weighted:
        return self.data.choice_across("job", f"{'men' if sex == 'male' else 'women'}.{place}")

    def _business(self, seat: Seat, age: int) -> None:
        months = int(self.chance.spread(self.data.spread("business.months")))
        seat.facts |= {
            "has_business": True,
            "business_months": max(1, min(months, (age - WORKING_AGE) * 12)),
            "business_turnover": self.chance.choose(self.data.choice("business.turnover")),
            "has_nib": self.chance.yes(self.data.rate("business.nib_rate")) and age >= ADULT,
        }

    def _income(self, seats: list[Seat]) -> int:
        wages = sum(wage for seat in seats if isinstance(wage := seat.facts.get("wage_monthly"), int))
        if wages == 0:
            return rounded(self.chance.spread(self.data.spread("home.any.income_without_work")))
        noise = self.chance.spread(self.data.spread("home.any.income_noise"))
        return rounded(wages * noise + self.chance.spread(self.data.spread("work.second_income")))
