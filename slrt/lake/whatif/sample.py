"""Families that a change lets in or leaves out, to be looked at: their facts as the rules read them, nobody by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from slrt.domain import areas
from slrt.domain.rules.facts import Fact, catalogue
from slrt.domain.rules.sql.statement import Families
from slrt.lake.columns import FAMILY, FAMILY_ID, MEMBER, decode
from slrt.lake.match.duck import Duck, duck
from slrt.lake.match.source import files
from slrt.lake.whatif.answer import ANSWERS
from slrt.lake.whatif.asking import Judged, WhatIf
from slrt.lake.whatif.judging import ENDS, STEP

ENTERING, LEAVING = (3, 6), (1, 2)
"""Steps by which a family becomes surely eligible, or no longer surely is."""


@dataclass(frozen=True, slots=True)
class Example:
    """One family, with as many `alike` in its area for all that the rules read. Facts that are unknown are left out.

    `low` and `high` are the least and greatest money before and after.
    """

    family_id: int
    area_code: str
    before: str
    after: str
    low: tuple[int, int]
    high: tuple[int, int]
    alike: int
    family: Mapping[str, Any]
    members: tuple[Mapping[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def examples(asked: WhatIf, judged: Judged, steps: Iterable[int], most: int, area: str = areas.NATION) -> list[Example]:
    """Return families that take these steps in an area: of each kind one, the most frequent kinds first."""
    rows = asked.rows(judged, None, area)
    rows = rows.with_columns(judged.answers[name].gather(rows["cell"]) for name in (STEP, *ENDS))
    chosen = rows.filter(pl.col(STEP).is_in(list(steps)))
    chosen = chosen.group_by("cell").agg(pl.col("n").sum(), pl.exclude("n").first())
    chosen = chosen.sort("n", FAMILY_ID, descending=[True, False]).head(most)
    found = _facts(asked, judged, chosen[FAMILY_ID].to_list())
    return [_example(row, *found[row[FAMILY_ID]]) for row in chosen.iter_rows(named=True)]


def _example(row: Mapping[str, Any], area: str, family: Mapping[str, Any], members: list[dict[str, Any]]) -> Example:
    return Example(
        family_id=row[FAMILY_ID],
        area_code=area,
        before=ANSWERS[row[STEP] // 3],
        after=ANSWERS[row[STEP] % 3],
        low=(row["low0"], row["low1"]),
        high=(row["high0"], row["high1"]),
        alike=row["n"],
        family=family,
        members=tuple(members),
    )


def _facts(
    asked: WhatIf, judged: Judged, ids: list[int]
) -> dict[int, tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    found = {}
    with duck(judged.place.folder) as engine:
        last = 0
        for code, kabupaten in asked.manifest.kabupaten.items():
            here = [one for one in ids if last < one <= last + kabupaten.families]
            last += kabupaten.families
            if here:
                found.update(_facts_in(asked, judged, code, here, engine))
    return found


def _facts_in(
    asked: WhatIf, judged: Judged, code: str, ids: list[int], engine: Duck
) -> dict[int, tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    statement = judged.inputs.counts.narrow
    source = files(asked.snapshot / code, asked.manifest.header.on, judged.inputs.change.on)
    own, theirs = list(dict.fromkeys(["area_code", *statement.facts[FAMILY]])), list(statement.facts[MEMBER])
    wanted = Families(f"family_id IN ({', '.join(map(str, ids))})")
    families = engine.rows(statement.own_facts(source, wanted, own))
    people = engine.rows(statement.people(source, wanted, theirs))
    return {
        number: (
            values[0],
            _known(FAMILY, own[1:], values[1:]),
            [_known(MEMBER, theirs, member) for one, *member in people if one == number],
        )
        for number, *values in families
    }


def _known(entity: str, names: list[str], values: Iterable[Any]) -> dict[str, Any]:
    pairs = ((catalogue().get(entity, name), value) for name, value in zip(names, values, strict=True))
    return {fact.name: _plain(fact, value) for fact, value in pairs if value is not None}


def _plain(fact: Fact, value: Any) -> Any:
    read = decode(fact, value)
    return sorted(read) if isinstance(read, frozenset) else read
