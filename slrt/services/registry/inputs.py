"""What the verbs of the register take and give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain.problems import Problem, Refused
from slrt.domain.rules.views import UNKNOWN, Unknown

__all__ = [
    "UNKNOWN",
    "Checked",
    "FactChange",
    "LikelySame",
    "LookFirst",
    "NewFamily",
    "NewMember",
    "Registered",
    "Unknown",
]


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A person to register. `facts` holds member facts by name, `relation`, `sex` and `birth_date` among them.

    A fact that is left out (or None) has not been asked; UNKNOWN means asked, and the answer was "tidak tahu".
    """

    name: str
    nik: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewFamily:
    """A family to register, the head among its members (any place). `facts` as for members.

    `receives` among the facts is a set of programme codes; the enrolments follow from it.
    """

    area_code: str
    members: Sequence[NewMember]
    no_kk: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    synthetic: bool = False


@dataclass(frozen=True)
class FactChange:
    """A new value for a fact of the family, or of `person_id` when given.

    Besides the facts of the catalogue: `address`, `rt`, `rw`, `phone`, `no_kk` of the family, `name`, `nik` of a
    person. None takes a value back to "not asked", UNKNOWN records "tidak tahu".
    """

    fact: str
    value: object
    person_id: UUID | None = None


@dataclass(frozen=True)
class LikelySame:
    """A registered person who may be the one before us. Outside the actor's scope nothing is told but that."""

    member: int
    certain: bool
    name: str = ""
    birth_date: date | None = None
    family_id: UUID | None = None
    area_code: str = ""
    nik_masked: str = ""


@dataclass(frozen=True)
class Checked:
    """What is wrong (blocks), what to look at twice (never blocks), what to know, and who may be the same person."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    likely_same: tuple[LikelySame, ...] = ()

    @property
    def needs_a_look(self) -> bool:
        return bool(self.warnings or self.likely_same)


class LookFirst(Refused):
    """Nothing was written yet: the warnings and likely same people in `checked` must be seen first."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        super().__init__(*checked.warnings)


@dataclass(frozen=True)
class Registered:
    """The family that a submission made; `created` is false when this submission had made it before."""

    family_id: UUID
    created: bool
    version: int
    person_ids: tuple[UUID, ...] = ()
    change_id: Any = None
