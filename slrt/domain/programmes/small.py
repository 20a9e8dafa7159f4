"""Which counts of families are not told to people who may not read the families: a count of one to four points at them.

A hidden count must not follow from a total and its other parts, so further parts are withheld where it would.
"""

from collections.abc import Collection, Mapping

LEAST = 5
"""Fewer families than this, but not none, are told as "fewer than five"."""


def is_small(count: int) -> bool:
    """Whether a count points at families."""
    return 0 < count < LEAST


def withheld_among(counts: Mapping[str, int], small: Collection[str], *, is_total_known: bool) -> frozenset[str]:
    """Return the parts to be withheld beside the `small` ones, the least first.

    `counts` are all parts of one total; where the total is not known, one hidden part is enough.
    """
    withheld: list[str] = []
    others = sorted((code for code in counts if code not in small), key=lambda code: (counts[code] == 0, counts[code]))
    while others and not _is_safe(counts, small, withheld, is_total_known=is_total_known):
        withheld.append(others.pop(0))
    return frozenset(withheld)


def _is_safe(
    counts: Mapping[str, int], small: Collection[str], withheld: Collection[str], *, is_total_known: bool
) -> bool:
    if not is_total_known:
        return bool(small or withheld)
    if not small:
        return True
    least, most = len(small), (LEAST - 1) * len(small)
    told = sum(counts[code] for code in small)
    if not withheld:
        return least > 1 and least < told < most
    spare = sum(counts[code] for code in withheld) - LEAST * sum(counts[code] > 0 for code in withheld)
    return told + spare >= most
