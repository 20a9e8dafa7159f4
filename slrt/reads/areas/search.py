"""Finding an area by name, with typing errors, in any of its usual spellings."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from slrt.domain import areas
from slrt.reads.areas.keys import LEVELS, Asked, readings
from slrt.reads.areas.lookup import names

LEAST_LIKE = 0.34
"""Below this share of common trigrams two names are strangers."""

# The lateral subqueries keep the planner on the trigram index, and "OFFSET 0" has each likeness computed once.
_FIND = """
WITH asked AS (
    SELECT * FROM unnest(%(heads)s::text[], %(tails)s::text[], %(levels)s::int[], %(kinds)s::text[])
        AS asked (head, tail, level, kind)
),
named AS (
    SELECT a.code, a.name, a.kind, a.level,
           greatest(a.likeness, a.begins)
           - CASE WHEN asked.kind IN ('kabupaten', 'kota') AND a.kind <> asked.kind THEN 0.2 ELSE 0 END AS score
    FROM asked CROSS JOIN LATERAL (
        SELECT a.code, a.name, a.kind, a.level,
               CASE WHEN length(asked.head) > 2 THEN similarity(a.name_key, asked.head) ELSE 0 END AS likeness,
               CASE WHEN starts_with(a.name_key, asked.head)
                    THEN 0.4 + 0.1 * length(asked.head) / length(a.name_key) ELSE 0 END AS begins
        FROM areas_area a
        WHERE ((length(asked.head) > 2 AND a.name_key %% asked.head) OR a.name_key LIKE asked.head || '%%')
            AND asked.level IN (0, a.level) AND %(level)s IN (0, a.level)
            AND a.code >= %(lo)s AND a.code < %(hi)s AND a.valid_until IS NULL
        OFFSET 0
    ) AS a
    WHERE asked.tail = ''
),
around AS (
    SELECT asked.head, asked.tail, asked.level, u.code, u.likeness
    FROM asked CROSS JOIN LATERAL (
        SELECT u.code, similarity(u.name_key, asked.tail) AS likeness
        FROM areas_area u
        WHERE u.name_key %% asked.tail AND u.level < 4 AND u.valid_until IS NULL
        ORDER BY likeness DESC, u.level
        LIMIT 25
    ) AS u
    WHERE asked.tail <> '' AND u.likeness > 0.5
),
inside AS (
    SELECT a.code, a.name, a.kind, a.level,
           (a.likeness * length(around.head) + around.likeness * length(around.tail))
           / (length(around.head) + length(around.tail)) AS score
    FROM around CROSS JOIN LATERAL (
        SELECT a.code, a.name, a.kind, a.level, similarity(a.name_key, around.head) AS likeness
        FROM areas_area a
        WHERE a.code > around.code AND a.code < around.code || '/' AND a.name_key %% around.head
            AND around.level IN (0, a.level) AND %(level)s IN (0, a.level)
            AND a.code >= %(lo)s AND a.code < %(hi)s AND a.valid_until IS NULL
        OFFSET 0
    ) AS a
    WHERE a.likeness > 0.45
)
SELECT code, name, kind, max(score) AS score
FROM (SELECT * FROM named UNION ALL SELECT * FROM inside) AS found
WHERE score > %(least)s
GROUP BY code, name, kind, level
ORDER BY round(max(score)::numeric, 2) DESC, level, code
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
