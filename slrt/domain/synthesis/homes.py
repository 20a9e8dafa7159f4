"""Family facts: welfare rank as stored by others, housing, assets, hazards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.shapes import Seat, Sketch

GROUND_WATER = ("borewell", "protected_well", "unprotected_well", "protected_spring", "unprotected_spring")
PRIVATE_TOILETS = ("own", "shared", "communal")
QUARTER_MONTHS = (1, 4, 7, 10)
PUBLICATION_DAY = 20
FLOOR_AREA = (12, 260)


def months_before(day: date, months: int) -> date:
    """The first of the month that many months before `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def published_before(day: date, quarters_back: int) -> date:
    """The publication day of the welfare rank that many quarters before the latest one up to `day`."""
    year, month = day.year, max(m for m in QUARTER_MONTHS if m <= day.month)
    latest = date(year, month, PUBLICATION_DAY)
    if latest > day:
        quarters_back += 1
    return months_before(latest, 3 * quarters_back).replace(day=PUBLICATION_DAY)


@dataclass(frozen=True)
class Homes:
    """Fills the family facts of one sketch as of the day `on`; the members' work comes first."""

    chance: Chance
    data: Distributions
    on: date

    def fill(self, sketch: Sketch) -> None:
        self._register(sketch)
        self._building(sketch)
        self._supply(sketch)
        self._assets(sketch)
        sketch.facts |= {
            "excluded_flags": self._flags(sketch.seats),
            "housing_aid_within_10y": self.chance.yes(self.data.rate("home.any.housing_aid_rate")),
            "disaster_affected": self.chance.yes(self.data.rate("home.any.disaster_rate")),
        }

    def _choose(self, tier: str, fact: str) -> str:
        return self.chance.choose(self.data.choice(f"home.{tier}.{fact}"))

    def _register(self, sketch: Sketch) -> None:
        facts = sketch.facts
        facts["family_status"] = self.chance.choose(self.data.choice("register.family_status"))
        facts["decile"] = sketch.decile
        if sketch.decile is None:
            listing = self.chance.choose(self.data.choice("register.listing_without_decile"))
            listed = {"no": False, "yes": True, "unsure": None}[listing]
            facts |= {"registered": listed, "decile_on": None, "decile_source": None}
            return
        source = self.chance.choose(self.data.choice("register.source"))
        if source == "dtsen":
            low, high = self.data.spread("register.dtsen_age_quarters")
            ranked_on = published_before(self.on, self.chance.whole(int(low), int(high)))
        else:
            low, high = self.data.spread("register.older_source_age_months")
            ranked_on = months_before(self.on, self.chance.whole(int(low), int(high)))
        facts |= {"registered": True, "decile_on": ranked_on, "decile_source": source}

    def _building(self, sketch: Sketch) -> None:
        facts, tier = sketch.facts, sketch.tier
        for fact in ("tenure", "land_proof", "floor", "wall", "roof"):
            facts[fact] = self._choose(tier, fact)
        if facts["tenure"] != "own":
            facts["land_proof"] = "none"
        area = self.chance.spread(self.data.spread(f"home.{tier}.area_per_person")) * len(sketch.seats)
        facts["floor_area_m2"] = min(max(int(area), FLOOR_AREA[0]), FLOOR_AREA[1])
        damaged = self.data.rate(f"home.{tier}.damaged_rate")
        facts["wall_damaged"] = self.chance.yes(damaged)
        facts["roof_damaged"] = self.chance.yes(
            self.data.rate("home.any.roof_rate_when_wall_damaged") if facts["wall_damaged"] else damaged / 2
        )

    def _supply(self, sketch: Sketch) -> None:
        facts, tier = sketch.facts, sketch.tier
        for fact in ("water", "lighting", "cooking_fuel", "toilet", "internet", "bank_account"):
            facts[fact] = self._choose(tier, fact)
        if facts["water"] in GROUND_WATER:
            facts["water_far_from_sewage"] = self.chance.yes(self.data.rate("home.any.far_from_sewage_rate"))
        if facts["lighting"] == "pln_metered":
            facts["electricity_va"] = int(self._choose(tier, "electricity_va"))
        if facts["toilet"] in PRIVATE_TOILETS:
            facts["closet"] = self._choose(tier, "closet")
            facts["sewage"] = self._choose(tier, "sewage")

    def _assets(self, sketch: Sketch) -> None:
        facts, tier = sketch.facts, sketch.tier
        for fact, rate in self.data.at(f"home.{tier}.asset").items():
            facts[fact] = self.chance.yes(rate)
        if facts["internet"] == "phone":
            facts["has_smartphone"] = True
        facts["has_other_land"] = self.chance.yes(self.data.rate(f"home.{tier}.other_land_rate"))
        facts["has_second_house"] = self.chance.yes(self.data.rate(f"home.{tier}.second_house_rate"))
        fishes = any(seat.facts.get("occupation_group") == "fisher" for seat in sketch.seats)
        facts["has_motorboat"] = fishes and self.chance.yes(self.data.rate("home.any.motorboat_rate_of_fishers"))
        facts["has_boat"] = fishes and self.chance.yes(self.data.rate("home.any.boat_rate_of_fishers"))
        for kind in ("livestock_small", "livestock_large"):
            keeps = self.chance.yes(self.data.rate(f"home.any.{kind}_rate.{sketch.place}"))
            facts[kind] = int(self.chance.spread(self.data.spread(f"home.any.{kind}"))) if keeps else 0

    def _flags(self, seats: list[Seat]) -> frozenset[str]:
        flags = {str(group) for seat in seats if (group := seat.facts.get("occupation_group")) == "asn"}
        limit = self.data.rate("register.minimum_wage")
        wages = [wage for seat in seats if isinstance(wage := seat.facts.get("wage_monthly"), int)]
        if wages and max(wages) > limit:
            flags.add("wage_above_minimum")
        if any(seat.facts.get("presence") == "died" for seat in seats) and self.chance.yes(
            self.data.rate("register.flag_when_died_rate")
        ):
            flags.add("deceased")
        elif self.chance.yes(self.data.rate("register.flag_rate")):
            flags.add(self.chance.choose(self.data.choice("register.flags")))
        return frozenset(flags)


def recorded_since(head_birth: date, on: date) -> date:
    """The earliest believable day on which the KK of this head was recorded."""
    adult = head_birth + timedelta(days=int(18 * 365.25))
    return min(max(adult, date(2008, 1, 1)), on - timedelta(days=30))
