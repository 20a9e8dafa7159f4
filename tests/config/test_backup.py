"""A backup is whole or none, its keys lie apart, and it is restored into an empty installation only."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from slrt.config import backup
from slrt.config.backup import Installation
from slrt.config.keys import Keys, load_keys
from slrt.config.postgres import ensure_running, prepare, release
from slrt.config.problem import Problem

AT = datetime(2026, 5, 3, 4, 5, tzinfo=UTC)


def link(seq: int) -> bytes:
    """A made-up hash."""
    return bytes([seq]) * 32


@pytest.fixture
def where(var: Path) -> Installation:
    server = ensure_running(var)
    prepare(server)
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE family (name text)")
        connection.execute("INSERT INTO family SELECT 'Keluarga ' || n FROM generate_series(1, 500) n")
        connection.execute("CREATE INDEX family_name ON family USING gin (name gin_trgm_ops)")
        connection.execute("ALTER TABLE family ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY wall ON family USING (name = current_setting('slrt.name', true))")
        connection.execute("GRANT SELECT ON family TO slrt_app")
        connection.execute("CREATE TABLE trail_link (chain text, seq bigint, hash bytea)")
        for seq in (1, 2, 3):
            connection.execute("INSERT INTO trail_link VALUES ('19.06', %s, %s)", [seq, link(seq)])
    (var / "attachments" / "ab").mkdir(parents=True)
    (var / "attachments" / "ab" / "abcd").write_bytes(b"\xff\xd8 photo")
    (var / "trail").mkdir()
    (var / "trail" / "19.06").write_text(f"2 {link(2).hex()}\n")
    return Installation(var=var, server=server)


@pytest.fixture
def keys(var: Path) -> Keys:
    return load_keys(var, True, {})


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def saved(where: Installation, keys: Keys, tmp_path: Path, said: list[str]) -> Path:
    backup.create(where, keys, tmp_path / "backup", AT, said.append)
    return tmp_path / "backup"


@pytest.fixture
def empty(var: Path) -> Iterator[Installation]:
    """A clean installation beside the first."""
    other = var.parent / "other"
    server = ensure_running(other)
    prepare(server)
    yield Installation(var=other, server=server)
    release(other, wait=20)


def count(where: Installation) -> Any:
    with psycopg.connect(where.server.owner_url) as connection:
        return connection.execute("SELECT count(*) FROM family").fetchone()


def test_a_backup_restores_everything_into_a_clean_folder(saved: Path, empty: Installation, keys: Keys) -> None:
    backup.check(saved)
    backup.require_empty(empty)
    backup.put_keys(backup.keys_of(saved / "keys.json"), empty.var)
    backup.restore(empty, saved, lambda text: None)

    assert count(empty) == (500,)
    assert load_keys(empty.var, False, {}) == keys
    assert (empty.var / "attachments" / "ab" / "abcd").read_bytes() == b"\xff\xd8 photo"
    assert (empty.var / "trail" / "19.06").exists()


def test_a_chain_head_saved_just_before_its_chain_grew_is_brought_forward(saved: Path, empty: Installation) -> None:
    assert (saved / "trail" / "19.06").read_text() == f"2 {link(2).hex()}\n"
    backup.restore(empty, saved, lambda text: None)
    assert (empty.var / "trail" / "19.06").read_text() == f"3 {link(3).hex()}\n"


@pytest.mark.parametrize("head", [f"2 {link(9).hex()}\n", f"4 {link(4).hex()}\n"])
def test_a_chain_head_its_chain_contradicts_is_left_for_the_verification(
    where: Installation, keys: Keys, empty: Installation, tmp_path: Path, head: str
) -> None:
    (where.var / "trail" / "19.06").write_text(head)
    backup.create(where, keys, tmp_path / "backup", AT, lambda text: None)
    backup.restore(empty, tmp_path / "backup", lambda text: None)
    assert (empty.var / "trail" / "19.06").read_text() == head


def test_the_walls_stand_after_a_restore(saved: Path, empty: Installation) -> None:
    backup.restore(empty, saved, lambda text: None)
    with psycopg.connect(empty.server.app_url) as connection:
        assert connection.execute("SELECT count(*) FROM family").fetchone() == (0,)
        connection.execute("SELECT set_config('slrt.name', 'Keluarga 7', true)")
        assert connection.execute("SELECT name FROM family").fetchall() == [("Keluarga 7",)]


def test_the_keys_lie_in_a_file_of_their_own_and_that_is_said_loudly(saved: Path, said: list[str]) -> None:
    assert (saved / "keys.json").stat().st_mode & 0o777 == 0o600
    assert "keys.json" not in json.loads((saved / "manifest.json").read_text())["files"]
    assert any("MOVE IT AWAY" in text and "lost every NIK" in text for text in said)


def test_keys_of_the_environment_are_not_copied_and_that_is_said(where: Installation, tmp_path: Path) -> None:
    said: list[str] = []
    foreign = Keys(nik=b"n" * 32, index=b"i" * 32, secret="cw==")
    backup.create(where, foreign, tmp_path / "backup", AT, said.append)
    assert not (tmp_path / "backup" / "keys.json").exists()
    assert any("NOT in this backup" in text for text in said)


def test_a_folder_in_use_is_not_written_into(where: Installation, keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(Problem, match="is not empty"):
        backup.create(where, keys, tmp_path, AT, lambda text: None)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["database.dump", "attachments/ab/abcd", "trail/19.06"])
def test_one_changed_bit_is_found(saved: Path, name: str) -> None:
    flip(saved / name)
    with pytest.raises(Problem, match=f"damaged: {name}"):
        backup.check(saved)


def test_a_shortened_database_is_found(saved: Path) -> None:
    dump = saved / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-100])
    with pytest.raises(Problem, match=r"damaged: database\.dump"):
        backup.check(saved)


def test_a_missing_file_is_found(saved: Path) -> None:
    (saved / "attachments" / "ab" / "abcd").unlink()
    with pytest.raises(Problem, match="incomplete: attachments/ab/abcd is missing"):
        backup.check(saved)


def test_a_backup_that_was_interrupted_is_none(saved: Path) -> None:
    (saved / "manifest.json").unlink()
    with pytest.raises(Problem, match="not a finished backup"):
        backup.check(saved)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1, "files": {}}', "\xff"])
def test_a_damaged_manifest_is_found(saved: Path, text: str) -> None:
    (saved / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(Problem, match="Use another backup"):
        backup.check(saved)


def test_nothing_is_restored_over_existing_rows(saved: Path, where: Installation) -> None:
    with pytest.raises(Problem, match="is not empty"):
        backup.require_empty(where)
    assert count(where) == (500,)


def test_nothing_is_restored_over_existing_attachments(saved: Path, empty: Installation) -> None:
    (empty.var / "attachments").mkdir()
    (empty.var / "attachments" / "mine").write_text("x")
    with pytest.raises(Problem, match="attachments is not empty"):
        backup.require_empty(empty)


def test_a_database_that_does_not_restore_leaves_nothing_behind(saved: Path, empty: Installation) -> None:
    with psycopg.connect(empty.server.owner_url) as connection:
        connection.execute("CREATE TABLE family ()")
    with pytest.raises(Problem, match="nothing was restored"):
        backup.restore(empty, saved, lambda text: None)
    assert not (empty.var / "attachments").exists()


def test_keys_of_another_installation_are_refused(saved: Path, empty: Installation) -> None:
    manifest = backup.check(saved)
    with pytest.raises(Problem, match="SLRT_NIK_KEY and SLRT_INDEX_KEY differ"):
        backup.require_same_keys(load_keys(empty.var, True, {}), manifest)


@pytest.mark.parametrize("text", ["", "[]", '{"nik": "x"}'])
def test_a_file_that_holds_no_keys_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(Problem, match="not the key file"):
        backup.keys_of(tmp_path / "keys.json")
