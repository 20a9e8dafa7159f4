"""What the verbs of changes take and give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class NewProposer:
    """Who stands behind a proposal or objection: `kind` citizen, facilitator, village or officer.

    `protected`: the name is shown to those who decide alone, and never printed or told.
    """

    kind: str
    name: str
    phone: str = ""
    village_code: str = ""
    nik: str = ""
    protected: bool = False


@dataclass(frozen=True, kw_only=True)
class NewEvidence:
    """A photo or document for a change; `kind` is photo, document or letter (SPTJM)."""

    kind: str
    name: str
    data: bytes
    latitude: float | None = None
    longitude: float | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A change that is asked for. `family_id` is None for a family that is not registered yet."""

    kind: str
    area_code: str
    wish: Mapping[str, Any]
    source: str
    family_id: UUID | None = None
    base_version: int = 0
    route: str = "proposal"
    channel: str = "desk"
    reason: str = ""
    proposer: NewProposer | None = None
    evidence: Sequence[NewEvidence] = field(default_factory=tuple)


@dataclass(frozen=True)
class Submitted:
    """What became of a submission: its change, where that stands now, and the family once there is one."""

    change_id: UUID
    state: str
    created: bool
    family_id: UUID | None = None
    version: int | None = None
