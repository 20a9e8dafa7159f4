"""What a list says that a family and its people receive, as enrolments and as a fact with its history."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from slrt.domain.ids import uuid7
from slrt.services.registry.batches.inputs import ImportedFamily
from slrt.services.registry.batches.present import Home
from slrt.services.registry.ledger import Ledger
from slrt.store.programmes.models import Enrolment


def receive(listed: ImportedFamily, home: Home, ledger: Ledger, on: date) -> list[Enrolment]:
    """The enrolments that are new, not saved. A list adds what it names; it does not end what it leaves out."""
    told = [member.receives for member in listed.members if member.receives is not None]
    if not told:
        return []
    known = {(each.programme_id, each.person_id) for each in home.enrolments}
    new = list(_new(listed, home, ledger, on, known))
    before = sorted({code for code, _ in known})
    after = sorted({*before, *(each.programme_id for each in new)})
    if new or home.family.receives_checked_on is None:
        ledger.receives(home.family, frozenset(after), before if home.family.receives_checked_on else None)
    home.family.receives_checked_on = on
    home.enrolments += new
    return new


def _new(
    listed: ImportedFamily, home: Home, ledger: Ledger, on: date, known: set[tuple[str, UUID | None]]
) -> Iterator[Enrolment]:
    for member in listed.members:
        whose = None if member.relation == "head" else member.person_id
        for code in sorted(member.receives or ()):
            if (code, whose) in known or (code, None) in known:
                continue
            known.add((code, whose))
            yield Enrolment(
                id=uuid7(),
                programme_id=code,
                family=home.family,
                person_id=whose,
                area_code=home.family.area_code,
                source=ledger.source,
                checked_on=on,
            )
