"""Dates that steer the register month by month: meetings, cut-off, extraction, publication; and when to remind.

The defaults stand in `calendar.toml` with their sources; an area's own dates come before them.
"""

import re
import tomllib
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from slrt.domain import areas
from slrt.domain.problems import Problem, Refused

REMIND_DAYS = 5
"""From so many days before the cut-off on, the desk is reminded of proposals that no meeting has decided."""

MONTHS_A_YEAR = 12
FIRST_YEAR, LAST_YEAR = 2020, 2100
_PERIOD = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")

KINDS = ("meeting_from", "meeting_until", "cut_off_on", "extraction_on", "publication_on")
"""The dates of one month, in their order."""


@dataclass(frozen=True, kw_only=True)
class RegisterDates:
    """The dates of one month (`period`, YYYY-MM) in an area. `publication_on` is None in months without one."""

    period: str
    meeting_from: date
    meeting_until: date
    cut_off_on: date
    extraction_on: date
    publication_on: date | None
    source: str
    area_code: str = areas.NATION
    confirmed: bool = False


@dataclass(frozen=True)
class Coming:
    """One dated event of the register that lies ahead: one of `KINDS`, and the month it belongs to."""

    kind: str
    on: date
    period: str


def checked_period(text: str) -> str:
    """The month as YYYY-MM. Raises Refused for anything else, and for years nobody plans for."""
    found = _PERIOD.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Refused(
            Problem(
                "bad_period",
                "Bulan ditulis seperti 2026-12.",
                "Write the month like 2026-12.",
                "period",
            )
        )
    return text


def period_of(day: date) -> str:
    """The month a day lies in."""
    return f"{day:%Y-%m}"


def following(period: str, count: int) -> tuple[str, ...]:
    """`count` months from `period` on."""
    year, month = (int(part) for part in period.split("-"))
    numbers = [year * MONTHS_A_YEAR + month - 1 + step for step in range(count)]
    return tuple(f"{number // MONTHS_A_YEAR:04}-{number % MONTHS_A_YEAR + 1:02}" for number in numbers)


def default_dates(period: str) -> RegisterDates:
    """The dates of a month where no area around has set its own."""
    year, month = (int(part) for part in checked_period(period).split("-"))
    publishes = month in _LAW["publication"]["months"]
    return RegisterDates(
        period=period,
        meeting_from=_day(year, month, _LAW["meeting"]["from_day"]),
        meeting_until=_day(year, month, _LAW["meeting"]["until_day"]),
        cut_off_on=_day(year, month, _LAW["cut_off"]["day"]),
        extraction_on=_day(year, month, _LAW["extraction"]["day"]),
        publication_on=_day(year, month, _LAW["publication"]["day"]) if publishes else None,
        source="; ".join(part["source"] for part in _LAW.values()),
        confirmed=all(part["confidence"] == "confirmed" for part in _LAW.values()),
    )


def dates_for(period: str, area_code: str, local: Iterable[RegisterDates] = ()) -> RegisterDates:
    """The dates of a month there: those of the nearest area around it that set them, else the defaults."""
    fitting = [each for each in local if each.period == period and areas.contains(each.area_code, area_code)]
    return max(fitting, key=lambda each: areas.level(each.area_code), default=None) or default_dates(period)


def coming(months: Iterable[RegisterDates], today: date) -> tuple[Coming, ...]:
    """What lies ahead, the next first; what is today still counts."""
    ahead = [each for dates in months for each in _events(dates) if each.on >= today]
    return tuple(sorted(ahead, key=lambda each: (each.on, KINDS.index(each.kind))))


def days_to_cut_off(dates: RegisterDates, today: date) -> int | None:
    """Days left until the cut-off of this month (0 on the day itself); None while it is far, and once it is over."""
    left = (dates.cut_off_on - today).days
    return left if 0 <= left <= REMIND_DAYS else None


def checked(dates: RegisterDates) -> RegisterDates:
    """The dates, if their order makes sense. Raises Refused with every date that does not."""
    checked_period(dates.period)
    problems = [
        *_out_of_order(dates.meeting_from, dates.meeting_until, "meeting_until", _ENDS_BEFORE),
        *_out_of_order(dates.meeting_until, dates.cut_off_on, "cut_off_on", _CUT_BEFORE),
        *_out_of_order(dates.cut_off_on, dates.extraction_on, "extraction_on", _TAKEN_BEFORE),
        *_out_of_order(dates.extraction_on, dates.publication_on, "publication_on", _SHOWN_BEFORE),
    ]
    if period_of(dates.meeting_from) != dates.period:
        problems.append(
            Problem(
                "other_month",
                f"Musyawarah harus mulai pada bulan {dates.period}.",
                f"Meetings must begin in the month {dates.period}.",
                "meeting_from",
            )
        )
    if not dates.source.strip():
        problems.append(Problem("missing", "Sebutkan dasar aturannya.", "Name the rule it rests on.", "source"))
    if problems:
        raise Refused(*problems)
    return dates


_ENDS_BEFORE = (
    "Hari terakhir musyawarah tidak boleh sebelum hari pertamanya.",
    "The last day of meetings cannot come before the first.",
)
_CUT_BEFORE = (
    "Batas usulan tidak boleh sebelum musyawarah berakhir.",
    "The cut-off cannot come before the meetings end.",
)
_TAKEN_BEFORE = (
    "Penarikan data tidak boleh sebelum batas usulan.",
    "The extraction cannot come before the cut-off.",
)
_SHOWN_BEFORE = (
    "Pengumuman tidak boleh sebelum penarikan data.",
    "The publication cannot come before the extraction.",
)


def _out_of_order(first: date, then: date | None, field: str, words: tuple[str, str]) -> Iterator[Problem]:
    if then is not None and then < first:
        yield Problem("out_of_order", *words, field)


def _events(dates: RegisterDates) -> Iterator[Coming]:
    for kind in KINDS:
        on = getattr(dates, kind)
        if on is not None:
            yield Coming(kind, on, dates.period)


def _day(year: int, month: int, day: int) -> date:
    """That day of the month, or its last one."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _load() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("calendar.toml").read_text(encoding="utf-8"))


_LAW = _load()
