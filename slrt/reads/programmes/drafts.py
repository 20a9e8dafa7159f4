"""Versions that are being worked on: what is still wrong with one, and what is missing before it may be published."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem
from slrt.domain.programmes import CaseFault, ProgrammeError
from slrt.domain.programmes.cases import Case
from slrt.domain.programmes.impact import Impact, impact_of
from slrt.domain.programmes.publishing import LEAST_CASES, Examined, examine, failing, fingerprint, read_case
from slrt.domain.workflow.version import OPEN
from slrt.reads import areas as area_reads
from slrt.reads.programmes.definitions import table_of
from slrt.reads.registry.record import programme_codes
from slrt.store.programmes.models import ImpactPreview, Version


@dataclass(frozen=True)
class StoredCase:
    """One stored case: as it can be read (None: it cannot, for `problem`), and where the version answers otherwise."""

    place: int
    name: str
    case: Case | None
    problem: str
    faults: tuple[CaseFault, ...]

    @property
    def passes(self) -> bool:
        return self.case is not None and not self.faults


@dataclass(frozen=True)
class Workbench:
    """A version with everything that its author and its approver look at."""

    version: Version
    examined: Examined
    cases: tuple[StoredCase, ...]
    preview: ImpactPreview | None
    impact: Impact | None
    current: Version | None

    @property
    def fresh(self) -> bool:
        """Whether the impact is done and was computed for exactly this text."""
        return self.impact is not None and self.preview is not None and is_of(self.preview, self.version)

    @property
    def passing(self) -> int:
        return sum(case.passes for case in self.cases)


def open_versions(actor: Actor) -> list[Version]:
    """Drafts and proposals inside the actor's area, proposals first."""
    found = Version.objects.visible_to(actor).filter(state__in=OPEN).select_related("programme", "author")
    return list(found.order_by("-state", "starts_on", "id"))


def version(actor: Actor, version_id: UUID) -> Version:
    """One version. Raises NotFound when it is not there for this actor."""
    found = Version.objects.visible_to(actor).select_related("programme", "author", "approved_by")
    row = found.filter(id=version_id).first()
    if row is None:
        raise NotFound(f"no version {version_id}")
    return row


def workbench(actor: Actor, version_id: UUID) -> Workbench:
    """A version with its faults, cases and impact. Raises NotFound."""
    row = version(actor, version_id)
    examined = examined_version(row)
    previews = ImpactPreview.objects.visible_to(actor).filter(version_id=row.id).order_by("-asked_at")
    preview = previews.filter(text_hash=fingerprint(row.definition)).first() or previews.first()
    impact = impact_of(preview.result) if preview is not None and preview.state == "done" else None
    return Workbench(row, examined, stored_cases(row, examined), preview, impact, in_force_before(row))


def examined_version(row: Version) -> Examined:
    """The text of a version, read and tried."""
    return tried(row, row.definition)


def tried(row: Version, definition: Mapping[str, Any]) -> Examined:
    """Another text for a version, read and tried without being saved."""
    table = table_of(row.programme, [{**definition, "id": row.number}], definition.get("relations"))
    return examine(table, programme_codes())


def stored_cases(row: Version, examined: Examined) -> tuple[StoredCase, ...]:
    """Every stored case with what it finds; none is found wanting while the version itself cannot be read."""
    codes = programme_codes()
    read = [_read(case, row.programme_id, codes) for case in row.cases]
    good = {place: case for place, (case, _) in enumerate(read) if case is not None}
    found: dict[int, tuple[CaseFault, ...]] = {}
    if examined.programme is not None:
        places = list(good)
        faults = failing(examined.programme, list(good.values()))
        found = {places[at]: wrong for at, wrong in faults.items()}
    return tuple(
        StoredCase(place, str(row.cases[place].get("name", "")), case, problem, found.get(place, ()))
        for place, (case, problem) in enumerate(read)
    )


