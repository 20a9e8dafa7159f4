"""Judging many new families at once: the law is read once, all verdicts are written together."""

from collections.abc import Iterable
from datetime import date

from slrt.domain import areas, clock
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.reads import areas as area_reads
from slrt.reads import programmes as programme_reads
from slrt.services.programmes.match import verdict_row
from slrt.store.programmes.models import Verdict
from slrt.store.registry.models import Family


def first_verdicts(families: Iterable[tuple[Family, FamilyRecord]]) -> None:
    """Write the first verdicts of families just made, as of today. Part of the transaction that made them."""
    ids = programme_reads.version_ids()
    today: dict[str, date] = {}  # by kabupaten: none lies in two zones
    law: dict[str, tuple[Programme, ...]] = {}  # by village: programmes of its own areas apply there
    rows = []
    for family, record in families:
        regency = areas.regency(family.area_code)
        if regency not in today:
            today[regency] = clock.today(area_reads.zone(regency))
        if family.area_code not in law:
            law[family.area_code] = programme_reads.definitions(area_code=family.area_code)
        for judged in evaluate_family(law[family.area_code], record, today[regency]):
            rows.append(verdict_row(family, judged, ids[judged.code, judged.version]))
    Verdict.objects.bulk_create(rows)
