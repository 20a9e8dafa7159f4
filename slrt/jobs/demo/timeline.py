"""When things happened in the demonstration, and under which keys.

Everything is counted back from one reference day, the day of the first load. Keys follow from names, so loading again
finds the same rows.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from slrt.domain import clock
from slrt.domain.access import system
from slrt.domain.problems import NotFound
from slrt.domain.synthesis.chance import Chance
from slrt.reads import registry as registry_reads
from slrt.services.accounts import acting

SEED = 1906
PROVINCE = "19"
FAMILIES = 2000
REGISTER_DAYS = 120
"""The register grew over so many days before the reference day, half of it before the first case."""

DECREED_DAYS = 200
"""Organisations and posts exist since so many days before the reference day."""

_NAMESPACE = UUID("7a1f6f6e-0c5b-5d0e-9a3e-190619061906")
_DESK_OPENS, _DESK_MINUTES = time(8, 0), 7 * 60


def key_of(kind: str, name: str) -> UUID:
    """The key of a demo row."""
    return uuid5(_NAMESPACE, f"{kind}:{name}")


def family_key(number: int) -> str:
    """The generator's key of the family with this number, from 1."""
    return f"F{number:07}"


@dataclass(frozen=True)
class Timeline:
    """The days of the demonstration. `families` is how many families the register has in the end."""

    reference: date
    families: int = FAMILIES

    def registered_on(self, number: int) -> date:
        """The working day on which a family came into the register; later numbers are never earlier.

        The first keeps its day whatever the weekday, for the reference day is read off it (see `begun`).
        """
        day = self.reference - timedelta(days=REGISTER_DAYS - (number - 1) * (REGISTER_DAYS - 1) // self.families)
        return day if number == 1 else working_day(day)

    @property
    def decreed_on(self) -> date:
        return self.reference - timedelta(days=DECREED_DAYS)

    def registration(self, number: int) -> datetime:
        """The moment of registration, in desk hours."""
        return self.moment(self.registered_on(number), number)

    def moment(self, day: date, number: int) -> datetime:
        """A moment in desk hours of `day`, never in the future; the same for the same number."""
        minutes = Chance(SEED, "moment", number).whole(0, _DESK_MINUTES)
        desk = datetime.combine(day, _DESK_OPENS, tzinfo=ZoneInfo(clock.WIB)) + timedelta(minutes=minutes)
        return min(desk.astimezone(UTC), clock.now())


def begun() -> Timeline:
    """The timeline of the demonstration in this database; a new one from today when nothing is loaded yet."""
    first = key_of("family", family_key(1))
    try:
        with acting(system()):
            family = registry_reads.record_of(system(), first).family
    except NotFound:
        return Timeline(clock.today())
    registered_on = family.created_at.astimezone(ZoneInfo(clock.WIB)).date()
    return Timeline(registered_on + timedelta(days=REGISTER_DAYS))


def working_day(day: date) -> date:
    """`day`, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - (clock.SATURDAY - 1)))
