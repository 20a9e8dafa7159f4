"""What a synthetic family is made of: the types handed out, and the sketch the generator works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

FactValue = bool | int | str | date | frozenset[str] | None
"""The value of one fact of facts.csv; None is "unknown", or "does not apply"."""

Facts = dict[str, FactValue]


@dataclass(frozen=True)
class Village:
    """A desa or kelurahan by its dotted code of 13 characters."""

    code: str
    name: str


@dataclass(frozen=True)
class SyntheticEnrolment:
    """Receipt of a programme: by the family when `member` is None, else by the member at that position."""

    programme: str
    member: int | None
    since: date


@dataclass(frozen=True)
class SyntheticMember:
    """One made-up person. `facts` holds every stored member fact of facts.csv, derived facts left out.

    `likely_duplicate_of` names (as `family key/position`) another member of the run who is meant to be the same
    person: same birth date, same or nearly the same name, another village of the same kabupaten.
    """

    name: str
    nik: str | None
    facts: Facts
    likely_duplicate_of: str | None = None


@dataclass(frozen=True)
class SyntheticFamily:
    """One made-up family: `key` is stable for a seed, `members[0]` is the head.

    `taken_on` is the day on which all of it was true, as if a visit had written it down then.
    `facts` holds every stored family fact of facts.csv except `area_code` (its own field) and `receives`, which
    follows from the enrolments. `synthetic` is always true, so that no loader can forget to mark the row.
    """

    key: str
    taken_on: date
    area_code: str
    address: str
    rt: str
    rw: str
    no_kk: str | None
    facts: Facts
    members: tuple[SyntheticMember, ...]
    enrolments: tuple[SyntheticEnrolment, ...]
    lat: float | None = None
    lon: float | None = None
    synthetic: bool = True

    @property
    def receives(self) -> tuple[str, ...]:
        """The fact `receives`: codes of programmes the family or one of its members gets, in order."""
        return tuple(sorted({enrolment.programme for enrolment in self.enrolments}))


@dataclass
class Seat:
    """A place in a family before it has a name: who stands how to the head, and born when."""

    relation: str
    sex: str
    birth_date: date
    marital_status: str
    orphan: str = "no"
    mother: Seat | None = None
    name: str = ""
    nik: str | None = None
    facts: Facts = field(default_factory=dict)


@dataclass
class Sketch:
    """A family in the making. `tier` is its living standard: low, mid or high."""

    key: str
    on: date
    village: Village
    place: str
    people: str
    shape: str
    tier: str
    decile: int | None
    seats: list[Seat]
    facts: Facts = field(default_factory=dict)
    enrolments: list[SyntheticEnrolment] = field(default_factory=list)
