"""One change being written into every family it touches: each has a ledger and gets a version and a row of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.reads import registry as registry_reads
from slrt.services.registry.families import finish, locked
from slrt.services.registry.ledger import Ledger
from slrt.store.registry.models import Change, Family, Membership, Person


@dataclass
class Page:
    """One family with its ledger."""

    here: registry_reads.Recorded
    ledger: Ledger

    @property
    def family(self) -> Family:
        return self.here.family


@dataclass
class Writing:
    """A change while it is written. `change` is its own row; other families it touches get a row that names it."""

    actor: Actor
    change: Change
    pages: dict[UUID, Page] = field(default_factory=dict)
    undoes: dict[UUID, UUID] = field(default_factory=dict)

    def hold(self, family_ids: Iterable[UUID], *, also_closed: bool = False) -> None:
        """Lock the families in one order for everybody, so that two changes never wait for each other in a circle."""
        for family_id in sorted(set(family_ids) - set(self.pages)):
            family = locked(self.actor, family_id, also_closed=also_closed)
            self.pages[family_id] = Page(registry_reads.recorded(family), self._ledger(family_id))

    def page(self, family_id: UUID) -> Page:
        self.hold([family_id])
        return self.pages[family_id]

    def born(self, family: Family, ledger: Ledger) -> Page:
        """A family that this change makes; already saved."""
        self.pages[family.id] = Page(registry_reads.recorded(family), ledger)
        return self.pages[family.id]

    def ledger_of_new(self, family_id: UUID) -> Ledger:
        """The ledger of a family that this change is about to make."""
        return self._ledger(family_id)

    def finish(self) -> None:
        """A version, a change, an event and new verdicts for each family touched."""
        for family_id in sorted(self.pages):
            page = self.pages[family_id]
            if page.ledger.items:
                base = self.change.base_version if page.ledger.waiting else page.family.version
                finish(self.actor, page.family, page.ledger, self.change.kind, base)

    def _ledger(self, family_id: UUID) -> Ledger:
        change = self.change
        own = change.family_id in (None, family_id) and not any(page.ledger.waiting for page in self.pages.values())
        return Ledger(
            source=change.source,
            channel=change.channel,
            reason=change.reason,
            id=change.id if own else uuid5(change.id, str(family_id)),
            waiting=change if own else None,
            lead_id=None if own else change.id,
            undoes_id=self.undoes.get(family_id),
        )


def leave(page: Page, membership: Membership, on: date) -> None:
    """End a membership; the person's own row is not touched."""
    page.ledger.membership(membership, until=max(on, membership.starts_on))
    membership.save()


def join(page: Page, person: Person, relation: object, on: date) -> Membership:
    """Begin a membership of somebody who came from another family, with all that is known of the person."""
    membership = Membership(
        id=uuid7(),
        area_code=page.family.area_code,
        person=person,
        family=page.family,
        position=next_position(page),
        starts_on=on,
    )
    page.ledger.joined(membership)
    page.ledger.carried(person)
    page.ledger.relation(membership, person, relation)
    person.area_code = page.family.area_code
    touched(page, person)
    membership.save(force_insert=True)
    return membership


def next_position(page: Page) -> int:
    last = Membership.objects.filter(family_id=page.family.id).order_by("-position").values_list("position", flat=True)
    return int(last[0]) + 1 if last else 0


def touched(page: Page, person: Person) -> None:
    """Save a person whose values this change gave."""
    person.version += 1
    person.updated_at = page.ledger.at
    person.save()


def succeed(page: Page, next_head: UUID | None, gone: set[UUID]) -> None:
    """Close a family that nobody is left in, or give it its next head when the head is gone."""
    staying = [each for each in page.here.memberships if each.person_id not in gone]
    if not staying:
        page.ledger.state(page.family, "closed")
        return
    head_left = any(each.relation == "head" and each.person_id in gone for each in page.here.memberships)
    if head_left and next_head is not None:
        successor = next(each for each in staying if each.person_id == next_head)
        page.ledger.relation(successor, successor.person, "head")
        touched(page, successor.person)
        successor.save()
