"""Small counts of the programme summary, for people whose post does not cover reading the families behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from slrt.domain.programmes.small import is_small, withheld_among

Hidden = Mapping[str, str]
"""Of each column that is not told, why: `small`, or `withheld` so that no small one follows from it."""

SMALL, WITHHELD = "small", "withheld"
COLUMNS = ("eligible", "enrolled", "missed", "unknown")
TOGETHER = ("eligible", "enrolled", "missed")
"""Columns of which any two tell nearly what the third is."""

Group = Mapping[str, Mapping[str, Any]]
"""Figures of one level inside an area: by programme, then by area."""


@dataclass(frozen=True)
class Guard:
    """What is not told of an area, by programme, and of the areas inside it, by programme and area."""

    here: Mapping[str, Hidden]
    below: Mapping[tuple[str, str], Hidden]


def guard_of(path: Sequence[str], top: Mapping[str, Any], groups: Sequence[Group]) -> Guard:
    """Hide from the top of a path down: `groups[i]` are the figures inside `path[i]`, `top` those of `path[0]`.

    What is hidden of an area stays hidden when the areas inside it are added up.
    """
    here: dict[str, Hidden] = {code: _small(figures) for code, figures in top.items()}
    below: dict[tuple[str, str], Hidden] = {}
    for group, following in zip_longest(groups, path[1:]):
        below = {}
        for code, inside in group.items():
            for area, hidden in _hidden(inside, here.get(code, {})).items():
                below[code, area] = hidden
        if following is not None:
            here = {code: below[code, following] for code, inside in group.items() if following in inside}
    return Guard(here, below)


def _hidden(inside: Mapping[str, Any], around: Hidden) -> dict[str, dict[str, str]]:
    """What is not told of each area inside one of which `around` is not told."""
    found = {area: dict(_small(figures)) for area, figures in inside.items()}
    for column in COLUMNS:
        counts = {area: getattr(figures, column) for area, figures in inside.items()}
        if None in counts.values():
            continue
        small = [area for area in found if found[area].get(column) == SMALL]
        for area in withheld_among(counts, small, is_total_known=column not in around):
            found[area].setdefault(column, WITHHELD)
    found = {area: _together(hidden, inside[area]) for area, hidden in found.items()}
    if "eligible" not in around:
        _accompany(found, inside)
    return found


def _accompany(found: dict[str, dict[str, str]], inside: Mapping[str, Any]) -> None:
    """Hide a second area where one alone is hidden: the total would tell its numbers."""
    shown = sorted(
        (area for area in found if "eligible" not in found[area]),
        key=lambda area: (inside[area].eligible == 0, inside[area].eligible),
    )
    if shown and len(shown) == len(found) - 1:
        found[shown[0]] = _together({"eligible": WITHHELD, **found[shown[0]]}, inside[shown[0]])


def _small(figures: Any) -> Hidden:
    """Small counts; eligible families that all but a few do not receive tell of those few as well."""
    told = {column for column in COLUMNS if is_small(getattr(figures, column) or 0)}
    if is_small(figures.reached or 0):
        told.add("missed")
    small = {column: SMALL if is_small(getattr(figures, column) or 0) else WITHHELD for column in told}
    return _together(small, figures)


def _together(hidden: Hidden, figures: Any) -> dict[str, str]:
    """The same with the columns that would give a hidden one away."""
    if not any(column in hidden for column in TOGETHER):
        return dict(hidden)
    noted = [column for column in TOGETHER if getattr(figures, column) is not None]
    return {**dict.fromkeys(noted, WITHHELD), **hidden}
