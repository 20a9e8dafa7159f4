"""Two people changing one family: different facts merge, the same fact is shown to the later one."""

from collections.abc import Sequence
from typing import Any

from slrt.domain.problems import Problem, Stale
from slrt.domain.rules.facts import Bilingual, catalogue
from slrt.reads import registry as registry_reads
from slrt.services.registry.inputs import FactChange
from slrt.store.registry.models import Change


def check_not_stale(here: registry_reads.Recorded, base_version: int, wanted: Sequence[FactChange]) -> None:
    """Raise Stale, with both values, for facts that another change has touched after `base_version`."""
    if base_version >= here.family.version:
        return
    newer = _touched_since(here, base_version)
    clashes = [(item, newer[key]) for item in wanted if (key := _key(here, item)) in newer]
    if clashes:
        raise Stale(*(_problem(item, value) for item, value in clashes))


def _touched_since(here: registry_reads.Recorded, base_version: int) -> dict[tuple[str, str], Any]:
    changes = Change.objects.filter(family_id=here.family.id, version__gt=base_version).order_by("version")
    return {(item["subject_id"], item["fact"]): item["new"] for change in changes for item in change.items}


def _key(here: registry_reads.Recorded, item: FactChange) -> tuple[str, str]:
    return str(item.person_id or here.family.id), item.fact


def _problem(item: FactChange, newer: Any) -> Problem:
    entity = "family" if item.person_id is None else "member"
    fact = catalogue().facts.get(f"{entity}.{item.fact}")
    label = fact.label if fact else Bilingual(item.fact, item.fact)
    mine = registry_reads.words_of(entity, item.fact, item.value)
    theirs = registry_reads.words_of(entity, item.fact, newer)
    path = f"family.{item.fact}" if item.person_id is None else f"member.{item.person_id}.{item.fact}"
    return Problem(
        "stale",
        f"{label.id} baru saja diubah orang lain menjadi “{theirs.id}”. Isian Anda “{mine.id}”. Pilih yang benar, "
        "lalu simpan lagi.",
        f"{label.en} was just changed by somebody else to “{theirs.en}”. You entered “{mine.en}”. Choose the right "
        "one and save again.",
        path,
    )
