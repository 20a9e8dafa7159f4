"""Registering a family: rows, the change that made them, the event and the verdicts, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.problems import Refused
from slrt.services import live, programmes
from slrt.services.registry.chains import check_direct
from slrt.services.registry.check import Draft, DraftMember, nik_taken, read_draft
from slrt.services.registry.inputs import LookFirst, NewFamily, Registered
from slrt.services.registry.ledger import Ledger
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Family, Membership, Person
from slrt.store.walls.context import acting
from slrt.store.walls.copying import fresh


def register(  # noqa: PLR0913 - who, what, and the five things a change must say
    actor: Actor,
    new: NewFamily,
    *,
    submission: UUID,
    source: str,
    reason: str = "",
    channel: str = "desk",
    accept_warnings: bool = False,
) -> Registered:
    """Write a new family; the same `submission` again gives the same family.

    Raises Refused when something is wrong, LookFirst while warnings or likely same people have not been seen, Denied
    outside the actor's area.
    """
    with acting(actor):
        one_at_a_time(submission)
        before = Family.objects.visible_to(actor).filter(id=submission).first()
        if before is not None:
            return Registered(before.id, False, before.version)
        draft = read_draft(actor, new)
        checked = draft.checked()
        if checked.problems:
            raise Refused(*checked.problems)
        check_direct(new.area_code, "new_family")
        if checked.needs_a_look and not accept_warnings:
            raise LookFirst(checked)
        ledger = Ledger(source=source, channel=channel, reason=reason)
        with no_second_nik():
            return _write(actor, new, draft, ledger, submission)


def one_at_a_time(submission: UUID) -> None:
    """A double click waits here until the first one is done, and then finds its row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(submission)])


@contextmanager
def no_second_nik() -> Iterator[None]:
    """Turn the database's refusal of a NIK in use (somebody was faster) into words; other errors stay errors."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "registry_one_active_person_a_nik" not in str(error):
            raise
        raise Refused(nik_taken("members", here=False)) from error


def _write(actor: Actor, new: NewFamily, draft: Draft, ledger: Ledger, submission: UUID) -> Registered:
    family, people = write_new_family(new, draft, ledger, submission)
    ledger.close(actor, "new_family", family, base_version=0)
    subject = Subject("family", family.id, family.area_code, family.id)
    record(
        actor,
        "family.register",
        subject,
        after={"members": len(people), "change": str(ledger.id), "facts": len(ledger.items), "source": ledger.source},
        reason=ledger.reason,
    )
    programmes.rematch(family.id)
    live.announce("family", family.id, family.area_code)
    return Registered(family.id, True, family.version, tuple(person.id for person in people), ledger.id)


def write_new_family(new: NewFamily, draft: Draft, ledger: Ledger, family_id: UUID) -> tuple[Family, list[Person]]:
    """Save the rows of a new family, with every value in the ledger; the change itself is closed by the caller."""
    family = family_row(new, draft, ledger, family_id)
    people = [new_person(family, member, ledger, uuid7()) for member in draft.members]
    memberships = [
        new_membership(family, person, member, place, ledger)
        for place, (person, member) in enumerate(zip(people, draft.members, strict=True))
    ]
    receipts = draft.facts.get("receives")
    if receipts is not None:
        ledger.receives(family, receipts, None)
    family.save(force_insert=True)
    Person.objects.bulk_create(people)
    Membership.objects.bulk_create(memberships)
    if isinstance(receipts, frozenset):
        programmes.set_receipts(family, receipts, ledger.source, clock.today())
    return family, people


def family_row(new: NewFamily, draft: Draft, ledger: Ledger, submission: UUID) -> Family:
    """The row of a new family, not yet saved."""
    family = fresh(
        Family,
        id=submission,
        area_code=new.area_code,
        synthetic=new.synthetic,
        created_at=ledger.at,
        updated_at=ledger.at,
    )
    ledger.area(family)
    plain = {**draft.texts, "latitude": new.latitude, "longitude": new.longitude}
    for name, value in plain.items():
        if value not in ("", None):
            ledger.family(family, name, value)
    if draft.no_kk:
        ledger.family(family, "no_kk", draft.no_kk)
    for fact, known in draft.facts.items():
        if fact != "receives":
            ledger.family(family, fact, known)
    return family


def new_person(family: Family, member: DraftMember, ledger: Ledger, person_id: UUID) -> Person:
    """The unsaved row of a person, with every value in the ledger."""
    person = fresh(
        Person,
        id=person_id,
        area_code=family.area_code,
        synthetic=family.synthetic,
        created_at=ledger.at,
        updated_at=ledger.at,
    )
    ledger.person(person, "name", member.name)
    if member.nik:
        ledger.person(person, "nik", member.nik)
    facts = {"nik_status": "unchecked" if member.nik else "none", **member.facts}
    for fact, value in facts.items():
        if fact != "relation":
            ledger.person(person, fact, value)
    return person


def new_membership(family: Family, person: Person, member: DraftMember, place: int, ledger: Ledger) -> Membership:
    """The unsaved membership from today on."""
    membership = fresh(
        Membership,
        id=uuid7(),
        area_code=family.area_code,
        person_id=person.id,
        family_id=family.id,
        position=place,
        starts_on=clock.today(),
    )
    membership.person, membership.family = person, family
    ledger.joined(membership)
    relation = member.relation
    if relation is not None:
        ledger.relation(membership, person, relation)
    return membership
