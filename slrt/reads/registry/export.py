"""A family as `slrt evaluate` reads it, to reproduce a dispute: facts alone, no name, no number, no address."""

from typing import Any
from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.rules.facts import Value
from slrt.reads.registry.record import record_of
from slrt.store.registry.plain import to_json


def export(actor: Actor, family_id: UUID) -> dict[str, Any]:
    """`{"family": {...}, "members": [...]}`; feeding it to the evaluator gives the same verdicts.

    Left out besides names and numbers: nothing that a rule may read. Raises NotFound outside the actor's scope.
    """
    record = record_of(actor, family_id).record
    return {"family": _plain(record.family), "members": [_plain(facts) for facts in record.members]}


def _plain(facts: Any) -> dict[str, Value]:
    return {name: to_json(value) for name, value in sorted(facts.items())}
