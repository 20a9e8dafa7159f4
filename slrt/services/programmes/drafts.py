"""Writing rules: a new local programme, a draft beside the version in force, its text and its stored cases."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused, Stale
from slrt.domain.programmes import ProgrammeError
from slrt.domain.programmes.publishing import fingerprint, read_case
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.programme import Level
from slrt.domain.workflow.machine import WrongState
from slrt.domain.workflow.taxonomy import SECTORS
from slrt.domain.workflow.version import LAW, OPEN, VERSION
from slrt.reads import areas as area_reads
from slrt.reads.programmes.definitions import relations_of
from slrt.reads.registry import programme_codes
from slrt.services.programmes.permits import check_can_write
from slrt.services.trail.record import Subject, record
from slrt.store.programmes.models import Programme, Quota, Version
from slrt.store.walls.context import acting

LEVELS = {0: Level.CENTRE, areas.PROVINCE: Level.PROVINCE, areas.REGENCY: Level.KABUPATEN, areas.VILLAGE: Level.DESA}
"""Whose programme is made where; a private one can be made anywhere."""

COPIED = ("scope", "rule", "benefit", "documents", "wording", "note", "source", "confidence")
LAST_POSITION = 1000
CODE_LENGTH = 30


@dataclass(frozen=True, kw_only=True)
class NewProgramme:
    """A programme of the area in which its maker is posted."""

    name: Bilingual
    owner: Bilingual
    complain_to: Bilingual
    sector: str
    level: str


def levels(actor: Actor) -> tuple[Level, ...]:
    """The levels on which the actor may make a programme."""
    own = LEVELS.get(areas.level(actor.area_code))
    return (own, Level.PRIVATE) if own else (Level.PRIVATE,)


def make_programme(actor: Actor, new: NewProgramme) -> Version:
    """Make a programme in the actor's own area and return its first draft. Raises Denied and Refused."""
    access.check(actor, Permission.PROGRAMME_EDIT, actor.area_code)
    _check_new(actor, new)
    with acting(actor):
        code = _code(new.name.id, actor.area_code)
        programme = Programme.objects.create(
            code=code,
            name_id=new.name.id,
            name_en=new.name.en,
            owner=new.owner.id,
            level=new.level,
            sector=new.sector,
            area_code=actor.area_code,
            details={"owner": new.owner._asdict(), "complain_to": new.complain_to._asdict()},
            position=LAST_POSITION,
        )
        version = _begin(actor, programme, {"scope": "family", "rule": "", "benefit": {"kind": "cash", "per": "month"}})
        subject = Subject("version", version.id, programme.area_code)
        record(actor, "programme.make", subject, after={"programme": code, "level": new.level})
    return version


def begin(actor: Actor, code: str) -> Version:
    """Begin a draft with the text and the cases of the latest version. Raises NotFound, Denied, Refused."""
    with acting(actor):
        programme = Programme.objects.filter(code=code).first()
        if programme is None or not actor.scope.bounds.holds(programme.area_code):
            raise NotFound(f"no programme {code}")
        check_can_write(actor, programme)
        Programme.objects.select_for_update().get(code=code)
        if programme.versions.filter(state__in=OPEN).exists():
            raise Refused(
                Problem(
                    "draft_exists",
                    "Sudah ada draf untuk program ini. Lanjutkan draf itu.",
                    "This programme has a draft already. Go on with that one.",
                )
            )
        latest = programme.versions.filter(state__in=LAW).order_by("state", "-starts_on").exclude(state="compared")
        before = latest.order_by("-starts_on").first()
        copied = _copied(before) if before else {}
        return _begin(actor, programme, copied, _reusable(before.cases) if before else [])


def edit(actor: Actor, *, version_id: UUID, revision: int, definition: Mapping[str, Any]) -> Version:
    """Save the text of a draft as its author wrote it; it may still be faulty.

    `definition` is the table of `programme.toml` with dates as ISO text. Raises NotFound, Denied, WrongState, Stale,
    and Refused for dates that are none.
    """
    with acting(actor):
        row = draft(actor, version_id, revision)
        before = _told(row)
        _fill(row, definition)
        row.revision += 1
        row.save()
        record(actor, "version.edit", subject_of(row), before=before, after={**_told(row), "rule": row.rule})
    return row


def set_cases(actor: Actor, *, version_id: UUID, revision: int, cases: Sequence[Mapping[str, Any]]) -> Version:
    """Make `cases` the stored cases of a draft. Raises like `edit`; Refused names the case that cannot be read."""
    with acting(actor):
        row = draft(actor, version_id, revision)
        codes = programme_codes()
        for number, case in enumerate(cases, start=1):
            try:
                read_case(case, row.programme_id, codes)
            except ProgrammeError as error:
                words = str(error).removeprefix(": ")
                raise Refused(
                    Problem("bad_case", f"Kasus {number}: {words}", f"Case {number}: {words}", "case")
                ) from error
        row.cases = [dict(case) for case in cases]
        row.revision += 1
        row.save(update_fields=["cases", "revision"])
        record(actor, "version.cases", subject_of(row), after={"cases": len(cases)})
    return row


