"""Registering a whole list of families: the checks, rows, changes and events of `register`, in few statements.

For lists that come with their receipts (a village survey, the demonstration). What only a person can judge, likely same
people, is not asked here; a NIK in use still refuses the list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import Problem, Refused
from slrt.domain.rules.record import FamilyRecord
from slrt.reads import registry as registry_reads
from slrt.reads.registry.record import labels
from slrt.services.programmes.many import first_verdicts
from slrt.services.registry.check import (
    Draft,
    check_area,
    heads,
    nik_taken,
    not_applicable,
    read_family,
    read_member,
    repeated_niks,
)
from slrt.services.registry.inputs import NewFamily, Registered
from slrt.services.registry.ledger import Ledger
from slrt.services.registry.register import family_row, new_membership, new_person, no_second_nik
from slrt.services.trail.record import Subject, record
from slrt.store.programmes.models import Enrolment
from slrt.store.registry.models import Family, Membership, Person
from slrt.store.walls.context import acting


@dataclass(frozen=True, kw_only=True)
class ListedReceipt:
    """A programme received by the family, or by its member at that place, since a day where that is known."""

    programme: str
    member: int | None = None
    starts_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One family of a list: who wrote it down, when, and what the owner's list says it receives.

    `receipts` is None when no list of receipts was looked at: then it stays unknown what the family receives.
    """

    actor: Actor
    at: datetime
    family: NewFamily
    submission: UUID
    source: str
    reason: str = ""
    channel: str = "list"
    receipts: Sequence[ListedReceipt] | None = None
    receipts_source: str = ""


@dataclass(frozen=True)
class _Entry:
    """The unsaved rows of one family."""

    listed: Listed
    ledger: Ledger
    family: Family
    people: list[Person]
    memberships: list[Membership]

    def record(self, draft: Draft) -> FamilyRecord:
        """The family as the rules take it; the same as `recorded` makes of the rows."""
        record = registry_reads.as_record(self.family.area_code, draft.facts, [m.facts for m in draft.members])
        facts = dict(record.family)
        if self.listed.receipts is not None:
            facts["receives"] = frozenset(receipt.programme for receipt in self.listed.receipts)
        return FamilyRecord(facts, record.members, labels(self.memberships))

    def enrolments(self) -> Iterator[Enrolment]:
        for receipt in self.listed.receipts or ():
            yield Enrolment(
                id=uuid7(),
                programme_id=receipt.programme,
                family=self.family,
                person=None if receipt.member is None else self.people[receipt.member],
                area_code=self.family.area_code,
                starts_on=receipt.starts_on,
                source=self.listed.receipts_source,
                checked_on=self.family.receives_checked_on,
            )


def register_list(actor: Actor, entries: Sequence[Listed]) -> list[Registered]:
    """Write all families of the list, or none; those whose submission was written before are left as they are.

    `actor` answers for the list and must reach every family on it; each family is written in the name of who wrote it
    down. Raises Denied, and Refused with every problem, its field beginning with the place in the list (`[3].no_kk`).
    """
    with acting(actor):
        there = set(Family.objects.filter(id__in=[entry.submission for entry in entries]).values_list("id", flat=True))
        new = {place: entry for place, entry in enumerate(entries) if entry.submission not in there}
        area_problems = {code: check_area(code) for code in {entry.family.area_code for entry in new.values()}}
        drafts = {place: _checked(actor, entry, area_problems[entry.family.area_code]) for place, entry in new.items()}
        problems = [_placed(place, problem) for place, draft in drafts.items() for problem in draft.problems]
        problems += _niks_in_use(drafts)
        if problems:
            raise Refused(*problems)
        made = {place: _made(entry, drafts[place]) for place, entry in new.items()}
        with no_second_nik():
            _save(list(made.values()))
        for entry in made.values():
            _tell(entry)
        first_verdicts((entry.family, entry.record(drafts[place])) for place, entry in made.items())
    return [_registered(made.get(place), entry) for place, entry in enumerate(entries)]


