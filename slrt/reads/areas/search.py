"""Finding an area by name, with typing errors, in any of its usual spellings."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from slrt.domain import areas
from slrt.reads.areas.keys import LEVELS, Asked, readings
from slrt.reads.areas.lookup import names

LEAST_LIKE = 0.34
"""Below this share of common trigrams two names are strangers."""

_FIND = """
WITH asked AS (
    SELECT * FROM unnest(%(heads)s::text[], %(tails)s::text[], %(levels)s::int[], %(kinds)s::text[])
        AS asked (head, tail, level, kind)
),
named AS (
    SELECT a.code, greatest(similarity(a.name_key, asked.head),
                            CASE WHEN a.name_key LIKE asked.head || '%%'
                                 THEN 0.4 + 0.1 * length(asked.head) / length(a.name_key) ELSE 0 END)
                   - CASE WHEN asked.kind IN ('kabupaten', 'kota') AND a.kind <> asked.kind THEN 0.2 ELSE 0 END AS score
    FROM asked
    JOIN areas_area a ON a.name_key %% asked.head OR a.name_key LIKE asked.head || '%%'
    WHERE asked.tail = '' AND asked.level IN (0, a.level) AND a.valid_until IS NULL
),
around AS (
    SELECT asked.head, asked.tail, asked.level, u.code, similarity(u.name_key, asked.tail) AS likeness
    FROM asked
    JOIN areas_area u ON u.name_key %% asked.tail
    WHERE asked.tail <> '' AND u.level < 4 AND u.valid_until IS NULL AND similarity(u.name_key, asked.tail) > 0.5
),
inside AS (
    SELECT a.code, (similarity(a.name_key, around.head) * length(around.head)
                    + around.likeness * length(around.tail)) / (length(around.head) + length(around.tail)) AS score
    FROM around
    JOIN areas_area a ON a.name_key %% around.head AND a.code > around.code AND a.code < around.code || '/'
    WHERE around.level IN (0, a.level) AND a.valid_until IS NULL AND similarity(a.name_key, around.head) > 0.45
)
SELECT a.code, a.name, a.kind, max(found.score) AS score
FROM (SELECT * FROM named UNION ALL SELECT * FROM inside) AS found
JOIN areas_area a ON a.code = found.code
WHERE found.score > %(least)s AND (%(level)s = 0 OR a.level = %(level)s) AND a.code >= %(lo)s AND a.code < %(hi)s
GROUP BY a.code
ORDER BY round(max(found.score)::numeric, 2) DESC, a.level, a.code
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class AreaHit:
    """One area found: `path` are the names from the province down to itself, `score` how alike it is (0 to 1)."""

    code: str
    name: str
    kind: str
    path: tuple[str, ...]
    score: float

    @property
    def label(self) -> str:
        """From the smallest up: `Lalang, Manggar, Kabupaten Belitung Timur`."""
        return ", ".join(reversed(self.path))


def find(text: str, *, within: str = "", level: int | None = None, limit: int = 10) -> list[AreaHit]:
    """Areas in force whose name resembles `text`, best first, then the larger.

    `text` may name a kind (`kec. manggar`), an area around it (`lalang manggar`) or be a code. `within` keeps to one
    area and everything inside it.
    """
    asked = readings(text)
    if not asked:
        return []
    bounds = areas.bounds(within or areas.NATION)
    rows = _by_code(text.strip(), bounds) or _by_name(asked, bounds, level or 0, limit)
    path_of = names({above for code, *_ in rows for above in areas.ancestors(code)})
    return [
        AreaHit(code, name, kind, tuple(path_of[above] for above in areas.ancestors(code)), round(float(score), 3))
        for code, name, kind, score in rows
    ]


def _by_code(text: str, bounds: areas.Bounds) -> list[tuple[str, str, str, float]]:
    try:
        areas.parse(text)
    except areas.BadAreaCode:
        return []
    sql = "SELECT code, name, kind, 1.0 FROM areas_area WHERE code = %s AND code >= %s AND code < %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [text, bounds.lo, bounds.hi])
        return list(cursor.fetchall())


def _by_name(asked: list[Asked], bounds: areas.Bounds, level: int, limit: int) -> list[tuple[str, str, str, float]]:
    values: dict[str, Any] = {
        "heads": [one.head for one in asked],
        "tails": [one.tail for one in asked],
        "levels": [LEVELS.get(one.kind, 0) for one in asked],
        "kinds": [one.kind for one in asked],
        "least": LEAST_LIKE,
        "level": level,
        "lo": bounds.lo,
        "hi": bounds.hi,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        return list(cursor.fetchall())
