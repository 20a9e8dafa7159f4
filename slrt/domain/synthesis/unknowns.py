"""Takes knowledge away again: what nobody asked yet is unknown, together with what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass

from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.health import DOMAINS
from slrt.domain.synthesis.shapes import Facts, Sketch

# A recorded receipt proves the fact it rests on, so that fact stays known.
PROVES_FAMILY = {"listrik": "lighting"}
PROVES_MEMBER = {
    "pbi_jkn": ("health_insurance",),
    "pip": ("in_school",),
    "kur": ("has_business", "has_bank_credit"),
    "umi": ("has_business",),
}
FUNCTIONING = "functioning_rate"


@dataclass(frozen=True)
class Unknowns:
    """Blanks facts of one sketch at the rates of `unknown` in the distributions."""

    chance: Chance
    data: Distributions

    def apply(self, sketch: Sketch) -> None:
        kept = {PROVES_FAMILY[item.programme] for item in sketch.enrolments if item.programme in PROVES_FAMILY}
        self._blank(sketch.facts, self.data.at("unknown.family"), kept)
        rates = {fact: rate for fact, rate in self.data.at("unknown.member").items() if fact != FUNCTIONING}
        for position, seat in enumerate(sketch.seats):
            proven = [PROVES_MEMBER[e.programme] for e in sketch.enrolments if e.member == position]
            self._blank(seat.facts, rates, {fact for facts in proven for fact in facts})
            if self.chance.yes(self.data.rate(f"unknown.member.{FUNCTIONING}")):
                seat.facts |= dict.fromkeys(DOMAINS)

    def _blank(self, facts: Facts, rates: dict[str, float], kept: set[str]) -> None:
        follows = self.data.at("unknown.follows")
        for fact, rate in rates.items():
            if fact not in kept and self.chance.yes(rate):
                facts |= dict.fromkeys([fact, *follows.get(fact, [])])
