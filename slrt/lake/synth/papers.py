"""Presence and papers of a block's people. There are no numbers, only what is known of them."""

import numpy as np

from slrt.domain.synthesis.papers import ADULT, ELDERLY
from slrt.lake.synth.block import Block
from slrt.lake.synth.draws import by_name
from slrt.lake.synth.people import RELATION

PRESENCE = by_name("member.presence")
NIK_STATUS = by_name("member.nik_status")
DIED_FROM, AWAY_FROM, TODDLER_UNTIL = 40, 18, 5
"""The youngest believable ages of who is recorded as dead, or away."""


def presence(block: Block) -> None:
    """Who is there; comes before everything else."""
    people, draws, data = block.people, block.draws, block.data
    checked = ~draws.yes(data.rate("presence.unchecked_rate"), len(people))
    core = np.isin(people.relation, [RELATION["head"], RELATION["spouse"]])
    away = ~core & draws.yes(data.rate("presence.away_rate"), len(people))
    kind = draws.choose_among(away, block.tables.choice("presence.away", "member.presence"), PRESENCE["present"])
    youngest = np.where(kind == PRESENCE["died"], DIED_FROM, AWAY_FROM)
    kind[away & (people.age < youngest)] = PRESENCE["present"]
    kind[draws.yes_among(~away, data.rate("presence.new_rate"))] = PRESENCE["new"]
    people.fill("presence", kind, checked)


def fill(block: Block) -> None:
    """NIK status and papers of everybody."""
    people, draws, data = block.people, block.draws, block.data
    rate = {name: data.rate(f"identity.no_nik_rate.{name}") for name in data.at("identity.no_nik_rate")}
    alone = (people.age >= ELDERLY) & (people.sizes == 1)[people.owner]
    cases = [people.age < 1, people.age < TODDLER_UNTIL, alone]
    rates = np.select(cases, [rate["infant"], rate["toddler"], rate["elderly_alone"]], rate["other"])
    has_nik = ~draws.yes(rates, len(people))
    status = draws.choose(block.tables.choice("identity.nik_status", "member.nik_status"), len(people))
    status[people.is_("presence", "died")] = NIK_STATUS["deceased"]
    status[~has_nik] = NIK_STATUS["none"]
    people.fill("nik_status", status)
    certificate = block.tables.steps("identity.birth_certificate_rate", people.age)
    people.fill("has_birth_certificate", has_nik & draws.yes(certificate, len(people)))
    ktp = has_nik & draws.yes(data.rate("identity.ktp_rate"), len(people))
    people.fill("has_ktp", ktp, people.age >= ADULT)
