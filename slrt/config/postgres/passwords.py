"""Passwords of the database roles: made once, kept under `var/keys`, readable by their owner only.

They protect a server on this machine and are not part of the data: when the file is lost, new ones are made and set.
"""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

ROLES = ("superuser", "owner", "app")


def password_file(var: Path) -> Path:
    """Where the passwords of the database roles are kept."""
    return var / "keys" / "database.json"


def read_passwords(var: Path) -> dict[str, str] | None:
    """Passwords by role, or None when none were made yet."""
    try:
        return dict(json.loads(password_file(var).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def ensure_passwords(var: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Passwords by role, made now if there are none. SLRT_APP_PASSWORD wins over the stored one.

    Call it under the start lock: two first starts at once must agree.
    """
    found = read_passwords(var)
    passwords = found or {role: secrets.token_urlsafe(24) for role in ROLES}
    if found is None:
        write_private(password_file(var), json.dumps(passwords, indent=2).encode())
    if environ.get("SLRT_APP_PASSWORD"):
        passwords = passwords | {"app": environ["SLRT_APP_PASSWORD"]}
    return passwords


def write_private(path: Path, content: bytes) -> None:
    """Write a secret so that it is never readable by others, not even for a moment, and never half-written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
