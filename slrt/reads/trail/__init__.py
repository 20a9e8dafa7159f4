"""The trail: timelines, who looked, and the auditor's list."""

from slrt.reads.trail.lists import AuditFilter, AuditLine, TimelineLine, accesses, audit, timeline
from slrt.reads.trail.words import READS, SUBJECTS, VERBS

__all__ = [
    "READS",
    "SUBJECTS",
    "VERBS",
    "AuditFilter",
    "AuditLine",
    "TimelineLine",
    "accesses",
    "audit",
    "timeline",
]
