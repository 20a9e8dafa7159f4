"""Roles and databases: the owner who may change the schema, and the application role that row security binds."""

from slrt.config.postgres.server import APP, OWNER, Server, ServerError

LOCK = 7_311_001  # advisory lock: two programs preparing at once would trip over each other's ALTER ROLE
EXTENSIONS = ("pg_trgm", "unaccent")

# BYPASSRLS: row security is FORCEd on every table, and owner-defined functions (typo search, trail links) must read
# across scopes; they repeat the scope themselves. CREATEDB: the tests make their own databases.
OWNER_ROLE = f"""
SELECT 'CREATE ROLE {OWNER}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') \\gexec
ALTER ROLE {OWNER} LOGIN NOSUPERUSER CREATEDB NOCREATEROLE BYPASSRLS PASSWORD :'owner_password';
"""

APP_ROLE = f"""
SELECT 'CREATE ROLE {APP}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') \\gexec
"""


def prepare(server: Server, database: str | None = None) -> None:
    """Make sure the roles and the database exist. May be called at any time, also by several programs at once.

    Raises ServerError when the login of DATABASE_URL lacks a right, naming the right.
    """
    database = database or server.database
    if server.superuser is None:
        prepare_guest(server, database)
        return
    server.sql(
        f"SELECT pg_advisory_lock({LOCK}) \\g /dev/null\n"
        + OWNER_ROLE
        + APP_ROLE
        + f"ALTER ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';\n"
        + create_database(),
        login=server.superuser,
        database="postgres",
        values=values(server, database),
    )
    server.sql(open_database(), login=server.superuser, database=database, values=values(server, database))


def prepare_guest(server: Server, database: str) -> None:
    """The same on somebody else's server, with no more rights than it takes."""
    try:
        existing = server.sql(
            "SELECT 1 FROM pg_database WHERE datname = :'database';",
            login=server.owner,
            database=server.database,
            values=values(server, database),
        )
    except ServerError as problem:
        raise ServerError(f"The server named by DATABASE_URL cannot be used: {problem}") from problem
    script = (
        f"SELECT pg_advisory_lock({LOCK}) \\g /dev/null\n"
        + APP_ROLE
        + f"ALTER ROLE {APP} LOGIN PASSWORD :'app_password';\n"
        + ("" if existing else create_database())
    )
    server.sql(script, login=server.owner, database=server.database, values=values(server, database))
    server.sql(open_database(), login=server.owner, database=database, values=values(server, database))
    check_rights(server, database)


def check_rights(server: Server, database: str) -> None:
    """Refuse roles that would tear down the second wall, or an owner that cannot see over it."""
    found = server.sql(
        f"SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname IN (current_user, '{APP}') "
        f"ORDER BY rolname = '{APP}';",
        login=server.owner,
        database=database,
    ).split()
    if found[-1:] == ["t"]:
        raise ServerError(f"The role {APP} must be neither superuser nor BYPASSRLS: row security would not bind it.")
    if found[:1] == ["f"]:
        raise ServerError(
            f"The role {server.owner.user} of DATABASE_URL needs BYPASSRLS: "
            f'a superuser runs ALTER ROLE "{server.owner.user}" BYPASSRLS'
        )


def values(server: Server, database: str) -> dict[str, str]:
    """What the scripts refer to as :'name'."""
    return {
        "owner": server.owner.user,
        "owner_password": server.owner.password,
        "app_password": server.app.password,
        "database": database,
    }


def create_database() -> str:
    """Script: create the database unless it is there. Sorting by code point, which is what area ranges rely on."""
    return (
        "SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LC_COLLATE ''C''', "
        ":'database', :'owner') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec\n"
    )


def open_database() -> str:
    """Script: extensions, and entry for the application role. Table grants belong to the migrations."""
    extensions = "".join(
        f"SELECT 'CREATE EXTENSION {name}' "
        f"WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = '{name}') \\gexec\n"
        for name in EXTENSIONS
    )
    return (
        f"SELECT pg_advisory_lock({LOCK}) \\g /dev/null\n"
        + extensions
        + f"SELECT format('GRANT CONNECT ON DATABASE %I TO {APP}', :'database') \\gexec\n"
    )
