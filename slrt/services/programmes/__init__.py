"""Verbs of programmes: loading the law, writing and publishing rules, judging families, entering who receives what."""

from slrt.services.programmes.applying import apply_published
from slrt.services.programmes.drafts import NewProgramme, begin, edit, levels, make_programme, set_cases
from slrt.services.programmes.imported import judge_imported
from slrt.services.programmes.load import PublishedVersionChanged, load_programmes
from slrt.services.programmes.match import rematch
from slrt.services.programmes.preview import ask_impact, compute_waiting
from slrt.services.programmes.publishing import move
from slrt.services.programmes.quotas import Terms, change_quota, look_at_waiting_list, set_quota, withdraw_quota
from slrt.services.programmes.receipts import NewEnrolment, enrol, set_receipts

__all__ = [
    "NewEnrolment",
    "NewProgramme",
    "PublishedVersionChanged",
    "Terms",
    "apply_published",
    "ask_impact",
    "begin",
    "change_quota",
    "compute_waiting",
    "edit",
    "enrol",
    "judge_imported",
    "levels",
    "load_programmes",
    "look_at_waiting_list",
    "make_programme",
    "move",
    "rematch",
    "set_cases",
    "set_quota",
    "set_receipts",
    "withdraw_quota",
]
