"""A programme of the catalogue and its dated versions, checked and ready to be evaluated."""

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from slrt.domain.rules.benefit import Benefit, Per
from slrt.domain.rules.criteria import Criterion, criteria_of
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.nodes import Node
from slrt.domain.rules.plan import Plan, Scope, plan_of


class Level(StrEnum):
    """Who runs a programme."""

    CENTRE = "centre"
    PROVINCE = "province"
    KABUPATEN = "kabupaten"
    DESA = "desa"
    PRIVATE = "private"


class Confidence(StrEnum):
    """Whether a figure was read in a source, or sources conflict or were not read."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences for one criterion in place of the generated ones; `{names}` are the members it speaks of.

    `through` is the last part of the rule that belongs to the criterion, counted from 1.
    """

    through: int
    met: Bilingual
    unmet: Bilingual
    unknown: Bilingual


@dataclass(frozen=True, kw_only=True)
class Version:
    """The rule and benefit of a programme between two dates, both included; `until` None means until further notice.

    `in_force` is false for a version that is kept for comparison but never decides (sources conflict).
    `wording` is by the first part of the rule (from 1) it speaks of. `source` names law and source number.
    """

    id: str
    since: datetime.date
    until: datetime.date | None
    scope: Scope
    text: str
    rule: Node
    benefit: Benefit
    source: str
    confidence: Confidence
    in_force: bool = True
    documents: tuple[Bilingual, ...] = ()
    wording: Mapping[int, Wording] = field(default_factory=dict)
    note: Bilingual | None = None

    @functools.cached_property
    def plan(self) -> Plan:
        """The rule taken apart for evaluation."""
        return plan_of(self.rule, self.scope, self.benefit)

    @functools.cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The parts of the rule that are explained one by one."""
        return criteria_of(self.rule, self.scope, {part: words.through for part, words in self.wording.items()})

    def covers(self, on: datetime.date) -> bool:
        """Whether this version decides on that day."""
        return self.in_force and self.since <= on and (self.until is None or on <= self.until)


class QuotaArea(StrEnum):
    """The area whose places are counted together."""

    NATION = "nation"
    PROVINCE = "province"
    KABUPATEN = "kabupaten"
    KECAMATAN = "kecamatan"
    DESA = "desa"


@dataclass(frozen=True, slots=True)
class Relation:
    """Another programme, by its code, and where it is said how the two go together."""

    code: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Places are limited in each area and period. Who comes first: the least value of each `ranking` fact, in order.

    How many places there are is no law: each area says so, year by year.
    """

    per: QuotaArea
    period: Per
    ranking: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme: who owns it, whom to complain to, and what its rule was when.

    `exclusive_with` cannot be received together with it, `complements` it goes well with. Neither changes a verdict.
    """

    code: str
    name: Bilingual
    level: Level
    sector: str
    owner: Bilingual
    complain_to: Bilingual
    versions: tuple[Version, ...]
    exclusive_with: tuple[Relation, ...] = ()
    complements: tuple[Relation, ...] = ()
    quota: Quota | None = None

    def version_on(self, on: datetime.date) -> Version | None:
        """Return the version in force on a day, or None."""
        return next((version for version in self.versions if version.covers(on)), None)
