"""NIK and nomor KK at rest: AES-256-GCM ciphertext to read them back, HMAC-SHA-256 blind index to find them.

A stored number is `key id (1 byte) | nonce (12 bytes) | ciphertext and tag`. The associated data names the column and
the row, so a ciphertext copied to another row or column cannot be opened there. A plain hash would protect nothing:
all possible NIKs can be tried in minutes; hence the keyed index, with a key of its own outside the database.
"""

import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = 1
"""The key in use. A new key gets the next number; numbers sealed with an older one stay readable with that one."""

NONCE_BYTES = 12

NIK, NO_KK = "registry_person.nik_cipher", "registry_family.no_kk_cipher"
WISH, PROPOSER = "registry_change.wish", "registry_proposer.nik_cipher"
"""The columns that hold sealed numbers; part of the associated data."""


class CannotOpen(Exception):
    """The stored number does not open: the key is another one, or the row was tampered with."""


def seal(number: str, column: str, row_id: UUID) -> bytes:
    """The ciphertext of `number` for this column and row; never twice the same."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(settings.SLRT_KEYS.nik).encrypt(nonce, number.encode("ascii"), _bound_to(KEY_ID, column, row_id))
    return bytes([KEY_ID]) + nonce + sealed


def unseal(cipher: bytes | memoryview | None, column: str, row_id: UUID) -> str:
    """The number again. Raises CannotOpen, with what to do, when key, column or row is not the one it was made for."""
    cipher = bytes(cipher or b"")
    if not cipher or cipher[0] != KEY_ID:
        raise CannotOpen(
            f"This number in {column} was sealed with key {cipher[0] if cipher else '?'}, but key {KEY_ID} is in use. "
            "Put the key of that time back (SLRT_NIK_KEY or var/keys/nik.key)."
        )
    nonce, sealed = cipher[1 : 1 + NONCE_BYTES], cipher[1 + NONCE_BYTES :]
    try:
        return AESGCM(settings.SLRT_KEYS.nik).decrypt(nonce, sealed, _bound_to(KEY_ID, column, row_id)).decode("ascii")
    except InvalidTag as problem:
        raise CannotOpen(
            f"The number in {column} of row {row_id} does not open. Either SLRT_NIK_KEY (var/keys/nik.key) is not the "
            "key it was sealed with, or the row was altered outside the application. Restore the key that belongs to "
            "this database; without it no NIK or KK can be read."
        ) from problem


def blind_index(number: str, column: str) -> bytes:
    """32 bytes that are equal for equal numbers of one column, and say nothing without the key."""
    message = f"{column}|{number}".encode("ascii")
    return hmac.digest(settings.SLRT_KEYS.index, message, hashlib.sha256)


def _bound_to(key_id: int, column: str, row_id: UUID) -> bytes:
    return f"slrt|{key_id}|{column}|{row_id}".encode("ascii")
