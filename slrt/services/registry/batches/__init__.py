"""Verbs of batches: a file is begun, its dry run kept, its parts written one by one, the whole undone."""

from slrt.services.registry.batches.desk import alone, ask_check, confirm, fail, progress, upload
from slrt.services.registry.batches.files import forget_old, list_of, rejects_of, work_place
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
    take_rejects,
)
from slrt.services.registry.batches.undoing import begin_undo, can_undo, undo_some

__all__ = [
    "ImportedFamily",
    "ImportedMember",
    "NewBatch",
    "PartDone",
    "alone",
    "apply_part",
    "ask_check",
    "begin",
    "begin_undo",
    "can_import",
    "can_undo",
    "cancel",
    "check_import",
    "checked",
    "confirm",
    "fail",
    "finish",
    "forget_old",
    "list_of",
    "progress",
    "rejects_of",
    "start",
    "take_rejects",
    "undo_some",
    "upload",
    "work_place",
]
