"""Verbs of batches: a file is begun, its dry run kept, its parts written one by one, the whole undone."""

from slrt.services.registry.batches.inputs import ImportedFamily, ImportedMember, NewBatch, PartDone
from slrt.services.registry.batches.life import (
    apply_part,
    begin,
    can_import,
    cancel,
    check_import,
    checked,
    finish,
    start,
)

__all__ = [
    "ImportedFamily",
    "ImportedMember",
    "NewBatch",
    "PartDone",
    "apply_part",
    "begin",
    "can_import",
    "cancel",
    "check_import",
    "checked",
    "finish",
    "start",
]
