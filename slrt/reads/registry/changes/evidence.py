"""One paper that speaks for a change, for the door that hands it out."""

from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.problems import NotFound
from slrt.store.registry.models import Evidence


def evidence_of(actor: Actor, evidence_id: UUID) -> Evidence:
    """The row of a paper, with its change. Raises NotFound outside the actor's sight."""
    row = Evidence.objects.visible_to(actor).select_related("change").filter(id=evidence_id).first()
    if row is None:
        raise NotFound(f"no evidence {evidence_id}")
    found: Evidence = row
    return found
