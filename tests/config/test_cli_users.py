"""`slrt users invite`: the first administrator needs nobody, everybody later needs one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from slrt.config.cli import users
from slrt.config.problem import Problem

pytestmark = pytest.mark.django_db
RUN = CliRunner()


@pytest.fixture(autouse=True)
def this_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command as in the product, over the database of the test."""

    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(users, "database", here)


def invite(*words: str) -> dict[str, str]:
    done = RUN.invoke(users.app, ["invite", *words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_the_first_administrator_is_made_without_one_and_invites_others() -> None:
    first = invite("admin", "--name", "Administrator")
    assert len(first["temporary_password"]) >= 10
    second = invite("ratna", "--name", "Ratna", "--role", "front_office", "--area", "19.06", "--as", "admin")
    assert second["username"] == "ratna"


def test_a_second_one_is_not_made_by_nobody() -> None:
    invite("admin", "--name", "Administrator")
    with pytest.raises(Problem, match="--as USER"):
        invite("lagi", "--name", "Lagi")


def test_who_manages_no_users_invites_nobody() -> None:
    invite("admin", "--name", "Administrator")
    invite("ratna", "--name", "Ratna", "--role", "front_office", "--area", "19.06", "--as", "admin")
    with pytest.raises(Problem, match="ratna may not do this"):
        invite("lagi", "--name", "Lagi", "--as", "ratna")


def test_bad_input_says_what_is_wrong_and_makes_nobody() -> None:
    with pytest.raises(Problem, match="username"):
        invite("A B", "--name", "Administrator")
