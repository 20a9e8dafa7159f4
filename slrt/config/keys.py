"""The keys that guard personal data and sessions: from the environment, or made once for a demonstration.

`nik` encrypts NIK and KK numbers (AES-256-GCM), `index` makes their blind index (HMAC-SHA-256), `secret` signs
sessions. Losing `nik` means that no NIK or KK in the database can ever be read again; a backup of the database
without it is worth nothing for them. Keys never lie in the database.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from slrt.config.postgres.passwords import write_private
from slrt.config.problem import Problem

KEY_BYTES = 32
VARIABLES = {"nik": "SLRT_NIK_KEY", "index": "SLRT_INDEX_KEY", "secret": "SLRT_SECRET_KEY"}


class KeyProblem(Problem):
    """A key is missing or malformed; the message says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """`nik` and `index` are 32 bytes each; `secret` is text for Django's SECRET_KEY."""

    nik: bytes = field(repr=False)
    index: bytes = field(repr=False)
    secret: str = field(repr=False)


def key_parts(keys: Keys) -> dict[str, bytes]:
    """The keys by name, as bytes."""
    return {"nik": keys.nik, "index": keys.index, "secret": base64.b64decode(keys.secret)}


def fingerprints(keys: Keys) -> dict[str, str]:
    """What tells two sets of keys apart without giving them away (they are 256 random bits)."""
    return {name: hashlib.sha256(b"slrt" + key).hexdigest()[:16] for name, key in key_parts(keys).items()}


def key_file(var: Path, name: str) -> Path:
    """Where a generated key is kept: base64 in a file only its owner can read."""
    return var / "keys" / f"{name}.key"


def load_keys(var: Path, demo: bool, environ: Mapping[str, str] = os.environ) -> Keys:
    """The three keys: from the environment, else from `var/keys`, where a demonstration makes them once.

    Raises KeyProblem when one is missing outside the demonstration, is malformed, or when two are the same.
    """
    values = {name: find_key(var, name, demo, environ) for name in VARIABLES}
    if len(set(values.values())) < len(values):
        raise KeyProblem(f"{', '.join(VARIABLES.values())} must be three different keys.")
    return Keys(nik=values["nik"], index=values["index"], secret=base64.b64encode(values["secret"]).decode())


def find_key(var: Path, name: str, demo: bool, environ: Mapping[str, str]) -> bytes:
    """One key. A missing one is never replaced silently outside the demonstration: that would orphan all data."""
    variable, path = VARIABLES[name], key_file(var, name)
    if environ.get(variable):
        return decode_key(environ[variable], variable)
    if path.exists():
        return decode_key(path.read_text(encoding="ascii"), str(path))
    if not demo:
        raise KeyProblem(
            f"{variable} is not set. Outside the demonstration the keys come from the environment: {KEY_BYTES} random "
            "bytes in base64, for example from: openssl rand -base64 32. Keep a copy apart from the database: without "
            "SLRT_NIK_KEY no NIK in it can be read again. (For a demonstration with generated keys set SLRT_DEMO=1.)"
        )
    return make_key(path)


def make_key(path: Path) -> bytes:
    """Make a key file, unless another process was faster; returns what the file holds."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write_private(draft, base64.b64encode(secrets.token_bytes(KEY_BYTES)))
    with suppress(FileExistsError):  # two first starts at once must not end with two keys: the first one stays
        os.link(draft, path)
    draft.unlink()
    return decode_key(path.read_text(encoding="ascii"), str(path))


def decode_key(text: str, origin: str) -> bytes:
    """32 bytes from base64; raises KeyProblem naming where the text came from, never the text itself."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise KeyProblem(f"{origin} is not base64. Expected {KEY_BYTES} random bytes in base64.") from problem
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"{origin} holds {len(key)} bytes; a key has {KEY_BYTES}.")
    return key
