"""Judging a family by the rules: the Python evaluator, its answers kept as `Verdict` rows."""

from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.problems import NotFound
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.verdict import Verdict as Judged
from slrt.reads import areas as area_reads
from slrt.reads import programmes as programme_reads
from slrt.reads.registry import recorded
from slrt.store.programmes.models import Verdict
from slrt.store.registry.models import Family


def rematch(family_id: UUID) -> None:
    """Judge one family anew and replace its verdicts. Part of the transaction that changed the family.

    The caller is already acting as somebody who sees the family. Raises NotFound otherwise.
    """
    family = Family.objects.filter(id=family_id).first()
    if family is None:
        raise NotFound(f"no family {family_id}")
    on = clock.today(area_reads.zone(family.area_code))
    judged = evaluate_family(programme_reads.definitions(area_code=family.area_code), recorded(family).record, on)
    versions = programme_reads.version_ids()
    Verdict.objects.filter(family_id=family.id).delete()
    if family.state == "active":
        Verdict.objects.bulk_create(verdict_row(family, each, versions[each.code, each.version]) for each in judged)


def verdict_row(family: Family, judged: Judged, version_id: UUID) -> Verdict:
    """The row that keeps a verdict, not yet saved."""
    details: dict[str, Any] = judged.to_json()
    return Verdict(
        family_id=family.id,
        programme_id=judged.code,
        version_id=version_id,
        area_code=family.area_code,
        on=judged.on,
        verdict=judged.outcome.value,
        amount_low=judged.amount_min,
        amount_high=judged.amount_max,
        members=list(judged.members),
        missing=[{"path": fact.path, "decides": fact.decides} for fact in judged.missing],
        reasons=[reason.to_json() for reason in judged.reasons],
        details=details,
        family_version=family.version,
        computed_at=clock.now(),
    )
