"""Values of facts as plain JSON: what `Change.items` keeps and what comes back from it."""

import base64
from collections.abc import Set
from datetime import date
from typing import Any

from slrt.domain.rules.facts import Fact, Kind
from slrt.domain.rules.views import Unknown

DOES_NOT_KNOW = {"unknown": True}
"""What a change keeps when the person asked said "tidak tahu": the fact stays empty, and is not asked again."""

ERASED = {"erased": True}
"""What a change keeps of a value that was erased on request (UU 27/2022): that there was one."""

SEALED = "sealed"

_AS_THEY_ARE = (str, int, bool, float)


def to_json(value: Any) -> Any:
    """A column's value as JSON; dates become ISO text, sets sorted lists, sealed numbers stay sealed."""
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Unknown):
        return dict(DOES_NOT_KNOW)
    if isinstance(value, bytes | memoryview):
        return {SEALED: base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return value
    if isinstance(value, Set | list | tuple):
        return sorted(value)
    return value


def from_json(fact: Fact | None, value: Any) -> Any:
    """What the column of `fact` (None for a field that is no fact) holds for the JSON value of a change."""
    if value in (DOES_NOT_KNOW, ERASED):
        return None
    if isinstance(value, dict) and SEALED in value:
        return base64.b64decode(value[SEALED])
    if fact is not None and fact.kind is Kind.DATE and value is not None:
        return date.fromisoformat(value)
    return value
