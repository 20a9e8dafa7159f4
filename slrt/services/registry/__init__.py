"""Verbs of the register: each checks permission and scope, writes a change and an event, and judges again."""

from slrt.services.registry.check import can_register, check_new, check_register
from slrt.services.registry.facts import answer, can_change, check_change, record_facts
from slrt.services.registry.identity import can_reveal, check_reveal, look, note_look_up, reveal, take_out
from slrt.services.registry.inputs import (
    UNKNOWN,
    Checked,
    FactChange,
    LikelySame,
    LookFirst,
    NewFamily,
    NewMember,
    Registered,
)
from slrt.services.registry.members import Leaving, add_member, check_member, end_membership
from slrt.services.registry.register import register
from slrt.services.registry.values import spans

__all__ = [
    "UNKNOWN",
    "Checked",
    "FactChange",
    "Leaving",
    "LikelySame",
    "LookFirst",
    "NewFamily",
    "NewMember",
    "Registered",
    "add_member",
    "answer",
    "can_change",
    "can_register",
    "can_reveal",
    "check_change",
    "check_member",
    "check_new",
    "check_register",
    "check_reveal",
    "end_membership",
    "look",
    "note_look_up",
    "record_facts",
    "register",
    "reveal",
    "spans",
    "take_out",
]
