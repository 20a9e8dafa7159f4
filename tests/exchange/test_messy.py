"""The worked example of the guide: a messy list of 5,000 rows, whose outcomes are known from the faults planted."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from slrt.domain import access
from tests.makers.lists import checked, outcomes
from tests.makers.messy import AREA, BAD_CELLS, KINDS, ROWS, bad_head, bad_member, messy

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "import.md"


@pytest.mark.django_db
@pytest.mark.usefixtures("day_of_rules")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dry_run_counts_what_was_planted(tmp_path: Path, encoding: str) -> None:
    made, path, rejects = messy(), tmp_path / "messy.csv", tmp_path / "rejects.csv"
    path.write_bytes(made.text.encode(encoding))
    report = checked(access.system(), path, area_code=AREA, rejects=rejects)
    assert Counter(outcomes(report)) == made.outcomes
    assert (report["rows"], report["families"]) == (ROWS, made.families)
    with rejects.open(encoding=encoding, newline="") as file:
        written = list(csv.reader(file, delimiter=";"))
    assert len(written) - 1 == ROWS - made.outcomes["new"]


def test_the_list_is_the_same_at_every_call_and_has_every_fault() -> None:
    one, other = messy(), messy()
    assert one.outcomes == other.outcomes
    assert all(KINDS[kind] >= len(BAD_CELLS) for kind in (bad_member, bad_head))
    assert sum(one.outcomes.values()) == ROWS


def test_the_guide_tells_the_figures_of_the_list() -> None:
    told = GUIDE.read_text(encoding="utf-8")
    for outcome, count in messy().outcomes.items():
        assert f"| `{outcome}` | {count:,} |" in told
