"""Ticket numbers a citizen can read over the telephone: `K7QM-2XTD-4`.

Eight random characters of Crockford's base 32 (no I, L, O, U) and a check character from the same alphabet, so a
ticket can be made without any server. The check is a weighted sum over GF(32) with distinct powers of a generator:
it finds every single wrong character and every swap of two characters, adjacent or not.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\u2013": "", "\u00a0": "", ".": ""})
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive: its root has order 31, so nine places get nine weights


class BadTicket(ValueError):
    """The text is not a ticket number: wrong length, a character outside the alphabet, or a failed check."""


def new() -> str:
    """A fresh ticket number from 40 random bits."""
    return spell("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def spell(body: str) -> str:
    """The ticket number of eight characters: grouped, with its check character."""
    return f"{body[:4]}-{body[4:]}-{ALPHABET[_folded(body)]}"


def parse(text: str) -> str:
    """The canonical form of what somebody typed; tolerates lower case, spaces, O for 0, I and L for 1.

    Raises BadTicket.
    """
    plain = text.upper().translate(_FORGIVEN)
    if len(plain) != LENGTH + 1 or any(character not in _VALUES for character in plain):
        raise BadTicket(f"{text!r} is not a ticket number")
    body, check = plain[:LENGTH], plain[LENGTH]
    if ALPHABET[_folded(body)] != check:
        raise BadTicket(f"{text!r} has a mistyped character")
    return spell(body)


def looks_like(text: str) -> bool:
    """Whether the text is a valid ticket number, however it is typed."""
    try:
        parse(text)
    except BadTicket:
        return False
    return True


def _folded(body: str) -> int:
    total = 0
    for character in body:
        total = _doubled(total ^ _VALUES[character])
    return total


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value > 31 else value
