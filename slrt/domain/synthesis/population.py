"""The generator: a stream of coherent synthetic families for a list of villages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from slrt.domain.identity import age_on
from slrt.domain.synthesis.chance import Chance, Weighted
from slrt.domain.synthesis.distributions import Distributions, distributions, name_parts
from slrt.domain.synthesis.health import Health
from slrt.domain.synthesis.homes import Homes
from slrt.domain.synthesis.kinship import Kinship
from slrt.domain.synthesis.naming import Naming, misspell
from slrt.domain.synthesis.numbers import Numbers
from slrt.domain.synthesis.papers import DISTRICT_WIDTH, Papers
from slrt.domain.synthesis.receipts import Receipts
from slrt.domain.synthesis.schooling import Schooling
from slrt.domain.synthesis.shapes import Facts, Seat, Sketch, SyntheticFamily, SyntheticMember, Village
from slrt.domain.synthesis.unknowns import Unknowns
from slrt.domain.synthesis.work import Work

REGENCY_WIDTH = 5
FIRST_KOTA = 71
KELURAHAN = "1"

FAMILY_FACTS = (
    "decile", "decile_on", "decile_source", "registered", "family_status", "tenure", "land_proof", "floor_area_m2",
    "floor", "wall", "wall_damaged", "roof", "roof_damaged", "water", "water_far_from_sewage", "lighting",
    "electricity_va", "cooking_fuel", "toilet", "closet", "sewage", "has_gas_large", "has_fridge", "has_ac",
    "has_water_heater", "has_landline", "has_tv", "has_gold_10g", "has_computer", "has_motorcycle", "has_car",
    "has_boat", "has_motorboat", "has_smartphone", "has_other_land", "has_second_house", "livestock_large",
    "livestock_small", "internet", "bank_account", "income_monthly", "excluded_flags", "housing_aid_within_10y",
    "disaster_affected",
)  # fmt: skip
MEMBER_FACTS = (
    "birth_date", "sex", "relation", "marital_status", "presence", "nik_status", "has_birth_certificate", "has_ktp",
    "is_pregnant", "in_school", "school_level", "school_kind", "highest_diploma", "graduated_year", "works",
    "employment_status", "occupation_group", "wage_monthly", "has_business", "business_months",
    "business_turnover", "has_nib", "has_bank_credit", "seeing", "hearing", "walking", "hands", "learning",
    "behaviour", "communication", "self_care", "memory", "chronic_disease", "nutrition", "has_carer",
    "health_insurance", "orphan", "lost_livelihood",
)  # fmt: skip


def generate(
    seed: int,
    families: int,
    villages: Sequence[Village],
    on: date | Callable[[int], date],
    weights: Mapping[str, float] | None = None,
) -> Iterator[SyntheticFamily]:
    """`families` made-up families living in `villages` as of the day `on`.

    `on` may be a function that gives each family, numbered from 1, a day of its own: a register grows over time.
    The same arguments give the same families, byte for byte, on every Python; a longer run begins like a shorter one.
    `weights` is the relative weight of a village by area code of any level (`{"19.06": 4}`): the longest code that
    holds the village counts, and a village without one weighs 1. Raises ValueError when no village is given.
    """
    if not villages:
        raise ValueError("a population needs at least one village")
    day_of = on if callable(on) else lambda number: on
    run = _Run(seed, tuple(villages), day_of, _village_choice(villages, weights or {}))
    for number in range(1, families + 1):
        yield run.family(number)


def place_of(village: Village, data: Distributions) -> str:
    """Where a village lies, as far as its code and name tell: `town`, `coast` or `field`."""
    if village.code[9] == KELURAHAN or int(village.code[3:5]) >= FIRST_KOTA:
        return "town"
    name = village.name.lower()
    by_name = any(word in name for word in data.words("place.coast_words"))
    share = int(data.rate("place.coast_share_of_other_villages"))
    return "coast" if by_name or int(village.code[-2:]) % share == 0 else "field"


def _village_choice(villages: Sequence[Village], weights: Mapping[str, float]) -> Weighted:
    def weight(code: str) -> float:
        holders = [area for area in weights if code == area or code.startswith(area + ".")]
        return weights[max(holders, key=len)] if holders else 1.0

    return Weighted.of({str(index): weight(village.code) for index, village in enumerate(villages)})


@dataclass(frozen=True)
class _Listed:
    """A grown son as his parents' family lists him; he may turn up again as the head of his own."""

    name: str
    birth_date: date
    village: str
    reference: str


