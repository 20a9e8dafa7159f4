"""Family facts of a block: welfare rank as stored by others, housing, assets, hazards."""

from collections.abc import Sequence

import numpy as np

from slrt.domain.synthesis.homes import FLOOR_AREA, GROUND_WATER, PRIVATE_TOILETS, months_before, published_before
from slrt.lake.columns import EPOCH, Mask, Numbers, places
from slrt.lake.synth.block import PLACES, TIERS, UNRANKED, Block
from slrt.lake.synth.draws import codes_of

FLAG = places("family.excluded_flags")
LISTINGS = ("no", "yes", "unsure")


def fill(block: Block) -> None:
    """Fill the family facts; the members' work comes first."""
    _register(block)
    _building(block)
    _supply(block)
    _assets(block)
    block.fill("excluded_flags", _flags(block))
    block.fill("housing_aid_within_10y", block.yes("home.any.housing_aid_rate"))
    block.fill("disaster_affected", block.yes("home.any.disaster_rate"))


def _choose(block: Block, fact: str) -> Numbers:
    return block.draws.choose_by(block.tier, block.tables.choices("home", TIERS, fact, f"family.{fact}"))


def _tier_rates(block: Block, path: str) -> Mask:
    """Yes with the rate that `home.TIER.path` has for each family's tier."""
    rates = np.array([block.data.rate(f"home.{tier}.{path}") for tier in TIERS])
    return block.draws.yes(rates[block.tier], len(block))


def _register(block: Block) -> None:
    draws, data, tables, count = block.draws, block.data, block.tables, len(block)
    ranked = block.decile != UNRANKED
    block.fill("family_status", draws.choose(tables.choice("register.family_status", "family.family_status"), count))
    block.fill("decile", block.decile, ranked)
    names = data.choice("register.listing_without_decile").names
    listing = np.array([LISTINGS.index(name) for name in names])[
        draws.choose(tables.choice("register.listing_without_decile"), count)
    ]
    listed = ranked | (listing == LISTINGS.index("yes"))
    block.fill("registered", listed, ranked | (listing != LISTINGS.index("unsure")))
    source = draws.choose(tables.choice("register.source", "family.decile_source"), count)
    block.fill("decile_source", source, ranked)
    quarters = [int(edge) for edge in data.spread("register.dtsen_age_quarters")]
    months = [int(edge) for edge in data.spread("register.older_source_age_months")]
    recent = _days([published_before(block.people.on, back) for back in range(quarters[0], quarters[1] + 1)])
    older = _days([months_before(block.people.on, back) for back in range(months[0], months[1] + 1)])
    is_recent = source == places("family.decile_source")["dtsen"]
    days = np.where(
        is_recent,
        recent[draws.whole(0, len(recent) - 1, count)],
        older[draws.whole(0, len(older) - 1, count)],
    )
    block.fill("decile_on", days, ranked)


def _days(dates: Sequence[object]) -> Numbers:
    return np.array([(day - EPOCH).days for day in dates])  # type: ignore[operator] # all are dates


def _building(block: Block) -> None:
    for fact in ("tenure", "floor", "wall", "roof"):
        block.fill(fact, _choose(block, fact))
    proof = _choose(block, "land_proof")
    block.fill("land_proof", np.where(block.is_("tenure", "own"), proof, places("family.land_proof")["none"]))
    shapes = [block.data.spread(f"home.{tier}.area_per_person") for tier in TIERS]
    area = (block.draws.spread_by(block.tier, shapes) * block.people.sizes).astype(np.int64)
    block.fill("floor_area_m2", np.clip(area, *FLOOR_AREA))
    wall = _tier_rates(block, "damaged_rate")
    block.fill("wall_damaged", wall)
    alone = np.array([block.data.rate(f"home.{tier}.damaged_rate") / 2 for tier in TIERS])[block.tier]
    with_wall = block.data.rate("home.any.roof_rate_when_wall_damaged")
    block.fill("roof_damaged", block.draws.yes(np.where(wall, with_wall, alone), len(block)))


def _supply(block: Block) -> None:
    for fact in ("water", "lighting", "cooking_fuel", "toilet", "internet", "bank_account"):
        block.fill(fact, _choose(block, fact))
    ground = block.is_("water", *GROUND_WATER)
    block.fill("water_far_from_sewage", block.yes("home.any.far_from_sewage_rate"), ground)
    powers = [block.tables.numbers(f"home.{tier}.electricity_va") for tier in TIERS]
    power = block.draws.choose_by(block.tier, powers)
    block.fill("electricity_va", power, block.is_("lighting", "pln_metered"))
    private = block.is_("toilet", *PRIVATE_TOILETS)
    for fact in ("closet", "sewage"):
        block.fill(fact, _choose(block, fact), private)


def _assets(block: Block) -> None:
    for fact in block.data.at(f"home.{TIERS[0]}.asset"):
        block.fill(fact, _tier_rates(block, f"asset.{fact}"))
    smartphone = block.facts["has_smartphone"].values | block.is_("internet", "phone")
    block.fill("has_smartphone", smartphone)
    block.fill("has_other_land", _tier_rates(block, "other_land_rate"))
    block.fill("has_second_house", _tier_rates(block, "second_house_rate"))
    fishes = block.people.any_in_family(block.people.is_("occupation_group", "fisher"))
    block.fill("has_motorboat", fishes & block.yes("home.any.motorboat_rate_of_fishers"))
    block.fill("has_boat", fishes & block.yes("home.any.boat_rate_of_fishers"))
    for kind in ("livestock_small", "livestock_large"):
        rates = np.array([block.data.rate(f"home.any.{kind}_rate.{place}") for place in PLACES])
        keeps = block.draws.yes(rates[block.place], len(block))
        heads = block.draws.spread(block.data.spread(f"home.any.{kind}"), len(block)).astype(np.int64)
        block.fill(kind, np.where(keeps, heads, 0))


def _flags(block: Block) -> Numbers:
    """The exclusion flags as a mask: bit i stands for place i in the fact's values."""
    people, data = block.people, block.data
    asn = people.any_in_family(people.is_("occupation_group", "asn"))
    wage = people.facts["wage_monthly"]
    rich = people.any_in_family(wage.known & (wage.values > data.rate("register.minimum_wage")))
    died = people.any_in_family(people.is_("presence", "died"))
    dead = died & block.yes("register.flag_when_died_rate")
    other = ~dead & block.yes("register.flag_rate")
    names = np.array(codes_of("family.excluded_flags", data.choice("register.flags").names))
    drawn = names[block.draws.choose(block.tables.choice("register.flags"), len(block))]
    flags = (asn << FLAG["asn"]) | (rich << FLAG["wage_above_minimum"]) | (dead << FLAG["deceased"])
    found: Numbers = flags | np.where(other, 1 << drawn, 0)
    return found
