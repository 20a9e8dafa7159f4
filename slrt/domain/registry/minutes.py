"""The minutes of a village meeting as they were fixed when it closed: one text, one digest, whatever happens later.

The text is JSON with its keys in order. Whoever has it can compute the digest anew; a paper made from it shows both.
It names families and those who came. It never names who stands behind an objection, and holds no clear number.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class MinuteItem:
    """One family on the agenda: what was asked for, and what was decided. `nik` is masked, "" where unknown."""

    position: int
    title: str
    nik: str
    route: str
    kind: str
    programme: str
    decision: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Somebody who came, in which capacity."""

    name: str
    capacity: str


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """Everything the paper says. `places` are the names from the province down to the village."""

    code: str
    kind: str
    number: str
    area_code: str
    places: tuple[str, ...]
    held_on: date
    place: str
    chair: str
    secretary: str
    note: str
    items: tuple[MinuteItem, ...]
    attendance: tuple[Attendee, ...]
    closed_at: datetime

    @property
    def decided(self) -> Mapping[str, int]:
        """How many items were decided in which way."""
        return Counter(item.decision for item in self.items)


def text_of(minutes: Minutes) -> bytes:
    """The text whose digest is kept."""
    plain = asdict(minutes) | {"held_on": minutes.held_on.isoformat(), "closed_at": minutes.closed_at.isoformat()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1).encode()


def read(text: bytes) -> Minutes:
    """The minutes back from their text."""
    plain = json.loads(text)
    return Minutes(
        **{
            **plain,
            "places": tuple(plain["places"]),
            "held_on": date.fromisoformat(plain["held_on"]),
            "closed_at": datetime.fromisoformat(plain["closed_at"]),
            "items": tuple(MinuteItem(**item) for item in plain["items"]),
            "attendance": tuple(Attendee(**each) for each in plain["attendance"]),
        }
    )


def digest_of(text: bytes) -> str:
    """SHA-256 of the text, in hexadecimal."""
    return hashlib.sha256(text).hexdigest()
