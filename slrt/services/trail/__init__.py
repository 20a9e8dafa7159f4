"""The business trail: recording events, linking them into chains, verifying the chains."""

from slrt.services.trail.link import link_pending
from slrt.services.trail.record import Subject, coming_from, record
from slrt.services.trail.verify import Found, Report, verify

__all__ = ["Found", "Report", "Subject", "coming_from", "link_pending", "record", "verify"]
