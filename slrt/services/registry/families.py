"""One family held for a change, and the end of that change: version, event, verdicts, open browsers."""

from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.services import live, programmes
from slrt.services.registry.ledger import Ledger
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Family


def locked(actor: Actor, family_id: UUID, *, also_closed: bool = False) -> Family:
    """The family, held until the transaction ends, so that changes of one family follow each other.

    Raises NotFound, and Refused for one that is closed, unless `also_closed`.
    """
    family: Family | None = Family.objects.visible_to(actor).select_for_update().filter(id=family_id).first()
    if family is None:
        raise NotFound(f"no family {family_id}")
    if family.state != "active" and not also_closed:
        raise Refused(
            Problem(
                "family_closed",
                "Keluarga ini sudah ditutup. Datanya tidak dapat diubah lagi.",
                "This family is closed. Its data cannot be changed any more.",
            )
        )
    return family


def finish(actor: Actor, family: Family, ledger: Ledger, kind: str, base_version: int) -> int:
    """Raise the version, save the change, write the event, judge again, tell open browsers. Gives the version."""
    before = family.version
    family.version += 1
    family.updated_at = ledger.at
    family.save()
    ledger.close(actor, kind, family, base_version)
    record(
        actor,
        f"family.{kind}",
        Subject("family", family.id, family.area_code, family.id),
        before={"version": before},
        after={"version": family.version, "change": str(ledger.id), "source": ledger.source, "values": ledger.told()},
        reason=ledger.reason,
    )
    programmes.rematch(family.id)
    live.announce("family", family.id, family.area_code)
    return family.version
