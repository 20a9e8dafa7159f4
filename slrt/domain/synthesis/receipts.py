"""Programmes received and health insurance: near the rules, with the gaps and errors a real register has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slrt.domain.identity import age_on
from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.health import is_severe
from slrt.domain.synthesis.homes import months_before
from slrt.domain.synthesis.shapes import Seat, Sketch, SyntheticEnrolment

PUPIL_LEVELS = ("sd", "smp", "sma", "smk")
AID = ("pkh", "sembako")
BARRING_FLAGS = frozenset({"asn", "wage_above_minimum"})


@dataclass(frozen=True)
class Receipts:
    """Fills enrolments and `health_insurance` of one sketch as of the day `on`; all other facts come first."""

    chance: Chance
    data: Distributions
    on: date

    def fill(self, sketch: Sketch) -> None:
        barred = self._barred(sketch)
        aid = [] if barred else self._family_aid(sketch)
        for programme in aid:
            self._enrol(sketch, programme, None)
        self._electricity(sketch)
        self._insurance(sketch, reached=not barred and self._reached(sketch, "pbi_jkn", 5))
        for position, seat in enumerate(sketch.seats):
            if seat.facts.get("presence") != "died":
                self._personal(sketch, position, seat, has_aid=bool(set(aid) & set(AID)))

    def _enrol(self, sketch: Sketch, programme: str, member: int | None) -> None:
        low, high = self.data.spread("coverage.since_months")
        since = months_before(self.on, self.chance.whole(int(low), int(high)))
        if member is not None:
            since = max(since, sketch.seats[member].birth_date)
        sketch.enrolments.append(SyntheticEnrolment(programme, member, since))

    def _barred(self, sketch: Sketch) -> bool:
        flags = sketch.facts["excluded_flags"]
        return isinstance(flags, frozenset) and bool(flags & BARRING_FLAGS)

    def _reached(self, sketch: Sketch, programme: str, highest_decile: int) -> bool:
        """Whether the programme reached this family: likely when entitled, rarely when not."""
        decile = sketch.decile
        group = "near"
        if decile is not None and decile <= highest_decile:
            group = "entitled"
        elif decile is not None and decile > highest_decile + 2:
            group = "far"
        return self.chance.yes(self.data.rate(f"coverage.{programme}.{group}"))

    def _family_aid(self, sketch: Sketch) -> list[str]:
        aid = []
        if any(self._is_component(seat) for seat in sketch.seats) and self._reached(sketch, "pkh", 4):
            aid.append("pkh")
        aid += [programme for programme in ("sembako", "bansos_beras") if self._reached(sketch, programme, 4)]
        return aid

    def _is_component(self, seat: Seat) -> bool:
        age = age_on(seat.birth_date, self.on)
        return bool(seat.facts.get("is_pregnant")) or age <= 6 or age >= 70 or self._is_pupil(seat) or is_severe(seat)

    def _is_pupil(self, seat: Seat) -> bool:
        in_level = seat.facts.get("school_level") in PUPIL_LEVELS
        return in_level and 6 <= age_on(seat.birth_date, self.on) <= 21

    def _electricity(self, sketch: Sketch) -> None:
        power = sketch.facts.get("electricity_va")
        low = power == 450 and self.chance.yes(self.data.rate("coverage.listrik_450"))
        listed = power == 900 and bool(sketch.facts.get("registered"))
        if low or (listed and self.chance.yes(self.data.rate("coverage.listrik_900"))):
            self._enrol(sketch, "listrik", None)

    def _insurance(self, sketch: Sketch, *, reached: bool) -> None:
        fallback = self.chance.choose(self.data.choice(f"insurance.{sketch.tier}"))
        for position, seat in enumerate(sketch.seats):
            employee = seat.facts.get("employment_status") == "employee"
            gone = seat.facts.get("presence") == "died"
            left_out = self.chance.yes(self.data.rate("coverage.member_left_out_rate"))
            infant = age_on(seat.birth_date, self.on) < 1 and self.chance.yes(
                self.data.rate("coverage.infant_left_out_rate")
            )
            if employee and self.chance.yes(self.data.rate("insurance.employee_has_employer_rate")):
                seat.facts["health_insurance"] = "employer"
            elif reached and not gone and not left_out and not infant:
                seat.facts["health_insurance"] = "pbi"
                self._enrol(sketch, "pbi_jkn", position)
            else:
                seat.facts["health_insurance"] = "none" if reached or infant else fallback

    def _personal(self, sketch: Sketch, position: int, seat: Seat, *, has_aid: bool) -> None:
        if self._is_pupil(seat):
            rate = self.data.rate("coverage.pip_with_aid" if has_aid else "coverage.pip_without_aid")
            if self.chance.yes(rate):
                self._enrol(sketch, "pip", position)
        if not seat.facts.get("has_business"):
            return
        if seat.facts.get("has_bank_credit"):
            if self.chance.yes(self.data.rate("coverage.kur_of_bank_credit")):
                self._enrol(sketch, "kur", position)
        elif age_on(seat.birth_date, self.on) >= 17 and self.chance.yes(self.data.rate("coverage.umi_of_business")):
            self._enrol(sketch, "umi", position)
