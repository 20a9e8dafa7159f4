"""What a running PostgreSQL server is to the rest of SLRT: an address, three logins and the programs that belong to it.

Standard library only, like the whole package: a server can be started by any Python that can read these files.
"""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from slrt.config.problem import Problem

DATABASE = "slrt"
SUPERUSER = "slrt_superuser"
OWNER = "slrt_owner"
APP = "slrt_app"


class ServerError(Problem):
    """The database server cannot be used; the message says why and what to do, in words for an administrator."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """A database role and its password."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A PostgreSQL server that accepts connections now.

    `home` is the folder with data, locks and log of an embedded server; None for a server named by DATABASE_URL.
    `superuser` is None when we are only guests on somebody else's server.
    """

    host: str
    port: int
    owner: Login
    app: Login
    superuser: Login | None
    binaries: Path | None
    home: Path | None
    database: str = DATABASE
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def owner_url(self) -> str:
        """URL of the main database as owner of the schema."""
        return self.url(self.owner)

    @property
    def app_url(self) -> str:
        """URL of the main database as the application role, which row security binds."""
        return self.url(self.app)

    def url(self, login: Login, database: str | None = None) -> str:
        """URL of `database` (the main one by default) for `login`, passwords included."""
        host = quote(self.host, safe="") if self.host.startswith("/") else self.host
        query = f"?{urlencode(self.options)}" if self.options else ""
        name = quote(database or self.database, safe="")
        return f"postgresql://{quote(login.user)}:{quote(login.password, safe='')}@{host}:{self.port}/{name}{query}"

    def program(self, name: str) -> str:
        """Path of a PostgreSQL program such as `psql` or `pg_dump`.

        Raises ServerError when this installation does not have it.
        """
        if self.binaries is None or not (self.binaries / name).exists():
            raise ServerError(
                f"The PostgreSQL program {name} was not found. Install the PostgreSQL client programs "
                "(version 15 or newer), or run without DATABASE_URL to use the built-in server."
            )
        return str(self.binaries / name)

    def environment(self, login: Login, database: str | None = None) -> dict[str, str]:
        """Process environment that makes PostgreSQL's own programs connect as `login`.

        The password travels in the environment because arguments can be read by every user of the machine.
        """
        settings = {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": login.user,
            "PGPASSWORD": login.password,
            "PGDATABASE": database or self.database,
            "PGCONNECT_TIMEOUT": "10",
        }
        known = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
        settings.update({known[key]: value for key, value in self.options.items() if key in known})
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return kept | settings

    def sql(
        self, script: str, *, login: Login, database: str | None = None, values: Mapping[str, str] | None = None
    ) -> str:
        """Run a psql script as `login`, stopping at the first error; returns its rows, unaligned.

        `values` become psql variables, quoted in the script as `:'name'`; they never show in a process list.
        Raises ServerError with PostgreSQL's own message.
        """
        environment = self.environment(login, database)
        preamble = ""
        for name, value in (values or {}).items():
            environment[f"SLRT_VALUE_{name.upper()}"] = value
            preamble += f"\\getenv {name} SLRT_VALUE_{name.upper()}\n"
        command = [self.program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(  # noqa: S603 - our own program, fixed arguments
            command, input=preamble + script, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise ServerError(f"The database refused a command: {done.stderr.strip()}")
        return done.stdout.strip()


def home_of(var: Path) -> Path:
    """Folder with data, locks and log of the embedded server that belongs to `var`.

    Normally `var/postgres`. When that folder is closed to the system user the server must run as, the file
    `var/postgres/place` names another one.
    """
    place = var / "postgres" / "place"
    if place.exists():
        return Path(place.read_text(encoding="utf-8").strip())
    return var / "postgres"


def read_connection(home: Path) -> dict[str, Any] | None:
    """What the keeper last wrote about its server (port, process ids, state), or None before the first start."""
    try:
        return dict(json.loads((home / "connection.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def external_server(url: str, app: Login, binaries: Path | None) -> Server:
    """The server named by DATABASE_URL.

    Raises ServerError when the URL is not one of PostgreSQL or names no user, host or database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not (parts.username and parts.hostname and name):
        raise ServerError(
            "DATABASE_URL must look like postgresql://user:password@host:5432/database; "
            "the user must own the database or be allowed to create it and a role."
        )
    return Server(
        host=unquote(parts.hostname),
        port=parts.port or 5432,
        owner=Login(user=unquote(parts.username), password=unquote(parts.password or "")),
        app=app,
        superuser=None,
        binaries=binaries,
        home=None,
        database=name,
        options=dict(parse_qsl(parts.query)),
    )
