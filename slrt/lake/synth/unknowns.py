"""Takes knowledge away again: what nobody asked yet is unknown, together with what hangs on it."""

from collections.abc import Callable, Mapping

from slrt.domain.synthesis.health import DOMAINS
from slrt.domain.synthesis.unknowns import FUNCTIONING, PROVES_FAMILY, PROVES_MEMBER
from slrt.lake.columns import Mask, Values
from slrt.lake.synth.block import Block


def apply(block: Block) -> None:
    """Blank facts of families and people at the rates of the distributions; a receipt proves what it rests on."""
    proves_family = {PROVES_FAMILY[name]: block.enrolled[name] for name in PROVES_FAMILY}
    rates = block.data.at("unknown.family")
    _blank(block, block.facts, rates, len(block), proves_family.get)
    people = block.people
    proven: dict[str, Mask] = {}
    for programme, facts in PROVES_MEMBER.items():
        for fact in facts:
            proven[fact] = proven[fact] | block.enrolled[programme] if fact in proven else block.enrolled[programme]
    rates = dict(block.data.at("unknown.member"))
    functioning = rates.pop(FUNCTIONING)
    _blank(block, people.facts, rates, len(people), proven.get)
    _forget(people.facts, list(DOMAINS), block.draws.yes(functioning, len(people)))


def _blank(
    block: Block,
    facts: dict[str, Values],
    rates: Mapping[str, float],
    count: int,
    proven: Callable[[str], Mask | None],
) -> None:
    follows = block.data.at("unknown.follows")
    for fact, rate in rates.items():
        blank, kept = block.draws.yes(rate, count), proven(fact)
        if kept is not None:
            blank &= ~kept
        _forget(facts, [fact, *follows.get(fact, [])], blank)


def _forget(facts: dict[str, Values], names: list[str], blank: Mask) -> None:
    for name in names:
        facts[name] = Values(facts[name].values, facts[name].known & ~blank)
