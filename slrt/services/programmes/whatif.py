"""Asking at the desk what another rule or amount would come to: sums over a snapshot, inside the actor's area.

The snapshot is the operator's (`SLRT_SNAPSHOT`), else the register as it was last night. The packages for mass matching
are imported when somebody asks: pages do without them.
"""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from slrt.domain import access, areas
from slrt.domain.access import Actor, Denied, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.programmes.publishing import Examined, named_local
from slrt.domain.rules.facts import RECEIVES
from slrt.domain.rules.programme import Programme as Compiled
from slrt.domain.rules.programme import Version as CompiledVersion
from slrt.domain.rules.sql.columns import Columns
from slrt.lake import manifest
from slrt.lake.manifest import SYNTHETIC, Manifest, SnapshotProblem
from slrt.reads import programmes as reads
from slrt.services.trail.record import Subject, record
from slrt.store.programmes.models import Version
from slrt.store.walls.context import acting

MOST_AT_ONCE = 200_000
"""Families for which cells are made while the officer waits: some seconds."""

EXAMPLES = 8
"""Families shown that enter, and that leave."""


@dataclass(frozen=True)
class Source:
    """The snapshot that is asked: its day, its families, whether they are made up, and how facts lie in it."""

    folder: Path
    on: date
    families: int
    invented: bool
    columns: Columns


@dataclass(frozen=True)
class Question:
    """A programme with another rule and other amounts (rupiah; the flat one, or one for each component in order)."""

    code: str
    rule: str
    amounts: tuple[int, ...]
    area_code: str
    by: str


@dataclass(frozen=True)
class Found:
    """The text as the checker reads it, and what was found; nothing while the text has faults."""

    examined: Examined
    report: Mapping[str, Any] | None


def can_ask(actor: Actor, area_code: str) -> bool:
    """Whether the actor may ask about the families of an area: who writes rules there or above."""
    return access.can(actor, Permission.PROGRAMME_EDIT, area_code)


def check_can_ask(actor: Actor, area_code: str) -> None:
    """Raise Denied unless `can_ask`."""
    if not can_ask(actor, area_code):
        raise Denied(Permission.PROGRAMME_EDIT, area_code)


def place_of(actor: Actor, code: str) -> str:
    """The area that is asked about: the actor's own, or that of a local programme inside it. Raises NotFound."""
    if code not in reads.names():
        raise NotFound(f"no programme {code}")
    own, theirs = actor.area_code, reads.area_of(code)
    if areas.contains(theirs, own):
        return own
    if areas.contains(own, theirs):
        return theirs
    raise NotFound(f"{code} does not apply in {own}")


def source() -> Source | None:
    """The snapshot there is, or None. Raises Refused for one that is not finished or cannot be read."""
    folder = Path(settings.SLRT_SNAPSHOT) if settings.SLRT_SNAPSHOT else _last_night()
    if folder is None or not folder.exists():
        return None
    try:
        found = manifest.read(folder)
    except SnapshotProblem as problem:
        raise Refused(_unusable(problem)) from problem
    return _source(folder, found)


def _source(folder: Path, found: Manifest) -> Source:
    header = found.header
    return Source(folder, header.on, found.families, header.source.get("kind") == SYNTHETIC, header.columns)


