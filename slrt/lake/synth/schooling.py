"""Schooling facts of a block: who attends what, and the highest diploma of who does not."""

import numpy as np

from slrt.domain.synthesis.schooling import (
    DIPLOMA_BEFORE,
    DIPLOMAS,
    EARLIEST,
    LEVELS,
    SCHOOL_AGES,
    SECONDARY_DONE,
    UPPER,
)
from slrt.lake.columns import Mask, Numbers
from slrt.lake.synth.block import TIERS, Block
from slrt.lake.synth.draws import by_name, codes_of
from slrt.lake.synth.people import MARITAL, RELATION

PUPILS = ("child", "grandchild", "other")
DIPLOMA_FROM = 5
GRADUATE_AGES = (18, 19)
LEVEL, KIND, DIPLOMA = (by_name(f"member.{fact}") for fact in ("school_level", "school_kind", "highest_diploma"))
UPPER_LEVEL = LEVELS.index("upper")


def fill(block: Block, severe: Mask) -> None:
    """Fill the schooling facts; health comes first."""
    people = block.people
    of_age = (people.age >= SCHOOL_AGES.start) & (people.age < SCHOOL_AGES.stop)
    attends = of_age & _attends(block, severe)
    people.fill("in_school", attends, of_age)
    level = _level(block, attends)
    people.fill("school_level", level, attends)
    people.fill("school_kind", _kind(block, level, attends, severe), attends)
    before = np.zeros(len(LEVEL), np.int8)
    for name, held in DIPLOMA_BEFORE.items():
        before[LEVEL[name]] = DIPLOMA[held]
    diploma = np.where(attends, before[level], _diploma(block))
    old_enough = people.age >= DIPLOMA_FROM
    people.fill("highest_diploma", diploma, old_enough)
    years = people.born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    graduated = np.minimum(people.on.year, years + block.draws.whole(*GRADUATE_AGES, len(people)))
    done = np.isin(diploma, codes_of("member.highest_diploma", SECONDARY_DONE))
    people.fill("graduated_year", graduated, old_enough & done)


def _attends(block: Block, severe: Mask) -> Mask:
    people, tier = block.people, block.persons_tier
    rates = np.select([tier == n for n in range(3)], [block.tables.steps(f"schooling.{t}", people.age) for t in TIERS])
    young = np.isin(people.relation, [RELATION[name] for name in PUPILS]) & (people.marital == MARITAL["single"])
    kept_home = block.draws.yes_among(severe, block.data.rate("schooling.severe_out_of_school_rate"))
    found: Mask = young & ~kept_home & block.draws.yes(rates, len(people))
    return found


def _level(block: Block, attends: Mask) -> Numbers:
    """The level attended, as a place in the fact's values; `none` for who does not attend."""
    people, draws, data = block.people, block.draws, block.data
    steps = data.steps("schooling.level_from_age")
    usual = np.array([0, *(LEVELS.index(name) for name in steps.values)])
    level = usual[np.searchsorted(np.array(steps.starts), people.age, side="right")]
    early = draws.yes_among(attends & (people.age == 6), data.rate("schooling.six_year_old_in_sd_rate"))
    behind = draws.yes_among(attends & (people.age > 8), data.rate("schooling.behind_rate"))
    level = np.where(early, LEVELS.index("sd"), np.where(behind, np.maximum(1, level - 1), level))
    upper = draws.choose(block.tables.choice("schooling.upper", "member.school_level"), len(people))
    named = np.array([LEVEL.get(name, LEVEL[UPPER[0]]) for name in LEVELS], np.int8)[level]
    found: Numbers = np.where(attends, np.where(level == UPPER_LEVEL, upper, named), LEVEL["none"])
    return found


def _kind(block: Block, level: Numbers, attends: Mask, severe: Mask) -> Numbers:
    special = block.draws.yes_among(severe & attends, block.data.rate("schooling.special_when_severe_rate"))
    general = np.isin(level, codes_of("member.school_level", ("paud", "higher", "smk")))
    drawn = block.draws.choose(block.tables.choice("schooling.kind", "member.school_kind"), len(level))
    return np.where(special, KIND["special"], np.where(general, KIND["general"], drawn))


def _diploma(block: Block) -> Numbers:
    """The diploma of who left school: by birth year and tier, lowered to what the age allows."""
    people = block.people
    table = block.data.steps("schooling.diploma")
    years = people.born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    era = np.maximum(np.searchsorted(np.array(table.starts), years, side="right") - 1, 0)
    choices = [
        block.tables.choice(f"schooling.diploma.{start}.{tier}", "member.highest_diploma")
        for start in table.starts
        for tier in TIERS
    ]
    drawn = block.draws.choose_by(era * len(TIERS) + block.persons_tier, choices)
    ages = np.array([EARLIEST[name] for name in DIPLOMAS])
    highest = np.searchsorted(ages, people.age, side="right") - 1
    return np.minimum(drawn, highest)