def _checked(actor: Actor, entry: Listed, area_problem: Problem | None) -> Draft:
    """Read one family as it was on its day. Raises Denied outside the reach of either."""
    form = entry.family
    if area_problem:
        return Draft(problems=[area_problem])
    for one in (actor, entry.actor):
        access.check(one, Permission.FAMILY_REGISTER, form.area_code)
    draft = Draft()
    with clock.at(entry.at):
        read_family(form, draft)
        draft.members = [read_member(member, f"members[{n}]", draft) for n, member in enumerate(form.members)]
        draft.problems.extend(heads(draft.members))
        draft.problems.extend(repeated_niks(draft.members))
        draft.problems.extend(not_applicable(form.area_code, draft.facts, [member.facts for member in draft.members]))
        draft.problems.extend(_receipt_problems(entry))
    return draft


def _receipt_problems(entry: Listed) -> Iterator[Problem]:
    if "receives" in entry.family.facts:
        yield Problem("receives_twice", "Isi daftar penerimaan saja.", "Give the list of receipts alone.", "receives")
    members = range(len(entry.family.members))
    for receipt in entry.receipts or ():
        if receipt.member is not None and receipt.member not in members:
            yield Problem("no_such_member", "Anggota tidak ada.", "There is no such member.", "receipts")


def _niks_in_use(drafts: dict[int, Draft]) -> list[Problem]:
    owners = [(m.nik, place, n) for place, draft in drafts.items() for n, m in enumerate(draft.members) if m.nik]
    taken = registry_reads.niks_taken({nik for nik, _, _ in owners})
    seen: set[str] = set()
    problems = []
    for nik, place, number in owners:
        if nik in taken or nik in seen:
            problems.append(nik_taken(f"[{place}].members[{number}]", here=False))
        seen.add(nik)
    return problems


def _placed(place: int, problem: Problem) -> Problem:
    return Problem(problem.code, problem.message_id, problem.message_en, f"[{place}].{problem.field}")


def _made(entry: Listed, draft: Draft) -> _Entry:
    with clock.at(entry.at):
        ledger = Ledger(source=entry.source, channel=entry.channel, reason=entry.reason)
        family = family_row(entry.family, draft, ledger, entry.submission)
        if entry.receipts is not None:
            family.receives_checked_on = clock.today()
        people = [new_person(family, member, ledger, uuid7()) for member in draft.members]
        memberships = [
            new_membership(family, person, member, place, ledger)
            for place, (person, member) in enumerate(zip(people, draft.members, strict=True))
        ]
    return _Entry(entry, ledger, family, people, memberships)


def _save(entries: Sequence[_Entry]) -> None:
    Family.objects.bulk_create(entry.family for entry in entries)
    Person.objects.bulk_create(person for entry in entries for person in entry.people)
    Membership.objects.bulk_create(membership for entry in entries for membership in entry.memberships)
    Enrolment.objects.bulk_create(enrolment for entry in entries for enrolment in entry.enrolments())


def _tell(entry: _Entry) -> None:
    """The change and the events of one family, in the name of who wrote it down."""
    listed, family, ledger = entry.listed, entry.family, entry.ledger
    subject = Subject("family", family.id, family.area_code, family.id)
    with clock.at(listed.at):
        ledger.close(listed.actor, "new_family", family, base_version=0)
        after = {"members": len(entry.people), "change": str(ledger.id), "facts": len(ledger.items)}
        record(listed.actor, "family.register", subject, after={**after, "source": ledger.source}, reason=ledger.reason)
        if listed.receipts is not None:
            codes = sorted({receipt.programme for receipt in listed.receipts})
            record(
                listed.actor,
                "programme.enrol",
                subject,
                after={"programmes": codes, "source": listed.receipts_source},
            )


def _registered(made: _Entry | None, entry: Listed) -> Registered:
    if made is None:
        return Registered(entry.submission, False, 0)
    people = tuple(person.id for person in made.people)
    return Registered(made.family.id, True, made.family.version, people, made.ledger.id)
