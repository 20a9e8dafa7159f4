"""Verbs of village meetings: plan, draw the agenda, note who came, decide, close in one transaction, keep the scan."""

from slrt.domain.registry.minutes import Attendee
from slrt.services.registry.meetings.agenda import Decision, add, decide, draw, remove, shift
from slrt.services.registry.meetings.closing import close, obstacles
from slrt.services.registry.meetings.locking import can_deliberate, check_deliberate
from slrt.services.registry.meetings.looking import look, minutes_of, scan_of
from slrt.services.registry.meetings.planning import Plan, cancel, edit, plan, set_attendance
from slrt.services.registry.meetings.scans import add_scan

__all__ = [
    "Attendee",
    "Decision",
    "Plan",
    "add",
    "add_scan",
    "can_deliberate",
    "cancel",
    "check_deliberate",
    "close",
    "decide",
    "draw",
    "edit",
    "look",
    "minutes_of",
    "obstacles",
    "plan",
    "remove",
    "scan_of",
    "set_attendance",
    "shift",
]
