"""Erasure of personal data (UU 27/2022): who it was is taken out of rows and history; that something was, stays.

What rules and counts need is kept (year of birth, sex, facts of the house). The trail keeps its events.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain.problems import Problem, Refused
from slrt.services.registry.acts.asking import Asked
from slrt.services.registry.acts.writing import Page, Writing, touched
from slrt.store.registry.models import Change, Membership, Person
from slrt.store.registry.plain import ERASED

OF_PERSON = ("name", "nik", "former_niks", "birth_date")
OF_FAMILY = ("address", "rt", "rw", "phone", "no_kk", "latitude", "longitude")


class EraseAct:
    """`{"person"?}`: one person, or (without) where and how the family can be reached. The reason is the request."""

    def read(self, asked: Asked) -> UUID | None:
        if len(asked.text("why")) == 0:
            raise Refused(
                Problem(
                    "why", "Tulis dasar permintaan penghapusan.", "Write on which request the data are erased.", "why"
                )
            )
        person_id = asked.optional_id("person")
        if person_id is not None:
            asked.member("person")
        return person_id

    def write(self, writing: Writing, asked: Asked, wanted: UUID | None) -> None:
        page = writing.page(asked.family.family.id)
        if wanted is None:
            _erase_family(page)
            _forget([page.family.id], page.family.id, OF_FAMILY)
        else:
            person = next(m.person for m in page.here.memberships if m.person_id == wanted)
            _erase_person(page, person)
            families = Membership.objects.filter(person_id=wanted).values_list("family_id", flat=True)
            _forget(families, wanted, OF_PERSON)
        for item in page.ledger.items:
            item["old"] = ERASED
            item.pop("was", None)


def _erase_person(page: Page, person: Person) -> None:
    ledger = page.ledger
    ledger.person(person, "name", f"Dihapus {str(person.id)[-4:].upper()}")
    ledger.person(person, "nik", None)
    ledger.forget_niks(person)
    if person.birth_date is not None:
        ledger.person(person, "birth_date", date(person.birth_date.year, 1, 1))
    touched(page, person)


def _erase_family(page: Page) -> None:
    for name in OF_FAMILY:
        empty = None if name in ("no_kk", "latitude", "longitude") else ""
        page.ledger.family(page.family, name, empty)


def _forget(family_ids: Iterable[UUID], subject_id: UUID, facts: tuple[str, ...]) -> None:
    """Take the values out of earlier changes too; what was asked for is forgotten with them."""
    for change in Change.objects.filter(family_id__in=list(family_ids)).select_for_update():
        items = [_forgotten(item, str(subject_id), facts) for item in change.items]
        if items != change.items or change.wish:
            change.items, change.wish = items, ERASED if change.wish else {}
            change.save(update_fields=["items", "wish"])


def _forgotten(item: dict[str, Any], subject_id: str, facts: tuple[str, ...]) -> dict[str, Any]:
    if item["subject_id"] != subject_id or item["fact"] not in facts:
        return item
    return {**item, "old": ERASED, "new": ERASED}
