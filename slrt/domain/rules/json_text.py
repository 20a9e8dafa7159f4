"""JSON text of a family, read strictly: repeated keys, NaN and endless numbers are kept to be refused with a path."""

import json

from slrt.domain.rules.record import RecordError, Repeated, Unreadable

SIZE_LIMIT = 2_000_000
"""Largest file in bytes; two hundred members with every fact known take about a tenth of it."""

DIGITS_LIMIT = 18


def read_json(content: bytes) -> object:
    """Return the data of a JSON file; raises RecordError with line and column where it is not JSON."""
    if len(content) > SIZE_LIMIT:
        size = f"{len(content) / 1_000_000:.1f} MB"
        raise RecordError("$", f"the file has {size}; a family has at most {SIZE_LIMIT / 1_000_000:.0f} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError("$", f"the file is not UTF-8 text (byte {error.start})") from error
    if not text.strip():
        raise RecordError("$", 'the file is empty; write {"family": {...}, "members": [...]}')
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=Unreadable, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise RecordError("$", f"not JSON: line {error.lineno}, column {error.colno}: {error.msg.lower()}") from error
    except RecursionError as error:
        raise RecordError("$", "the JSON is nested too deeply") from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            return Repeated(found, key)
        found[key] = value
    return found


def _whole(digits: str) -> object:
    return int(digits) if len(digits) <= DIGITS_LIMIT else Unreadable(f"{digits[:DIGITS_LIMIT]}...")
