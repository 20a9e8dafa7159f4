"""What a transition table is, and the one question asked of it: what does this verb do from this state?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from slrt.domain import access
from slrt.domain.access import Actor, Denied, Permission
from slrt.domain.problems import Problem, Refused

Inputs = Mapping[str, Any]


class Relation(StrEnum):
    """How an actor must stand to a row, beyond the role's permission."""

    IN_AREA = "in_area"
    OWN_AREA = "own_area"
    NOT_HANDLER = "not_handler"
    RECEIVER = "receiver"
    SYSTEM = "system"


class Owner(StrEnum):
    """Whose turn it is in a state."""

    OFFICE = "office"
    PROVIDER = "provider"
    CITIZEN = "citizen"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class State:
    """One state of a machine; `ended` states carry a closing date, all others have a deadline."""

    code: str
    label_id: str
    label_en: str
    owner: Owner
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of the table: from any of `sources`, `verb` leads to `target` (None: the state stays, it is an event).

    `needs` names the inputs that may not be empty. `label_*` is what the button says.
    """

    verb: str
    sources: tuple[str, ...]
    target: str | None
    permission: Permission
    label_id: str
    label_en: str
    needs: tuple[str, ...] = ()
    relation: Relation = Relation.IN_AREA

    def leads_to(self, state: str) -> str:
        return state if self.target is None else self.target


@dataclass(frozen=True)
class Bond:
    """What binds people to one row: where it lies, who handled it, and which organisation received it."""

    area_code: str
    handlers: frozenset[UUID] = frozenset()
    organisation_id: UUID | None = None


class WrongState(Refused):
    """The verb is not in the table for the present state."""


@dataclass(frozen=True)
class Machine:
    """A transition table. `first` is the state a new row is born in."""

    name: str
    first: str
    states: Mapping[str, State]
    steps: tuple[Step, ...]
    _by_place: Mapping[tuple[str, str], Step] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        places: dict[tuple[str, str], Step] = {}
        for step in self.steps:
            for source in step.sources:
                if (source, step.verb) in places:
                    raise ValueError(f"{self.name}: {step.verb} from {source} stands in the table twice")
                places[source, step.verb] = step
        object.__setattr__(self, "_by_place", places)

    @property
    def ended(self) -> frozenset[str]:
        return frozenset(code for code, state in self.states.items() if state.ended)

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.verb for step in self.steps))

    def step(self, state: str, verb: str) -> Step | None:
        return self._by_place.get((state, verb))

    def steps_from(self, state: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if state in step.sources)


def states(*rows: State) -> dict[str, State]:
    return {row.code: row for row in rows}


def next_state(machine: Machine, state: str, verb: str, inputs: Inputs) -> Step:
    """The step `verb` takes from `state`.

    Raises WrongState when the table has no such step, Refused when a needed input is missing.
    """
    step = machine.step(state, verb)
    if step is None:
        raise WrongState(_wrong_state(machine, state))
    lacking = [name for name in step.needs if not present(inputs.get(name))]
    if lacking:
        raise Refused(*(missing(name) for name in lacking))
    return step


def check_step(actor: Actor, step: Step, bond: Bond) -> None:
    """Raises Denied unless the role, the area and the relation all allow the step."""
    if not can_step(actor, step, bond):
        raise Denied(step.permission, bond.area_code)


def can_step(actor: Actor, step: Step, bond: Bond) -> bool:
    """Whether this actor may take the step on a row so bound."""
    if step.permission not in actor.permissions:
        return False
    if step.relation is Relation.SYSTEM:
        return actor.role == "system"
    if step.relation is Relation.RECEIVER:
        return actor.organisation_id is not None and actor.organisation_id == bond.organisation_id
    if not access.can(actor, step.permission, bond.area_code):
        return False
    if step.relation is Relation.OWN_AREA:
        return actor.area_code == bond.area_code or actor.role == "system"
    return step.relation is not Relation.NOT_HANDLER or actor.user_id not in bond.handlers


def open_steps(machine: Machine, state: str, actor: Actor, bond: Bond) -> tuple[Step, ...]:
    """The steps the actor may take now: what a page draws as buttons."""
    return tuple(step for step in machine.steps_from(state) if can_step(actor, step, bond))


def present(value: object) -> bool:
    """Whether an input was given: text counts when something is left without its white space."""
    return bool(value.strip()) if isinstance(value, str) else value is not None


_FIELD_NAMES: dict[str, tuple[str, str]] = {
    "reason": ("Isi alasan.", "Give a reason."),
    "result": ("Isi hasil penanganan.", "Describe the result."),
    "settlement": ("Pilih cara penyelesaian.", "Choose how it was settled."),
    "told_by": ("Isi siapa yang menjawab.", "Say who gave the answer."),
    "duplicate_of": ("Isi nomor tiket kasus yang lebih dulu.", "Give the ticket of the earlier case."),
    "consent": ("Catat persetujuan warga.", "Record the citizen's consent."),
    "until": ("Isi hari terakhir berlaku.", "Give the last day in force."),
}


def missing(name: str) -> Problem:
    """The problem of a needed input left empty."""
    message_id, message_en = _FIELD_NAMES.get(name, (f"Isi {name}.", f"Fill in {name}."))
    return Problem("missing", message_id, message_en, name)


def one_of(name: str, value: object, allowed: Iterable[str]) -> None:
    """Raises Refused unless `value` is one of `allowed`."""
    if value not in tuple(allowed):
        raise Refused(Problem("not_a_choice", "Pilih salah satu dari daftar.", "Choose one from the list.", name))


def _wrong_state(machine: Machine, state: str) -> Problem:
    now = machine.states[state]
    return Problem(
        "wrong_state",
        f"Tindakan ini tidak bisa dilakukan: sekarang “{now.label_id}”.",
        f"This cannot be done: it is now “{now.label_en}”.",
    )
