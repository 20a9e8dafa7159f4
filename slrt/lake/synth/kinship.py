"""Who lives together, for a block of families: `domain.synthesis.kinship` drawn as columns."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.kinship import ADULT, DAYS_PER_MONTH, DAYS_PER_YEAR
from slrt.lake.ages import ages_on
from slrt.lake.columns import EPOCH, Mask, Numbers
from slrt.lake.synth.draws import Draws, Tables
from slrt.lake.synth.people import MARITAL, ORPHAN, RELATION, SEX, SLOTS, People, Seats

ORPHANAGE = "orphanage"
MOST_CHILDREN = 8
HEAD, SPOUSE, FIRST_CHILD, SONS_WIFE, SONS_CHILD, PARENT, EXTRA = 0, 1, 2, 50, 51, 52, 53

COUPLES = ("couple_with_children", "large_family", "couple", "elderly_couple", "three_generations")
ALONE = ("widow_with_children", "widower_with_children", "divorced_with_children")
CHILDREN = {
    "couple_with_children": "children",
    "three_generations": "children",
    "large_family": "children_large",
    **dict.fromkeys(ALONE, "children_alone"),
}
GRANDPARENTS = "grandparents_with_grandchildren"
YOUNG = (22, 35)
"""Ages of a son who may have brought a spouse."""
EXTRA_AGES = (17, 66)
ORPHAN_AGES = (1, 17)
STEPS_OF_LEAVING = (22, 26, 32)
YOUNGEST_GRANDPARENT = 36


@dataclass
class Births:
    """Children of many mothers as a table: one line a mother, one place a birth, `filled` where there is one."""

    born: Numbers
    filled: Mask
    female: Mask


class Kinship:
    """Composes the seats of families, given by the names and places of their shapes."""

    def __init__(self, draws: Draws, data: Distributions, on: date, shapes: tuple[str, ...], shape: Numbers) -> None:
        self.draws, self.data, self.tables, self.on = draws, data, Tables(data), on
        self.today = (on - EPOCH).days
        self.shapes, self.shape = shapes, shape
        self.count = len(shape)
        self.seats = Seats()

    def compose(self) -> People:
        """Everybody of the block."""
        head, female, married = self._heads()
        wife = self._wives(head, married)
        self._children(head, wife, female)
        self._grandchildren(np.where(married, np.minimum(head, wife), head))
        self._parents(head, wife)
        self._residents()
        self._extra()
        return People.of(self.seats, self.on)

    def _is(self, *names: str) -> Mask:
        return np.isin(self.shape, [self.shapes.index(name) for name in names if name in self.shapes])

    def _rate(self, name: str) -> float:
        return self.data.rate(f"kinship.{name}")

    def _years(self, name: str, count: int) -> Numbers:
        """Draws of years as whole days, towards zero."""
        return np.trunc(self.draws.spread(self.data.spread(f"kinship.{name}"), count) * DAYS_PER_YEAR).astype(np.int64)

    def _born(self, years: Numbers) -> Numbers:
        """Birth days of people about so many years old now."""
        return self.today - (years * DAYS_PER_YEAR).astype(np.int64) - self.draws.whole(1, 364, len(years))

    def _female(self, count: int) -> Mask:
        return self.draws.yes(self._rate("born_female_rate"), count)

    def _heads(self) -> tuple[Numbers, Mask, Mask]:
        """Birth day of each head, whether a woman, whether married."""
        shapes = [self.data.spread(f"{name}.age" if name == ORPHANAGE else f"age.{name}") for name in self.shapes]
        born = self._born(self.draws.spread_by(self.shape, shapes).astype(np.int64))
        both = self._is(GRANDPARENTS) & self.draws.yes(self._rate("grandparents_both_rate"), self.count)
        married = self._is(*COUPLES) | both
        old_woman = self.draws.yes(self._rate("female_head_of_elderly_alone_rate"), self.count)
        female = self._is("widow_with_children", "divorced_with_children", ORPHANAGE)
        female |= (self._is("elderly_alone") & old_woman) | (self._is(GRANDPARENTS) & ~both)
        lost = self.draws.yes(self._rate("elderly_alone_widowed_rate"), self.count)
        widowed = self._is("widow_with_children", "widower_with_children") | (self._is("elderly_alone") & lost)
        widowed |= self._is(GRANDPARENTS) & ~both
        conditions = [married, widowed, self._is("divorced_with_children")]
        marital = np.select(conditions, [MARITAL[m] for m in ("married", "widowed", "divorced")], MARITAL["single"])
        sex = np.where(female, SEX["female"], SEX["male"])
        everybody = np.arange(self.count)
        self.seats.add(everybody, HEAD, relation=RELATION["head"], sex=sex, born=born, marital=marital)
        return born, female, married

    def _wife_of(self, husband: Numbers) -> Numbers:
        born = husband + self._years("wife_younger_years", len(husband))
        youngest: Numbers = np.minimum(born, self.today - int(self._rate("youngest_wife") * DAYS_PER_YEAR) - 10)
        return youngest

    def _wives(self, head: Numbers, married: Mask) -> Numbers:
        """Birth day of each head's wife, drawn for all: a widower's children had a mother too."""
        born = self._wife_of(head)
        family = np.flatnonzero(married)
        relation, sex, marital = RELATION["spouse"], SEX["female"], MARITAL["married"]
        self.seats.add(family, SPOUSE, relation=relation, sex=sex, born=born[family], marital=marital)
        return born

    def _children(self, head: Numbers, wife: Numbers, female: Mask) -> None:
        family = np.flatnonzero(self._is(*CHILDREN))
        mother = np.where(female, head, wife)[family]
        births = self._births(mother, self._how_many(family))
        alone = self._is(*ALONE)[family]
        widower = self._is("widower_with_children")[family]
        ages = ages_on(births.born, self.on)
        last = births.filled & ~np.roll(births.filled, -1, axis=1)
        last[:, -1] = births.filled[:, -1]
        home = births.filled & ~(alone[:, None] & last & (ages < 1))
        leaving = np.array(self.data.spread("kinship.adult_child_home_rate"))[np.digitize(ages, STEPS_OF_LEAVING, True)]
        home &= (ages < ADULT) | (self.draws.shares(home.size).reshape(home.shape) < leaving)
        son, has_son = self._married_son(births, home, ages)
        slot = np.where(female[family], HEAD, SPOUSE)
        key = np.where(widower, -1, family * SLOTS + slot)
        lines, columns = np.nonzero(home)
        orphan = np.select([self._is(name)[family] for name in ALONE[:2]], [ORPHAN["father"], ORPHAN["mother"]], 0)
        married = has_son[lines] & (son[lines] == columns)
        self.seats.add(
            family[lines],
            FIRST_CHILD + columns,
            relation=RELATION["child"],
            sex=np.where(births.female[home], SEX["female"], SEX["male"]),
            born=births.born[home],
            marital=np.where(married, MARITAL["married"], MARITAL["single"]),
            orphan=orphan[lines],
            mother=key[lines],
        )
        self._sons_household(family[has_son], births.born[np.flatnonzero(has_son), son[has_son]])

    def _how_many(self, family: Numbers) -> Numbers:
        kinds = sorted(set(CHILDREN.values()))
        kind = np.array([kinds.index(CHILDREN.get(name, kinds[0])) for name in self.shapes])[self.shape[family]]
        return self.draws.choose_by(kind, [self.tables.numbers(f"kinship.{name}") for name in kinds])

    def _births(self, mother: Numbers, count: Numbers) -> Births:
        """Up to `count` births of each mother, eldest first, ended by her age or today."""
        lines = np.arange(len(mother))
        born = np.full((len(mother), MOST_CHILDREN + 1), self.today)
        reached = np.zeros(len(mother), np.int64)
        birth = mother + self._years("first_birth_age", len(mother))
        last = np.minimum(self.today, mother + int(self._rate("last_birth_age") * DAYS_PER_YEAR))
        for _ in range(MOST_CHILDREN):
            bears = (reached < count) & (birth <= last)
            born[lines[bears], reached[bears]] = birth[bears]
            reached += bears
            twin = self.draws.yes_among(bears & (reached < count), self._rate("twin_rate"))
            born[lines[twin], reached[twin]] = birth[twin]
            reached += twin
            birth = birth + self._gap(len(mother))
        filled = np.arange(MOST_CHILDREN + 1) < reached[:, None]
        return Births(born, filled, self._female(filled.size).reshape(filled.shape))

    def _gap(self, count: int) -> Numbers:
        months = self.draws.spread(self.data.spread("kinship.birth_gap_months"), count)
        return (months * DAYS_PER_MONTH).astype(np.int64)

    def _married_son(self, births: Births, home: Mask, ages: Numbers) -> tuple[Numbers, Mask]:
        """The first grown son at home of each family, and whether he brought a spouse."""
        sons = home & ~births.female & (ages >= YOUNG[0]) & (ages <= YOUNG[1])
        brings = self.draws.yes_among(np.logical_or.reduce(sons, axis=1), self._rate("adult_child_brings_spouse_rate"))
        return np.argmax(sons, axis=1), brings

    def _sons_household(self, family: Numbers, son: Numbers) -> None:
        wife = self._wife_of(son)
        sex, marital = SEX["female"], MARITAL["married"]
        self.seats.add(family, SONS_WIFE, relation=RELATION["child_in_law"], sex=sex, born=wife, marital=marital)
        births = self._births(wife, np.ones(len(wife), np.int64))
        has = births.filled[:, 0]
        self.seats.add(
            family[has],
            SONS_CHILD,
            relation=RELATION["grandchild"],
            sex=np.where(births.female[has, 0], SEX["female"], SEX["male"]),
            born=births.born[has, 0],
            marital=MARITAL["single"],
            mother=family[has] * SLOTS + SONS_WIFE,
        )

    def _grandchildren(self, elder_born: Numbers) -> None:
        family = np.flatnonzero(self._is(GRANDPARENTS))
        elder = ages_on(elder_born[family], self.on).astype(np.int64)
        highest = int(self.data.spread("kinship.grandchild_age")[1])
        oldest = np.maximum(1, np.minimum(highest, elder - YOUNGEST_GRANDPARENT))
        orphan = self.draws.choose(self.tables.choice("kinship.grandchild_orphan", "member.orphan"), len(family))
        count = self.draws.choose(self.tables.numbers("kinship.grandchildren"), len(family))
        birth = self._born(self.draws.whole(1, oldest, len(family)))
        for place in range(int(count.max(initial=0))):
            born = (place < count) & (birth <= self.today)
            self._child_of_nobody(family[born], FIRST_CHILD + place, "grandchild", birth[born], orphan[born])
            birth = birth + self._gap(len(family))

    def _child_of_nobody(
        self, family: Numbers, slot: int | Numbers, relation: str, born: Numbers, orphan: Numbers
    ) -> None:
        sex = np.where(self._female(len(family)), SEX["female"], SEX["male"])
        single = MARITAL["single"]
        self.seats.add(family, slot, relation=RELATION[relation], sex=sex, born=born, marital=single, orphan=orphan)

    def _parents(self, head: Numbers, wife: Numbers) -> None:
        family = np.flatnonzero(self._is("three_generations"))
        of_wife = self.draws.yes(0.5, len(family))
        born = np.where(of_wife, wife[family], head[family]) - self._years("parent_older_years", len(family))
        woman = self.draws.yes(self._rate("grandmother_rate"), len(family))
        sex = np.where(woman, SEX["female"], SEX["male"])
        self.seats.add(family, PARENT, relation=RELATION["parent"], sex=sex, born=born, marital=MARITAL["widowed"])

    def _residents(self) -> None:
        """Children of an orphanage, on one card with the woman who runs it."""
        home = np.flatnonzero(self._is(ORPHANAGE))
        sizes = self.draws.spread(self.data.spread(f"{ORPHANAGE}.residents"), len(home)).astype(np.int64)
        family = np.repeat(home, sizes)
        slots = FIRST_CHILD + np.arange(len(family)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        orphan = self.draws.choose(self.tables.choice(f"{ORPHANAGE}.orphan", "member.orphan"), len(family))
        born = self._born(self.draws.whole(*ORPHAN_AGES, len(family)))
        self._child_of_nobody(family, slots, "other", born, orphan)

    def _extra(self) -> None:
        """A relative who lives along in a family of more than one."""
        sizes = np.bincount(np.concatenate([part["family"] for part in self.seats.parts]), minlength=self.count)
        lives = self.draws.yes_among((sizes > 1) & ~self._is(ORPHANAGE), self._rate("extra_relative_rate"))
        family = np.flatnonzero(lives)
        born = self._born(self.draws.whole(*EXTRA_AGES, len(family)))
        self._child_of_nobody(family, EXTRA, "other", born, np.full(len(family), ORPHAN["no"]))
