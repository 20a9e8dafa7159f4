"""Names believable in Kepulauan Bangka Belitung, composed from `names.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from slrt.domain.synthesis.chance import Chance
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.shapes import Seat

CHINESE = "chinese"


@dataclass(frozen=True)
class Naming:
    """Names the seats of one family of one tradition; no two members get the same name."""

    chance: Chance
    data: Distributions
    parts: Distributions
    people: str

    def name_all(self, seats: list[Seat]) -> None:
        """Fills `name` of every seat that has none. Children of a Chinese family share the family name."""
        taken = {seat.name for seat in seats if seat.name}
        family_name = self.chance.pick(self.parts.words("chinese.family"))
        for seat in seats:
            if seat.name:
                continue
            married_in = seat.relation in ("spouse", "child_in_law", "other")
            own = self.chance.pick(self.parts.words("chinese.family")) if married_in else family_name
            name = self._compose(seat, own)
            while name in taken:
                name = self._compose(seat, own)
            taken.add(name)
            seat.name = name

    def _compose(self, seat: Seat, family_name: str) -> str:
        modern = seat.birth_date.year >= self.data.rate("naming.modern_since")
        if self.people == CHINESE:
            return self._chinese(seat.sex, family_name, modern)
        path = f"{self.people}.{seat.sex}"
        words = [self.chance.pick(self.parts.words(f"{path}.{'modern' if modern else 'old'}"))]
        if self.chance.yes(self.data.rate(f"naming.second_name_rate.{self.people}")):
            words.append(self.chance.pick(self.parts.words(f"{path}.second")))
        if modern and self.chance.yes(self.data.rate("naming.third_name_rate")):
            words.append(self.chance.pick(self.parts.words(f"{path}.second")))
        if seat.sex == "male" and self.people == "malay" and self.chance.yes(self.data.rate("naming.muhammad_rate")):
            words.insert(0, "Muhammad")
        name = " ".join(dict.fromkeys(words))
        return name + self._father(seat) if not modern else name

    def _father(self, seat: Seat) -> str:
        if self.people not in ("malay", "bugis") or seat.birth_date.year >= self.data.rate("naming.father_name_until"):
            return ""
        if not self.chance.yes(self.data.rate("naming.father_name_rate")):
            return ""
        link = "bin" if seat.sex == "male" else "binti"
        return f" {link} {self.chance.pick(self.parts.words('malay.male.old'))}"

    def _chinese(self, sex: str, family_name: str, modern: bool) -> str:
        if not modern:
            return f"{family_name} {self.chance.pick(self.parts.words(f'chinese.{sex}_old'))}"
        given = self.chance.pick(self.parts.words(f"chinese.{sex}_modern"))
        if self.chance.yes(self.data.rate("naming.chinese_modern_with_family_name_rate")):
            return f"{given} {family_name}"
        return f"{given} {self.chance.pick(self.parts.words('chinese.second_modern'))}"


def misspell(name: str, parts: Distributions) -> str:
    """The name as another hand would write it; unchanged when no part of it has a second spelling."""
    spelling = parts.at("spelling")
    return " ".join(spelling.get(word, word) for word in name.split(" "))
