"""A clash: two people changed the same fact. A third chooses for each fact; the value that lost is kept."""

from collections.abc import Mapping

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import Problem, Refused
from slrt.services.registry.acts.facts import path_in
from slrt.services.registry.changes.applying import apply_now
from slrt.services.registry.changes.wishes import opened, sealed
from slrt.store.registry.models import Change, Family

MINE, THEIRS = "mine", "theirs"
"""`mine` is the value of the change that waits, `theirs` the one that stands in the register."""


def settle(actor: Actor, change: Change, choices: Mapping[str, str]) -> Change:
    """Apply the change with the values chosen. Raises Refused while a clashing fact has no choice."""
    paths = [each["path"] for each in change.kept]
    open_ones = [path for path in paths if choices.get(path) not in (MINE, THEIRS)]
    if open_ones:
        raise Refused(*(_choose(path) for path in open_ones))
    wish = opened(change.wish, change.id)
    items = wish.get("items") or []
    lost = [item for item in items if choices.get(path_in(item)) == THEIRS]
    change.kept = [{**each, "chosen": choices[each["path"]]} for each in change.kept]
    change.wish = sealed({**wish, "items": [item for item in items if item not in lost], "lost": lost}, change.id)
    change.base_version = Family.objects.values_list("version", flat=True).get(id=change.family_id)
    if len(lost) == len(items):
        change.state, change.version, change.state_since = "applied", change.base_version, clock.now()
        return change
    return apply_now(actor, change)


def _choose(path: str) -> Problem:
    return Problem("choose", "Pilih salah satu nilai.", "Choose one of the values.", path)
