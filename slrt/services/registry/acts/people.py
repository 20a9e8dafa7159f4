"""Two rows that are one person: one stays and may take values of the other, which then stands for nobody."""

from dataclasses import dataclass
from uuid import UUID

from slrt.domain.problems import NotFound, Problem, Refused
from slrt.reads import registry as registry_reads
from slrt.services.registry.acts.asking import Asked, membership_of, next_head_needed
from slrt.services.registry.acts.writing import Page, Writing, leave, succeed, touched
from slrt.services.registry.ledger import NUMBERED
from slrt.store.registry import cipher
from slrt.store.registry.facts import stored
from slrt.store.registry.models import Membership, Person


@dataclass(frozen=True)
class Merging:
    """`keep` stays, `other` is merged into it; facts named in `choose` are taken from the other."""

    keep: Person
    other: Person
    choose: frozenset[str]


@dataclass(frozen=True)
class _Wanted:
    keep: UUID
    other: UUID
    family_of_other: UUID | None
    choose: frozenset[str]
    next_head: UUID | None


class MergePeopleAct:
    """`{"keep", "other", "choose"?: [facts], "next_head"?}`; `keep` belongs to the change's family.

    Never automatic: only a person decides that two rows are one human being. What the kept row does not know is taken
    from the other; the NIK of the other is kept as a former one, so that both numbers find the person.
    """

    def read(self, asked: Asked) -> _Wanted:
        keep = asked.member("keep").person_id
        other = person_seen(asked, "other")
        if other.id == keep:
            raise Refused(Problem("same_row", "Pilih dua data yang berbeda.", "Choose two records.", "other"))
        membership = Membership.objects.filter(person_id=other.id, until__isnull=True).first()
        next_head = asked.optional_id("next_head")
        if membership is not None:
            there = registry_reads.record_of(asked.actor, membership.family_id)
            next_head_needed(there, {other.id}, next_head)
        family_id = membership.family_id if membership else None
        return _Wanted(keep, other.id, family_id, frozenset(asked.wish.get("choose") or []), next_head)

    def write(self, writing: Writing, asked: Asked, wanted: _Wanted) -> None:
        ids = [asked.family.family.id] + ([wanted.family_of_other] if wanted.family_of_other else [])
        writing.hold(ids)
        kept = writing.page(asked.family.family.id)
        keep = membership_of(kept.here, wanted.keep).person
        if wanted.family_of_other is None:
            other = Person.objects.select_for_update().get(id=wanted.other)
            merge_into(kept, kept, Merging(keep, other, wanted.choose))
            return
        gone = writing.page(wanted.family_of_other)
        membership = membership_of(gone.here, wanted.other)
        if gone is kept and membership.relation == "head":
            _hand_over_head(kept, keep, membership)
        merge_into(kept, gone, Merging(keep, membership.person, wanted.choose))
        leave(gone, membership, kept.ledger.at.date())
        if gone is not kept:
            succeed(gone, wanted.next_head, {wanted.other})


def person_seen(asked: Asked, name: str) -> Person:
    """An active person in the actor's sight. Raises NotFound, Refused for one who is no longer active."""
    person: Person | None = Person.objects.visible_to(asked.actor).filter(id=asked.id(name)).first()
    if person is None:
        raise NotFound(f"no person {asked.wish.get(name)}")
    if person.state != "active":
        raise Refused(
            Problem("not_active", f"{person.name} tidak lagi aktif.", f"{person.name} is no longer active.", name)
        )
    return person


def merge_into(kept: Page, gone: Page, merging: Merging) -> None:
    """Write the merge of two people into the ledgers of their families and save both rows."""
    keep, other = merging.keep, merging.other
    other_nik = None if other.nik_cipher is None else cipher.unseal(other.nik_cipher, NUMBERED["nik"], other.id)
    gone.ledger.merged(other, keep)
    touched(gone, other)
    _take_facts(kept, merging)
    _take_nik(kept, merging, other_nik)
    touched(kept, keep)


def _take_facts(kept: Page, merging: Merging) -> None:
    keep, other = merging.keep, merging.other
    for name in ["name", *(fact.name for fact in stored("member") if fact.name not in ("relation", "nik_status"))]:
        mine, theirs = getattr(keep, name), getattr(other, name)
        is_better = theirs not in (None, "") and (mine in (None, "") or name in merging.choose)
        if is_better and mine != theirs:
            kept.ledger.person(keep, name, frozenset(theirs) if isinstance(theirs, list) else theirs)


def _take_nik(kept: Page, merging: Merging, other_nik: str | None) -> None:
    """The chosen NIK stays, the other one is remembered."""
    keep, other = merging.keep, merging.other
    if other_nik is None:
        return
    has_same = registry_reads.has_nik(keep, other_nik)
    if keep.nik_index is None or (("nik" in merging.choose) and not has_same):
        kept.ledger.former_nik(keep)
        kept.ledger.person(keep, "nik", other_nik)
        if other.nik_status is not None:
            kept.ledger.person(keep, "nik_status", other.nik_status)
    elif not has_same:
        kept.ledger.remember_nik(keep, other_nik)


def _hand_over_head(page: Page, keep: Person, membership: Membership) -> None:
    """The row that goes was the head of the same family: the row that stays is it now."""
    own = membership_of(page.here, keep.id)
    page.ledger.relation(membership, membership.person, None)
    membership.save()
    page.ledger.relation(own, keep, "head")
    own.save()
