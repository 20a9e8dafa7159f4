"""Programmes received and health insurance of a block: near the rules, with the gaps a real register has."""

import numpy as np

from slrt.domain.synthesis.receipts import AID, BARRING_FLAGS, PUPIL_LEVELS
from slrt.lake.columns import Mask, Numbers, places
from slrt.lake.synth.block import TIERS, UNRANKED, Block
from slrt.lake.synth.draws import by_name, codes_of

PUPIL_AGES = (6, 21)
SMALL_CHILD, ELDERLY, ADULT = 6, 70, 17
HIGHEST = {"pkh": 4, "sembako": 4, "bansos_beras": 4, "pbi_jkn": 5}
"""The highest decile entitled, as the coverage of the distributions takes it."""
NEAR = 2
INSURANCE = by_name("member.health_insurance")


def fill(block: Block, severe: Mask) -> None:
    """Fill enrolments, `receives` and `health_insurance`; all other facts come first."""
    people = block.people
    barring = sum(1 << code for code in codes_of("family.excluded_flags", sorted(BARRING_FLAGS)))
    barred = (block.facts["excluded_flags"].values & barring) > 0
    pupil = people.is_("school_level", *PUPIL_LEVELS)
    pupil &= (people.age >= PUPIL_AGES[0]) & (people.age <= PUPIL_AGES[1])
    component = people.holds("is_pregnant") | (people.age <= SMALL_CHILD) | (people.age >= ELDERLY) | pupil | severe
    for programme in ("pkh", "sembako", "bansos_beras"):
        block.enrolled[programme] = ~barred & _reached(block, programme)
    block.enrolled["pkh"] &= people.any_in_family(component)
    _electricity(block)
    _insurance(block, ~barred & _reached(block, "pbi_jkn"))
    _personal(block, pupil)
    _receives(block)


def _reached(block: Block, programme: str) -> Mask:
    """Whether the programme reached each family: likely when entitled, rarely when not."""
    highest, known = HIGHEST[programme], block.decile != UNRANKED
    groups = [known & (block.decile <= highest), known & (block.decile > highest + NEAR)]
    rate = {name: block.data.rate(f"coverage.{programme}.{name}") for name in ("entitled", "near", "far")}
    return block.draws.yes(np.select(groups, [rate["entitled"], rate["far"]], rate["near"]), len(block))


def _electricity(block: Block) -> None:
    power, registered = block.facts["electricity_va"], block.facts["registered"]
    low = power.known & (power.values == 450) & block.yes("coverage.listrik_450")
    listed = power.known & (power.values == 900) & registered.known & registered.values
    block.enrolled["listrik"] = low | (listed & block.yes("coverage.listrik_900"))


def _insurance(block: Block, family_reached: Mask) -> None:
    people, draws, data = block.people, block.draws, block.data
    choices = block.tables.choices("insurance", TIERS, "", "member.health_insurance")
    insurance_paths = draws.choose_by(block.tier, choices)
    reached = family_reached[people.owner]
    left_out = draws.yes(data.rate("coverage.member_left_out_rate"), len(people))
    infant = draws.yes_among(people.age < 1, data.rate("coverage.infant_left_out_rate"))
    employer = people.is_("employment_status", "employee")
    employer = draws.yes_among(employer, data.rate("insurance.employee_has_employer_rate"))
    pbi = ~employer & reached & ~people.is_("presence", "died") & ~left_out & ~infant
    fallback = np.where(reached | infant, INSURANCE["none"], insurance_paths[people.owner])
    insurance = np.select([employer, pbi], [INSURANCE["employer"], INSURANCE["pbi"]], fallback)
    people.fill("health_insurance", insurance)
    block.enrolled["pbi_jkn"] = pbi


def _personal(block: Block, pupil: Mask) -> None:
    people, draws, data = block.people, block.draws, block.data
    here = ~people.is_("presence", "died")
    aid = np.logical_or.reduce([block.enrolled[programme] for programme in AID])[people.owner]
    rate = np.where(aid, data.rate("coverage.pip_with_aid"), data.rate("coverage.pip_without_aid"))
    block.enrolled["pip"] = here & pupil & draws.yes(rate, len(people))
    business, credit = people.holds("has_business"), people.holds("has_bank_credit")
    block.enrolled["kur"] = draws.yes_among(here & business & credit, data.rate("coverage.kur_of_bank_credit"))
    small = here & business & ~credit & (people.age >= ADULT)
    block.enrolled["umi"] = draws.yes_among(small, data.rate("coverage.umi_of_business"))


def _receives(block: Block) -> None:
    """The set of programmes of each family; unknown where no list names it and it is not known to be registered."""
    mask: Numbers = np.zeros(len(block), np.int64)
    for programme, enrolled in block.enrolled.items():
        of_family = enrolled if len(enrolled) == len(block) else block.people.any_in_family(enrolled)
        mask |= of_family.astype(np.int64) << places("family.receives")[programme]
    registered = block.facts["registered"]
    block.fill("receives", mask, (mask > 0) | (registered.known & registered.values))
