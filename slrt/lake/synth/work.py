"""Work, business and credit facts of a block, and the income of its families."""

import numpy as np

from slrt.domain.synthesis.work import ADULT, LIVELIHOOD_AGE, MONEY_STEP, OWN_BUSINESS, WORKING_AGE
from slrt.lake.columns import Mask, Numbers
from slrt.lake.synth.block import PLACES, TIERS, Block
from slrt.lake.synth.draws import Shares, by_name, choice_of, codes_of
from slrt.lake.synth.people import NOBODY, RELATION, SEX

LIVELIHOOD_UNTIL = 64
SMALL_CHILD = 3
CIVIL_SERVANT_AGES = (20, 58)
GROUP = by_name("member.occupation_group")
STATUS = by_name("member.employment_status")


def fill(block: Block, severe: Mask) -> None:
    """Fill the work facts and the family's income; schooling and health come first."""
    people, draws, data = block.people, block.draws, block.data
    able = people.age >= WORKING_AGE
    student = people.holds("in_school")
    grown = people.age >= LIVELIHOOD_AGE
    lost = grown & (people.age <= LIVELIHOOD_UNTIL) & ~student & draws.yes(_rate(block, "lost_livelihood"), len(people))
    people.fill("lost_livelihood", lost, grown)
    works = able & ~lost & draws.yes(_rates(block, student, severe), len(people))
    people.fill("works", works, able)
    job = _jobs(block)
    status = _status(block, job, works)
    group = np.array([GROUP[data.at(f"job.{name}.group")] for name in data.at("job")], np.int8)[job]
    idle = np.where(student, GROUP["student"], GROUP["none"])
    people.fill("occupation_group", np.where(works, group, idle), able)
    people.fill("employment_status", status, works)
    wage = _wages(block, job)
    wage[status == STATUS["unpaid_family"]] = 0
    people.fill("wage_monthly", wage, works)
    _business(block, job, status, works)
    credit = [data.rate(f"business.{name}") for name in ("credit_rate", "credit_rate_without")]
    borrows = draws.yes(np.where(people.holds("has_business"), *credit), len(people))
    people.fill("has_bank_credit", borrows, people.age >= ADULT)
    block.fill("income_monthly", _income(block, np.where(works, wage, 0)))


def rounded(amounts: Shares) -> Numbers:
    """Rupiah rounded to what people name when asked."""
    return np.rint(amounts / MONEY_STEP).astype(np.int64) * MONEY_STEP


def _rate(block: Block, name: str) -> float:
    return block.data.rate(f"work.{name}_rate")


def _rates(block: Block, student: Mask, severe: Mask) -> Shares:
    """The chance of each one to work."""
    people, tables, data = block.people, block.tables, block.data
    male = people.sex == SEX["male"]
    rate = np.where(male, tables.steps("work.rate_men", people.age), tables.steps("work.rate_women", people.age))
    lone = ~male & (people.relation == RELATION["head"])
    small = np.flatnonzero((people.mother != NOBODY) & (people.age <= SMALL_CHILD))
    mothers = np.zeros(len(people), np.bool_)
    mothers[people.mother[small]] = True
    factors = [data.rate("work.lone_woman_factor"), data.rate("work.with_small_child_factor")]
    rate *= np.select([lone, mothers], factors, 1.0)
    rate[severe] *= data.rate("work.severe_factor")
    pupil = np.where(people.age >= LIVELIHOOD_AGE, data.rate("work.pupil_rate"), 0.0)
    return np.where(student, pupil, rate)


def _jobs(block: Block) -> Numbers:
    """A job for everybody, by sex and place, as a place in the list of jobs."""
    people, data = block.people, block.data
    jobs = list(data.at("job"))
    leaves = [f"{sex}.{place}" for sex in ("men", "women") for place in PLACES]
    choices = [choice_of(data.choice_across("job", leaf)) for leaf in leaves]
    group = np.where(people.sex == SEX["male"], 0, len(PLACES)) + block.place[people.owner]
    job = block.draws.choose_by(group, choices)
    fits = (block.persons_tier == TIERS.index("high")) & (people.age >= CIVIL_SERVANT_AGES[0])
    fits &= people.age <= CIVIL_SERVANT_AGES[1]
    return np.where((job == jobs.index("civil_servant")) & ~fits, jobs.index("village_aide"), job)


def _status(block: Block, job: Numbers, works: Mask) -> Numbers:
    people, jobs = block.people, list(block.data.at("job"))
    choices = block.tables.choices("job", jobs, "status", "member.employment_status")
    status = block.draws.choose_by(job, choices)
    before: Numbers = np.cumsum(works) - works  # who works among those before, in all families
    earlier = before - before[people.firsts][people.owner] > 0
    owner_of_all = (status == STATUS["unpaid_family"]) & ~earlier
    status[owner_of_all] = STATUS["own_account"]  # somebody must own what an unpaid relative works in
    return np.where(works, status, STATUS["none"])


def _wages(block: Block, job: Numbers) -> Numbers:
    data, draws = block.data, block.draws
    factor = draws.spread_by(block.persons_tier, [data.spread(f"wage.{tier}") for tier in TIERS])
    return rounded(draws.spread_by(job, [data.spread(f"job.{name}.wage") for name in data.at("job")]) * factor)


def _business(block: Block, job: Numbers, status: Numbers, works: Mask) -> None:
    people, draws, data = block.people, block.draws, block.data
    rates = np.array([data.rate(f"job.{name}.business_rate") for name in data.at("job")])[job]
    owns = works & np.isin(status, codes_of("member.employment_status", OWN_BUSINESS)) & draws.yes(rates, len(people))
    people.fill("has_business", owns, people.age >= WORKING_AGE)
    months = draws.spread(data.spread("business.months"), len(people)).astype(np.int64)
    longest = (people.age.astype(np.int64) - WORKING_AGE) * 12
    people.fill("business_months", np.maximum(1, np.minimum(months, longest)), owns)
    turnover = block.tables.choice("business.turnover", "member.business_turnover")
    people.fill("business_turnover", draws.choose(turnover, len(people)), owns)
    people.fill("has_nib", draws.yes(data.rate("business.nib_rate"), len(people)) & (people.age >= ADULT), owns)


def _income(block: Block, wage: Numbers) -> Numbers:
    draws, data = block.draws, block.data
    wages = np.add.reduceat(wage, block.people.firsts)
    noise = draws.spread(data.spread("home.any.income_noise"), len(block))
    second = draws.spread(data.spread("work.second_income"), len(block))
    without = draws.spread(data.spread("home.any.income_without_work"), len(block))
    return rounded(np.where(wages == 0, without, wages * noise + second))
