"""The worked example of the guide: a messy list of 5,000 rows, whose outcomes are known from the faults planted."""

import csv
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slrt.domain import access
from tests.makers.lists import checked, outcomes
from tests.makers.messy import AREA, BAD_CELLS, KINDS, ROWS, bad_head, bad_member, messy, some

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


@pytest.mark.django_db
@pytest.mark.usefixtures("day_of_rules")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_rows_may_stand_in_any_order(tmp_path: Path, kinds: list[Any], order: random.Random) -> None:
    made, path = some(kinds, order), tmp_path / "some.csv"
    path.write_text(made.text, encoding="utf-8", newline="")
    report = checked(access.system(), path, area_code=AREA)
    assert Counter(outcomes(report)) == made.outcomes
    assert report["rows"] == made.outcomes.total()


def test_the_list_is_the_same_at_every_call_and_has_every_fault() -> None:
    one, other = messy(), messy()
    assert one.outcomes == other.outcomes
    assert all(KINDS[kind] >= len(BAD_CELLS) for kind in (bad_member, bad_head))
    assert sum(one.outcomes.values()) == ROWS


def test_the_guide_tells_the_figures_of_the_list() -> None:
    told = GUIDE.read_text(encoding="utf-8")
    for outcome, count in messy().outcomes.items():
        assert f"| `{outcome}` | {count:,} |" in told
