"""Which pairs are compared at all: each rule brings together people who share a place, a date or a word of the name.

Recall is bounded here, not by the scores. Every pair of rules is cheap because one side of it is narrow: no name is
asked for inside a kecamatan on one birthday, and nobody elsewhere is looked at unless a word and the day are shared.
"""

SAME_DAY = "l.born = r.born"
NEXT_YEAR = "r.day = l.day AND r.year = l.year + 1"
SWAPPED = "r.year = l.year AND r.day = l.swapped"
MARKED = "NOT l.filled AND NOT r.filled"
"""Neither birthday is one of those filled in for people who do not know theirs."""

BY_PERSON = {
    "day and kecamatan": f"l.district = r.district AND {SAME_DAY} AND l.n < r.n AND NOT l.filled",
    "filled-in day and village": f"l.village = r.village AND {SAME_DAY} AND l.n < r.n AND l.filled",
    "next year and village": f"l.village = r.village AND {NEXT_YEAR} AND {MARKED}",
    "swapped day and village": f"l.village = r.village AND {SWAPPED} AND l.n <> r.n AND {MARKED}",
    "filled-in day, year and village": (
        "l.village = r.village AND l.year = r.year AND l.filled AND NOT r.filled AND left(l.core, 1) = left(r.core, 1)"
    ),
    "NIK": "l.nik = r.nik AND l.n < r.n",
    "whole name, year and kabupaten": (
        "l.regency = r.regency AND l.sound = r.sound AND l.year = r.year AND l.n < r.n AND l.bits >= 12"
    ),
}
"""Rules over `person`."""

BY_WORD = {
    "word and day": f"{SAME_DAY} AND l.n < r.n AND NOT l.filled",
    "word, filled-in day and kecamatan": f"l.district = r.district AND {SAME_DAY} AND l.n < r.n AND l.filled",
    "rare word, filled-in day and kabupaten": (
        f"l.rare AND l.regency = r.regency AND {SAME_DAY} AND l.n < r.n AND l.filled"
    ),
    "word and swapped day": f"{SWAPPED} AND l.n < r.n AND {MARKED} AND l.regency = r.regency",
    "word, next year and kabupaten": f"l.regency = r.regency AND {NEXT_YEAR} AND {MARKED}",
    "word, year and village": "l.village = r.village AND l.year = r.year AND l.n < r.n",
    "word, next year and village": "l.village = r.village AND r.year = l.year + 1 AND l.rare",
    "rare word, year and kecamatan": "l.rare AND l.district = r.district AND l.year = r.year AND l.n < r.n",
    "word, kin and kecamatan": (
        "l.close = r.close AND l.district = r.district AND l.n < r.n"
        " AND (l.year BETWEEN r.year - 1 AND r.year + 1 OR l.year IS NULL OR r.year IS NULL)"
    ),
    "rare word, no date, village": "l.rare AND l.village = r.village AND l.year IS NULL AND l.n <> r.n",
}
"""Rules over `word`: people who also share the sound of a word."""

FORMER = """
SELECT DISTINCT l.n AS a, r.n AS b FROM (SELECT n, unnest(former) AS nik FROM person WHERE len(former) > 0) l
JOIN person r ON r.nik = l.nik AND l.n <> r.n
"""


def pairs() -> dict[str, str]:
    """The rules by name, each as a query of pairs `a, b` of row numbers; one pair may come more than once."""
    by_person = {
        name: f"SELECT l.n AS a, r.n AS b FROM person l JOIN person r ON {rule}" for name, rule in BY_PERSON.items()
    }
    by_word = {
        name: f"SELECT l.n AS a, r.n AS b FROM word l JOIN word r ON l.word = r.word AND {rule}"
        for name, rule in BY_WORD.items()
    }
    return by_person | by_word | {"former NIK": FORMER}


def candidates() -> str:
    """Every pair once, the smaller row number first, packed into one number."""
    every = " UNION ALL ".join(f"({query})" for query in pairs().values())
    return f"SELECT DISTINCT least(a, b)::BIGINT << 32 | greatest(a, b)::BIGINT AS pair FROM ({every})"
