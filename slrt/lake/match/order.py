"""What a run is asked to do, and its fingerprint: a run that broke off goes on only with the same order."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from slrt.domain.rules.programme import Programme, Version
from slrt.domain.rules.sql.columns import Columns
from slrt.lake.manifest import MANIFEST, Manifest
from slrt.lake.parquet import sha256


class RunProblem(Exception):
    """What keeps a run from being done, in plain words, and what to do."""


@dataclass(frozen=True)
class Asked:
    """One programme with the version in force on the day; `bit` is its place in the families' `receives`, if any."""

    programme: Programme
    version: Version
    bit: int | None


@dataclass(frozen=True)
class Order:
    """Match `snapshot` as of `on` with these programmes, and write into `out`; `engine` is one of `engines`."""

    snapshot: Path
    manifest: Manifest
    out: Path
    on: date
    asked: tuple[Asked, ...]
    engine: str = "auto"

    @property
    def columns(self) -> Columns:
        """How facts lie in the snapshot."""
        return self.manifest.header.columns

    @property
    def fingerprint(self) -> str:
        """Changes with the snapshot, the day, and every rule and benefit."""
        said = [sha256(self.snapshot / MANIFEST), self.on.isoformat()]
        said += [f"{one.programme.code} {one.version.id} {rule_hash(one.version)}" for one in self.asked]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def rule_hash(version: Version) -> str:
    """SHA-256 of what decides: scope, rule and benefit."""
    benefit = version.benefit
    parts: Sequence[object] = (
        version.scope.value,
        version.text,
        benefit.kind.value,
        benefit.flat,
        benefit.cap.persons if benefit.cap else None,
        [(str(part.who), part.amount, part.most) for part in benefit.components],
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def asked_of(programmes: Sequence[Programme], on: date, receives: Sequence[str]) -> tuple[Asked, ...]:
    """Return the programmes that have a version in force on a day."""
    found = []
    for programme in programmes:
        version = programme.version_on(on)
        if version is not None:
            bit = receives.index(programme.code) if programme.code in receives else None
            found.append(Asked(programme, version, bit))
    return tuple(found)
