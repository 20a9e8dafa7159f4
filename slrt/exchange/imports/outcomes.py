"""What becomes of a row and a family: outcomes, faults and warnings, and the checked family an applier takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID


class Outcome(StrEnum):
    """Each row has one, the first of this order that is true of it."""

    INVALID = "invalid"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED})
"""Outcomes of rows that are applied; the others go to the rejects file."""


class Fault(NamedTuple):
    """One thing wrong with, or odd about, a cell: the layout column, its text, a stable code, what to do."""

    column: str
    value: str
    code: str
    message_id: str
    message_en: str


@dataclass(slots=True)
class CheckedMember:
    """One data row after checking.

    `faults` are the reasons of a row that is not taken, `warnings` never stop one. `facts` are member facts by name
    that make sense and are known; `family_facts` those the row tells of its family. `person_id` is the registered
    person the row is about, None for a new one. `receives` is None where the file does not say. `stays`: the row is
    counted, but whom it is about is left as the register has them (a warning says why).
    """

    row: int
    cells: list[str]
    outcome: Outcome = Outcome.NEW
    name: str = ""
    nik: str = ""
    birth_date: date | None = None
    area_code: str = ""
    relation: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    family_facts: Mapping[str, Any] = field(default_factory=dict)
    receives: frozenset[str] | None = None
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    person_id: UUID | None = None
    stays: bool = False

    @property
    def taken(self) -> bool:
        """Whether the row is applied."""
        return self.outcome in TAKEN


@dataclass(slots=True)
class CheckedFamily:
    """All rows of one nomor KK in the file. What is said of the family is what its head's row says.

    `target` is the registered family it is about, None for a new one. Nothing of it is taken without a `head`.
    """

    no_kk: str
    members: list[CheckedMember]
    head: CheckedMember | None = None
    target: UUID | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
