"""The families a person opened lately: where work is picked up again."""

from datetime import timedelta

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.reads.registry.people import PersonLine, lines
from slrt.store.registry.models import Person
from slrt.store.trail.models import Event

DAYS = 14
MOST_EVENTS = 100


def recent_families(actor: Actor, limit: int = 8) -> list[PersonLine]:
    """Heads of the families the actor looked at in the last fortnight, latest first."""
    looked = Event.objects.visible_to(actor).filter(
        actor_id=actor.user_id, verb="family.look", at__gt=clock.now() - timedelta(days=DAYS)
    )
    latest = looked.order_by("-at").values_list("subject_id", flat=True)[:MOST_EVENTS]
    families = list(dict.fromkeys(latest))[:limit]
    heads = Person.objects.visible_to(actor).filter(
        memberships__family_id__in=families, memberships__relation="head", memberships__until__isnull=True
    )
    return sorted(lines(actor, heads), key=lambda line: families.index(line.family_id))  # type: ignore[arg-type]
