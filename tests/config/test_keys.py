"""Keys come from the environment; only a demonstration makes its own; nothing is replaced silently."""

import base64
import os
import threading
from pathlib import Path

import pytest

from slrt.config.keys import KeyProblem, Keys, fingerprints, key_file, load_keys


def encoded(letter: bytes, length: int = 32) -> str:
    return base64.b64encode(letter * length).decode()


THREE = {"SLRT_NIK_KEY": encoded(b"n"), "SLRT_INDEX_KEY": encoded(b"i"), "SLRT_SECRET_KEY": encoded(b"s")}


def test_keys_of_the_environment_are_used_and_nothing_is_written(tmp_path: Path) -> None:
    keys = load_keys(tmp_path, False, THREE)
    assert keys.nik == b"n" * 32
    assert keys.index == b"i" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_demonstration_makes_its_keys_once_and_for_their_owner_only(tmp_path: Path) -> None:
    first = load_keys(tmp_path, True, {})
    assert load_keys(tmp_path, True, {}) == first
    assert len({first.nik, first.index}) == 2
    for name in ("nik", "index", "secret"):
        assert key_file(tmp_path, name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("missing", list(THREE))
def test_a_missing_key_stops_a_real_installation(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in THREE.items() if name != missing}
    with pytest.raises(KeyProblem, match=f"{missing} is not set"):
        load_keys(tmp_path, False, given)


@pytest.mark.parametrize(
    ("value", "message"),
    [("not base64!", "SLRT_NIK_KEY is not base64"), (encoded(b"n", 16), "SLRT_NIK_KEY holds 16 bytes")],
)
def test_a_malformed_key_is_named_but_never_shown(tmp_path: Path, value: str, message: str) -> None:
    with pytest.raises(KeyProblem, match=message) as caught:
        load_keys(tmp_path, True, THREE | {"SLRT_NIK_KEY": value})
    assert value not in str(caught.value)


def test_one_key_for_two_purposes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="three different keys"):
        load_keys(tmp_path, False, THREE | {"SLRT_INDEX_KEY": THREE["SLRT_NIK_KEY"]})


def test_first_starts_at_the_same_moment_end_with_the_same_keys(tmp_path: Path) -> None:
    found: list[Keys] = []
    threads = [threading.Thread(target=lambda: found.append(load_keys(tmp_path, True, {}))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(one == found[0] for one in found)
    assert sorted(os.listdir(tmp_path / "keys")) == ["index.key", "nik.key", "secret.key"]


def test_keys_do_not_show_when_printed_and_fingerprints_do_not_hold_them(tmp_path: Path) -> None:
    keys = load_keys(tmp_path, False, THREE)
    assert "nnnn" not in repr(keys)
    assert all(len(print_) == 16 for print_ in fingerprints(keys).values())
