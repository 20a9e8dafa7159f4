"""The impact of a text, computed before it is published: at once for a small register, else by the worker.

The work goes kabupaten by kabupaten, each in its own transaction and kept when done, so that a worker that is killed
goes on where it was. It counts as the system inside the programme's area: what is kept names nobody.
"""

from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.problems import Problem, Refused
from slrt.domain.programmes.impact import Impact, Tally, impact_of
from slrt.domain.programmes.publishing import fingerprint
from slrt.domain.rules.programme import Version as Compiled
from slrt.reads.programmes import drafts as reads
from slrt.reads.programmes.impact import changes_in
from slrt.reads.registry.stream import families_by_regency
from slrt.services.programmes.alone import alone
from slrt.services.programmes.drafts import locked, subject_of
from slrt.services.programmes.permits import check_can_ask_impact
from slrt.services.trail.record import record
from slrt.store.programmes.models import ImpactPreview, Version
from slrt.store.walls.context import acting

AT_ONCE = 3000
"""Registers up to so many families are counted while the officer waits."""

TEXT_CHANGED = "the text changed while its impact was being computed"


def ask_impact(actor: Actor, version_id: UUID) -> ImpactPreview:
    """Have the impact of the present text computed. Raises NotFound, Denied; Refused while the text has faults."""
    with acting(actor):
        row = locked(actor, version_id)
        check_can_ask_impact(actor, row)
        if reads.examined_version(row).faults:
            raise Refused(
                Problem(
                    "rule_fault",
                    "Perbaiki aturan dulu; dampaknya belum bisa dihitung.",
                    "Mend the rule first; its impact cannot be computed yet.",
                    "rule",
                )
            )
        families = _families(row)
        preview = ImpactPreview.objects.create(
            version=row,
            area_code=row.programme.area_code,
            text_hash=fingerprint(row.definition),
            on=reads.day_of_impact(row),
            asked_by_id=actor.user_id,
            asked_at=clock.now(),
            total=families,
            result=Impact(reads.day_of_impact(row), *_sides(row)).to_json(),
        )
        record(actor, "version.preview", subject_of(row), after={"text": preview.text_hash, "families": families})
    if families <= AT_ONCE:
        compute(preview.id)
        with acting(actor):
            preview.refresh_from_db()
    return preview


def compute_waiting() -> None:
    """Compute every impact that waits, the oldest first."""
    with acting(system()):
        waiting = list(ImpactPreview.objects.filter(state="waiting").order_by("asked_at").values_list("id", flat=True))
    for preview_id in waiting:
        compute(preview_id)


def compute(preview_id: UUID) -> None:
    """Go on with one impact until it is done; nothing happens when another process is at it."""
    with alone(preview_id.int) as free:
        while free and _next(preview_id):
            pass


def _next(preview_id: UUID) -> bool:
    """Count one more kabupaten; false when nothing is left."""
    with acting(system()):
        preview = ImpactPreview.objects.select_related("version__programme").filter(id=preview_id).first()
        if preview is None or preview.state != "waiting":
            return False
        row = preview.version
        compiled = _compiled(row)
        if compiled is None or not reads.is_of(preview, row):
            _finish(preview, "failed", TEXT_CHANGED)
            return False
        impact = impact_of(preview.result)
        regencies = families_by_regency(system(), preview.area_code)
        left = [code for code in regencies if code not in impact.areas]
        if not left:
            _finish(preview, "done")
            return False
        _add(preview, impact, left[0], compiled)
    return True


def _add(preview: ImpactPreview, impact: Impact, regency: str, compiled: Compiled) -> None:
    within = max(preview.area_code, regency, key=len)
    before = reads.in_force_before(preview.version)
    old = reads.examined_version(before).version if before else None
    with acting(system(within)):
        found = changes_in(within, old, compiled, preview.on)
    areas = {**impact.areas, regency: found.get(regency, Tally())}
    done = Impact(impact.on, impact.before, impact.after, areas)
    preview.result, preview.done = done.to_json(), done.total.families
    preview.save(update_fields=["result", "done"])


def _finish(preview: ImpactPreview, state: str, problem: str = "") -> None:
    preview.state, preview.problem, preview.finished_at = state, problem, clock.now()
    preview.save(update_fields=["state", "problem", "finished_at"])


def _families(row: Version) -> int:
    area = row.programme.area_code
    with acting(system(area)):
        return sum(families_by_regency(system(area), area).values())


def _compiled(row: Version) -> Compiled | None:
    examined = reads.examined_version(row)
    return None if examined.faults else examined.version


def _sides(row: Version) -> tuple[dict[str, object], dict[str, object]]:
    """What is compared: number, period and kind of benefit of the version in force and of the new one."""
    current = reads.in_force_before(row)
    return (_side(current) if current else {"number": ""}), _side(row)


def _side(row: Version) -> dict[str, object]:
    return {"number": row.number, "per": row.benefit.get("per", ""), "kind": row.benefit.get("kind", "")}
