"""Who was entered twice, and how another hand wrote it: habits of Indonesian officers, with their shares.

Knows nothing of the keys by which duplicates are found. Two in five second entries come from families that were
registered twice as a whole; the others are single people: married into another family, alone on a card, or entered
once more in their own.
"""

import random
import string
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta

from people.population import One, villages

SPELLINGS = (
    ("dh", "d"), ("d", "dh"), ("u", "oe"), ("j", "dj"), ("c", "tj"), ("sy", "s"), ("s", "sy"), ("z", "s"), ("z", "j"),
    ("f", "p"), ("v", "f"), ("i", "y"), ("y", "i"), ("h", "kh"), ("k", "q"), ("th", "t"), ("ai", "ae"), ("ah", "a"),
    ("ch", "h"), ("d", "t"), ("iy", "i"), ("nu", "noe"),
)  # fmt: skip
MUHAMMADS = ("Muh.", "Moh.", "M.", "Mohamad", "Muhamad", "Mohammad", "Mhd", "Md.", "Mochamad")
TITLES = ("H.", "Hj.", "Drs.", "Bpk", "Ibu", "Sdr.", "Ustadz", "Alm.", "Hajah", "Ny.")
DEGREES = ("S.Pd", "S.E.", "S.Kom", "A.Md", "S.Pd.I", "M.Si", "SH")

HABITS: tuple[tuple[float, str], ...] = (
    (0.38, "spelling"), (0.14, "slip"), (0.10, "left_out"), (0.08, "swapped"), (0.09, "titled"), (0.05, "doubled"),
    (0.04, "cut_off"), (0.04, "initial"), (0.02, "joined"),
)  # fmt: skip
"""How often each habit changes a name; several may meet. `Muhammad` is shortened in six of ten."""
MUHAMMAD_SHORTENED = 0.6

BIRTHDAYS = (
    (0.70, "same"), (0.08, "day_month"), (0.07, "year"), (0.07, "new_year"), (0.05, "digit"), (0.03, "unknown"),
)  # fmt: skip
PLACES = ((0.76, "village"), (0.15, "next"), (0.06, "kabupaten"), (0.03, "elsewhere"))
WRONG_SEX, NO_SEX = 0.02, 0.01
NIKS = ((0.50, "none"), (0.45, "another"), (0.05, "former"))
SINGLES = ((0.45, "kin"), (0.30, "new"), (0.20, "alone"), (0.05, "own"))
"""A single person's second entry: again as kin of the same head, in a new family, alone, or in the very same family."""
WHOLE_FAMILIES = 0.4
CLOSE_UNKNOWN, CLOSE_SPELLED = 0.1, 0.3


