"""Presence, identity papers and their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from slrt.domain.identity import age_on
from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.homes import recorded_since
from slrt.domain.synthesis.numbers import Numbers
from slrt.domain.synthesis.shapes import Seat, Sketch

DISTRICT_WIDTH = 8
ADULT = 17
ELDERLY = 60


@dataclass(frozen=True)
class Papers:
    """Fills presence and papers of one family as of the day `on`. `districts` are kecamatan of the province."""

    chance: Chance
    data: Distributions
    on: date
    numbers: Numbers
    districts: tuple[str, ...]

    def presence(self, sketch: Sketch) -> None:
        """Who is there; comes before health and work, which do not concern the dead."""
        for seat in sketch.seats:
            seat.facts["presence"] = self._presence(seat)

    def fill(self, sketch: Sketch) -> None:
        """NIK, match status and papers of every member."""
        for seat in sketch.seats:
            age = age_on(seat.birth_date, self.on)
            district = self._registered_in(sketch, seat)
            if not self.chance.yes(self._no_nik_rate(sketch, age)):
                seat.nik = self.numbers.nik(district, seat.birth_date, seat.sex)
            seat.facts["nik_status"] = self._status(seat)
            rate = self.data.steps("identity.birth_certificate_rate").at(age)
            seat.facts["has_birth_certificate"] = seat.nik is not None and self.chance.yes(rate)
            if age >= ADULT:
                has_ktp = seat.nik is not None and self.chance.yes(self.data.rate("identity.ktp_rate"))
                seat.facts["has_ktp"] = has_ktp

    def no_kk(self, sketch: Sketch) -> str | None:
        """The family's KK number, for a day between its founding and today; a few families have none."""
        if self.chance.yes(self.data.rate("identity.no_kk_rate")):
            return None
        first = recorded_since(sketch.seats[0].birth_date, self.on)
        day = self.chance.day(first, self.on - timedelta(days=30))
        return self.numbers.no_kk(sketch.village.code[:DISTRICT_WIDTH], day)

    def _presence(self, seat: Seat) -> str | None:
        if self.chance.yes(self.data.rate("presence.unchecked_rate")):
            return None
        if seat.relation in ("head", "spouse") or not self.chance.yes(self.data.rate("presence.away_rate")):
            return "new" if self.chance.yes(self.data.rate("presence.new_rate")) else "present"
        away = self.chance.choose(self.data.choice("presence.away"))
        age = age_on(seat.birth_date, self.on)
        believable = age >= 40 if away == "died" else age >= 18
        return away if believable else "present"

    def _no_nik_rate(self, sketch: Sketch, age: int) -> float:
        kind = "other"
        if age < 1:
            kind = "infant"
        elif age < 5:
            kind = "toddler"
        elif age >= ELDERLY and len(sketch.seats) == 1:
            kind = "elderly_alone"
        return self.data.rate(f"identity.no_nik_rate.{kind}")

    def _registered_in(self, sketch: Sketch, seat: Seat) -> str:
        here = sketch.village.code[:DISTRICT_WIDTH]
        rate = self.data.rate(f"identity.registered_elsewhere_rate.{sketch.people}")
        if age_on(seat.birth_date, self.on) < ADULT or not self.chance.yes(rate):
            return here
        if self.chance.yes(self.data.rate("identity.elsewhere_in_province_rate")):
            return self.chance.pick(self.districts)
        return self.chance.pick(self.data.words("identity.elsewhere"))

    def _status(self, seat: Seat) -> str:
        if seat.nik is None:
            return "none"
        if seat.facts["presence"] == "died":
            return "deceased"
        return self.chance.choose(self.data.choice("identity.nik_status"))
