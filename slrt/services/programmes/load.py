"""Loading `programmes/*/programme.toml` into rows. Running it again changes nothing."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from slrt.domain import programmes as law
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.programme import Programme as Compiled
from slrt.domain.rules.programme import Version as CompiledVersion
from slrt.store.programmes.models import Programme, Version

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
    with transaction.atomic():
        for programme in compiled:
            raw = tomllib.loads((folder / programme.code / "programme.toml").read_text(encoding="utf-8"))
            _write(programme, _plain(raw))
    return len(compiled)


def _plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The same table with dates as ISO text."""
    plain: dict[str, Any] = json.loads(json.dumps(raw, default=_iso))
    return plain


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no TOML value we keep")


def _write(programme: Compiled, raw: Mapping[str, Any]) -> None:
    row, _ = Programme.objects.update_or_create(
        code=programme.code,
        defaults={
            "name_id": programme.name.id,
            "name_en": programme.name.en,
            "owner": programme.owner.id,
            "level": programme.level.value,
            "sector": programme.sector,
            "details": {key: raw[key] for key in DETAILS if key in raw},
            "position": _position(programme.code),
        },
    )
    for version, definition in zip(programme.versions, raw["version"], strict=True):
        _write_version(row, version, definition)


def _write_version(row: Programme, version: CompiledVersion, definition: Mapping[str, Any]) -> None:
    kept = Version.objects.filter(programme=row, number=version.id).first()
    if kept is not None:
        changed = [key for key in CORE if kept.definition.get(key) != definition.get(key)]
        if changed and kept.state == "published":
            raise PublishedVersionChanged(
                f"{row.code} {version.id}: {', '.join(changed)} differ from what is published. Give the new text a new "
                "version with its own dates, and end this one."
            )
    wanted = {
        "starts_on": version.since,
        "until": version.until + timedelta(days=1) if version.until else None,
        "definition": definition,
        "rule": version.text,
        "benefit": definition["benefit"],
        "documents": definition.get("documents", []),
        "source": version.source,
        "confidence": version.confidence.value,
        "state": "published" if version.in_force else "proposed",
    }
    if kept is None or any(getattr(kept, name) != value for name, value in wanted.items()):
        Version.objects.update_or_create(programme=row, number=version.id, defaults=wanted)


def _position(code: str) -> int:
    """The order of the vocabulary; programmes it does not know come last."""
    known = catalogue().get("family", "receives").values
    return known.index(code) if code in known else len(known)