@dataclass
class _Run:
    seed: int
    villages: tuple[Village, ...]
    day_of: Callable[[int], date]
    choice: Weighted
    data: Distributions = field(default_factory=distributions)
    parts: Distributions = field(default_factory=name_parts)
    numbers: Numbers = field(default_factory=Numbers)
    listed: dict[str, list[_Listed]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.districts = tuple(sorted({village.code[:DISTRICT_WIDTH] for village in self.villages}))

    def family(self, number: int) -> SyntheticFamily:
        chance = Chance(self.seed, "family", number)
        on = self.day_of(number)
        village = self.villages[int(chance.choose(self.choice))]
        twin = self._twin(chance, village)
        sketch = self._sketch(chance, village, number, on, twin)
        papers = Papers(chance, self.data, on, self.numbers, self.districts)
        papers.presence(sketch)
        for step in (Health, Schooling, Work, Homes):
            step(chance, self.data, on).fill(sketch)
        papers.fill(sketch)
        if twin is not None:
            self._forget_nik(sketch.seats[0])
        Receipts(chance, self.data, on).fill(sketch)
        Unknowns(chance, self.data).apply(sketch)
        family = self._finish(chance, sketch, papers, twin)
        self._list_sons(sketch)
        return family

    def _sketch(self, chance: Chance, village: Village, number: int, on: date, twin: _Listed | None) -> Sketch:
        ranked = chance.yes(self.data.rate("register.decile_known_rate"))
        decile = int(chance.choose(self.data.choice("decile"))) if ranked else None
        tier = chance.choose(self.data.choice(f"tier.{decile or 'unknown'}"))
        shape = "couple_with_children" if twin else chance.choose(self.data.choice("shape"))
        people = chance.choose(self.data.choice("people"))
        head = Seat("head", "male", twin.birth_date, "married") if twin else None
        seats = Kinship(chance, self.data, on).compose(shape, head)
        if twin is not None:
            hand = self.data.rate("duplicate.misspelt_rate")
            seats[0].name = misspell(twin.name, self.parts) if chance.yes(hand) else twin.name
        Naming(chance, self.data, self.parts, people).name_all(seats)
        place = place_of(village, self.data)
        return Sketch(f"F{number:07}", on, village, place, people, shape, tier, decile, seats)

    def _twin(self, chance: Chance, village: Village) -> _Listed | None:
        """A son already listed elsewhere in the same kabupaten, now and then."""
        known = self.listed.get(village.code[:REGENCY_WIDTH], [])
        elsewhere = [son for son in known if son.village != village.code]
        if not chance.yes(self.data.rate("duplicate.rate")) or not elsewhere:
            return None
        son = chance.pick(elsewhere)
        known.remove(son)
        return son

    def _list_sons(self, sketch: Sketch) -> None:
        low, high = self.data.spread("duplicate.age")
        for position, seat in enumerate(sketch.seats):
            grown = low <= age_on(seat.birth_date, sketch.on) <= high and seat.marital_status == "single"
            if seat.relation == "child" and seat.sex == "male" and grown and seat.facts["presence"] == "present":
                son = _Listed(seat.name, seat.birth_date, sketch.village.code, f"{sketch.key}/{position}")
                self.listed.setdefault(sketch.village.code[:REGENCY_WIDTH], []).append(son)

    def _forget_nik(self, seat: Seat) -> None:
        """A person cannot be given a second NIK; he came without his card."""
        seat.nik = None
        seat.facts |= {"nik_status": "none", "has_ktp": False, "has_birth_certificate": False}

    def _finish(self, chance: Chance, sketch: Sketch, papers: Papers, twin: _Listed | None) -> SyntheticFamily:
        members = [self._member(seat, sketch.on) for seat in sketch.seats]
        if twin is not None:
            members[0] = replace(members[0], likely_duplicate_of=twin.reference)
        if sketch.place == "town":
            road = chance.pick(self.parts.words("address.streets"))
        else:
            road = chance.pick(self.parts.words("address.hamlets"))
        return SyntheticFamily(
            key=sketch.key,
            taken_on=sketch.on,
            area_code=sketch.village.code,
            address=f"{road} No. {chance.whole(1, 180)}",
            rt=f"{chance.whole(1, 14):03}",
            rw=f"{chance.whole(1, 5):03}",
            no_kk=papers.no_kk(sketch),
            facts=_ordered(sketch.facts, FAMILY_FACTS),
            members=tuple(members),
            enrolments=tuple(sketch.enrolments),
        )

    def _member(self, seat: Seat, on: date) -> SyntheticMember:
        age = age_on(seat.birth_date, on)
        seat.facts |= {"birth_date": seat.birth_date, "sex": seat.sex, "relation": seat.relation}
        if age >= 10:
            seat.facts["marital_status"] = seat.marital_status
        if age <= 25 and "orphan" not in seat.facts:
            seat.facts["orphan"] = seat.orphan
        return SyntheticMember(seat.name, seat.nik, _ordered(seat.facts, MEMBER_FACTS))


def _ordered(facts: Facts, names: tuple[str, ...]) -> Facts:
    """All facts in catalogue order; what was never filled is None."""
    return {name: facts.get(name) for name in names}
