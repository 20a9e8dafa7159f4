"""The programmes of the database as compiled rules, kept per process until a version changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from slrt.domain import areas, clock
from slrt.domain.programmes import programme_of
from slrt.domain.programmes.relations import RELATED
from slrt.domain.programmes.tables import Table
from slrt.domain.rules.programme import Programme as Compiled
from slrt.domain.rules.programme import Version as CompiledVersion
from slrt.domain.workflow.version import DECIDES
from slrt.reads.registry.record import programme_codes
from slrt.store.programmes.models import Programme, Version

_MARK = """
SELECT md5(coalesce(string_agg(md5(concat_ws('|', v.id, v.programme_id, v.number, v.state, v.definition::text,
                                             p.area_code, p.details::text, p.name_id, p.name_en, p.position)), ''
                               ORDER BY v.id), ''))
FROM programmes_version v JOIN programmes_programme p ON p.code = v.programme_id
WHERE v.state IN ('published', 'retired', 'compared')
"""


def definitions(on: date | None = None, *, area_code: str | None = None) -> tuple[Compiled, ...]:
    """All programmes in their order, ready for `evaluate_family`.

    With a day, those with a version in force then; with an area, those that apply to families there: programmes of the
    centre and of every area around it. Families are always judged with their area.
    """
    mark = _mark()
    found = _compiled(mark)
    if area_code is not None:
        place = _areas(mark)
        found = tuple(each for each in found if areas.contains(place[each.code], area_code))
    return found if on is None else tuple(each for each in found if each.version_on(on) is not None)


def area_of(code: str) -> str:
    """The area inside which a programme applies."""
    return _areas(_mark())[code]


def definition_of(code: str) -> Compiled | None:
    """One programme; None while it has no version that everybody reads."""
    return next((each for each in definitions() if each.code == code), None)


def relations_of(row: Version) -> Mapping[str, Any]:
    """What a version says of other programmes and of places (`RELATED`); one of a file leaves it to its programme."""
    told: Mapping[str, Any] | None = row.definition.get("relations")
    details = row.programme.details
    return {key: details[key] for key in RELATED if key in details} if told is None else told


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
    """Changes whenever anything that definitions are made from changes; relations follow the version of the day."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        (mark,) = cursor.fetchone()
    return f"{mark} {clock.today()}"


@lru_cache(maxsize=2)
def _compiled(mark: str) -> tuple[Compiled, ...]:
    versions: dict[str, list[Version]] = {}
    for version in Version.objects.law().order_by("starts_on", "number"):
        versions.setdefault(version.programme_id, []).append(version)
    rows = Programme.objects.filter(code__in=versions)
    codes = programme_codes()
    return tuple(programme_of(Table(row.code, _table(row, versions[row.code])), codes) for row in rows)


@lru_cache(maxsize=2)
def _areas(mark: str) -> Mapping[str, str]:
    return dict(Programme.objects.values_list("code", "area_code"))


@lru_cache(maxsize=2)
def _ids(mark: str) -> Mapping[tuple[str, str], UUID]:
    rows = Version.objects.law().values_list("programme_id", "number", "id")
    return {(code, number): version_id for code, number, version_id in rows}


def _table(row: Programme, versions: list[Version]) -> dict[str, Any]:
    today = clock.today()
    begun = [version for version in versions if version.state in DECIDES and version.starts_on <= today]
    relations = begun[-1].definition.get("relations") if begun else None
    return table_of(row, [version.definition for version in versions], relations)


def table_of(
    row: Programme, definitions: Sequence[Mapping[str, Any]], relations: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The programme with these versions, as its file would have it; `relations` take the place of its own."""
    details = row.details
    if relations is not None:
        details = {**{key: value for key, value in details.items() if key not in RELATED}, **relations}
    return {
        "code": row.code,
        "level": row.level,
        "sector": row.sector,
        "name": {"id": row.name_id, "en": row.name_en},
        **details,
        "version": [_dated(definition) for definition in definitions],
    }


def _dated(definition: Mapping[str, Any]) -> dict[str, Any]:
    days = {key: date.fromisoformat(definition[key]) for key in ("from", "until") if key in definition}
    return {key: value for key, value in {**definition, **days}.items() if key != "relations"}
