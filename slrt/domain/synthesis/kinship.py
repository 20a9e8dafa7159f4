"""Who lives together: heads, spouses, children, parents and grandchildren with birth dates that fit each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from slrt.domain.identity import age_on
from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.shapes import Seat

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = 30.44
ADULT = 19


@dataclass(frozen=True)
class Kinship:
    """Composes the seats of a family as of the day `on`; the head always comes first."""

    chance: Chance
    data: Distributions
    on: date

    def compose(self, shape: str, head: Seat | None = None) -> list[Seat]:
        """The seats of a family of this shape. A given `head` (already married) starts a couple."""
        if head is not None:
            return self._couple(head, "children")
        makers: dict[str, Callable[[], list[Seat]]] = {
            "couple_with_children": lambda: self._couple(self._head(shape), "children"),
            "large_family": lambda: self._couple(self._head(shape), "children_large"),
            "couple": lambda: self._couple(self._head(shape), None),
            "elderly_couple": lambda: self._couple(self._head(shape), None),
            "three_generations": self._three_generations,
            "widow_with_children": lambda: self._alone_with_children(shape, "female", "widowed", "father"),
            "widower_with_children": lambda: self._alone_with_children(shape, "male", "widowed", "mother"),
            "divorced_with_children": lambda: self._alone_with_children(shape, "female", "divorced", "no"),
            "grandparents_with_grandchildren": self._grandparents,
            "elderly_alone": self._elderly_alone,
            "adult_alone": lambda: [self._head(shape, marital="single")],
        }
        seats = makers[shape]()
        if len(seats) > 1 and self.chance.yes(self.data.rate("kinship.extra_relative_rate")):
            seats.append(self._extra_relative())
        return seats

    def _born(self, years: float) -> date:
        """A birth date of somebody who is about `years` old now."""
        return self.on - timedelta(days=int(years * DAYS_PER_YEAR) + self.chance.whole(1, 364))

    def _head(self, shape: str, sex: str = "male", marital: str = "married") -> Seat:
        return Seat("head", sex, self._born(int(self.chance.spread(self.data.spread(f"age.{shape}")))), marital)

    def _any_sex(self) -> str:
        return "female" if self.chance.yes(self.data.rate("kinship.born_female_rate")) else "male"

    def _wife_of(self, husband: Seat, relation: str = "spouse") -> Seat:
        years = self.chance.spread(self.data.spread("kinship.wife_younger_years"))
        birth = husband.birth_date + timedelta(days=int(years * DAYS_PER_YEAR))
        youngest = self.on - timedelta(days=int(self.data.rate("kinship.youngest_wife") * DAYS_PER_YEAR) + 10)
        return Seat(relation, "female", min(birth, youngest), "married")

    def _couple(self, head: Seat, children: str | None) -> list[Seat]:
        wife = self._wife_of(head)
        seats = [head, wife]
        if children is not None:
            count = int(self.chance.choose(self.data.choice(f"kinship.{children}")))
            seats += self._at_home(self._children_of(wife, count))
        return seats

    def _children_of(self, mother: Seat, count: int, orphan: str = "no") -> list[Seat]:
        """Up to `count` births, eldest first, spaced as pregnancies are and ended by the mother's age or today."""
        first = self.chance.spread(self.data.spread("kinship.first_birth_age"))
        birth = mother.birth_date + timedelta(days=int(first * DAYS_PER_YEAR))
        end_age = self.data.rate("kinship.last_birth_age")
        last = min(self.on, mother.birth_date + timedelta(days=int(end_age * DAYS_PER_YEAR)))
        born: list[date] = []
        while len(born) < count and birth <= last:
            born.append(birth)
            if len(born) < count and self.chance.yes(self.data.rate("kinship.twin_rate")):
                born.append(birth)
            birth += timedelta(
                days=int(self.chance.spread(self.data.spread("kinship.birth_gap_months")) * DAYS_PER_MONTH)
            )
        return [self._child(day, mother, orphan) for day in born]

    def _child(self, birth: date, mother: Seat | None, orphan: str) -> Seat:
        return Seat("child", self._any_sex(), birth, "single", orphan, mother)

    def _at_home(self, children: list[Seat]) -> list[Seat]:
        """The children who still live here; a grown one may have brought a spouse and a baby."""
        rates = self.data.spread("kinship.adult_child_home_rate")
        staying: list[Seat] = []
        for child in children:
            age = age_on(child.birth_date, self.on)
            if age < ADULT:
                staying.append(child)
                continue
            position = (age > 22) + (age > 26) + (age > 32)
            if self.chance.yes(rates[position]):
                staying.append(child)
        return staying + self._young_household(staying)

    def _young_household(self, staying: list[Seat]) -> list[Seat]:
        sons = [seat for seat in staying if seat.sex == "male" and 22 <= age_on(seat.birth_date, self.on) <= 35]
        if not sons or not self.chance.yes(self.data.rate("kinship.adult_child_brings_spouse_rate")):
            return []
        son = sons[0]
        son.marital_status = "married"
        wife = self._wife_of(son, "child_in_law")
        youth = self._children_of(wife, 1)
        for baby in youth:
            baby.relation = "grandchild"
        return [wife, *youth]

    def _alone_with_children(self, shape: str, sex: str, marital: str, orphan: str) -> list[Seat]:
        head = self._head(shape, sex, marital)
        mother = head if sex == "female" else self._wife_of(head)
        count = int(self.chance.choose(self.data.choice("kinship.children_alone")))
        children = self._children_of(mother, count, orphan)
        youngest = [child for child in children[-1:] if age_on(child.birth_date, self.on) >= 1]
        staying = self._at_home(children[:-1] + youngest)
        if sex == "male":
            for child in staying:
                child.mother = None if child.mother is mother else child.mother
        return [head, *staying]

    def _three_generations(self) -> list[Seat]:
        seats = self._couple(self._head("three_generations"), "children")
        parent_of = self.chance.pick(seats[:2])
        years = self.chance.spread(self.data.spread("kinship.parent_older_years"))
        birth = parent_of.birth_date - timedelta(days=int(years * DAYS_PER_YEAR))
        return [
            *seats,
            Seat(
                "parent",
                "female" if self.chance.yes(self.data.rate("kinship.grandmother_rate")) else "male",
                birth,
                "widowed",
            ),
        ]

    def _grandparents(self) -> list[Seat]:
        shape = "grandparents_with_grandchildren"
        head = (
            self._head(shape)
            if self.chance.yes(self.data.rate("kinship.grandparents_both_rate"))
            else self._head(shape, "female", "widowed")
        )
        seats = [head]
        if head.marital_status == "married":
            seats.append(self._wife_of(head))
        elder_age = age_on(min(seat.birth_date for seat in seats), self.on)
        oldest = min(int(self.data.spread("kinship.grandchild_age")[1]), elder_age - 36)
        orphan = self.chance.choose(self.data.choice("kinship.grandchild_orphan"))
        birth = self._born(self.chance.whole(1, max(1, oldest)))
        for _ in range(int(self.chance.choose(self.data.choice("kinship.grandchildren")))):
            if birth <= self.on:
                seats.append(Seat("grandchild", self._any_sex(), birth, "single", orphan))
            birth += timedelta(
                days=int(self.chance.spread(self.data.spread("kinship.birth_gap_months")) * DAYS_PER_MONTH)
            )
        return seats

    def _elderly_alone(self) -> list[Seat]:
        female = self.chance.yes(self.data.rate("kinship.female_head_of_elderly_alone_rate"))
        marital = "widowed" if self.chance.yes(self.data.rate("kinship.elderly_alone_widowed_rate")) else "single"
        return [self._head("elderly_alone", "female" if female else "male", marital)]

    def _extra_relative(self) -> Seat:
        return Seat("other", self._any_sex(), self._born(self.chance.whole(17, 66)), "single")
