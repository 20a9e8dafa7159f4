"""Health facts of a block: functioning, chronic disease, nutrition, pregnancy, carers."""

import numpy as np

from slrt.domain.synthesis.health import DOMAINS, FERTILE
from slrt.lake.columns import EPOCH, Mask, Numbers
from slrt.lake.synth.block import TIERS, Block
from slrt.lake.synth.draws import by_name
from slrt.lake.synth.people import MARITAL, NOBODY, SEX

CHRONIC_OLD_FROM = 35
SMALL_CHILD, ELDERLY, NUTRITION_UNTIL = 6, 60, 5


def fill(block: Block) -> Mask:
    """Fill the health facts; gives who is severely disabled."""
    severe = _functioning(block)
    people, draws, tables = block.people, block.draws, block.tables
    ill = draws.yes(tables.steps("health.chronic_rate", people.age), len(people))
    young = people.age < CHRONIC_OLD_FROM
    fact = "member.chronic_disease"
    disease = draws.choose_among(ill & young, tables.choice("health.chronic_young", fact), by_name(fact)["none"])
    old = ill & ~young
    disease[old] = draws.choose(tables.choice("health.chronic_old", fact), int(old.sum()))
    people.fill("chronic_disease", disease)
    fed = tables.choices("health.nutrition", TIERS, "", "member.nutrition")
    people.fill("nutrition", draws.choose_by(block.persons_tier, fed), people.age <= NUTRITION_UNTIL)
    _carer(block, severe)
    _pregnant(block)
    return severe


def _functioning(block: Block) -> Mask:
    people, draws, tables, data = block.people, block.draws, block.tables, block.data
    rate = tables.steps("health.difficulty_from_age", people.age)
    difficulty = tables.choice("health.difficulty", "member.walking")
    levels = {
        domain: draws.choose_among(draws.yes(rate, len(people)), difficulty, by_name("member.walking")["none"])
        for domain in DOMAINS
    }
    alone = block.alone_and_old[people.owner]
    factor = np.where(alone, data.rate("health.severe_elderly_alone_factor"), 1.0)
    severe = draws.yes(tables.steps("health.severe_rate", people.age) * factor, len(people))
    rows = np.flatnonzero(severe)
    kinds = data.choice("health.severe_kind").names
    kind = draws.choose(tables.choice("health.severe_kind"), len(rows))
    for number, name in enumerate(kinds):
        _affect(levels, rows[kind == number], name, data.words(f"health.severe_pattern.{name}"))
    for domain, level in levels.items():
        people.fill(domain, level)
    return severe


def _affect(levels: dict[str, Numbers], rows: Numbers, kind: str, pattern: object) -> None:
    code = by_name("member.walking")
    for domain in list(pattern):  # type: ignore[call-overload] # words of the distributions
        levels[domain][rows] = code["cannot"] if domain == kind else code["a_lot"]


def _carer(block: Block, severe: Mask) -> None:
    people, data = block.people, block.data
    alone = (people.sizes == 1)[people.owner]
    rate = {name: data.rate(f"health.has_carer_rate.{name}") for name in data.at("health.has_carer_rate")}
    cases = [people.age <= SMALL_CHILD, severe, people.age >= ELDERLY]
    elderly = np.where(alone, rate["elderly_alone"], rate["elderly_with_family"])
    rates = [np.full(len(people), rate["small_child"]), np.where(alone, 0.0, rate["severe"]), elderly]
    has = block.draws.yes(np.select(cases, rates, 0.0), len(people))
    people.fill("has_carer", has, np.logical_or.reduce(cases))


def _pregnant(block: Block) -> None:
    people = block.people
    fertile = (people.sex == SEX["female"]) & (people.age >= FERTILE.start) & (people.age < FERTILE.stop)
    may = fertile & (people.marital == MARITAL["married"])
    rate = np.where(may, block.tables.steps("pregnancy.rate", people.age), 0.0)
    latest = np.full(len(people), -(10**6))
    children = np.flatnonzero(people.mother != NOBODY)
    np.maximum.at(latest, people.mother[children], people.born[children])
    today = (people.on - EPOCH).days
    rested = today - latest > block.data.rate("pregnancy.gap_after_birth_days")
    people.fill("is_pregnant", block.draws.yes(rate, len(people)) & rested, fertile)
