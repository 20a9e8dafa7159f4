"""The unified register: families and people, the changes that made them, lists, meetings and likely duplicates."""

from slrt.store.registry.models.batches import Batch, ListEntry, SavedMapping
from slrt.store.registry.models.changes import Chain, Change, ChangeStep, Evidence, Proposer
from slrt.store.registry.models.families import RANKED, Family, FamilyQuerySet, Membership, Person
from slrt.store.registry.models.meetings import AgendaItem, Attendance, Meeting
from slrt.store.registry.models.pairs import DuplicatePair

__all__ = [
    "RANKED",
    "AgendaItem",
    "Attendance",
    "Batch",
    "Chain",
    "Change",
    "ChangeStep",
    "DuplicatePair",
    "Evidence",
    "Family",
    "FamilyQuerySet",
    "ListEntry",
    "Meeting",
    "Membership",
    "Person",
    "Proposer",
    "SavedMapping",
]
