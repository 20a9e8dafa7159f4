"""The directory: who offers what, where."""

from slrt.reads.directory.kinds import KINDS
from slrt.reads.directory.lists import (
    OfferLine,
    OrganisationLine,
    OrganisationPage,
    find_offers,
    organisation,
    organisations,
)

__all__ = [
    "KINDS",
    "OfferLine",
    "OrganisationLine",
    "OrganisationPage",
    "find_offers",
    "organisation",
    "organisations",
]
