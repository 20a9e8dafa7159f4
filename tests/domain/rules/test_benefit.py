"""Counting persons into components: once each, at most so many, highest first."""

import pytest

from slrt.domain.rules.benefit import NOBODY, Benefit, BenefitError, BenefitKind, Cap, Component, Per, Tally, tally_of
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.nodes import Const, Place

WHO = Const(Place(1, 1), True)


def part(name: str, amount: int, most: int | None = None) -> Component:
    return Component(name=Bilingual(name, name), who=WHO, amount=amount, most=most)


def paid(tally: Tally, *places: int) -> int:
    counts = tally.empty
    for place in places:
        counts = tally.add(counts, place)
    return tally.amount(counts)


def benefit(**facts: object) -> Benefit:
    return Benefit(**{"kind": BenefitKind.CASH, "per": Per.YEAR, **facts})  # type: ignore[arg-type]


LIMITED = tally_of(benefit(components=(part("low", 10), part("high", 30, 2), part("middle", 20)), cap=Cap(persons=4)))
HIGH, MIDDLE, LOW = 0, 1, 2


@pytest.mark.parametrize(
    ("places", "amount"),
    [
        ([], 0),
        ([NOBODY], 0),
        ([LOW], 10),
        ([HIGH, HIGH], 60),
        ([HIGH, HIGH, HIGH], 60),
        ([LOW, LOW, LOW, LOW, LOW], 40),
        ([LOW, LOW, LOW, LOW, HIGH], 60),
        ([LOW, MIDDLE, LOW, HIGH, HIGH, MIDDLE, MIDDLE], 100),
        ([MIDDLE, MIDDLE, MIDDLE, MIDDLE, LOW, HIGH], 90),
    ],
)
def test_the_maximum_of_a_component_comes_before_the_cap_and_the_highest_are_kept(
    places: list[int], amount: int
) -> None:
    assert paid(LIMITED, *places) == amount
    assert paid(LIMITED, *reversed(places)) == amount


def test_without_limits_amounts_are_added_up() -> None:
    tally = tally_of(benefit(components=(part("a", 10), part("b", 20))))
    assert tally.additive
    assert paid(tally, 0, 0, 1, NOBODY) == 50


def test_a_flat_amount_counts_nobody() -> None:
    assert paid(tally_of(benefit(flat=200)), NOBODY, NOBODY) == 200


def test_components_of_equal_amount_keep_their_order() -> None:
    tally = tally_of(benefit(components=(part("a", 10), part("b", 10))))
    assert [one.name.id for one in tally.components] == ["a", "b"]


@pytest.mark.parametrize(
    "facts",
    [
        {"flat": 1, "components": (part("a", 1),)},
        {},
        {"kind": BenefitKind.IN_KIND, "flat": 1},
        {"kind": BenefitKind.LOAN_CEILING, "components": (part("a", 1),)},
    ],
)
def test_a_benefit_that_contradicts_itself_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(BenefitError):
        benefit(**facts)


def test_amounts_and_maxima_below_their_least_are_refused() -> None:
    with pytest.raises(BenefitError):
        part("a", -1)
    with pytest.raises(BenefitError):
        part("a", 1, 0)
    with pytest.raises(BenefitError):
        Cap(persons=0)
