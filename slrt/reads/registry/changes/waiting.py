"""Which station a change waits for, asked of the database; and which of them wait for one person."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from slrt.domain.access import Actor, Permission
from slrt.domain.workflow.change import CHANGE, REACHED_BY, STATIONS, WAITING
from slrt.domain.workflow.machine import Relation
from slrt.store.registry.models import Change, ChangeStep

TO_CENTRE = "sent"
"""What waits for no station any more: it goes to the centre with the next batch."""

_STEPS = {step.verb: step for step in CHANGE.steps}


def next_station() -> Case:
    """The station a waiting change comes to next, `sent` after its last one, "" while it waits for none.

    The database's twin of `domain.registry.chains.next_verb`; a test compares the two for every state and chain.
    """
    places = [
        When(state=state, stations__contains=[station], then=Value(station))
        for passed, state in enumerate(WAITING)
        for station in STATIONS[passed:]
    ]
    return Case(*places, When(state__in=WAITING, then=Value(TO_CENTRE)), default=Value(""))


def on_the_way(actor: Actor) -> QuerySet[Any]:
    """Changes on their way in the actor's sight, each with the station it `waits_for`."""
    found: QuerySet[Any] = Change.objects.visible_to(actor).on_the_way().annotate(waits_for=next_station())
    return found


def mine(actor: Actor) -> Q:
    """The condition for what waits for this very actor: a station, a clash, or a proposal of theirs to be repaired."""
    stations: list[str] = []
    others: list[str] = []
    for station, verb in REACHED_BY.items():
        step = _STEPS[verb]
        if step.permission in actor.permissions:
            (others if step.relation is Relation.NOT_HANDLER else stations).append(station)
    endorsed = ChangeStep.objects.filter(change_id=OuterRef("id"), verb="endorse", by_id=actor.user_id)
    found: Any = Q(waits_for__in=stations) | (Q(waits_for__in=others) & ~Q(by_id=actor.user_id) & ~Exists(endorsed))
    if Permission.CHANGE_PROPOSE in actor.permissions:
        found |= Q(state="returned", by_id=actor.user_id)
    if Permission.CHANGE_CHECK in actor.permissions:
        found |= Q(state="clashing")
    return Q(found)


def waiting_for_me(actor: Actor) -> int | None:
    """The figure in the menu; None for somebody who has no part in changes."""
    if Permission.CHANGE_PROPOSE not in actor.permissions:
        return None
    return on_the_way(actor).filter(mine(actor)).count()
