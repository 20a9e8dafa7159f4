"""Changing what is known of a family and its people: on a base version, with source and reason."""

from collections.abc import Sequence
from uuid import UUID

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.rules.facts import catalogue
from slrt.reads import registry as registry_reads
from slrt.services import programmes
from slrt.services.registry import values
from slrt.services.registry.chains import check_direct
from slrt.services.registry.check import check_area, not_applicable, one_head_problem
from slrt.services.registry.families import finish, locked
from slrt.services.registry.inputs import FactChange, Unknown
from slrt.services.registry.ledger import NUMBERED, Ledger
from slrt.services.registry.numbers import checked_number
from slrt.services.registry.register import no_second_nik, one_at_a_time
from slrt.services.registry.stale import check_not_stale
from slrt.services.registry.texts import TEXT_FIELDS, checked_text, name_problem
from slrt.store.programmes.models import Enrolment, Verdict
from slrt.store.registry import cipher
from slrt.store.registry.models import Change, ChangeStep, Evidence, Family, Membership, Proposer
from slrt.store.registry.plain import to_json
from slrt.store.walls.context import acting


def check_change(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may change families in this area."""
    access.check(actor, Permission.FAMILY_CHANGE, area_code)


def can_change(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers changing."""
    return access.can(actor, Permission.FAMILY_CHANGE, area_code)


def record_facts(  # noqa: PLR0913 - who, which row, and the six things a change must say
    actor: Actor,
    *,
    family_id: UUID,
    base_version: int,
    items: Sequence[FactChange],
    source: str,
    reason: str = "",
    channel: str = "desk",
    submission: UUID | None = None,
) -> int:
    """Write new values and return the family's new version; the same `submission` again changes nothing.

    A value that stands already is no change; when none of the items is one, the version stays as it is. Raises Stale
    when one of these very facts was changed after `base_version` (other facts merge), Refused when a value is wrong,
    NotFound and Denied as always.
    """
    with acting(actor):
        family = locked(actor, family_id)
        check_change(actor, family.area_code)
        if submission is not None and _done_before(actor, submission):
            return family.version
        check_direct(family.area_code, "facts")
        here = registry_reads.recorded(family)
        wanted = [item for item in read_items(actor, here, items) if is_new(here, item)]
        if not wanted:
            return family.version
        check_not_stale(here, base_version, wanted)
        ledger = Ledger(source=source, channel=channel, reason=reason)
        if submission is not None:
            ledger.id = submission
        with no_second_nik():
            write_items(here, wanted, ledger)
        return finish(actor, here.family, ledger, "facts", base_version)


def answer(
    actor: Actor, *, family_id: UUID, path: str, value: object, base_version: int | None = None, reason: str = ""
) -> int:
    """One question answered at the counter. `path` is `family.electricity_va` or `member.<person id>.is_pregnant`.

    Without `base_version` the answer stands on the family as it is now. Raises Refused when nothing was chosen: a
    value is taken back on the form of all facts, not by an empty answer.
    """
    entity, _, rest = path.partition(".")
    person, _, fact = rest.rpartition(".")
    try:
        person_id = UUID(person) if entity == "member" else None
    except ValueError as error:
        raise NotFound(f"no fact at {path}") from error
    with acting(actor):
        family = locked(actor, family_id)
        check_change(actor, family.area_code)
        if value is None:
            raise Refused(
                Problem("no_answer", "Pilih satu jawaban, lalu simpan.", "Choose an answer, then save.", path)
            )
        version = family.version if base_version is None else base_version
        change = FactChange(fact, value, person_id)
        return record_facts(
            actor, family_id=family_id, base_version=version, items=[change], source="interview", reason=reason
        )


def _done_before(actor: Actor, submission: UUID) -> bool:
    one_at_a_time(submission)
    return Change.objects.visible_to(actor).filter(id=submission).exists()


def read_items(actor: Actor, here: registry_reads.Recorded, items: Sequence[FactChange]) -> list[FactChange]:
    """The changes with typed values, or Refused with everything that is wrong."""
    wanted: list[FactChange] = []
    problems: list[Problem] = []
    for item in items:
        try:
            wanted.append(_read_one(actor, here, item))
        except Refused as refused:
            problems.extend(refused.problems)
    if not problems:
        problems = [*_senseless(here, wanted), *_head_rule(here, wanted)]
    if problems:
        raise Refused(*problems)
    return wanted


def _read_one(actor: Actor, here: registry_reads.Recorded, item: FactChange) -> FactChange:
    path = path_of(item)
    if item.person_id is not None and item.person_id not in here.person_ids:
        raise NotFound(f"no member {item.person_id} in this family")
    if item.fact in NUMBERED:
        return FactChange(item.fact, checked_number(here, item, path), item.person_id)
    if item.person_id is None and item.fact in TEXT_FIELDS:
        text, problems = checked_text(item.fact, item.value)
        if problems:
            raise Refused(*problems)
        return FactChange(item.fact, text)
    if item.person_id is not None and item.fact == "name":
        return FactChange("name", _name(item.value, path), item.person_id)
    entity = "family" if item.person_id is None else "member"
    value = values.typed(values.named(entity, item.fact, path), item.value, path, registry_reads.programme_codes())
    if item.fact == "area_code":
        _check_new_area(actor, value)
    return FactChange(item.fact, value, item.person_id)


def path_of(item: FactChange) -> str:
    """How messages and forms name the place of a change."""
    return f"family.{item.fact}" if item.person_id is None else f"member.{item.person_id}.{item.fact}"


def is_new(here: registry_reads.Recorded, item: FactChange) -> bool:
    """Whether the typed value is another than the one that stands; "tidak tahu" and "not asked" are two values."""
    membership = next((each for each in here.memberships if each.person_id == item.person_id), None)
    owner = membership.person if membership else here.family
    unknown = bool(owner.stamps.get(item.fact, {}).get("unknown"))
    if unknown or isinstance(item.value, Unknown):
        return unknown != isinstance(item.value, Unknown)
    if item.fact in NUMBERED:
        index = cipher.blind_index(str(item.value), NUMBERED[item.fact]) if item.value else None
        old = getattr(owner, f"{item.fact}_index")
        return index != (None if old is None else bytes(old))
    if item.fact == "receives":
        return item.value != registry_reads.receives(here.family)
    old = getattr(membership if item.fact == "relation" else owner, item.fact)
    return bool(to_json(item.value) != to_json(old))


def _name(value: object, path: str) -> str:
    name = " ".join(str(value or "").split())
    problems = list(name_problem(name, path))
    if problems:
        raise Refused(*problems)
    return name


def _check_new_area(actor: Actor, value: object) -> None:
    problem = check_area(str(value))
    if problem:
        raise Refused(problem)
    check_change(actor, str(value))


def _senseless(here: registry_reads.Recorded, wanted: Sequence[FactChange]) -> list[Problem]:
    """Answers to questions that do not apply once all wanted changes are made; UNKNOWN is an answer too."""
    family = dict(here.record.family)
    members = [dict(facts) for facts in here.record.members]
    for item in wanted:
        facts = family if item.person_id is None else members[here.person_ids.index(item.person_id)]
        if item.value is None or isinstance(item.value, Unknown):
            facts.pop(item.fact, None)
        else:
            facts[item.fact] = item.value  # type: ignore[assignment] # typed by now
    family = {name: value for name, value in family.items() if f"family.{name}" in catalogue().facts}
    members = [{k: v for k, v in facts.items() if f"member.{k}" in catalogue().facts} for facts in members]
    places = {person_id: place for place, person_id in enumerate(here.person_ids)}
    touched = {_place(item, places): item for item in wanted}
    found = not_applicable(here.family.area_code, family, members, frozenset(touched))
    problems = [Problem(p.code, p.message_id, p.message_en, path_of(touched[p.field])) for p in found]
    record = registry_reads.as_record(here.family.area_code, family, members)
    for item in wanted:
        if isinstance(item.value, Unknown):
            place = None if item.person_id is None else places[item.person_id]
            if item.fact in registry_reads.makes_no_sense(record, clock.today(), place):
                entity = "family" if place is None else "member"
                problems.append(values.not_applicable(catalogue().get(entity, item.fact), path_of(item)))
    return problems


def _place(item: FactChange, places: dict[UUID, int]) -> str:
    return f"family.{item.fact}" if item.person_id is None else f"members[{places[item.person_id]}].{item.fact}"


def _head_rule(here: registry_reads.Recorded, wanted: Sequence[FactChange]) -> list[Problem]:
    relations: dict[UUID, object] = {m.person_id: m.relation for m in here.memberships}
    changed = [item for item in wanted if item.fact == "relation" and item.person_id is not None]
    for item in changed:
        if item.person_id is not None:
            relations[item.person_id] = None if isinstance(item.value, Unknown) else item.value
    heads = sum(relation == "head" for relation in relations.values())
    return [one_head_problem(heads, path_of(changed[0]))] if changed and heads != 1 else []


def write_items(here: registry_reads.Recorded, wanted: Sequence[FactChange], ledger: Ledger) -> None:
    """Give the family and its people the typed values; the family itself is saved when the change is closed."""
    by_person = {membership.person_id: membership for membership in here.memberships}
    for item in wanted:
        if item.person_id is None:
            _apply_to_family(here.family, item, ledger)
        elif item.fact != "relation":
            ledger.person(by_person[item.person_id].person, item.fact, item.value)
    _apply_relations(by_person, wanted, ledger)
    for person_id in {item.person_id for item in wanted if item.person_id is not None}:
        person = by_person[person_id].person
        person.version += 1
        person.updated_at = ledger.at
        person.save()


def _apply_relations(by_person: dict[UUID, Membership], wanted: Sequence[FactChange], ledger: Ledger) -> None:
    """The new head comes last: at no moment may a family have two."""
    relations = [item for item in wanted if item.fact == "relation" and item.person_id is not None]
    for item in sorted(relations, key=lambda item: item.value == "head"):
        membership = by_person[item.person_id]  # type: ignore[index] # filtered above
        ledger.relation(membership, membership.person, item.value)
        membership.save()


def _apply_to_family(family: Family, item: FactChange, ledger: Ledger) -> None:
    if item.fact == "area_code":
        move_family(family, str(item.value), ledger)
    elif item.fact == "receives":
        old = registry_reads.receives(family)
        known = item.value if isinstance(item.value, frozenset) else None
        if known is not None:
            programmes.set_receipts(family, known, ledger.source, clock.today())
        ledger.receives(family, item.value, None if old is None else sorted(old))
    else:
        ledger.family(family, item.fact, item.value)


def move_family(family: Family, area_code: str, ledger: Ledger) -> None:
    """A family that moves takes its people and its history along; cases stay where they were opened."""
    areas.parse(area_code)
    ledger.area(family, area_code)
    for membership in Membership.objects.filter(family_id=family.id, until__isnull=True).select_related("person"):
        membership.person.area_code = area_code
        membership.person.save(update_fields=["area_code"])
    take_along(family)


def take_along(family: Family) -> None:
    """What is kept about a family lies where the family lies now."""
    for rows in (Membership, Change, Enrolment, Verdict):
        rows._default_manager.filter(family_id=family.id).update(area_code=family.area_code)
    for parts in (ChangeStep, Evidence, Proposer):
        parts._default_manager.filter(change__family_id=family.id).update(area_code=family.area_code)
