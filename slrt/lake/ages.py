"""Completed years of many people at once."""

from datetime import date

import numpy as np
import numpy.typing as npt

from slrt.lake.columns import EPOCH, Numbers

OLDEST = 250
"""Years; the catalogue's dates span fewer."""


def ages_on(born: Numbers, on: date) -> npt.NDArray[np.int16]:
    """Ages on the day `on` of people born so many days after 1970; -1 for who is not born yet.

    Whoever was born on 29 February turns a year older on 1 March of common years.
    """
    birthdays = np.array([_latest_birth(on, years) for years in range(OLDEST, -1, -1)], np.int32)
    return (OLDEST - np.searchsorted(birthdays, born, side="left")).astype(np.int16)


def _latest_birth(on: date, years: int) -> int:
    """The last birth day of somebody who has completed `years`, in days after 1970."""
    year = on.year - years
    try:
        day = on.replace(year=year)
    except ValueError:  # 29 February of a common year
        day = date(year, 2, 28)
    return (day - EPOCH).days
