"""Verbs of programmes: loading the law, judging families by it, entering who receives what."""

from slrt.services.programmes.load import PublishedVersionChanged, load_programmes
from slrt.services.programmes.match import rematch
from slrt.services.programmes.receipts import NewEnrolment, enrol, set_receipts

__all__ = ["NewEnrolment", "PublishedVersionChanged", "enrol", "load_programmes", "rematch", "set_receipts"]
