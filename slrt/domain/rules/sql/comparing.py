"""One query over judged families that compares two versions: the first is in force, the second is to follow it."""

from collections.abc import Sequence

from slrt.domain.rules.sql.statement import Source

BEFORE, AFTER = "before", "after"


def compared(source: Source, where: str, places: Sequence[str], amended: dict[int, str], failed: Sequence[int]) -> str:
    """Return a query of one row per kabupaten, in the order of `domain.programmes.impact.Tally`.

    `places` names the programmes of the table `judged` by their place: `before` may be absent. `amended` are the tables
    of amounts for doubtful families of cash programmes, by place; `failed` the places that may divide.
    """
    verdict = {name: f"j.v{place}" for place, name in enumerate(places)}
    old, new = verdict.get(BEFORE, "FALSE"), verdict[AFTER]
    amounts = {name: _amounts(place, amended) for place, name in enumerate(places)}
    nothing = ("0", "0")
    money = [*amounts.get(BEFORE, nothing), *amounts[AFTER]]
    broken = " OR ".join(f"COALESCE(j.failed{place}, FALSE)" for place in failed) or "FALSE"
    joins = "".join(
        f" LEFT JOIN {table} a{place} ON a{place}.family_id = j.family_id" for place, table in amended.items()
    )
    counts = [
        "TRUE",
        old,
        new,
        f"{old} IS NULL",
        f"{new} IS NULL",
        f"{new} IS TRUE AND {old} IS NOT TRUE",
        f"{old} IS TRUE AND {new} IS NOT TRUE",
    ]
    columns = [f"count(*) FILTER (WHERE {one})" for one in counts]
    columns += [f"COALESCE(sum({one}), 0)" for one in money]
    columns.append(f"count(*) FILTER (WHERE {broken})")
    return (
        f"SELECT left(f.area_code, 5) AS area, {', '.join(columns)} FROM judged j "
        f"JOIN (SELECT family_id, area_code FROM {source.families} r WHERE {where}) f ON f.family_id = j.family_id"
        f"{joins} GROUP BY left(f.area_code, 5) ORDER BY 1"
    )


def _amounts(place: int, amended: dict[int, str]) -> tuple[str, str]:
    if place not in amended:
        return "0", "0"
    return f"COALESCE(j.low{place}, a{place}.low)", f"COALESCE(j.high{place}, a{place}.high)"
