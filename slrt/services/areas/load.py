"""Loading the ministry's code table and the calendar: many rows at once, and only what changed."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from slrt.domain import areas, clock
from slrt.reads.areas.keys import key
from slrt.reads.areas.lookup import known_codes
from slrt.store.areas.models import Area, Holiday

FILES = ("provinces.csv", "regencies.csv", "districts.csv", "villages.csv")
STEP = 10_000

Progress = Callable[[int, int], None]
"""Told how many rows are read, of how many."""

_INCOMING = """
CREATE TEMPORARY TABLE incoming (
    code varchar(13) COLLATE "C" PRIMARY KEY, level smallint, kind text, name text, name_key text,
    parent_code varchar(13), valid_until date, predecessors varchar(13)[], time_zone text
)
"""
_COPY = (
    "COPY incoming (code, level, kind, name, name_key, parent_code, valid_until, predecessors, time_zone) FROM STDIN"
)

_ADD = """
INSERT INTO areas_area (code, level, kind, name, name_key, parent_code, valid_from, valid_until, predecessors,
                        former_names, bps_code, time_zone)
SELECT i.code, i.level, i.kind, i.name, i.name_key, i.parent_code, %(from)s, i.valid_until, i.predecessors,
       '{}', '', i.time_zone
FROM incoming i WHERE NOT EXISTS (SELECT FROM areas_area a WHERE a.code = i.code)
"""

_CHANGE = """
UPDATE areas_area a SET
    former_names = CASE WHEN a.name = i.name OR a.name = ANY (a.former_names) THEN a.former_names
                        ELSE a.former_names || a.name END,
    kind = i.kind, name = i.name, name_key = i.name_key, valid_until = i.valid_until,
    predecessors = i.predecessors, time_zone = i.time_zone
FROM incoming i
WHERE a.code = i.code AND (a.kind, a.name, a.name_key, a.valid_until, a.predecessors, a.time_zone)
    IS DISTINCT FROM (i.kind, i.name, i.name_key, i.valid_until, i.predecessors, i.time_zone)
"""

_END = """
UPDATE areas_area a SET valid_until = greatest(%(today)s, a.valid_from + 1)
WHERE a.valid_until IS NULL AND NOT EXISTS (SELECT FROM incoming i WHERE i.code = a.code)
"""


@dataclass
class Table:
    """The code table as the files tell it."""

    names: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    predecessors: dict[str, list[str]] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        for code, name in self.names.items():
            level = areas.level(code)
            yield (
                code,
                level,
                areas.kind(code, name),
                name,
                key(name, level),
                areas.parent(code),
                self.ended.get(code),
                self.predecessors.get(code, []),
                self.zones[code[:2]],
            )


def load_areas(folder: Path, progress: Progress | None = None) -> int:
    """Bring the area table to what the files of `folder` say; returns how many rows were added, changed or ended.

    Nothing is deleted: a code that is no longer in the files ends today; a new name keeps the former one. A second
    load changes nothing. Raises `areas.BadAreaCode`, or KeyError for a province without a time zone.
    """
    table = read_table(folder)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INCOMING)
        with cursor.copy(_COPY) as copy:
            for done, row in enumerate(table.rows(), 1):
                copy.write_row(row)
                if progress and (done % STEP == 0 or done == len(table.names)):
                    progress(done, len(table.names))
        cursor.execute("ANALYZE incoming")
        first = not Area.objects.exists()
        changed = 0
        for statement in (_ADD, _CHANGE, _END):
            cursor.execute(statement, {"from": None if first else clock.today(), "today": clock.today()})
            changed += cursor.rowcount
        cursor.execute("DROP TABLE incoming")
    known_codes.cache_clear()
    return changed


def read_table(folder: Path) -> Table:
    """The four files of codes, the zones, and (when there) the predecessors."""
    table = Table(zones={row["province_code"]: row["time_zone"] for row in _read(folder / "time_zones.csv")})
    for file in FILES:
        for row in _read(folder / file):
            table.names[areas.parse(row["code"])] = row["name"]
    former = folder / "predecessors.csv"
    for row in _read(former) if former.exists() else ():
        code, before = areas.parse(row["code"]), areas.parse(row["predecessor"])
        table.predecessors.setdefault(code, []).append(before)
        if row["predecessor_ended"]:
            table.names.setdefault(before, row["predecessor_name"])
            table.ended[before] = row["predecessor_ended"]
    return table


def load_calendar(folder: Path) -> int:
    """Bring the holidays to what `holidays.csv` says; returns how many rows were added, changed or taken out."""
    wanted = {(row["day"], areas.parse(row["area_code"])): row for row in _read(folder / "holidays.csv")}
    with transaction.atomic():
        kept = {(str(one.day), one.area_code): one for one in Holiday.objects.all()}
        changed = _write(wanted, kept)
        gone = [one.pk for place, one in kept.items() if place not in wanted]
        Holiday.objects.filter(pk__in=gone).delete()
    return changed + len(gone)


def _write(wanted: dict[tuple[str, str], dict[str, str]], kept: dict[tuple[str, str], Holiday]) -> int:
    changed = 0
    for (day, area), row in wanted.items():
        values = (row["name"], row["source"], row["confidence"])
        old = kept.get((day, area))
        if old and (old.name, old.source, old.confidence) == values:
            continue
        name, source, confidence = values
        Holiday.objects.update_or_create(
            day=day, area_code=area, defaults={"name": name, "source": source, "confidence": confidence}
        )
        changed += 1
    return changed


def _read(path: Path) -> Sequence[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
