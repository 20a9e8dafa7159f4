"""Roles: the application role is bound by row security, the owner sees over it, nobody gets more than it needs."""

import threading
from pathlib import Path

import psycopg
import pytest

from slrt.config.postgres import Login, Server, ServerError, ensure_running, prepare
from slrt.config.postgres.server import external_server


@pytest.fixture
def server(var: Path) -> Server:
    server = ensure_running(var)
    prepare(server)
    return server


def attributes(server: Server) -> dict[str, tuple[bool, ...]]:
    with psycopg.connect(server.owner_url) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles "
            "WHERE rolname IN ('slrt_owner', 'slrt_app')"
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_the_application_role_has_no_special_right_and_the_owner_is_no_superuser(server: Server) -> None:
    assert attributes(server) == {
        "slrt_app": (False, False, False, False),
        "slrt_owner": (False, False, True, True),
    }


def test_rights_somebody_gave_the_application_role_are_taken_back(server: Server) -> None:
    server.sql("ALTER ROLE slrt_app SUPERUSER BYPASSRLS;", login=server.superuser or server.owner, database="postgres")
    prepare(server)
    assert attributes(server)["slrt_app"] == (False, False, False, False)


def test_the_application_role_cannot_create_tables(server: Server) -> None:
    with psycopg.connect(server.app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine ()")


def test_forced_row_security_binds_the_application_role_and_not_the_owner(server: Server) -> None:
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE wall AS SELECT 1 AS brick")
        connection.execute("ALTER TABLE wall ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE wall FORCE ROW LEVEL SECURITY")
        connection.execute("GRANT SELECT ON wall TO slrt_app")
        assert connection.execute("SELECT count(*) FROM wall").fetchone() == (1,)
    with psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT count(*) FROM wall").fetchone() == (0,)


def test_strings_sort_by_code_point_which_area_ranges_rely_on(server: Server) -> None:
    with psycopg.connect(server.app_url) as connection:
        rows = connection.execute("SELECT x FROM unnest(ARRAY['19.06/','19.06.01','19.06','a','B']) x ORDER BY x")
        assert [row[0] for row in rows] == ["19.06", "19.06.01", "19.06/", "B", "a"]


def test_preparing_twice_at_once_is_harmless(server: Server) -> None:
    problems: list[ServerError] = []

    def again() -> None:
        try:
            prepare(server, "slrt_second")
        except ServerError as problem:
            problems.append(problem)

    threads = [threading.Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def guest_url(server: Server, rights: str) -> str:
    """A database of somebody who is not superuser, as an agency's own server would offer."""
    superuser = server.superuser
    assert superuser is not None
    server.sql(
        f"CREATE ROLE dinas LOGIN {rights} PASSWORD 'rahasia/sekali'; CREATE DATABASE layanan OWNER dinas;",
        login=superuser,
        database="postgres",
    )
    return server.url(Login(user="dinas", password="rahasia/sekali"), "layanan")


def test_a_server_named_by_url_is_used_instead_of_our_own(server: Server, tmp_path: Path) -> None:
    # The embedded server already has slrt_app; on a guest's server we create it, so it starts without.
    server.sql("DROP OWNED BY slrt_app; DROP ROLE slrt_app;", login=server.superuser or server.owner)
    url = guest_url(server, "CREATEROLE BYPASSRLS")
    guest = ensure_running(tmp_path, environ={"DATABASE_URL": url, "SLRT_APP_PASSWORD": "kata sandi 'aneh'"})
    prepare(guest)
    prepare(guest)

    assert guest.home is None
    assert not (tmp_path / "postgres" / "connection.json").exists()
    with psycopg.connect(guest.app_url) as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == ("slrt_app", "layanan")
        assert connection.execute("SELECT similarity('a', 'a')").fetchone() == (1.0,)


def test_an_owner_that_cannot_see_over_row_security_is_refused_with_the_remedy(server: Server, tmp_path: Path) -> None:
    server.sql("DROP OWNED BY slrt_app; DROP ROLE slrt_app;", login=server.superuser or server.owner)
    url = guest_url(server, "CREATEROLE")
    with pytest.raises(ServerError, match='ALTER ROLE "dinas" BYPASSRLS'):
        prepare(ensure_running(tmp_path, environ={"DATABASE_URL": url}))


@pytest.mark.parametrize("url", ["mysql://a:b@localhost/x", "postgresql://localhost/x", "postgresql://a:b@localhost/"])
def test_an_address_that_is_not_complete_is_refused(url: str) -> None:
    with pytest.raises(ServerError, match="DATABASE_URL must look like"):
        external_server(url, Login(user="slrt_app", password=""), None)


def test_passwords_never_show_when_a_server_is_printed(server: Server) -> None:
    assert server.app.password not in repr(server)