def _last_night() -> Path | None:
    """The snapshot of this database's newest night that is whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (database,) = cursor.fetchone()
    nights = sorted((Path(settings.SLRT_VAR) / "lake").glob(f"night-*-{database}/snapshot/{manifest.MANIFEST}"))
    return nights[-1].parent if nights else None


def ask(actor: Actor, question: Question) -> Found:
    """Examine the text and, where it has no fault, count what it would come to.

    Raises NotFound and Denied; Refused where there is no snapshot, it cannot be used, or its cells are not made yet and
    it is too large to make them now.
    """
    check_can_ask(actor, question.area_code)
    there = source()
    if there is None:
        raise Refused(Problem("no_snapshot", "Belum ada potret data.", "There is no snapshot yet."))
    programme, before = _in_force(question.code, there.on)
    with acting(actor):
        row = Version.objects.select_related("programme").get(id=reads.version_ids()[question.code, before.id])
        examined = reads.tried(row, changed(row.definition, question.rule, question.amounts))
        after = examined.version
        if examined.faults or after is None:
            return Found(examined, None)
        _refuse_unheld(there, (before, after))
        told = {"programme": question.code, "rule": _hash(question), "on": there.on.isoformat()}
        record(actor, "programme.what_if", Subject("version", row.id, question.area_code), after=told)
    return Found(examined, _count(actor, question, there, programme, (before, after)))


def changed(definition: Mapping[str, Any], rule: str, amounts: tuple[int, ...]) -> dict[str, Any]:
    """The version in force with another rule and other amounts; own sentences belong to the rule it had."""
    benefit = dict(definition.get("benefit", {}))
    parts = benefit.get("component", [])
    if parts:
        benefit["component"] = [{**part, "amount": amount} for part, amount in zip(parts, amounts, strict=True)]
    elif "amount" in benefit:
        (benefit["amount"],) = amounts
    return {**{key: value for key, value in definition.items() if key != "wording"}, "rule": rule, "benefit": benefit}


def amounts_of(definition: Mapping[str, Any]) -> tuple[int, ...]:
    """The amounts of a version: the flat one, or one for each component."""
    benefit = definition.get("benefit", {})
    parts = [part["amount"] for part in benefit.get("component", [])]
    return tuple(parts or ([benefit["amount"]] if "amount" in benefit else []))


def current(code: str, on: date) -> Version | None:
    """The version in force on a day as it is stored, None where there is none."""
    found = reads.version_of(code, on)
    if found is None:
        return None
    return Version.objects.select_related("programme").get(id=reads.version_ids()[code, found.id])


def _in_force(code: str, on: date) -> tuple[Compiled, CompiledVersion]:
    programme = next((one for one in reads.definitions() if one.code == code), None)
    before = programme.version_on(on) if programme else None
    if programme is None or before is None:
        raise NotFound(f"no version of {code} in force on {on}")
    return programme, before


def _refuse_unheld(there: Source, versions: tuple[CompiledVersion, CompiledVersion]) -> None:
    """Refuse local programmes of whose receivers the snapshot does not tell."""
    unheld = sorted({*named_local(versions)} - {*there.columns.codes[RECEIVES]})
    if unheld:
        named = ", ".join(unheld)
        raise Refused(
            Problem(
                "local_programme",
                f"Potret data tidak memuat penerima program daerah {named}. Hapus program itu dari aturan.",
                f"The snapshot does not hold who receives the local programme {named}. Take it out of the rule.",
                "rule",
            )
        )


def _hash(question: Question) -> str:
    return hashlib.sha256(f"{question.rule} {question.amounts}".encode()).hexdigest()


def _count(
    actor: Actor,
    question: Question,
    there: Source,
    programme: Compiled,
    versions: tuple[CompiledVersion, CompiledVersion],
) -> Mapping[str, Any]:
    lake, reporting = _packages()
    try:
        asked = _asked(there.folder, manifest.read(there.folder).created)
        change = lake.Change(programme, *versions, there.on, there.columns)
        if there.families > MOST_AT_ONCE and not asked.is_ready(change):
            raise Refused(_not_ready(question, there))
        asked.build(change, lambda _done, _of: None)
        judged = asked.judge(change)
        answer = asked.answer(judged, lake.By(question.by) if question.by else None, question.area_code)
        shown: list[Any] = [[], []]
        if access.can(actor, Permission.FAMILY_READ, question.area_code):
            steps = (lake.ENTERING, lake.LEAVING)
            shown = [lake.examples(asked, judged, one, EXAMPLES, question.area_code) for one in steps]
        report: Mapping[str, Any] = reporting.report_of(asked, change, answer, *shown)
    except (lake.RunProblem, SnapshotProblem) as problem:
        raise Refused(_unusable(problem)) from problem
    return report


@functools.lru_cache(maxsize=1)
def _asked(folder: Path, created: object) -> Any:
    """The snapshot as it is asked, with the cells it has read, until another is put in its place."""
    lake, _ = _packages()
    return lake.WhatIf(folder)


def _packages() -> tuple[Any, Any]:
    try:
        return import_module("slrt.lake.whatif"), import_module("slrt.lake.whatif.report")
    except ModuleNotFoundError as missing:
        raise Refused(
            Problem(
                "no_packages",
                f"Paket {missing.name} belum terpasang di server ini. Hubungi pengelola.",
                f"The package {missing.name} is not installed on this server. Tell the operator.",
            )
        ) from missing


def _unusable(problem: Exception) -> Problem:
    return Problem(
        "snapshot_unusable",
        f"Potret data tidak bisa dipakai. Sampaikan kepada pengelola: {problem}",
        f"The snapshot cannot be used. Tell the operator: {problem}",
    )


def _not_ready(question: Question, there: Source) -> Problem:
    command = f"slrt whatif {there.folder} --programme {question.code} --rule '...'"
    return Problem(
        "not_ready",
        f"Aturan ini membaca hal yang belum disiapkan untuk {there.families:,} keluarga. Minta pengelola menjalankan "
        f"sekali dengan aturan ini: {command}",
        f"This rule reads what is not prepared yet for {there.families:,} families. Ask the operator to run once with "
        f"this rule: {command}",
        "rule",
    )
