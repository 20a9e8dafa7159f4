"""What a run writes: one row a family, and sums for each village and programme."""

from collections.abc import Sequence

from slrt.lake.match.order import Asked

SUMMARY = (
    "area_code", "programme", "version", "families", "eligible", "not_eligible", "unknown", "enrolled", "reached",
    "amount_low", "amount_high", "per",
)  # fmt: skip
"""Columns of the summary. Amounts in rupiah per `per`, NULL where not cash. `enrolled` counts families that receive it,
`reached` those of them that are eligible; both are NULL where the snapshot does not say who receives it."""


def verdicts(asked: Sequence[Asked], families: str) -> str:
    """Return the query of all verdicts: TRUE eligible, FALSE not, NULL unknown; `_low` and `_high` for cash."""
    columns = []
    for place, one in enumerate(asked):
        code = one.programme.code
        columns.append(f'a.v{place} AS "{code}"')
        if one.version.benefit.kind == "cash":
            columns += [f'a.low{place} AS "{code}_low"', f'a.high{place} AS "{code}_high"']
    return (
        f"SELECT f.family_id, f.area_code, {', '.join(columns)} FROM answers a "
        f"JOIN {families} f ON f.family_id = a.family_id ORDER BY f.family_id"
    )


def sums(asked: Sequence[Asked], families: str) -> str:
    """Return the query of the sums of each village, all programmes beside each other."""
    return (
        f"SELECT f.area_code, count(*) AS families, {', '.join(_sums(asked))} FROM answers a "
        f"JOIN {families} f ON f.family_id = a.family_id GROUP BY f.area_code"
    )


def summary(asked: Sequence[Asked], table: str) -> str:
    """Return the query of a table of sums with one row for each village and programme, in the order of both."""
    lines = " UNION ALL ".join(_line(place, one, table) for place, one in enumerate(asked))
    return f"SELECT * FROM ({lines}) s ORDER BY area_code, programme"


def _sums(asked: Sequence[Asked]) -> list[str]:
    found = []
    for place, one in enumerate(asked):
        found += [
            f"count(*) FILTER (WHERE a.v{place}) AS yes{place}",
            f"count(*) FILTER (WHERE NOT a.v{place}) AS no{place}",
            f"{_counted(one, '')} AS enrolled{place}",
            f"{_counted(one, f' AND a.v{place}')} AS reached{place}",
        ]
        if one.version.benefit.kind == "cash":
            found += [f"CAST(sum(a.{end}{place}) AS BIGINT) AS {end}{place}" for end in ("low", "high")]
    return found


def _counted(one: Asked, further: str) -> str:
    """Count the families on the list of the programme that meet a further condition."""
    if one.bit is None:
        return "CAST(NULL AS BIGINT)"
    return f"count(*) FILTER (WHERE (f.receives & {1 << one.bit}) <> 0{further})"


def _line(place: int, one: Asked, table: str) -> str:
    cash = one.version.benefit.kind == "cash"
    low, high = (f"{end}{place}" if cash else "CAST(NULL AS BIGINT)" for end in ("low", "high"))
    return (
        f"SELECT area_code, '{one.programme.code}' AS programme, '{one.version.id}' AS version, families, "
        f"yes{place} AS eligible, no{place} AS not_eligible, families - yes{place} - no{place} AS unknown, "
        f"enrolled{place} AS enrolled, reached{place} AS reached, {low} AS amount_low, {high} AS amount_high, "
        f"'{one.version.benefit.per.value}' AS per FROM {table}"
    )
