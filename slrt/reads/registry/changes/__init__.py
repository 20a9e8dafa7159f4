"""Questions about changes: the queue of those on their way, the page of one, the area's chains."""

from slrt.reads.registry.changes.evidence import evidence_of
from slrt.reads.registry.changes.laws import ChainLine, chains_of
from slrt.reads.registry.changes.page import ChangePage, StepLine, change_of, change_page
from slrt.reads.registry.changes.queue import VIEWS, Queue, QueueFilter, QueueLine, queue
from slrt.reads.registry.changes.said import Line
from slrt.reads.registry.changes.waiting import waiting_for_me

__all__ = [
    "VIEWS",
    "ChainLine",
    "ChangePage",
    "Line",
    "Queue",
    "QueueFilter",
    "QueueLine",
    "StepLine",
    "chains_of",
    "change_of",
    "change_page",
    "evidence_of",
    "queue",
    "waiting_for_me",
]
