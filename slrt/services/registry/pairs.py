"""Likely duplicates, decided by a person: joined into one, or remembered as two; and split back when it was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from slrt.domain import access, areas, clock, identity
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.reads.registry import pairs as pair_reads
from slrt.services import live
from slrt.services.registry.changes.inputs import Proposal
from slrt.services.registry.changes.submitting import submit
from slrt.services.registry.identity import LOOKED_RECENTLY
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import DuplicatePair, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting

SEEN_BY_SOMEBODY = 0.9
"""How likely a pair counts that an officer saw: before most, behind those with the same number."""


@dataclass(frozen=True, kw_only=True)
class Joining:
    """How two rows become one: which stays, which facts are taken from the other, who heads the family left behind."""

    keep: UUID
    choose: Sequence[str] = ()
    next_head: UUID | None = None
    reason: str = ""


def can_decide(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers deciding likely duplicates."""
    return access.can(actor, Permission.DUPLICATE_DECIDE, area_code)


def check_decide(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may decide likely duplicates of this area."""
    access.check(actor, Permission.DUPLICATE_DECIDE, area_code)


def look(actor: Actor, pair_id: UUID) -> None:
    """Leave the event that both records of a pair were read: once for each reader and ten minutes. Raises NotFound."""
    with acting(actor):
        pair = DuplicatePair.objects.visible_to(actor).filter(id=pair_id).first()
        if pair is None:
            raise NotFound(f"no pair {pair_id}")
        check_decide(actor, pair.area_code)
        since = clock.now() - LOOKED_RECENTLY
        seen = Event.objects.visible_to(actor).filter(actor_id=actor.user_id, verb="pair.look", subject_id=pair_id)
        if not seen.filter(at__gt=since).exists():
            after = {"one": str(pair.one_id), "other": str(pair.other_id)}
            record(actor, "pair.look", Subject("pair", pair.id, pair.area_code), after=after)


def suggest(actor: Actor, one: UUID, other: UUID, *, reason: str) -> DuplicatePair:
    """An officer saw two records that may be one person. A pair that is known already stays as it was decided.

    Raises NotFound for people outside the actor's sight, Denied, Refused for one and the same.
    """
    with acting(actor):
        first, second = sorted((one, other))
        people = list(Person.objects.visible_to(actor).filter(id__in=(first, second), state="active"))
        if len(people) < 2:
            raise NotFound(f"not both of {one} and {other} are seen here")
        for person in people:
            access.check(actor, Permission.FAMILY_CHANGE, person.area_code)
        known: DuplicatePair | None = DuplicatePair.objects.filter(one_id=first, other_id=second).first()
        if known is not None:
            return known
        pair: DuplicatePair = DuplicatePair.objects.create(
            one_id=first,
            other_id=second,
            area_code=areas.common(people[0].area_code, people[1].area_code),
            score=SEEN_BY_SOMEBODY,
            grounds=["seen"],
            found_at=clock.now(),
        )
        after = {"one": str(first), "other": str(second)}
        record(actor, "pair.suggest", Subject("pair", pair.id, pair.area_code), after=after, reason=reason.strip())
        live.announce("pair", pair.id, pair.area_code)
        return pair


def join(actor: Actor, pair_id: UUID, joining: Joining) -> DuplicatePair:
    """The two are one person: merge them. Deciding again changes nothing.

    Raises NotFound, Denied, and Refused when the pair was decided otherwise, or the merge needs a next head.
    """
    with acting(actor):
        pair = _locked(actor, pair_id)
        if pair.state == "same":
            return pair
        _open(pair)
        if joining.keep not in (pair.one_id, pair.other_id):
            raise Refused(Problem("keep", "Pilih data yang dipertahankan.", "Choose the record that stays.", "keep"))
        other = pair.other_id if joining.keep == pair.one_id else pair.one_id
        wish = {"keep": str(joining.keep), "other": str(other), "choose": list(joining.choose)}
        if joining.next_head is not None:
            wish["next_head"] = str(joining.next_head)
        family_id, area_code = _home(joining.keep)
        proposal = Proposal(
            kind="merge_people",
            route="direct",
            area_code=area_code,
            family_id=family_id,
            wish=wish,
            source="duplicate_review",
            reason=joining.reason,
        )
        made = submit(actor, proposal, submission=uuid5(pair.id, str(pair.found_at)), accept_warnings=True)
        pair.change_id = made.change_id
        return _decide(actor, pair, "same", joining.reason)


def join_families(actor: Actor, pair_id: UUID, *, keep: UUID, reason: str = "") -> DuplicatePair:
    """One family was registered twice: the other one's people are merged pair by pair, or come over.

    `keep` is the person of the pair whose family stays. Every open pair between the two families is decided by it.
    """
    with acting(actor):
        pair = _locked(actor, pair_id)
        if pair.state == "same":
            return pair
        _open(pair)
        other = pair.other_id if keep == pair.one_id else pair.one_id
        (mine, area_code), (theirs, _) = _home(keep), _home(other)
        same = _one_to_one(pair_reads.between(actor, mine, theirs))
        proposal = Proposal(
            kind="merge_families",
            route="direct",
            area_code=area_code,
            family_id=mine,
            wish={"other": str(theirs), "same": [[str(ours), str(of_them)] for _, ours, of_them in same]},
            source="duplicate_review",
            reason=reason,
        )
        made = submit(actor, proposal, submission=uuid5(pair.id, f"families {pair.found_at}"), accept_warnings=True)
        for key in {pair.id, *(each for each, _, _ in same)}:
            one = pair if key == pair.id else _locked(actor, key)
            one.change_id = made.change_id
            _decide(actor, one, "same", reason)
        return pair


def _one_to_one(found: Sequence[tuple[UUID, UUID, UUID]]) -> list[tuple[UUID, UUID, UUID]]:
    """The likeliest pairs in which nobody stands twice."""
    taken: set[UUID] = set()
    kept = []
    for row in found:
        if not taken & {row[1], row[2]}:
            taken |= {row[1], row[2]}
            kept.append(row)
    return kept


def keep_apart(actor: Actor, pair_id: UUID, reason: str) -> DuplicatePair:
    """They are two people: remembered, so that nobody is asked again. Raises Refused without a reason."""
    with acting(actor):
        pair = _locked(actor, pair_id)
        if pair.state == "different":
            return pair
        _open(pair)
        if not reason.strip():
            raise Refused(Problem("missing", "Isi alasan.", "Give a reason.", "reason"))
        return _decide(actor, pair, "different", reason)


def split_back(actor: Actor, pair_id: UUID, reason: str) -> DuplicatePair:
    """They were joined by mistake: the merge is undone, and that they are two is remembered.

    Raises Refused without a reason, and when later changes came on top of the merge.
    """
    with acting(actor):
        pair = _locked(actor, pair_id)
        if pair.state != "same" or pair.change_id is None:
            raise Refused(Problem("wrong_state", "Keduanya tidak digabung di sini.", "They were not joined here."))
        if not reason.strip():
            raise Refused(Problem("missing", "Isi alasan.", "Give a reason.", "reason"))
        merged = Person.objects.visible_to(actor).get(id__in=(pair.one_id, pair.other_id), merged_into__isnull=False)
        if merged.merged_into_id is None:
            raise NotFound(f"nobody is merged in {pair_id}")
        family_id, area_code = _home(merged.merged_into_id)
        undo = Proposal(
            kind="undo",
            route="direct",
            area_code=area_code,
            family_id=family_id,
            wish={"change": str(pair.change_id)},
            source="duplicate_review",
            reason=reason,
        )
        submit(actor, undo, submission=uuid5(pair.change_id, "split"), accept_warnings=True)
        for beside in DuplicatePair.objects.filter(change_id=pair.change_id).exclude(id=pair.id):
            beside.state, beside.change_id, beside.decided_at, beside.decided_by_id = "open", None, None, None
            beside.save()
        return _decide(actor, pair, "different", reason)


def _locked(actor: Actor, pair_id: UUID) -> DuplicatePair:
    pair: DuplicatePair | None = DuplicatePair.objects.visible_to(actor).select_for_update().filter(id=pair_id).first()
    if pair is None:
        raise NotFound(f"no pair {pair_id}")
    check_decide(actor, pair.area_code)
    return pair


def _home(person_id: UUID) -> tuple[UUID, str]:
    """The family of a person who stays. Raises Refused for somebody who belongs to none."""
    found = Membership.objects.filter(person_id=person_id, until__isnull=True).select_related("family").first()
    if found is None:
        raise Refused(
            Problem(
                "no_family",
                "Pertahankan data yang masih menjadi anggota keluarga.",
                "Keep the record that is still a member of a family.",
                "keep",
            )
        )
    return found.family_id, found.family.area_code


def _open(pair: DuplicatePair) -> None:
    if pair.state != "open":
        raise Refused(Problem("wrong_state", "Pasangan ini sudah diputuskan.", "This pair has been decided."))


def _decide(actor: Actor, pair: DuplicatePair, state: str, reason: str) -> DuplicatePair:
    pair.state, pair.decided_by_id, pair.decided_at = state, actor.user_id, clock.now()
    pair.reason = identity.without_numbers(reason.strip())
    pair.save()
    after = {"state": state, "change": str(pair.change_id or "")}
    record(actor, f"pair.{state}", Subject("pair", pair.id, pair.area_code), after=after, reason=pair.reason)
    live.announce("pair", pair.id, pair.area_code)
    return pair
