"""What all programmes ask about members, each distinct question once.

A question is a condition on one member. Some want to know whether anybody meets it (`flags`), some how many (`lanes`).
A sum is a number that each member adds to (`totals`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from slrt.domain.rules.sql.layers import Layers
from slrt.domain.rules.sql.packing import WORD, Words, unpacked
from slrt.domain.rules.sql.scalar import FALSE, TRUE, Pair


@dataclass(slots=True)
class Questions:
    """The fields of one pass over members. `width` is the size of a lane in bits."""

    width: int
    flags: Words = field(default_factory=lambda: Words(2))
    lanes: Words = field(init=False)
    totals: dict[str, str] = field(default_factory=dict)
    """What each member adds, 0 where that is unknown, and the word in which it is added up: `t0`, `t1`, ..."""
    columns: dict[str, str] = field(default_factory=dict)
    """What the pass gives, unpacked: name of a column and its SQL over the words `b0`, `s0`, ..."""
    meanings: dict[str, str] = field(default_factory=dict)
    """What each of these columns says, spelled out: the same text means the same column in any set of rules."""
    conditions: Layers = field(default_factory=lambda: Layers("c"))
    """Every distinct condition on a member, and those it is made of."""

    def __post_init__(self) -> None:
        """Lanes are as wide as asked for."""
        self.lanes = Words(self.width)

    def anybody(self, condition: str) -> str:
        """Return the column that says whether some member meets a condition (TRUE, FALSE, NULL)."""
        if condition == FALSE:
            return FALSE
        if condition == TRUE:
            return "(n_members > 0)"
        name = f"e{len(self.flags.places)}"
        found = self.flags.places.get(condition)
        if found is None:
            place = self.flags.reserve(condition, 1)
            sure, perhaps = 1 << place.shift, 2 << place.shift
            self.flags.terms[place.word].append(_flag(self.conditions.put(condition), sure, perhaps))
            word = f"b{place.word}"
            self.meanings[name] = f"any {self.conditions.spelled_out(condition)}"
            self.columns[name] = (
                f"(CASE WHEN {word} & {sure} <> 0 THEN TRUE WHEN {word} & {perhaps} = 0 THEN FALSE END)"
            )
            return name
        return f"e{list(self.flags.places).index(condition)}"

    def how_many(self, condition: str) -> Pair:
        """Return the least and greatest number of members who meet a condition."""
        if condition == FALSE:
            return Pair("0", "0")
        if condition == TRUE:
            return Pair("n_members", "n_members")
        column = self.conditions.put(condition)
        sure = self.lane(f"CASE WHEN {column} THEN {{0}} ELSE 0 END", 1)[0]
        perhaps = self.lane(f"CASE WHEN {column} IS NULL THEN {{0}} ELSE 0 END", 1)[0]
        return Pair(sure, f"({sure} + {perhaps})")

    def total(self, part: str) -> str:
        """Return what all members add up to; NULL where the part of any of them is unknown."""
        column = self.conditions.put(part)
        term = f"COALESCE({column}, 0)"
        if term not in self.totals:
            name = self.totals[term] = f"t{len(self.totals)}"
            self.columns[name] = name
            self.meanings[name] = f"total of {self.conditions.spelled_out(term)}"
        doubtful = self.anybody(f"({column} IS NULL)")
        return f"(CASE WHEN NOT {doubtful} THEN {self.totals[term]} END)"

    def lane(self, term: str, lanes: int) -> Sequence[str]:
        """Return the columns of neighbouring lanes; `term` names the unit of each as `{0}`, `{1}`, ...

        Where one word cannot hold them all, the term stands in several words, each time with the units of its own.
        """
        together = WORD // self.width
        groups = [range(first, min(first + together, lanes)) for first in range(0, lanes, together)]
        return [name for group in groups for name in self._group(term, group, lanes)]

    def _group(self, term: str, group: range, lanes: int) -> Sequence[str]:
        key = f"{group.start} {term}"
        place = self.lanes.places.get(key)
        if place is None:
            place = self.lanes.reserve(key, len(group))
            units = [1 << place.shift + (at - group.start) * self.width if at in group else 0 for at in range(lanes)]
            self.lanes.terms[place.word].append(term.format(*units))
        shifts = [place.shift + at * self.width for at in range(len(group))]
        names = [f"n{place.word}_{shift}" for shift in shifts]
        columns = (unpacked(f"s{place.word}", shift, self.width) for shift in shifts)
        self.columns.update(zip(names, columns, strict=True))
        said = self.conditions.spelled_out(term)
        self.meanings.update({name: f"{at} of {said}" for at, name in zip(group, names, strict=True)})
        return names

    def aggregates(self) -> dict[str, str]:
        """Return the packed words by name, as SQL aggregates over members."""
        words = {f"b{at}": f"bit_or({' + '.join(terms)})" for at, terms in enumerate(self.flags.terms)}
        sums = {f"s{at}": f"CAST(sum({' + '.join(terms)}) AS BIGINT)" for at, terms in enumerate(self.lanes.terms)}
        totals = {name: f"CAST(sum({term}) AS BIGINT)" for term, name in self.totals.items()}
        return words | sums | totals


def _flag(condition: str, sure: int, perhaps: int) -> str:
    # Half of the width where it is enough; where it is not, the first number says so for all (Polars would mix them).
    first = sure if perhaps < 1 << 31 else f"CAST({sure} AS BIGINT)"
    return f"CASE WHEN {condition} THEN {first} WHEN {condition} IS NULL THEN {perhaps} ELSE 0 END"
