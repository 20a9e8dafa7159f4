"""Benefits as SQL: persons counted into components, the maximum of each, the cap over all, highest amounts first."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slrt.domain.rules.benefit import Tally
from slrt.domain.rules.nodes import And, Node
from slrt.domain.rules.sql.layers import Layers
from slrt.domain.rules.sql.mixed import Asker, family_part, put
from slrt.domain.rules.sql.scalar import FALSE, TRUE


@dataclass(frozen=True, slots=True)
class Counted:
    """Persons of one family in each component (SQL numbers, highest amount first), and how many are in doubt."""

    numbers: tuple[str, ...]
    doubtful: str


def counted(asker: Asker, people: Sequence[Node]) -> Counted:
    """Return how many persons meet each condition, each at the first that holds.

    A person of whom an earlier condition is unknown is doubtful. Raises Inexpressible.
    """
    part = next((found for found in map(family_part, people) if found is not None), None)
    if part is None:
        return _chain(asker, [asker.of_member(who) for who in people])
    asked = asker.of_family(part.node)
    yes, no = (counted(asker, [put(who, part, value) for who in people]) for value in (True, False))
    pairs = list(zip(yes.numbers, no.numbers, strict=True))
    apart = [pair for pair in pairs if pair[0] != pair[1]]
    if not apart and yes.doubtful == no.doubtful:
        return yes
    numbers = (one if one == two else f"(CASE WHEN {asked} THEN {one} ELSE {two} END)" for one, two in pairs)
    # Nobody can be counted while the family's part is unknown: that is a doubt unless both ways agree.
    agree = "".join(f" AND {one} = {two}" for one, two in apart)
    doubts = yes.doubtful if yes.doubtful == no.doubtful else f"{yes.doubtful} + {no.doubtful}"
    open_one = f"WHEN {doubts} = 0{agree} THEN 0 ELSE 1"
    doubtful = f"(CASE WHEN {asked} THEN {yes.doubtful} WHEN NOT {asked} THEN {no.doubtful} {open_one} END)"
    return Counted(tuple(numbers), doubtful)


def _chain(asker: Asker, conditions: Sequence[str]) -> Counted:
    last = len(conditions)
    asked = []
    for place, condition in enumerate(conditions):
        if condition != FALSE:
            asked.append((asker.questions.conditions.put(condition), place))
        if condition == TRUE:
            break
    if not asked:
        return Counted(("0",) * last, "0")
    steps = _steps(asker.questions.conditions, asked, last)
    *numbers, doubtful = asker.questions.lane(f"CASE {' '.join(steps)} ELSE 0 END", last + 1)
    return Counted(tuple(numbers), doubtful)


def _steps(conditions: Layers, asked: Sequence[tuple[str, int]], doubt: int) -> list[str]:
    """Ask one condition after the other; what the last ones share ("is a pupil, and ...") is asked once, before them.

    Where the shared part is unknown, so is the person, unless none of the conditions can hold.
    """
    shared, parts = _sharing(conditions, asked)
    steps = [_step(condition, place, doubt) for condition, place in asked[: len(asked) - len(parts)]]
    if parts:
        among = " ".join(_step(part, place, doubt) for part, place in parts)
        some = " OR ".join(part for part, _ in parts)
        nothing = "CAST(0 AS BIGINT)"  # Polars takes small and large numbers in one CASE for different types
        steps.append(f"WHEN {shared} THEN CASE {among} ELSE {nothing} END")
        steps.append(f"WHEN {shared} IS NULL AND COALESCE({some}, TRUE) THEN {{{doubt}}}")
    return steps


def _step(condition: str, place: int, doubt: int) -> str:
    if condition == TRUE:
        return f"WHEN TRUE THEN {{{place}}}"
    return f"WHEN {condition} THEN {{{place}}} WHEN {condition} IS NULL THEN {{{doubt}}}"


def _sharing(conditions: Layers, asked: Sequence[tuple[str, int]]) -> tuple[str, list[tuple[str, int]]]:
    """Return what two or more of the last conditions begin with, and what each of them asks beyond it."""
    shared = ""
    parts: list[tuple[str, int]] = []
    for condition, place in reversed(asked):
        first, second = conditions.joined(condition) or ("", "")
        if not first or first != (shared or first):
            break
        shared = first
        parts.insert(0, (second, place))
    return (shared, parts) if len(parts) > 1 else ("", [])


def chosen_people(rule: Node, whos: Sequence[Node]) -> list[Node]:
    """Return the conditions of a benefit per person: who is eligible and meets the component."""
    return [And(who.at, rule, who) for who in whos]


def money(tally: Tally, numbers: Sequence[str], once: Callable[[str], str]) -> str:
    """Return the money for these persons, in rupiah; `once` puts a part aside that is read more than once."""
    if not numbers:
        return str(tally.flat)
    limited = [
        number if part.most is None else _at_most(part.most, number, once)
        for number, part in zip(numbers, tally.components, strict=True)
    ]
    if tally.cap is None:
        return _sum(tally.flat, [(amount, number) for amount, number in zip(tally.amounts, limited, strict=True)])
    return _sum(tally.flat, _capped(tally.cap, tally.amounts, limited, once))


def _at_most(most: int, number: str, once: Callable[[str], str]) -> str:
    """Numbers of persons are never NULL; so compared they are the least of both, which engines compute quicker."""
    counted = once(number)
    return once(f"(CASE WHEN {counted} < {most} THEN {counted} ELSE {most} END)")


def _capped(
    cap: int, amounts: Sequence[int], numbers: Sequence[str], once: Callable[[str], str]
) -> list[tuple[int, str]]:
    """Each step down from one amount to the next is lost by nobody but those within the cap so far."""
    following = [*amounts[1:], 0]
    running = functools.reduce(lambda sums, number: [*sums, once(f"{sums[-1]} + {number}")], numbers[1:], [numbers[0]])
    return [(amount - following[place], _at_most(cap, running[place], once)) for place, amount in enumerate(amounts)]


def _sum(flat: int, parts: Sequence[tuple[int, str]]) -> str:
    terms = [f"{amount} * CAST({number} AS BIGINT)" for amount, number in parts if amount]
    return " + ".join([*([str(flat)] if flat or not terms else []), *terms])
