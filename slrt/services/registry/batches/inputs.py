"""What the verbs of batches take and give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class ImportedMember:
    """One checked person of a list. `person_id` is whom of the register it is; `is_new` otherwise.

    `facts` are typed and known, birth date and sex among them; `receives` is None where the list does not say.
    """

    name: str
    nik: str
    relation: str | None
    facts: Mapping[str, Any]
    person_id: UUID | None = None
    receives: frozenset[str] | None = None


@dataclass(slots=True)
class ImportedFamily:
    """One checked family of a list, its head among the members; `target` is the registered family it is about."""

    area_code: str
    no_kk: str
    texts: Mapping[str, str]
    facts: Mapping[str, Any]
    members: Sequence[ImportedMember]
    target: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewBatch:
    """A file that is to be imported: what it is, of which layout and source, from which day the list is."""

    kind: str
    layout: str
    area_code: str
    file_name: str
    sha256: str
    size: int
    source: str
    listed_on: date | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass
class PartDone:
    """What one part wrote: families made, families changed, people made, people who came from another family."""

    families_new: int = 0
    families_changed: int = 0
    people_new: int = 0
    people_moved: int = 0
    not_moved: int = 0

    def as_json(self) -> dict[str, int]:
        return dict(self.__dict__)
