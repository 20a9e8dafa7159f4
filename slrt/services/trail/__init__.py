"""The business trail: recording events, linking them into chains, verifying the chains."""

from slrt.services.trail.record import Subject, coming_from, record

__all__ = ["Subject", "coming_from", "record"]
