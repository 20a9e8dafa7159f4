"""The directory: organisations that receive referrals, and what they offer."""

from slrt.services.directory.entries import add_offer, add_organisation

__all__ = ["add_offer", "add_organisation"]
