"""Putting a change that passed its chain into the register, and what happens where it meets another change."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import Stale
from slrt.domain.registry.kinds import KINDS
from slrt.reads import registry as registry_reads
from slrt.services.registry.acts import ACTS, Asked, Writing
from slrt.services.registry.acts.facts import clashes
from slrt.services.registry.changes.wishes import opened
from slrt.services.registry.register import no_second_nik
from slrt.store.registry.models import Change


def apply_now(actor: Actor, change: Change) -> Change:
    """Write the change into the register, inside the caller's transaction, and give its row, saved.

    What the centre decides stays where it is, waiting to be sent. Raises Stale for a clash, Refused and NotFound when
    the register has moved on so that the wish makes no sense any more; then nothing is written.
    """
    if KINDS[change.kind].to_centre:
        return change
    asked = asked_of(actor, change)
    act = ACTS[change.kind]
    wanted = act.read(asked)
    writing = Writing(actor, change)
    with no_second_nik():
        act.write(writing, asked, wanted)
        writing.finish()
    if change.version is None:
        change.version = asked.family.family.version  # the register says all of it already
    change.state, change.state_since, change.lapses_at = "applied", clock.now(), None
    change.save()
    return change


def apply_or_hold(actor: Actor, change: Change) -> Change:
    """Apply the change; where the same fact was changed since its base version, keep both for a person to choose."""
    try:
        with transaction.atomic():
            return apply_now(actor, change)
    except Stale as stale:
        change.refresh_from_db()
        change.state, change.state_since = "clashing", clock.now()
        change.kept = clashes(stale)
        change.save()
        return change


def asked_of(actor: Actor, change: Change, wish: Mapping[str, Any] | None = None) -> Asked:
    """The change's wish beside the family as it is now."""
    here = None if change.family_id is None else registry_reads.record_of(actor, change.family_id)
    return Asked(
        actor=actor,
        kind=change.kind,
        wish=opened(change.wish, change.id) if wish is None else wish,
        area_code=change.area_code,
        here=here,
        base_version=change.base_version,
    )
