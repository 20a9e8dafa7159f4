"""Roles and databases: the owner who may change the schema, and the application role that row security binds."""

from slrt.config.postgres.server import Server, ServerError

EXTENSIONS = ("pg_trgm", "unaccent")

# Two programs preparing at once would trip over each other's ALTER ROLE.
ONE_AT_A_TIME = "SELECT pg_advisory_lock(7311001) \\g /dev/null\n"

# BYPASSRLS: row security is FORCEd on every table, and owner-defined functions (typo search, trail links) must read
# across scopes; they repeat the scope themselves. CREATEDB: the tests make their own databases.
OWNER_ROLE = r"""
SELECT format('CREATE ROLE %I', :'owner') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER CREATEDB NOCREATEROLE BYPASSRLS PASSWORD :'owner_password';
"""

APP_ROLE = r"""
SELECT format('CREATE ROLE %I', :'app') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'app') \gexec
"""

BIND_APP_ROLE = r"""
ALTER ROLE :"app" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
"""

# Only a superuser may name those attributes, even to switch them off; what a guest finds is checked afterwards.
BIND_APP_ROLE_AS_GUEST = r"""
ALTER ROLE :"app" LOGIN PASSWORD :'app_password';
"""

# Sorting is by code point: area scopes are ranges of codes and rely on it.
DATABASE = r"""
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LC_COLLATE ''C''',
              :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
"""

# Table grants belong to the migrations; here the application role only gets through the door.
OPEN_DATABASE = r"""
SELECT format('CREATE EXTENSION %I', name) FROM unnest(string_to_array(:'extensions', ',')) AS name
WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = name) \gexec
GRANT CONNECT ON DATABASE :"database" TO :"app";
"""

RIGHTS = r"""
SELECT rolname = :'app', rolsuper OR rolbypassrls FROM pg_roles WHERE rolname IN (current_user, :'app');
"""


def prepare(server: Server, database: str | None = None) -> None:
    """Make sure the roles and the database exist. May be called at any time, also by several programs at once.

    Raises ServerError when the login of DATABASE_URL lacks a right, naming the right.
    """
    database = database or server.database
    values = script_values(server, database)
    if server.superuser is None:
        prepare_as_guest(server, database, values)
        return
    script = ONE_AT_A_TIME + OWNER_ROLE + APP_ROLE + BIND_APP_ROLE + DATABASE
    server.sql(script, login=server.superuser, database="postgres", values=values)
    server.sql(ONE_AT_A_TIME + OPEN_DATABASE, login=server.superuser, database=database, values=values)


def prepare_as_guest(server: Server, database: str, values: dict[str, str]) -> None:
    """The same on somebody else's server, asking for no more rights than it takes."""
    try:
        server.sql(ONE_AT_A_TIME + APP_ROLE + BIND_APP_ROLE_AS_GUEST, login=server.owner, values=values)
        if database != server.database:
            server.sql(ONE_AT_A_TIME + DATABASE, login=server.owner, values=values)
        server.sql(ONE_AT_A_TIME + OPEN_DATABASE, login=server.owner, database=database, values=values)
    except ServerError as problem:
        raise ServerError(
            f"The server named by DATABASE_URL cannot be prepared: {problem}\nIts user must own the database and be "
            f"allowed to create the role {server.app.user} (CREATEROLE)."
        ) from problem
    check_rights(server, database, values)


def check_rights(server: Server, database: str, values: dict[str, str]) -> None:
    """Refuse roles that would tear down the second wall, or an owner that cannot see over it."""
    rows = server.sql(RIGHTS, login=server.owner, database=database, values=values).splitlines()
    if "t|t" in rows:
        raise ServerError(
            f"The role {server.app.user} must be neither superuser nor BYPASSRLS: row security would not bind it."
        )
    if "f|f" in rows:
        raise ServerError(
            f"The role {server.owner.user} of DATABASE_URL needs the right to read across scopes. A superuser of that "
            f'server gives it: ALTER ROLE "{server.owner.user}" BYPASSRLS'
        )


def script_values(server: Server, database: str) -> dict[str, str]:
    """What the scripts refer to as :'name'."""
    return {
        "owner": server.owner.user,
        "owner_password": server.owner.password,
        "app": server.app.user,
        "app_password": server.app.password,
        "database": database,
        "extensions": ",".join(EXTENSIONS),
    }
