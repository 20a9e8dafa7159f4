"""What the environment says: ports, demonstration or not, where the database is, and the file that fills it."""

from pathlib import Path

import pytest

from slrt.config import dotenv
from slrt.config.environment import EnvironmentProblem, connection, is_demo, port_number
from slrt.config.postgres import ensure_running


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1", "80.5"])
def test_a_port_that_is_none_is_named(text: str) -> None:
    with pytest.raises(EnvironmentProblem, match="PORT must be a number between 1 and 65535"):
        port_number({"PORT": text}, "PORT", 8000)


def test_an_empty_port_means_the_usual_one() -> None:
    assert port_number({"PORT": ""}, "PORT", 8000) == 8000


@pytest.mark.parametrize(
    ("environ", "demo"),
    [
        ({}, True),
        ({"SLRT_DEMO": "0"}, False),
        ({"DATABASE_URL": "postgresql://a:b@c/d"}, False),
        ({"SLRT_NIK_KEY": "x"}, False),
        ({"SLRT_SECRET_KEY": "x"}, False),
        ({"SLRT_NIK_KEY": "x", "SLRT_DEMO": "1"}, True),
        ({"DATABASE_URL": ""}, True),
    ],
)
def test_anything_real_ends_the_demonstration_unless_it_is_asked_for(environ: dict[str, str], demo: bool) -> None:
    assert is_demo(environ) is demo


def test_a_demonstration_is_never_guessed_from_a_typing_error() -> None:
    with pytest.raises(EnvironmentProblem, match="SLRT_DEMO must be 1 or 0"):
        is_demo({"SLRT_DEMO": "maybe"})


def test_before_the_first_start_the_connection_leads_nowhere(tmp_path: Path) -> None:
    found = connection({"SLRT_VAR": str(tmp_path)})
    assert (found.host, found.port) == ("127.0.0.1", 1)


def test_after_the_start_the_connection_is_that_of_the_server(var: Path) -> None:
    server = ensure_running(var)
    found = connection({"SLRT_VAR": str(var)})
    assert (found.host, found.port, found.name) == (server.host, server.port, server.database)
    assert (found.app, found.owner) == (server.app, server.owner)


def test_a_database_url_is_taken_apart(tmp_path: Path) -> None:
    url = "postgresql://dinas:p%40ss%2Fword@db.example.go.id:6543/layanan?sslmode=require"
    found = connection({"SLRT_VAR": str(tmp_path), "DATABASE_URL": url, "SLRT_APP_PASSWORD": "x"})
    assert (found.host, found.port, found.name) == ("db.example.go.id", 6543, "layanan")
    assert (found.owner.user, found.owner.password) == ("dinas", "p@ss/word")
    assert (found.app.user, found.app.password) == ("slrt_app", "x")
    assert found.options == {"sslmode": "require"}


def test_the_file_fills_what_the_environment_leaves_open(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ports\nPORT=9000\nexport SLRT_DEMO=0   # the real thing\nSLRT_HOSTS='a,b'\n\n")
    environ = {"PORT": "8123"}
    dotenv.fill(environ, file)
    assert environ == {"PORT": "8123", "SLRT_DEMO": "0", "SLRT_HOSTS": "a,b"}


def test_a_line_that_is_no_assignment_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=9000\nSLRT HOSTS\n")
    with pytest.raises(ValueError, match=r"\.env, line 2"):
        dotenv.fill({}, file)


def test_the_example_lists_every_variable_the_product_reads() -> None:
    root = dotenv.FILE.parent
    example = (root / ".env.example").read_text()
    dotenv.fill({}, root / ".env.example")
    for name in (
        *("PORT", "EVENTS_PORT", "DATABASE_URL", "SLRT_VAR", "SLRT_DEMO", "SLRT_POSTGRES", "SLRT_DATABASE"),
        *("SLRT_NIK_KEY", "SLRT_INDEX_KEY", "SLRT_SECRET_KEY", "SLRT_APP_PASSWORD"),
    ):
        assert f"# {name}=" in example
