"""Loading `programmes/*/programme.toml` into rows. Running it again changes nothing."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from slrt.domain import programmes as law
from slrt.domain.access import system
from slrt.domain.areas import NATION
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.programme import Programme as Compiled
from slrt.domain.rules.programme import Version as CompiledVersion
from slrt.domain.workflow.version import DECIDES
from slrt.store.programmes.models import Programme, Version
from slrt.store.walls.context import acting

CORE = ("rule", "scope", "benefit", "from")
"""What a published version may never change under its number; words and sources may be improved."""


DETAILS = ("owner", "complain_to", "exclusive_with", "complements", "quota")
"""Parts of a programme that no list searches, kept as its file has them."""


class PublishedVersionChanged(Exception):
    """A file alters the rule, benefit or first day of a version that is published already."""


def load_programmes(folder: Path) -> int:
    """Check every programme of `folder` and write what is new; gives the number of programmes.

    Raises ProgrammeError for a file that cannot be used and PublishedVersionChanged for a rewritten version.
    """
    compiled = law.load_programmes(folder)
    with acting(system()):
        for programme in compiled:
            raw = tomllib.loads((folder / programme.code / "programme.toml").read_text(encoding="utf-8"))
            _write(programme, _plain(raw), _cases(folder / programme.code))
    return len(compiled)


def _cases(folder: Path) -> list[dict[str, Any]]:
    """The cases of a programme as its file has them; none where the file is missing."""
    file = folder / law.CASES_FILE
    if not file.exists():
        return []
    law.load_cases(folder)  # refuses what cannot be used
    cases: list[dict[str, Any]] = _plain(tomllib.loads(file.read_text(encoding="utf-8")))["case"]
    return cases


def _plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The same table with dates as ISO text."""
    plain: dict[str, Any] = json.loads(json.dumps(raw, default=_iso))
    return plain


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no TOML value we keep")


def _write(programme: Compiled, raw: Mapping[str, Any], cases: list[dict[str, Any]]) -> None:
    row, _ = Programme.objects.update_or_create(
        code=programme.code,
        defaults={
            "name_id": programme.name.id,
            "name_en": programme.name.en,
            "owner": programme.owner.id,
            "level": programme.level.value,
            "area_code": NATION,
            "sector": programme.sector,
            "details": {key: raw[key] for key in DETAILS if key in raw},
            "position": _position(programme.code),
        },
    )
    for version, definition in zip(programme.versions, raw["version"], strict=True):
        day = version.since.isoformat()
        end = version.until.isoformat() if version.until else "9999"
        own = [case for case in cases if day <= case["on"] <= end]
        _write_version(row, version, definition, own)


def _write_version(
    row: Programme, version: CompiledVersion, definition: Mapping[str, Any], cases: list[dict[str, Any]]
) -> None:
    kept = Version.objects.filter(programme=row, number=version.id).first()
    if kept is not None:
        changed = [key for key in CORE if kept.definition.get(key) != definition.get(key)]
        if changed and kept.state in DECIDES:
            raise PublishedVersionChanged(
                f"{row.code} {version.id}: {', '.join(changed)} differ from what is published. Give the new text a new "
                "version with its own dates, and end this one."
            )
    wanted = {
        "starts_on": version.since,
        "until": version.until + timedelta(days=1) if version.until else None,
        "definition": dict(definition),
        "cases": cases,
        "rule": version.text,
        "benefit": definition["benefit"],
        "documents": definition.get("documents", []),
        "source": version.source,
        "confidence": version.confidence.value,
        "state": "published" if version.in_force else "compared",
    }
    if kept is not None and _ended_here(kept):
        wanted |= {"until": kept.until, "state": kept.state}
        wanted["definition"] = {**definition, "until": kept.definition["until"]}
    if kept is None or any(getattr(kept, name) != value for name, value in wanted.items()):
        Version.objects.update_or_create(programme=row, number=version.id, defaults=wanted)


def _ended_here(kept: Version) -> bool:
    """Whether this installation ended the version itself: by retiring it, or by publishing the next one."""
    if kept.state == "retired" or kept.until is None:
        return kept.state == "retired"
    following = Version.objects.filter(programme=kept.programme_id, starts_on=kept.until, author__isnull=False)
    return following.filter(state__in=DECIDES).exists()


def _position(code: str) -> int:
    """The order of the vocabulary; programmes it does not know come last."""
    known = catalogue().get("family", "receives").values
    return known.index(code) if code in known else len(known)