def _read(case: dict[str, object], code: str, codes: Collection[str]) -> tuple[Case | None, str]:
    try:
        return read_case(case, code, codes), ""
    except ProgrammeError as error:
        return None, str(error)


def is_of(preview: ImpactPreview, row: Version) -> bool:
    """Whether a preview was computed for exactly the present text of the version."""
    return preview.text_hash == fingerprint(row.definition)


def day_of_impact(row: Version) -> date:
    """The day for which the impact is computed: the first day of the version, or today when that has passed."""
    return max(row.starts_on, clock.today(area_reads.zone(row.programme.area_code)))


def in_force_before(row: Version) -> Version | None:
    """The version that this one would follow: in force on its first day."""
    others = Version.objects.in_force(row.starts_on).filter(programme_id=row.programme_id)
    return others.exclude(id=row.id).first()


def lacking(bench: Workbench) -> list[Problem]:
    """What must be mended before the version may be proposed or published."""
    return [*_lacking_text(bench.examined), *_lacking_cases(bench), *_lacking_impact(bench)]


def _lacking_text(examined: Examined) -> list[Problem]:
    return [
        Problem(
            "rule_fault",
            f"Aturan belum benar: {fault.message}",
            f"The rule is not right yet: {fault.message}",
            fault.part.partition(" ")[0],
        )
        for fault in examined.faults
    ]


def _lacking_cases(bench: Workbench) -> list[Problem]:
    found = []
    if len(bench.cases) < LEAST_CASES:
        have = len(bench.cases)
        found.append(
            Problem(
                "few_cases",
                f"Baru ada {have} kasus uji; perlu paling sedikit {LEAST_CASES}.",
                f"Only {have} cases are stored; at least {LEAST_CASES} are needed.",
                "cases",
            )
        )
    wrong = len(bench.cases) - bench.passing
    if wrong and bench.examined.programme is not None:
        found.append(
            Problem(
                "failing_cases",
                f"{wrong} kasus uji belum lulus.",
                f"{wrong} {'case fails' if wrong == 1 else 'cases fail'}.",
                "cases",
            )
        )
    return found


def _lacking_impact(bench: Workbench) -> list[Problem]:
    if bench.fresh:
        return []
    if bench.preview is not None and not is_of(bench.preview, bench.version):
        words = ("Dampak dihitung untuk naskah lain. Hitung lagi.", "The impact is of another text. Compute it again.")
    else:
        words = ("Dampaknya belum dihitung.", "The impact has not been computed.")
    return [Problem("no_impact", *words, "impact")]


def clashes(row: Version, today: date) -> list[Problem]:
    """Why the dates of a version do not fit beside those already in force."""
    current = in_force_before(row)
    found = []
    if current is not None and row.starts_on < today:
        found.append(
            Problem(
                "rewrites_past",
                "Hari pertama sudah lewat, dan aturan lain sudah memutus hari itu. Pilih hari ini atau sesudahnya.",
                "The first day has passed, and another rule decided that day. Choose today or later.",
                "from",
            )
        )
    if current is not None and current.starts_on == row.starts_on:
        found.append(_occupied(current.starts_on))
    later = Version.objects.filter(programme_id=row.programme_id, state__in=("published", "retired"))
    later = later.filter(starts_on__gt=row.starts_on).exclude(id=row.id).order_by("starts_on")
    following = later.first()
    if following is not None and (row.until is None or row.until > following.starts_on):
        found.append(_occupied(following.starts_on))
    return found


def last_day(row: Version) -> date | None:
    """The last day on which the version is in force."""
    return None if row.until is None else row.until - timedelta(days=1)


def _occupied(day: date) -> Problem:
    return Problem(
        "overlaps",
        f"Sudah ada versi terbit yang mulai {day.isoformat()}. Ubah tanggalnya.",
        f"A published version begins on {day.isoformat()} already. Change the dates.",
        "from",
    )
