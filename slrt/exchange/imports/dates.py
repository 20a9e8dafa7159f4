"""Dates as files write them: ISO, day-first with strokes, dashes or dots, or Excel's number of the day."""

import re
from datetime import date, timedelta

ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ][\d:.]+Z?)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: [\d:.]+)?")
SERIAL = re.compile(r"(\d{4,5})(?:[.,]\d+)?")
YEARS = range(1900, 2101)
"""Numbers that are a year without a day rather than a day of 1905; they are not read."""

FROM_1900, FROM_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of both ways of counting; the first allows for 29 February 1900, a day Excel counts and that never was."""


def read_date(text: str, *, from_1904: bool = False) -> date | None:
    """The day, or None for a text that is none. Day-first unless ISO; two-digit years are not guessed."""
    text = text.strip()
    iso = ISO.fullmatch(text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    spoken = DAY_FIRST.fullmatch(text)
    if spoken:
        return _day(int(spoken[3]), int(spoken[2]), int(spoken[1]))
    serial = SERIAL.fullmatch(text)
    if serial is None or int(serial[1]) in YEARS:
        return None
    return (FROM_1904 if from_1904 else FROM_1900) + timedelta(int(serial[1]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 31 February, month 13
        return None
