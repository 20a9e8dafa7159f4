"""What a new text of a rule changes for the families of an area: counts and money, nobody by name."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Families of one area under the version before and the version after; money in rupiah per period of each.

    `gained` become surely eligible and were not, `lost` were surely eligible and no longer are. `low` and `high` are
    the least and greatest budget over all unknown facts; both are 0 where the benefit is not cash. `failed` could not
    be computed (division by zero).
    """

    families: int = 0
    eligible_before: int = 0
    eligible_after: int = 0
    unknown_before: int = 0
    unknown_after: int = 0
    gained: int = 0
    lost: int = 0
    low_before: int = 0
    high_before: int = 0
    low_after: int = 0
    high_after: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return the sum of two areas."""
        return Tally(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


COUNTED = tuple(one.name for one in fields(Tally))


@dataclass(frozen=True, slots=True)
class Impact:
    """The difference between a version in force and a new one on a day, by kabupaten.

    `before` and `after` say what is compared: the number of the version in force ("" for none), its period of payment
    and whether it pays cash.
    """

    on: datetime.date
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    areas: Mapping[str, Tally] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """All areas together."""
        return sum(self.areas.values(), Tally())

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        areas = {code: asdict(tally) for code, tally in self.areas.items()}
        return {"on": self.on.isoformat(), "before": dict(self.before), "after": dict(self.after), "areas": areas}


def impact_of(data: Mapping[str, Any]) -> Impact:
    """Return what `to_json` gave away."""
    areas = {code: Tally(**counts) for code, counts in data["areas"].items()}
    return Impact(datetime.date.fromisoformat(data["on"]), data["before"], data["after"], areas)


def added(areas: Mapping[str, Tally], rows: Iterable[tuple[Any, ...]]) -> dict[str, Tally]:
    """Return the areas with the rows of one query (area, then the counts in their order) added."""
    found = dict(areas)
    for area, *counts in rows:
        more = Tally(**dict(zip(COUNTED, map(int, counts), strict=True)))
        found[area] = found.get(area, Tally()) + more
    return found
