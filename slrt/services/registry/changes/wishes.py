"""Wishes at rest: a NIK or nomor KK in what was asked for is sealed like those of the register."""

import base64
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from slrt.domain import identity
from slrt.services.registry.ledger import NUMBERED
from slrt.store.registry import cipher
from slrt.store.registry.plain import SEALED


def sealed(wish: Mapping[str, Any], change_id: UUID) -> dict[str, Any]:
    """The wish as it is stored: numbers sealed for this change, numbers typed into other texts masked."""

    def seal(number: str) -> Any:
        text = cipher.seal(identity.normalise(number), cipher.WISH, change_id)
        return {SEALED: base64.b64encode(text).decode("ascii")}

    return dict(_walk(wish, seal, identity.without_numbers_within))


def opened(wish: Mapping[str, Any], change_id: UUID) -> dict[str, Any]:
    """The wish as it was asked, for the one who applies it. Raises CannotOpen."""

    def unseal(value: Any) -> Any:
        if isinstance(value, Mapping) and SEALED in value:
            return cipher.unseal(base64.b64decode(value[SEALED]), cipher.WISH, change_id)
        return value

    return dict(_walk(wish, unseal, lambda value: value))


def _walk(value: Any, number: Callable[[Any], Any], text: Callable[[Any], Any]) -> Any:
    if isinstance(value, Mapping):
        is_numbered = value.get("fact") in NUMBERED
        return {
            key: number(each)
            if each and (key in NUMBERED or (is_numbered and key == "value")) and _is_number(each)
            else _walk(each, number, text)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_walk(each, number, text) for each in value]
    return text(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Mapping) and SEALED in value)
