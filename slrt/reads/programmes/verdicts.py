"""What every programme says of one family today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.programme import Version
from slrt.domain.rules.verdict import Outcome, Question, Verdict, questions
from slrt.reads import areas as area_reads
from slrt.reads.programmes.definitions import definitions, version_ids
from slrt.reads.registry import Recorded, record_of
from slrt.store.programmes.models import Verdict as Row


@dataclass(frozen=True)
class Verdicts:
    """Three lists, as the family page shows them, and what to ask first. Made anew each time, never from a cache.

    `versions` are those in force on the day, by programme code.
    """

    on: date
    eligible: tuple[Verdict, ...]
    unknown: tuple[Verdict, ...]
    not_eligible: tuple[Verdict, ...]
    versions: Mapping[str, Version]

    def __iter__(self) -> Iterator[Verdict]:
        yield from self.eligible
        yield from self.unknown
        yield from self.not_eligible

    @property
    def questions(self) -> list[Question]:
        """Facts to ask, those that decide most programmes first."""
        return questions(self.unknown)


def verdicts_of(actor: Actor, family_id: UUID, on: date | None = None) -> Verdicts:
    """Judge a family as of a day (default: today where it lives). Raises NotFound outside the actor's scope."""
    return judged(record_of(actor, family_id), on)


def judged(here: Recorded, on: date | None = None) -> Verdicts:
    """The same for a family that has been read already."""
    day = on or clock.today(area_reads.zone(here.family.area_code))
    programmes = definitions(day, area_code=here.family.area_code)
    found = evaluate_family(programmes, here.record, day)
    return Verdicts(
        day,
        tuple(each for each in found if each.outcome is Outcome.ELIGIBLE),
        tuple(each for each in found if each.outcome is Outcome.UNKNOWN),
        tuple(each for each in found if each.outcome is Outcome.NOT_ELIGIBLE),
        {each.code: version for each in programmes if (version := each.version_on(day))},
    )


def is_stale(actor: Actor, family_id: UUID, on: date) -> bool:
    """Whether the kept verdicts are older than the family, the day or the law: then `rematch` is due."""
    here = record_of(actor, family_id)
    rows = {row.programme_id: row for row in Row.objects.visible_to(actor).filter(family_id=family_id)}
    ids = version_ids()
    law = definitions(area_code=here.family.area_code)
    wanted = {each.code: ids[each.code, version.id] for each in law if (version := each.version_on(on))}
    if set(rows) != set(wanted):
        return True
    return any(
        row.family_version != here.family.version or row.on != on or row.version_id != wanted[code]
        for code, row in rows.items()
    )
