"""What this installation is told from outside: folders, ports, demo or not, and how to reach the database.

Plain Python, no Django: read by the settings, the command line and the tests. `.env.example` lists every variable.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slrt.config.postgres.passwords import read_passwords
from slrt.config.postgres.server import APP, DATABASE, OWNER, Login, external_server, home_of, read_connection
from slrt.config.problem import Problem

__all__ = ["DEMO", "EVENTS_PORT", "PORT", "ROOT", "VAR", "Connection", "EnvironmentProblem", "Login", "connection"]

KEY_VARIABLES = ("SLRT_NIK_KEY", "SLRT_INDEX_KEY", "SLRT_SECRET_KEY")
NO_SERVER_PORT = 1  # a port nothing listens on: connecting before the server was ever started fails at once


class EnvironmentProblem(Problem):
    """A variable has a value we cannot use; the message names it and says what is expected."""


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How to reach the database: alias `default` is `app`, alias `owner` is `owner`."""

    host: str
    port: int
    name: str
    owner: Login
    app: Login
    options: Mapping[str, str] = field(default_factory=dict)


def port_number(environ: Mapping[str, str], variable: str, default: int) -> int:
    """A TCP port from the environment; raises EnvironmentProblem when it is not one."""
    text = environ.get(variable, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise EnvironmentProblem(f"{variable} must be a number between 1 and 65535, not {text!r}.")
    return int(text)


def is_demo(environ: Mapping[str, str]) -> bool:
    """Whether this is a demonstration: generated keys, synthetic families, accounts with a known password.

    SLRT_DEMO decides. Without it, anything that smells of production (a real server, real keys) means no: a
    forgotten variable must never open an installation with demo passwords.
    """
    text = environ.get("SLRT_DEMO", "").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    if text:
        raise EnvironmentProblem(f"SLRT_DEMO must be 1 or 0, not {text!r}.")
    return not any(environ.get(name) for name in ("DATABASE_URL", *KEY_VARIABLES))


def var_folder(environ: Mapping[str, str]) -> Path:
    """Folder for everything this installation writes: database, keys, attachments, chain heads."""
    return Path(environ.get("SLRT_VAR") or ROOT / "var").absolute()


def connection(environ: Mapping[str, str] = os.environ) -> Connection:
    """Where the database is, as far as known now. Starts nothing.

    Before the first start of the embedded server the port is one that refuses every connection.
    """
    var = var_folder(environ)
    passwords = read_passwords(var) or {"owner": "", "app": ""}
    app = Login(user=APP, password=environ.get("SLRT_APP_PASSWORD") or passwords["app"])
    if environ.get("DATABASE_URL"):
        server = external_server(environ["DATABASE_URL"], app, None)
        return Connection(
            host=server.host,
            port=server.port,
            name=server.database,
            owner=server.owner,
            app=app,
            options=server.options,
        )
    written = read_connection(home_of(var)) or {}
    return Connection(
        host="127.0.0.1",
        port=int(written.get("port", NO_SERVER_PORT)),
        name=environ.get("SLRT_DATABASE") or DATABASE,
        owner=Login(user=OWNER, password=passwords["owner"]),
        app=app,
    )


ROOT = Path(__file__).resolve().parent.parent.parent
VAR = var_folder(os.environ)
PORT = port_number(os.environ, "PORT", 8000)
EVENTS_PORT = port_number(os.environ, "EVENTS_PORT", PORT + 1)
DEMO = is_demo(os.environ)
