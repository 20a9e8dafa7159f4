"""The doctor's look at the folder: it is believed only after something was written there."""

import shutil
from pathlib import Path

import pytest

from slrt.config import doctor


def folder_and_disk(var: Path) -> list[tuple[str, str]]:
    """What the doctor finds before keys and database."""
    found = []
    for finding in doctor.examine(doctor.Patient(var=var, demo=True, environ={}, say=print)):
        if finding.what == "keys":
            break
        found.append((finding.what, finding.state))
    return found[1:]


def test_a_folder_that_cannot_be_made_is_bad_and_has_no_free_space_to_tell() -> None:
    assert folder_and_disk(Path("/proc/xx")) == [("folder", "bad")]
    assert "/proc/xx cannot be written" in doctor.writable(Path("/proc/xx")).words


def test_a_file_in_the_place_of_the_folder_is_bad(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    (tmp_path / "var").chmod(0o755)
    assert folder_and_disk(tmp_path / "var") == [("folder", "bad")]
    assert folder_and_disk(tmp_path / "var" / "below") == [("folder", "bad")]


def test_a_new_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    assert folder_and_disk(tmp_path / "new" / "var")[0] == ("folder", "good")
    assert list((tmp_path / "new" / "var").iterdir()) == []


@pytest.mark.parametrize(
    ("free", "state"), [(199_999_999, "bad"), (200_000_000, "warning"), (1_999_999_999, "warning"), (2 * 10**9, "good")]
)
def test_little_space_is_told_before_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12 - free, free))
    assert folder_and_disk(tmp_path) == [("folder", "good"), ("disk", state)]


def test_without_pango_the_doctor_names_the_packages() -> None:
    assert doctor.pdf() == doctor.Finding("pdf", "good", "Minutes can be written as PDF.")
    lacking = doctor.pdf("no_such_library_here")
    assert lacking.state == "warning"
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b" in lacking.words
