"""What a link of the chain covers: every field of the event, in one fixed form, after the hash before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

GENESIS = bytes(32)
"""Stands before the first event of every chain."""

FIELDS = (
    "id", "at", "chain", "actor_id", "actor_name", "post_id", "role", "verb", "subject_kind", "subject_id",
    "family_id", "case_id", "area_code", "before", "after", "reason", "request",
)  # fmt: skip
"""All fields of an event, in the order in which they are read. A new field must not change the hash of old events."""


def canonical(event: dict[str, Any]) -> bytes:
    """The event as JSON: keys sorted, no blanks, UTF-8, times in UTC with microseconds."""
    plain = {field: _plain(event[field]) for field in FIELDS}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link_hash(previous: bytes, event: dict[str, Any]) -> bytes:
    """SHA-256 over the previous hash and the event."""
    return hashlib.sha256(previous + canonical(event)).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
