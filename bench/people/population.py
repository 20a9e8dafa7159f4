"""Invented families of Kepulauan Bangka Belitung with names, nobody of them entered twice yet.

Names come from the parts shipped with the product, the first of each list commonest by far (Zipf). What makes finding
duplicates hard is put in on purpose, one-word names, few very common ones, birthdays filled in as
1 January or 31 December, twins and siblings with like names, sons named as their fathers, families that share a name.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from slrt.domain.synthesis.distributions import distributions, name_parts

VILLAGES = Path(__file__).resolve().parents[2] / "data" / "areas" / "villages.csv"
PROVINCE = "19."
TODAY = 2026

FILLED_IN = {1970: (0.25, 0.04), TODAY + 1: (0.03, 0.01)}
"""Born before: share with 1 January, with 31 December."""
NO_BIRTHDAY, NO_NIK = 0.01, 0.08
TWINS, TWINS_ALIKE = 0.012, 0.6
"""Births of two; and of those, two with names alike: Hasan and Husin, Rizki and Rizka."""
SHARED_LAST_NAME, SHARED_FIRST_NAME, NAMED_AS_FATHER = 0.3, 0.1, 0.005
MUHAMMAD, SITI = 0.18, 0.1
ZIPF = 0.8


@dataclass(slots=True)
class One:
    """One person. `key` is who it is: a second entry of the same person has the same."""

    key: int
    family: int
    name: str
    born: date | None
    sex: str | None
    village: str
    close: str | None = None
    mother: str | None = None
    nik: int | None = None
    former: list[int] = field(default_factory=list)


@cache
def villages() -> list[str]:
    """Codes of the province's villages."""
    with VILLAGES.open(encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file) if row["code"].startswith(PROVINCE)]


