"""Keys made by whoever creates the row: UUID version 7 (RFC 9562), so that rows sort by time of birth."""

import secrets
import threading
import uuid

from slrt.domain import clock

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_RANDOM_BITS = 74
_STEP_BITS = 32

_lock = threading.Lock()
_last: list[int] = [0, 0]
"""Milliseconds and random part of the newest key of this process."""


def uuid7() -> uuid.UUID:
    """A new time-ordered key: 48 bits of milliseconds, 74 random bits.

    Keys of one process made within one millisecond still sort in the order they were made (RFC 9562, section 6.2,
    monotonic random), so two events of one verb never swap on a timeline.
    """
    milliseconds = int(clock.now().timestamp() * 1000) & (2**48 - 1)
    with _lock:
        random = secrets.randbits(_RANDOM_BITS - 1)
        if milliseconds == _last[0]:
            random = (_last[1] + 1 + secrets.randbits(_STEP_BITS)) & (2**_RANDOM_BITS - 1)
        _last[:] = milliseconds, random
    return uuid.UUID(int=milliseconds << 80 | _VERSION | (random >> 62) << 64 | _VARIANT | random & (2**62 - 1))
