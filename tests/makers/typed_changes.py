"""Every verb that changes the register, with a NIK typed into each text it takes."""

from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import Problem
from slrt.services.registry import FactChange, batches, changes, pairs, record_facts
from slrt.services.registry.niks import take_niks
from slrt.store.registry.models import Change, Membership
from slrt.store.walls.context import acting
from tests.makers.changes import direct, document, facts, photo, submitted, walk
from tests.makers.families import VILLAGE, new_family, nik, officer, person, registered

BORN = date(1980, 5, 17)
numbers = iter(range(500, 9000))


def everything_that_changes_the_register(by: Actor, typed: str) -> None:
    """Each kind, each step, lists and likely duplicates, by somebody who may do it all."""
    _every_kind(by, typed)
    _every_step(by, typed)
    _a_list(by, typed)
    _likely_duplicates(by, typed)
    list(take_niks(by, area_code=by.area_code, reason=typed))
    changes.set_chain(by, area_code=by.area_code, route="proposal", kind="birth", stations=[], source=typed)


def _home() -> UUID:
    """A family of four."""
    names = ("head", "spouse", "child", "child")
    members = [
        person(f"Warga {place} {uuid7().hex[:6]}", relation, BORN, "male", nik(BORN, "male", next(numbers)))
        for place, relation in enumerate(names)
    ]
    return registered(officer(), new_family(*members)).family_id


def _people(family_id: UUID) -> list[str]:
    with acting(system()):
        rows = Membership.objects.filter(family_id=family_id, until__isnull=True).order_by("position")
        return [str(key) for key in rows.values_list("person_id", flat=True)]


def _every_kind(by: Actor, typed: str) -> None:
    home, other = _home(), _home()
    head, spouse, child, second = _people(home)
    say: dict[str, Any] = {"reason": typed}
    for kind in ("add_member", "birth", "move_in"):
        member = {"name": f"Ali {typed}"[:100], "facts": {"relation": "other", "birth_date": "2015-03-02"}}
        direct(by, kind, {"member": member}, home, **say)
    direct(by, "move_member", {"person": child, "to_family": str(other), "relation": "child"}, home, **say)
    direct(by, "change_head", facts(("relation", "head", UUID(spouse)), ("relation", "other", UUID(head))), home, **say)
    direct(by, "move_family", facts(("address", typed)), home, **say)
    direct(by, "nik", facts(("nik", nik(BORN, "male", next(numbers)), UUID(head))), home, **say)
    direct(by, "no_kk", facts(("no_kk", "1906012505180001")), home, **say)
    direct(by, "flag_dispute", facts(("excluded_flags", ["asn"])), home, **say)
    direct(by, "split", {"people": [second], "head": second, "address": typed}, home, **say)
    for kind, who in (("death", 1), ("move_out", 1), ("remove_member", 1)):
        direct(by, kind, {"person": _people(other)[who]}, other, **say)
    direct(by, "merge_people", {"keep": head, "other": _people(other)[-1]}, home, **say)
    direct(by, "merge_families", {"other": str(_home())}, home, **say)
    made = direct(by, "facts", facts(("address", f"Jl. {typed}")), home, **say)
    direct(by, "undo", {"change": str(made.change_id)}, home, **say)
    direct(by, "erase", {"person": head, "why": typed}, home, **say)
    direct(by, "new_family", {"members": [{"name": "Baru", "facts": {"relation": "head"}}], "address": typed}, **say)


def _every_step(by: Actor, typed: str) -> None:
    home = _home()
    neighbour = changes.NewProposer(kind="citizen", name="Tetangga", phone="0812", village_code=VILLAGE, protected=True)
    given: dict[str, Any] = {"reason": typed, "proposer": neighbour, "evidence": [photo()]}
    made = submitted(by, "facts", facts(("address", typed), ("roof", "thatch")), home, **given)
    changes.add_evidence(by, change_id=made.change_id, evidence=document())
    changes.reveal_proposer(by, change_id=made.change_id, reason=typed)
    for verb in ("return", "repair"):
        changes.move(by, change_id=made.change_id, verb=verb, revision=None, inputs={"reason": typed})
    record_facts(by, family_id=home, base_version=1, items=[FactChange("roof", "tile")], source="visit")
    with acting(system()):
        walk(made.change_id)
    choose = {"choices": {"family.roof": "mine"}, "reason": typed}
    changes.move(by, change_id=made.change_id, verb="settle", revision=None, inputs=choose)
    changes.tell(by, change_id=made.change_id, how="phone")
    for verb in ("reject", "withdraw"):
        waiting = submitted(by, "facts", facts(("roof", "zinc")), home, **given)
        changes.move(by, change_id=waiting.change_id, verb=verb, revision=None, inputs={"reason": typed})
    sent = submitted(by, "enrolment", {"programme": "pkh", "why": typed}, home, **given)
    with acting(system()):
        walk(sent.change_id)
        assert Change.objects.get(id=sent.change_id).state == "approved"
    changes.send(officer("head_of_agency"), area_code=by.area_code, submission=uuid7())


def _a_list(by: Actor, typed: str) -> None:
    def begun() -> UUID:
        new = batches.NewBatch(
            kind="import", layout="dtsen", area_code=by.area_code, file_name=f"{typed}.csv"[:100], sha256="0" * 64,
            size=1, source="dtsen",
        )  # fmt: skip
        return batches.begin(by, new, submission=uuid7()).id

    batches.cancel(by, begun(), typed)
    broken = begun()
    batches.ask_check(by, broken, {"nik": "identitas"})
    batches.fail(by, broken, Problem("columns_missing", typed, typed))
    key = begun()
    batches.checked(by, key, {})
    batches.start(by, key, 1)
    member = batches.ImportedMember(name="Warga", nik="", relation="head", facts={})
    listed = batches.ImportedFamily(area_code=VILLAGE, no_kk="", texts={"address": typed}, facts={}, members=[member])
    batches.apply_part(by, key, 0, [listed])
    batches.finish(by, key, {})
    batches.begin_undo(by, key, typed)
    batches.undo_some(by, key)


def _likely_duplicates(by: Actor, typed: str) -> None:
    one, other, third = _home(), _home(), _home()
    same = pairs.suggest(by, UUID(_people(one)[0]), UUID(_people(other)[1]), reason=typed)
    pairs.join(by, same.id, pairs.Joining(keep=UUID(_people(one)[0]), reason=typed))
    apart = pairs.suggest(by, UUID(_people(one)[0]), UUID(_people(third)[0]), reason=typed)
    pairs.keep_apart(by, apart.id, typed)