class Names:
    """Picks names of a tradition, sex and time."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.parts, self.shares = name_parts(), distributions()
        self._heavy: dict[str, tuple[list[str], list[float]]] = {}

    def word(self, path: str) -> str:
        if path not in self._heavy:
            words = list(self.parts.words(path))
            self._heavy[path] = (words, list(accumulate(1 / (place + 1) ** ZIPF for place in range(len(words)))))
        words, weights = self._heavy[path]
        return self.chance.choices(words, cum_weights=weights)[0]

    def compose(self, people: str, sex: str, year: int, family_name: str) -> list[str]:
        modern = year >= 1992
        if people == "chinese":
            if not modern:
                return [family_name, *self.word(f"chinese.{sex}_old").split()]
            last = family_name if self.chance.random() < 0.4 else self.word("chinese.second_modern")
            return [self.word(f"chinese.{sex}_modern"), last]
        found = self.word(f"{people}.{sex}.{'modern' if modern else 'old'}").split()
        if self.chance.random() < self.shares.rate(f"naming.second_name_rate.{people}"):
            found.append(self.word(f"{people}.{sex}.second"))
        if modern and self.chance.random() < 0.14:
            found.append(self.word(f"{people}.{sex}.second"))
        if people == "malay" and self.chance.random() < (MUHAMMAD if sex == "male" else SITI):
            found.insert(0, "Muhammad" if sex == "male" else "Siti")
        if people in ("malay", "bugis") and year < 1985 and self.chance.random() < 0.13:
            found += ["bin" if sex == "male" else "binti", self.word("malay.male.old")]
        return list(dict.fromkeys(found))


class Families:
    """Makes families one after another."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - invented people, not secrets
        self.names = Names(self.chance)
        self.next_key = 0
        self.next_nik = 0
        self.next_family = 0
        found = villages()
        self.villages = found
        self.crowds = list(accumulate(self.chance.lognormvariate(0, 0.7) for _ in found))
        shares = distributions().at("people")
        self.peoples, self.people_weights = list(shares), list(shares.values())

    def people(self, count: int) -> Iterator[list[One]]:
        """Families until there are at least so many people."""
        while self.next_key < count:
            yield self.family()

    def family(self) -> list[One]:
        chance = self.chance
        people = chance.choices(self.peoples, self.people_weights)[0]
        family_name = self.names.word("chinese.family")
        village = chance.choices(self.villages, cum_weights=self.crowds)[0]
        self.next_family += 1
        head_year = TODAY - min(88, max(20, int(chance.gauss(47, 14))))
        head_sex = "male" if chance.random() < 0.85 else "female"
        head = self._one(people, head_sex, head_year, family_name, village)
        members = [head]
        mother = head.name if head_sex == "female" else None
        if head_sex == "male" and chance.random() < 0.85:
            year = head_year + int(chance.gauss(4, 4))
            spouse = self._one(people, "female", min(year, TODAY - 18), self.names.word("chinese.family"), village)
            spouse.close, head.close, mother = head.name, spouse.name, spouse.name
            members.append(spouse)
        members += self._children(people, head, mother, family_name)
        if chance.random() < 0.08:
            parent = self._one(people, "female", max(1931, head_year - 25), family_name, village)
            parent.close = head.name
            members.append(parent)
        return members

    def _children(self, people: str, head: One, mother: str | None, family_name: str) -> list[One]:
        chance = self.chance
        wanted = chance.choices(range(6), (24, 26, 28, 14, 6, 2))[0]
        shared = self.names.word(f"{people}.male.second") if people != "chinese" else family_name
        share_last = chance.random() < SHARED_LAST_NAME
        first = chance.random() < SHARED_FIRST_NAME and people == "malay"
        head_year = head.born.year if head.born else 1980
        year = head_year + 20 + int(abs(chance.gauss(4, 4)))
        found: list[One] = []
        while len(found) < wanted and year <= TODAY - 1:
            sex = chance.choice(("male", "female"))
            child = self._one(people, sex, year, family_name, head.village)
            if share_last and shared not in child.name:
                child.name = f"{child.name.split(' bin')[0]} {shared}"
            if first and sex == "male" and not child.name.startswith("Muhammad"):
                child.name = f"Muhammad {child.name}"
            if sex == "male" and chance.random() < NAMED_AS_FATHER:
                child.name = head.name
            child.close, child.mother = head.name, mother
            found.append(child)
            if chance.random() < TWINS:
                twin = self._one(people, sex, year, family_name, head.village)
                twin.born, twin.close, twin.mother = child.born, head.name, mother
                if chance.random() < TWINS_ALIKE:
                    twin.name = alike(chance, child.name)
                found.append(twin)
            year += 1 + int(chance.expovariate(0.35))
        return found

    def _one(self, people: str, sex: str, year: int, family_name: str, village: str) -> One:
        self.next_key += 1
        self.next_nik += 1
        name = " ".join(self.names.compose(people, sex, year, family_name))
        nik = None if self.chance.random() < NO_NIK else self.next_nik
        return One(self.next_key, self.next_family, name, self._born(year), sex, village, nik=nik)

    def _born(self, year: int) -> date | None:
        dice = self.chance.random()
        if dice < NO_BIRTHDAY:
            return None
        new_year, end = next(shares for before, shares in FILLED_IN.items() if year < before)
        dice = self.chance.random()
        if dice < new_year:
            return date(year, 1, 1)
        if dice < new_year + end:
            return date(year, 12, 31)
        return date(year, 1, 1) + timedelta(days=self.chance.randrange(365))


def alike(chance: random.Random, name: str) -> str:
    """The name of a twin: one vowel of the first word another one, or another middle word."""
    words = name.split()
    spots = [place for place, char in enumerate(words[0]) if char in "aiueo" and place > 0]
    if spots and chance.random() < 0.6:
        spot = chance.choice(spots)
        other = chance.choice([vowel for vowel in "aiu" if vowel != words[0][spot]])
        words[0] = words[0][:spot] + other + words[0][spot + 1 :]
    else:
        words[0] = chance.choice([*"RFDN"]) + words[0][1:].lower() + chance.choice(("", "a", "i"))
    return " ".join(words)
