"""The committed pages of states equal what the tables say now, and every event has words."""

from pathlib import Path

import pytest

from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.change import CHANGE
from slrt.domain.workflow.diagram import page
from slrt.domain.workflow.machine import Machine
from slrt.domain.workflow.referral import REFERRAL
from slrt.domain.workflow.version import VERSION
from slrt.domain.workflow.words import SAID, VERBS_OF_MACHINES

PAGES = Path(__file__).resolve().parents[3] / "docs" / "states"


@pytest.mark.parametrize("machine", [CASE, REFERRAL, VERSION, CHANGE])
def test_the_committed_page_is_the_table(machine: Machine) -> None:
    assert (PAGES / f"{machine.name}.md").read_text(encoding="utf-8") == page(machine), "run: .venv/bin/slrt states"


@pytest.mark.parametrize("machine", [CASE, REFERRAL, VERSION, CHANGE])
def test_every_arrow_of_the_table_is_drawn(machine: Machine) -> None:
    text = page(machine)
    for step in machine.steps:
        for source in step.sources:
            assert step.target is None or f"    {source} --> {step.target}: {step.verb}\n" in text


def test_every_verb_of_the_tables_has_words_for_the_timeline() -> None:
    assert set(SAID) >= VERBS_OF_MACHINES
    assert all(indonesian and english for indonesian, english in SAID.values())
