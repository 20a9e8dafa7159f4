"""A family on any day, what changed between two days, and who looked: read from its changes alone.

A change counts from the moment it entered the register, not from when it was asked for. A day ends at midnight of the
family's own time zone. What was erased on request is said to be erased, on every day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from slrt.domain.access import Actor
from slrt.domain.problems import NotFound
from slrt.domain.registry.kinds import label
from slrt.domain.rules.facts import Bilingual
from slrt.reads import areas as area_reads
from slrt.reads import trail
from slrt.reads.registry.changes.said import HIDDEN, Around, label_of, value_words
from slrt.reads.registry.lines import source_words
from slrt.reads.trail import TimelineLine
from slrt.store.registry.models import Change, Family, Membership

Key = tuple[str, str, str]
"""(subject kind, id, column)"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change that entered the register: what it was, when, from which source, by whom."""

    id: UUID
    version: int
    kind: Bilingual
    at: datetime
    source: Bilingual
    by: str
    reason: str
    items: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class KnownLine:
    """A value as it stood, with the change that last said it."""

    label: Bilingual
    value: Bilingual
    entry: Entry


@dataclass(frozen=True, kw_only=True)
class PersonThen:
    """One member as the register held them that day."""

    person_id: str
    name: str
    lines: tuple[KnownLine, ...]


@dataclass(frozen=True, kw_only=True)
class Then:
    """A family at the end of a day: empty before it was registered."""

    on: date
    family: tuple[KnownLine, ...]
    members: tuple[PersonThen, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What one value was at the end of the first day and is at the end of the second; `entry` changed it last."""

    who: str
    label: Bilingual
    before: Bilingual
    after: Bilingual
    entry: Entry


@dataclass(frozen=True, kw_only=True)
class History:
    """The changes of a family, newest first, and the questions asked of them."""

    family: Family
    zone: str
    entries: tuple[Entry, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def history_of(actor: Actor, family_id: UUID) -> History:
    """All that ever entered the register of a family: two queries. Raises NotFound outside the actor's sight."""
    family = Family.objects.visible_to(actor).filter(id=family_id).first()
    if family is None:
        raise NotFound(f"no family {family_id}")
    rows = Change.objects.filter(family_id=family_id, state="applied").order_by("version", "at", "id")
    columns = ("id", "version", "kind", "at", "state_since", "source", "by__name", "reason", "items")
    entries = [_entry(*row) for row in rows.values_list(*columns)]
    return History(
        family=family,
        zone=area_reads.zone(family.area_code),
        entries=tuple(reversed(entries)),
        names=_names(entries),
    )


def as_of(history: History, on: date) -> Then:
    """The family as the register held it at the end of `on`."""
    known = _replayed(_until(history, on))
    around = _around(history)
    present = [
        (subject, _value(known, "membership", subject, "position"), str(_value(known, "membership", subject, "person")))
        for kind, subject, column in known
        if kind == "membership" and column == "person" and _value(known, "membership", subject, "until") is None
    ]
    people = [person for _, _, person in sorted(present, key=lambda each: each[1] or 0)]
    return Then(
        on=on,
        family=_known(known, "family", str(history.family.id), around),
        members=tuple(
            PersonThen(
                person_id=person,
                name=value_words("member", "name", _value(known, "member", person, "name"), around).id,
                lines=_known(known, "member", person, around),
            )
            for person in people
        ),
    )


def between(history: History, since: date, until: date, person: str = "") -> list[Difference]:
    """Each value that is another at the end of `until` than at the end of `since`; of one `person` when given."""
    before, after = _replayed(_until(history, since)), _replayed(_until(history, until))
    around = _around(history)
    found = []
    for key, (value, entry) in after.items():
        kind, subject, column = key
        old = before[key][0] if key in before else None
        if old == value or column in HIDDEN or kind == "membership" or (person and subject != person):
            continue
        found.append(
            Difference(
                who=history.names.get(subject, "") if kind == "member" else "",
                label=label_of(kind, column),
                before=value_words(kind, column, old, around),
                after=value_words(kind, column, value, around),
                entry=entry,
            )
        )
    return sorted(found, key=lambda each: (each.entry.version, each.who), reverse=True)


def entries_of(history: History, person: str = "") -> list[Entry]:
    """The changes, newest first; those that touched one person when given."""
    if not person:
        return list(history.entries)
    return [entry for entry in history.entries if any(item["subject_id"] == person for item in entry.items)]


def who_looked(actor: Actor, family_id: UUID, limit: int = 50) -> list[TimelineLine]:
    """Who read the family's record, newest first."""
    return trail.accesses(actor, family_id, limit)


def family_ids_of(actor: Actor, person_id: UUID) -> list[UUID]:
    """The families a person is or was in, the present one first."""
    rows = Membership.objects.visible_to(actor).filter(person_id=person_id).order_by("-starts_on", "-id")
    return list(dict.fromkeys(row.family_id for row in sorted(rows, key=lambda row: row.until is not None)))


def _entry(  # noqa: PLR0913 - a row of changes, column by column
    key: UUID,
    version: int,
    kind: str,
    at: datetime,
    entered: datetime | None,
    source: str,
    by: str | None,
    reason: str,
    items: list[dict[str, Any]],
) -> Entry:
    return Entry(
        id=key,
        version=version,
        kind=Bilingual(*label(kind)),
        at=entered or at,
        source=source_words(source),
        by=by or "SLRT",
        reason=reason,
        items=tuple(items),
    )


def _until(history: History, on: date) -> list[Entry]:
    midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=ZoneInfo(history.zone))
    return [entry for entry in reversed(history.entries) if entry.at < midnight]


def _replayed(entries: Iterable[Entry]) -> dict[Key, tuple[Any, Entry]]:
    """What every column holds once these changes are made, oldest first, and which of them said so last."""
    known: dict[Key, tuple[Any, Entry]] = {}
    for entry in entries:
        for item in entry.items:
            known[item["subject_kind"], item["subject_id"], item["fact"]] = (item["new"], entry)
    return known


def _value(known: Mapping[Key, tuple[Any, Entry]], kind: str, subject: str, column: str) -> Any:
    return known.get((kind, subject, column), (None, None))[0]


def _known(known: Mapping[Key, tuple[Any, Entry]], kind: str, subject: str, around: Around) -> tuple[KnownLine, ...]:
    return tuple(
        KnownLine(label=label_of(kind, column), value=value_words(kind, column, value, around), entry=entry)
        for (entity, key, column), (value, entry) in known.items()
        if (entity, key) == (kind, subject) and value not in (None, "") and column not in HIDDEN
    )


def _names(entries: Iterable[Entry]) -> dict[str, str]:
    """The last name of each person; erased ones have their new one."""
    found = {}
    for entry in entries:
        for item in entry.items:
            if item["subject_kind"] == "member" and item["fact"] == "name" and isinstance(item["new"], str):
                found[item["subject_id"]] = item["new"]
    return found


def _around(history: History) -> Around:
    return Around(family_id=str(history.family.id), people=history.names)
