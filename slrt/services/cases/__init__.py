"""Verbs of cases and referrals: open, move, refer, answer, confirm, note, attach."""

from slrt.services.cases.attachments import Upload, attach
from slrt.services.cases.looking import look
from slrt.services.cases.moving import add_need, confirm, move, note
from slrt.services.cases.opening import NewCase, new_submission, open_case
from slrt.services.cases.referring import NewReferral, answer_referral, draft_and_send

__all__ = [
    "NewCase",
    "NewReferral",
    "Upload",
    "add_need",
    "answer_referral",
    "attach",
    "confirm",
    "draft_and_send",
    "look",
    "move",
    "new_submission",
    "note",
    "open_case",
]