def draft(actor: Actor, version_id: UUID, revision: int) -> Version:
    """The draft, locked, when the actor may change it and saw its present revision."""
    row = locked(actor, version_id)
    check_can_write(actor, row.programme)
    if row.state != VERSION.first:
        now = VERSION.states[row.state]
        raise WrongState(
            Problem(
                "wrong_state",
                f"Naskah tidak bisa diubah: sekarang “{now.label_id}”.",
                f"The text cannot be changed: it is now “{now.label_en}”.",
            )
        )
    check_revision(row, revision)
    return row


def locked(actor: Actor, version_id: UUID) -> Version:
    """The version, locked until the transaction ends. Raises NotFound outside the actor's sight."""
    rows = Version.objects.visible_to(actor).select_related("programme").select_for_update(of=("self",))
    row = rows.filter(id=version_id).first()
    if row is None:
        raise NotFound(f"no version {version_id}")
    return row


def check_revision(row: Version | Quota, revision: int) -> None:
    if row.revision != revision:
        raise Stale(
            Problem(
                "stale",
                "Baru saja diubah orang lain. Isian Anda masih ada: periksa, lalu kirim lagi.",
                "Somebody else just changed this. Your input is kept: check it and send again.",
            )
        )


def _told(row: Version) -> dict[str, Any]:
    """What the trail keeps of a text: what decides by its hash, relations and quota as they are."""
    return {"text": fingerprint(row.definition), "relations": dict(relations_of(row))}


def subject_of(row: Version) -> Subject:
    """Where an event about the version belongs."""
    return Subject("version", row.id, row.programme.area_code)


def _begin(
    actor: Actor, programme: Programme, text: Mapping[str, Any], cases: Sequence[Mapping[str, Any]] = ()
) -> Version:
    tomorrow = clock.today(area_reads.zone(programme.area_code)) + timedelta(days=1)
    row = Version(programme=programme, author_id=actor.user_id, state=VERSION.first, cases=list(cases))
    row.number = _number(programme, tomorrow)
    _fill(row, {"source": "", "confidence": "unconfirmed", **text, "from": tomorrow.isoformat()})
    row.save(force_insert=True)
    record(actor, "version.begin", subject_of(row), after={"programme": programme.code, "number": row.number})
    return row


def _fill(row: Version, definition: Mapping[str, Any]) -> None:
    """Put a text into the row: the definition whole, and the columns that lists read."""
    row.starts_on = _day(definition.get("from"), "from")
    last = definition.get("until")
    row.until = _day(last, "until") + timedelta(days=1) if last else None
    if row.until is not None and row.until <= row.starts_on:
        raise Refused(
            Problem(
                "ends_before_it_begins",
                "Hari terakhir harus sesudah hari pertama.",
                "The last day must come after the first.",
                "until",
            )
        )
    row.definition = {**definition, "id": row.number}
    row.rule = str(definition.get("rule", ""))
    row.benefit = dict(definition.get("benefit", {}))
    row.documents = list(definition.get("documents", []))
    row.source = str(definition.get("source", ""))
    row.confidence = str(definition.get("confidence", "unconfirmed"))


def _day(value: object, field: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Refused(Problem("no_day", "Isi tanggal.", "Give a day.", field)) from error


def _copied(before: Version) -> dict[str, Any]:
    """The text that a next version begins with; relations and quota as they hold today, wherever they are written."""
    copied = {key: before.definition[key] for key in COPIED if key in before.definition}
    relations = relations_of(before)
    return {**copied, "relations": dict(relations)} if relations else copied


def _number(programme: Programme, first: date) -> str:
    taken = set(programme.versions.values_list("number", flat=True))
    return next(number for place in range(1, 1000) if (number := f"{first.year}-{place}") not in taken)


def _reusable(cases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Cases that try a text, without those that try dates and numbers of versions."""
    kept = [case for case in cases if case["expect"].get("verdict") != "absent"]
    return [{**case, "expect": {k: v for k, v in case["expect"].items() if k != "version"}} for case in kept]


def _code(name: str, area_code: str) -> str:
    """A code made of the name and the area, that nobody has yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "program"
    if not words[0].isalpha():
        words = f"p_{words}"
    place = area_code.replace(".", "")
    taken = {*programme_codes()}
    for again in range(100):
        ending = f"_{place}" + (f"_{again}" if again else "")
        code = words[: CODE_LENGTH - len(ending)].rstrip("_") + ending
        if code not in taken:
            return code
    raise Refused(Problem("name_taken", "Nama ini sudah dipakai.", "This name is taken.", "name_id"))


def _check_new(actor: Actor, new: NewProgramme) -> None:
    wrong = []
    if new.sector not in SECTORS:
        wrong.append(Problem("not_a_choice", "Pilih salah satu dari daftar.", "Choose one from the list.", "sector"))
    if new.level not in levels(actor):
        wrong.append(Problem("not_a_choice", "Pilih salah satu dari daftar.", "Choose one from the list.", "level"))
    if wrong:
        raise Refused(*wrong)