@dataclass
class Twice:
    """Makes second entries of people."""

    chance: random.Random
    next_family: int
    next_nik: int

    def entries(self, families: list[list[One]], wanted: int) -> list[One]:
        """So many second entries; nobody is entered a third time."""
        order = self.chance.sample(range(len(families)), len(families))
        found: list[One] = []
        for place in order:
            if len(found) >= wanted * WHOLE_FAMILIES:
                break
            found += self.family(families[place])
            families[place] = []
        for place in order:
            if len(found) >= wanted:
                break
            if families[place]:
                found.append(self.single(self.chance.choice(families[place]), families))
        return found[:wanted]

    def family(self, members: list[One]) -> list[One]:
        """A family registered twice: one place and card for all, each written anew."""
        self.next_family += 1
        village = self.place(members[0].village)
        close = {name: self.name(name) for one in members for name in (one.close, one.mother) if name}
        return [
            replace(
                self.again(one),
                family=self.next_family,
                village=village,
                close=close.get(one.close or ""),
                mother=close.get(one.mother or ""),
            )
            for one in members
        ]

    def single(self, one: One, families: list[list[One]]) -> One:
        """One person's second entry, alone or among others."""
        self.next_family += 1
        how = pick(self.chance, SINGLES)
        second = replace(self.again(one), family=one.family if how == "own" else self.next_family)
        second.village = one.village if how == "own" else self.place(one.village)
        if how == "new":
            others = self.chance.choice(families) or [one]
            second.close, second.mother = others[0].name, None
        elif how == "alone":
            second.close = second.mother = None
        else:
            second.close, second.mother = self.kin(one.close), self.kin(one.mother)
        return second

    def kin(self, name: str | None) -> str | None:
        if name is None or self.chance.random() < CLOSE_UNKNOWN:
            return None
        return self.name(name) if self.chance.random() < CLOSE_SPELLED else name

    def again(self, one: One) -> One:
        second = copy(one)
        second.name = self.name(one.name)
        second.born = self.birthday(one.born)
        dice = self.chance.random()
        if dice < WRONG_SEX:
            second.sex = "female" if one.sex == "male" else "male"
        elif dice < WRONG_SEX + NO_SEX:
            second.sex = None
        self.next_nik += 1
        how = pick(self.chance, NIKS)
        second.nik = self.next_nik if how != "none" else None
        second.former = [one.nik] if how == "former" and one.nik else []
        return second

    def name(self, name: str) -> str:
        for share, habit in HABITS:
            if self.chance.random() < share:
                name = getattr(self, f"_{habit}")(name)
        if name.startswith("Muhammad") and self.chance.random() < MUHAMMAD_SHORTENED:
            name = name.replace("Muhammad", self.chance.choice(MUHAMMADS), 1)
        return name

    def birthday(self, born: date | None) -> date | None:
        how = pick(self.chance, BIRTHDAYS)
        if born is None or how == "unknown":
            return None
        if how == "day_month" and born.day <= 12:
            return date(born.year, born.day, born.month)
        if how == "year":
            return born.replace(year=born.year + self.chance.choice((-1, 1)), day=min(born.day, 28))
        if how == "new_year":
            return date(born.year, 1, 1)
        if how == "digit":
            return born + timedelta(days=self.chance.choice((-10, -2, -1, 1, 2, 10, 30, -30)))
        return born

    def place(self, village: str) -> str:
        how = pick(self.chance, PLACES)
        if how == "village":
            return village
        width = {"next": 8, "kabupaten": 5, "elsewhere": 2}[how]
        return self.chance.choice([code for code in villages() if code[:width] == village[:width]])

    def _spelling(self, name: str) -> str:
        lower = name.lower()
        fitting = [pair for pair in SPELLINGS if pair[0] in lower]
        for old, new in self.chance.sample(fitting, min(len(fitting), self.chance.choice((1, 1, 2)))):
            lower = lower.replace(old, new, 1)
        return string.capwords(lower)

    def _slip(self, name: str) -> str:
        place = self.chance.randrange(1, len(name)) if len(name) > 1 else 0
        letter = self.chance.choice(string.ascii_lowercase)
        slips: tuple[Callable[[], str], ...] = (
            lambda: name[:place] + name[place + 1 :],
            lambda: name[:place] + letter + name[place:],
            lambda: name[:place] + letter + name[place + 1 :],
            lambda: name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :],
        )
        return self.chance.choice(slips)().strip()

    def _left_out(self, name: str) -> str:
        words = name.split()
        if len(words) > 1:
            words.pop(self.chance.randrange(len(words)))
        return " ".join(words)

    def _swapped(self, name: str) -> str:
        words = name.split()
        self.chance.shuffle(words)
        return " ".join(words)

    def _titled(self, name: str) -> str:
        if self.chance.random() < 0.6:
            return f"{self.chance.choice(TITLES)} {name}"
        return f"{name}, {self.chance.choice(DEGREES)}"

    def _doubled(self, name: str) -> str:
        place = self.chance.randrange(len(name))
        return name[: place + 1] + name[place:] if name[place].isalpha() else name

    def _cut_off(self, name: str) -> str:
        words = name.split()
        longest = max(words, key=len)
        cut = self.chance.choice((longest[2:], longest[:4], longest[-4:])) if len(longest) >= 6 else longest
        return " ".join(cut.capitalize() if word == longest else word for word in words)

    def _initial(self, name: str) -> str:
        words = name.split()
        if len(words) > 1:
            words[-1] = f"{words[-1][0]}."
        return " ".join(words)

    def _joined(self, name: str) -> str:
        words = name.split()
        return " ".join(["".join(words[:2]).capitalize(), *words[2:]])


def pick(chance: random.Random, shares: tuple[tuple[float, str], ...]) -> str:
    return chance.choices([what for _, what in shares], [share for share, _ in shares])[0]
