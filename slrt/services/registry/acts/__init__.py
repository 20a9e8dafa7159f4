"""What each kind of change does: how its wish is read and checked, and how it is written into the register."""

from typing import Any, Protocol

from slrt.domain.registry.kinds import FACT_KINDS, JOINING, LEAVING
from slrt.services.registry.acts.asking import Asked
from slrt.services.registry.acts.centre import CentreAct
from slrt.services.registry.acts.erasing import EraseAct
from slrt.services.registry.acts.facts import FactsAct
from slrt.services.registry.acts.families import MergeFamiliesAct, NewFamilyAct, SplitAct
from slrt.services.registry.acts.members import JoinAct, LeaveAct, MoveMemberAct
from slrt.services.registry.acts.people import MergePeopleAct
from slrt.services.registry.acts.undoing import UndoAct
from slrt.services.registry.acts.writing import Writing


class Act(Protocol):
    """One kind's reading and writing. Reading is done when a change is submitted, and again when it is applied."""

    def read(self, asked: Asked) -> Any:
        """The checked wish, typed. Raises Refused, NotFound."""

    def write(self, writing: Writing, asked: Asked, wanted: Any) -> None:
        """Write what was read; the caller finishes the writing."""


ACTS: dict[str, Act] = {
    **dict.fromkeys(FACT_KINDS, FactsAct()),
    **dict.fromkeys(JOINING, JoinAct()),
    **dict.fromkeys(LEAVING, LeaveAct()),
    "move_member": MoveMemberAct(),
    "new_family": NewFamilyAct(),
    "split": SplitAct(),
    "merge_families": MergeFamiliesAct(),
    "merge_people": MergePeopleAct(),
    "enrolment": CentreAct(),
    "objection": CentreAct(),
    "undo": UndoAct(),
    "erase": EraseAct(),
}
"""Kind -> what it does; a test compares the keys with the catalogue of kinds."""

__all__ = ["ACTS", "Act", "Asked", "Writing"]
