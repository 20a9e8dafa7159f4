"""What a programme gives: components per person, a maximum for each, a cap over all, or a flat amount."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.nodes import Node

NOBODY = -1
"""The place of a person who meets no component."""


class BenefitKind(StrEnum):
    """What reaches the family; only cash is added up as money in hand."""

    CASH = "cash"
    IN_KIND = "in_kind"
    TARIFF = "tariff"
    LOAN_CEILING = "loan_ceiling"


class Per(StrEnum):
    """The time one amount stands for."""

    MONTH = "month"
    YEAR = "year"
    ONCE = "once"


class BenefitError(ValueError):
    """Parts of a benefit contradict each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """An amount (rupiah) for each person of whom `who` holds, for at most `most` persons of a family."""

    name: Bilingual
    who: Node
    amount: int
    most: int | None = None

    def __post_init__(self) -> None:
        """Refuse amounts that are not money and maxima that exclude everybody."""
        if self.amount < 0 or (self.most is not None and self.most < 1):
            raise BenefitError("a component needs an amount from 0 and a maximum from 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most this many persons of one family are counted, those with the highest amounts first."""

    persons: int
    confidence: str = "confirmed"

    def __post_init__(self) -> None:
        """Refuse a cap that would leave nobody."""
        if self.persons < 1:
            raise BenefitError("a cap counts at least one person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """The benefit of one programme version.

    Benefits that are not cash are `quantity` of `unit`, each worth `unit_value` (rupiah; for loans the ceiling).
    Those values serve planning and are never shown as money in hand. `note` says what data cannot.
    """

    kind: BenefitKind
    per: Per
    flat: int | None = None
    components: tuple[Component, ...] = ()
    cap: Cap | None = None
    unit_value: int | None = None
    quantity: int | None = None
    unit: Bilingual | None = None
    note: Bilingual | None = None

    def __post_init__(self) -> None:
        """Refuse a benefit that is both flat and per person, or cash without an amount."""
        if self.flat is not None and self.components:
            raise BenefitError("a benefit is either a flat amount or components, not both")
        if self.kind is BenefitKind.CASH and self.flat is None and not self.components:
            raise BenefitError("cash needs a flat amount or components")
        if self.kind is not BenefitKind.CASH and (self.flat is not None or self.components):
            raise BenefitError("only cash has amounts; give unit_value for planning")


Counts = tuple[int, ...]
"""How many persons are counted in each component, highest amount first; one sum where nothing limits it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts persons into components; a person counts once, at the highest component.

    Order of the law: highest component per person, then the maximum of each component, then the cap over all,
    highest amounts first. Components of equal amount keep the order in which the programme lists them.
    """

    components: tuple[Component, ...]
    cap: int | None = None
    flat: int = 0
    amounts: tuple[int, ...] = field(init=False)
    additive: bool = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what is asked in every step."""
        object.__setattr__(self, "amounts", tuple(part.amount for part in self.components))
        limited = self.cap is not None or any(part.most is not None for part in self.components)
        object.__setattr__(self, "additive", not limited)

    @property
    def empty(self) -> Counts:
        """Nobody counted."""
        return (0,) if self.additive else (0,) * len(self.components)

    def add(self, counts: Counts, place: int) -> Counts:
        """Count one more person in a component, or return the counts unchanged where nothing more is paid."""
        if place == NOBODY:
            return counts
        if self.additive:
            return (counts[0] + self.amounts[place],)
        most = self.components[place].most
        if most is not None and counts[place] >= most:
            return counts
        more = list(counts)
        more[place] += 1
        if self.cap is not None and sum(more) > self.cap:
            lowest = max(index for index, count in enumerate(more) if count)
            more[lowest] -= 1
        return tuple(more)

    def amount(self, counts: Counts) -> int:
        """Return the money for these counts, in rupiah."""
        if self.additive:
            return self.flat + counts[0]
        return self.flat + sum(count * amount for count, amount in zip(counts, self.amounts, strict=True))


def tally_of(benefit: Benefit) -> Tally:
    """Return the counting rule of a benefit; components are put highest first."""
    return Tally(
        highest_first(benefit.components),
        benefit.cap.persons if benefit.cap else None,
        benefit.flat or 0,
    )


def highest_first(components: Sequence[Component]) -> tuple[Component, ...]:
    """Return components by falling amount; equal amounts keep their order."""
    return tuple(sorted(components, key=lambda part: -part.amount))
