"""People joining and leaving a family that is registered already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.reads import registry as registry_reads
from slrt.services.registry.chains import check_direct
from slrt.services.registry.check import Draft, DraftMember, look_for_same, not_applicable, read_member
from slrt.services.registry.facts import check_change
from slrt.services.registry.families import finish, locked
from slrt.services.registry.inputs import Checked, LookFirst, NewMember
from slrt.services.registry.ledger import Ledger
from slrt.services.registry.register import new_membership, new_person, no_second_nik, one_at_a_time
from slrt.store.registry.models import Change, Membership, Person
from slrt.store.walls.context import acting

CAUSES = {"died": "dead", "moved": "moved", "not_found": "active"}
"""Why a membership ends (the fact `presence`) -> the state of the person afterwards."""


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Who leaves, why, since when; `next_head` is needed when the head leaves others behind."""

    person_id: UUID
    cause: str
    on: date
    next_head: UUID | None = None


def check_member(actor: Actor, *, family_id: UUID, member: NewMember) -> Checked:
    """What stands against adding this person. Writes nothing."""
    with acting(actor):
        return read_new_member(actor, registry_reads.record_of(actor, family_id), member)[0].checked()


def add_member(  # noqa: PLR0913 - who, which row, and the five things a change must say
    actor: Actor,
    *,
    family_id: UUID,
    member: NewMember,
    submission: UUID,
    source: str,
    reason: str = "",
    channel: str = "desk",
    accept_warnings: bool = False,
) -> UUID:
    """Add a person to a family and return the person's id; the same `submission` again gives the same person.

    Raises Refused when something is wrong (a second head among it), LookFirst while warnings have not been seen.
    """
    with acting(actor):
        family = locked(actor, family_id)
        check_change(actor, family.area_code)
        one_at_a_time(submission)
        if Person.objects.visible_to(actor).filter(id=submission).exists():
            return submission
        check_direct(family.area_code, "add_member")
        here = registry_reads.recorded(family)
        draft, read = read_new_member(actor, here, member)
        checked = draft.checked()
        if checked.problems:
            raise Refused(*checked.problems)
        if checked.needs_a_look and not accept_warnings:
            raise LookFirst(checked)
        ledger = Ledger(source=source, channel=channel, reason=reason)
        with no_second_nik():
            person = new_person(here.family, read, ledger, submission)
            person.save(force_insert=True)
            place = max((m.position for m in here.memberships), default=-1) + 1
            new_membership(here.family, person, read, place, ledger).save(force_insert=True)
        finish(actor, here.family, ledger, "add_member", here.family.version)
        return person.id


def end_membership(
    actor: Actor, *, family_id: UUID, leaving: Leaving, source: str, reason: str, submission: UUID | None = None
) -> int:
    """A person died, moved away or was not found: the membership ends, the person's row stays. Gives the version.

    Raises Refused when the head leaves others behind and no next head is named. The last one to leave closes the
    family. The relations of the others are to the former head until somebody corrects them.
    """
    with acting(actor):
        family = locked(actor, family_id)
        check_change(actor, family.area_code)
        if submission is not None:
            one_at_a_time(submission)
            if Change.objects.visible_to(actor).filter(id=submission).exists():
                return family.version
        check_direct(family.area_code, "end_membership")
        here = registry_reads.recorded(family)
        membership = _membership_of(here, leaving.person_id)
        problems = list(_leaving_problems(here, membership, leaving, reason))
        if problems:
            raise Refused(*problems)
        ledger = Ledger(source=source, channel="desk", reason=reason)
        ledger.id = submission or ledger.id
        _end(here, membership, leaving, ledger)
        return finish(actor, here.family, ledger, "end_membership", here.family.version)


def read_new_member(actor: Actor, here: registry_reads.Recorded, member: NewMember) -> tuple[Draft, DraftMember]:
    """The member with typed values, and everything found on the way."""
    draft = Draft()
    read = read_member(member, "members[0]", draft)
    draft.members.append(read)
    look_for_same(actor, draft)
    if read.relation == "head":
        draft.problems.append(
            Problem(
                "many_heads",
                "Keluarga ini sudah punya kepala keluarga. Pilih hubungan lain.",
                "This family has a head already. Choose another relation.",
                "members[0].relation",
            )
        )
    family = {name: value for name, value in here.record.family.items() if name != "area_code"}
    touched = frozenset(f"members[0].{name}" for name in read.facts)
    draft.problems.extend(not_applicable(here.family.area_code, family, [read.facts], touched))
    return draft, read


def _membership_of(here: registry_reads.Recorded, person_id: UUID) -> Membership:
    found = next((m for m in here.memberships if m.person_id == person_id), None)
    if found is None:
        raise NotFound(f"no member {person_id} in this family")
    return found


def _leaving_problems(
    here: registry_reads.Recorded, membership: Membership, leaving: Leaving, reason: str
) -> Iterator[Problem]:
    if leaving.cause not in CAUSES:
        yield Problem("no_cause", "Pilih sebab: meninggal, pindah, atau tidak ditemukan.",
                      "Choose why: died, moved, or not found.", "cause")  # fmt: skip
    if not reason.strip():
        yield Problem("no_reason", "Tulis keterangannya, misalnya nomor akta kematian.",
                      "Write the grounds, such as the number of the death certificate.", "reason")  # fmt: skip
    if leaving.on > clock.today():
        yield Problem("in_the_future", "Tanggal tidak boleh sesudah hari ini.",
                      "The date cannot lie after today.", "on")  # fmt: skip
    others = [m for m in here.memberships if m.person_id != leaving.person_id]
    if membership.relation == "head" and others and leaving.next_head not in {m.person_id for m in others}:
        yield Problem(
            "next_head",
            "Yang keluar adalah kepala keluarga. Pilih dulu kepala keluarga yang baru dari anggota lain.",
            "The one who leaves is the head. First choose the new head among the other members.",
            "next_head",
        )


def _end(here: registry_reads.Recorded, membership: Membership, leaving: Leaving, ledger: Ledger) -> None:
    person = membership.person
    ledger.person(person, "presence", leaving.cause)
    ledger.state(person, CAUSES[leaving.cause])
    ledger.membership(membership, until=max(leaving.on, membership.starts_on))
    person.version += 1
    person.updated_at = ledger.at
    person.save()
    membership.save()
    if len(here.memberships) == 1:
        ledger.state(here.family, "closed")
    elif membership.relation == "head" and leaving.next_head is not None:
        successor = _membership_of(here, leaving.next_head)
        ledger.relation(successor, successor.person, "head")
        successor.person.save()
        successor.save()
