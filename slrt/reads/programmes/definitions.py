"""The programmes of the database as compiled rules, kept per process until a version changes."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from slrt.domain.programmes import programme_of
from slrt.domain.programmes.tables import Table
from slrt.domain.rules.programme import Programme as Compiled
from slrt.domain.rules.programme import Version as CompiledVersion
from slrt.store.programmes.models import Programme, Version

LIVE = ("published", "proposed")
"""States of versions that are read; a proposed one is kept for comparison and never decides."""

_MARK = """
SELECT md5(coalesce(string_agg(md5(concat_ws('|', v.programme_id, v.number, v.state, v.definition::text,
                                             p.details::text, p.name_id, p.name_en, p.position)), ''
                               ORDER BY v.id), ''))
FROM programmes_version v JOIN programmes_programme p ON p.code = v.programme_id
"""


def definitions(on: date | None = None) -> tuple[Compiled, ...]:
    """All programmes in their order, ready for `evaluate_family`; with a day, those with a version in force then."""
    found = _compiled(_mark())
    return found if on is None else tuple(each for each in found if each.version_on(on) is not None)


def version_ids() -> Mapping[tuple[str, str], UUID]:
    """Row id by programme code and version number."""
    return _ids(_mark())


def version_of(code: str, on: date) -> CompiledVersion | None:
    """The compiled version of a programme in force on a day."""
    return next((each.version_on(on) for each in definitions() if each.code == code), None)


def facts_read(version: CompiledVersion) -> frozenset[str]:
    """Catalogue paths of the facts that rule or benefit look at."""
    return frozenset(
        [f"family.{name}" for name in version.plan.family_facts]
        + [f"member.{name}" for name in version.plan.member_facts]
    )


def _mark() -> str:
    """Changes whenever anything that definitions are made from changes."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        (mark,) = cursor.fetchone()
    return str(mark)


@lru_cache(maxsize=2)
def _compiled(mark: str) -> tuple[Compiled, ...]:
    versions: dict[str, list[Version]] = {}
    for version in Version.objects.filter(state__in=LIVE).order_by("starts_on", "number"):
        versions.setdefault(version.programme_id, []).append(version)
    codes = frozenset(versions)
    rows = Programme.objects.filter(code__in=codes)
    return tuple(programme_of(Table(row.code, _table(row, versions[row.code])), codes) for row in rows)


@lru_cache(maxsize=2)
def _ids(mark: str) -> Mapping[tuple[str, str], UUID]:
    rows = Version.objects.values_list("programme_id", "number", "id")
    return {(code, number): version_id for code, number, version_id in rows}


def _table(row: Programme, versions: list[Version]) -> dict[str, Any]:
    """The programme as its file has it."""
    return {
        "code": row.code,
        "level": row.level,
        "sector": row.sector,
        "name": {"id": row.name_id, "en": row.name_en},
        **row.details,
        "version": [_dated(version.definition) for version in versions],
    }


def _dated(definition: Mapping[str, Any]) -> dict[str, Any]:
    days = {key: date.fromisoformat(definition[key]) for key in ("from", "until") if key in definition}
    return {**definition, **days}
