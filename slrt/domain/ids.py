"""Keys made by whoever creates the row: UUID version 7 (RFC 9562), so that rows sort by time of birth."""

import secrets
import uuid

from slrt.domain import clock

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def uuid7() -> uuid.UUID:
    """A new time-ordered key: 48 bits of milliseconds, 74 random bits."""
    milliseconds = int(clock.now().timestamp() * 1000) & (2**48 - 1)
    random = secrets.randbits(74)
    return uuid.UUID(int=milliseconds << 80 | _VERSION | (random >> 62) << 64 | _VARIANT | random & (2**62 - 1))
