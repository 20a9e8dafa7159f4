"""Facts as a screen shows them: the words, since when, from whom, whether they apply, whether they have aged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from slrt.domain.rules.facts import Bilingual, Fact, catalogue
from slrt.reads.registry.record import Recorded, makes_no_sense
from slrt.reads.registry.sections import LASTING
from slrt.reads.registry.words import DOES_NOT_KNOW_WORDS, words_of
from slrt.store.registry.models import Change

STALE_MONTHS = 24
"""A fact older than this is asked again before anybody relies on it."""

SOURCES: Mapping[str, Bilingual] = {
    "interview": Bilingual("wawancara", "interview"),
    "document": Bilingual("dokumen", "document"),
    "visit": Bilingual("kunjungan rumah", "home visit"),
    "dtsen": Bilingual("DTSEN", "DTSEN"),
    "dukcapil": Bilingual("Dukcapil", "Dukcapil"),
    "synthetic": Bilingual("data tiruan", "synthetic data"),
    "demo": Bilingual("data tiruan", "synthetic data"),
}


@dataclass(frozen=True, kw_only=True)
class FactLine:
    """One fact of a family or a person. `as_of` is the day it was recorded, `months` its age.

    `change` is the id of the change of this family that said it, "" for one said elsewhere.
    """

    fact: Fact
    path: str
    value: Any
    words: Bilingual
    as_of: date | None = None
    months: int | None = None
    source: Bilingual | None = None
    by: str = ""
    change: str = ""
    does_not_know: bool = False
    applies: bool = True

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def stale(self) -> bool:
        aged = self.months is not None and self.months > STALE_MONTHS
        return self.known and aged and self.applies and self.fact.name not in LASTING

    @property
    def askable(self) -> bool:
        """Not known, makes sense, and nobody has answered "tidak tahu" yet."""
        return not self.known and self.applies and not self.does_not_know


@dataclass(frozen=True)
class Recorder:
    """Turns values and stamps of one family into lines; `authors` are the people behind its changes."""

    here: Recorded
    on: date
    zone: str
    authors: Mapping[str, str]

    def family_lines(self) -> dict[str, FactLine]:
        """All stored facts of the family by name."""
        senseless = makes_no_sense(self.here.record, self.on)
        known, stamps = self.here.record.family, self.here.family.stamps
        return {
            fact.name: self._line(fact, f"family.{fact.name}", known.get(fact.name), stamps, fact.name in senseless)
            for fact in catalogue().stored("family")
        }

    def member_lines(self, index: int) -> dict[str, FactLine]:
        """All stored facts of the member at that place of the record, by name."""
        person = self.here.memberships[index].person
        senseless = makes_no_sense(self.here.record, self.on, index)
        known = self.here.record.members[index]
        return {
            fact.name: self._line(
                fact, f"member.{person.id}.{fact.name}", known.get(fact.name), person.stamps, fact.name in senseless
            )
            for fact in catalogue().stored("member")
        }

    def _line(self, fact: Fact, path: str, value: Any, stamps: Mapping[str, Any], senseless: bool) -> FactLine:
        stamp = stamps.get(fact.name, {})
        as_of = datetime.fromisoformat(stamp["at"]).astimezone(ZoneInfo(self.zone)).date() if stamp else None
        unknown = bool(stamp.get("unknown"))
        return FactLine(
            fact=fact,
            path=path,
            value=value,
            words=DOES_NOT_KNOW_WORDS if unknown else words_of(fact.entity, fact.name, value),
            as_of=as_of,
            months=months_between(as_of, self.on) if as_of else None,
            source=source_words(stamp.get("source", "")) if stamp else None,
            by=self.authors.get(stamp.get("change", ""), ""),
            change=str(stamp["change"]) if stamp.get("change") in self.authors else "",
            does_not_know=unknown,
            applies=not senseless,
        )


def authors_of(family_id: UUID) -> dict[str, str]:
    """Change id -> the name of who made it."""
    rows = Change.objects.filter(family_id=family_id).values_list("id", "by__name")
    return {str(change): name or "" for change, name in rows}


def source_words(source: str) -> Bilingual:
    """Where a fact came from; a source without words is shown as it is written."""
    return SOURCES.get(source, Bilingual(source, source))


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
