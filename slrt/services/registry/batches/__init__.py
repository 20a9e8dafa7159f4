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
from slrt.services.registry.batches.undoing import begin_undo, can_undo, undo_some

__all__ = [
    "ImportedFamily",
    "ImportedMember",
    "NewBatch",
    "PartDone",
    "apply_part",
    "begin",
    "begin_undo",
    "can_import",
    "can_undo",
    "cancel",
    "check_import",
    "checked",
    "finish",
    "start",
    "undo_some",
]
