"""Free text on its way into the trail or out to another organisation."""

import re

from slrt.domain import identity

_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){15}(?!\d)")


def without_numbers(text: str) -> str:
    """The text with every 16-digit number masked: people type NIK and nomor KK into free text."""
    return _LONG_NUMBER.sub(lambda found: identity.mask(found.group()), text)
