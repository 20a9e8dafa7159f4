"""People type NIK into every field there is: whatever a verb is told, its event holds no clear number."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.domain.registry.calendar import default_dates
from slrt.domain.workflow.case import CASE, ENDED
from slrt.domain.workflow.change import CHANGE
from slrt.domain.workflow.machine import Machine, Relation, Step
from slrt.domain.workflow.referral import REFERRAL
from slrt.reads import trail as reads
from slrt.services import accounts, cases, directory, programmes, registry
from slrt.services.cases.transitions import Ask, apply
from slrt.services.registry import FactChange, Leaving, meetings
from slrt.services.registry.calendar import set_dates
from slrt.services.trail import Subject, record
from slrt.store.cases.models import Case, Referral
from slrt.store.registry.models import Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import meetings as village
from tests.makers import people as users
from tests.makers import quotas
from tests.makers.cases import NEW, TUESDAY, Cast, actor, analysed, opened, referred
from tests.makers.families import new_family, person, registered
from tests.makers.typed_changes import everything_that_changes_the_register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

N = "1906015701900012"
TYPED = f"cocokkan dengan {N} di KTP, atau 1906 0157 0190 0012"
DAY = date(2026, 1, 5)
CLEAR = re.compile(r"[0-9](?:[ .-]?[0-9]){15}")

TELL_NO_TEXT = {
    "session.begin", "session.end", "session.switch_post", "session.locked", "access.denied", "user.reset_password",
    "user.change_password", "user.preferences", "user.activate", "post.end", "identity.look_up",
    "family.look", "family.print", "family.export", "case.look", "referral.look", "attachment.look", "snapshot.take",
    "quota.look", "meeting.look", "summary.load", "summary.follow", "family.enrolment", "family.objection",
    "change.look", "pair.find", "pair.look", "batch.take_rejects",
}  # fmt: skip
"""Verbs that are told nothing a person could type, or only what has a form of its own."""


def texts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts_of(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each)]
    return [value] if isinstance(value, str) else []


def events() -> list[Event]:
    with acting(system()):
        return list(Event.objects.all())


def with_clear_numbers() -> list[tuple[str, str]]:
    """Verb and text of every event that holds a clear number; ids and digests are no texts."""
    made_by_machine = re.compile(r"[0-9a-f-]{36}|[0-9a-f]{64}")
    return [
        (event.verb, text)
        for event in events()
        for text in [event.reason, event.actor_name, *texts_of(event.before), *texts_of(event.after)]
        if CLEAR.search(text) and not made_by_machine.fullmatch(text)
    ]


def steps_of(machine: Machine) -> list[tuple[str, Step]]:
    """Every step a person takes, from every state; what the product does by itself is told nothing."""
    return [(state, step) for step in machine.steps if step.relation is not Relation.SYSTEM for state in step.sources]


def done_by_itself(machine: Machine) -> set[str]:
    return {f"{machine.name}.{step.verb}" for step in machine.steps if step.relation is Relation.SYSTEM}


def told(first: Case) -> dict[str, Any]:
    return {
        "reason": TYPED,
        "result": TYPED,
        "settlement": "solved",
        "satisfaction": 3,
        "told_by": TYPED,
        "duplicate_of": first.ticket,
        "consent": "verbal",
    }


def every_step_of_a_case(people: Cast) -> None:
    first = opened(people.front)
    for state, step in steps_of(CASE):
        case = opened(people.front)
        ended = TUESDAY if state in ENDED else None
        with acting(system()):
            Case.objects.filter(id=case.id).update(
                state=state, closed_at=ended, result="hasil", settlement="solved", duplicate_of_id=first.id
            )
        apply(system(), Ask(kind="case", id=case.id, verb=step.verb, inputs=told(first)))


def every_step_of_a_referral(people: Cast) -> None:
    for state, step in steps_of(REFERRAL):
        case = analysed(people)
        referral = referred(people, case, message=TYPED)
        with acting(system()):
            Referral.objects.filter(id=referral.id).update(state=state)
        who = people.provider if step.relation is Relation.RECEIVER else system()
        apply(who, Ask(kind="referral", id=referral.id, verb=step.verb, inputs=told(case)))


def everything_on_a_case(people: Cast) -> None:
    case = opened(people.front, title=TYPED, text=TYPED, reporter_name=TYPED, reporter_relation=f"Ibu {N}")
    cases.note(people.back, case_id=case.id, text=TYPED, submission=uuid7())
    cases.attach(people.back, case_id=case.id, name=f"KTP_{N}.pdf", data=b"%PDF-1.4\n%%EOF\n")
    cases.add_need(people.back, case_id=case.id, title=f"Beras {N}", sector=NEW.sector)


def everything_on_a_family(by: Actor) -> None:
    made = registered(by, new_family(address=TYPED))
    family_id = made.family_id
    registry.reveal(by, kind="nik", subject_id=made.person_ids[0], reason=TYPED)
    say: dict[str, Any] = {"source": "interview", "reason": TYPED}
    items = [FactChange("address", TYPED), FactChange("name", f"Rusdi {N}", made.person_ids[0])]
    registry.record_facts(by, family_id=family_id, base_version=made.version, items=items, **say)
    child = person(f"Ali {N}", "child", date(2015, 3, 2), "male")
    child_id = registry.add_member(
        by, family_id=family_id, member=child, submission=uuid7(), accept_warnings=True, **say
    )
    leaving = Leaving(person_id=child_id, cause="moved", on=clock.today())
    registry.end_membership(by, family_id=family_id, leaving=leaving, **say)
    programmes.enrol(by, family_id=family_id, enrolments=[], source="dtsen")


def everything_on_a_quota(by: Actor) -> None:
    made = quotas.quota(by, source=TYPED)
    terms = quotas.terms(3, source=f"Perdes {N}")
    changed = programmes.change_quota(by, quota_id=made.id, revision=made.revision, terms=terms)
    programmes.withdraw_quota(by, quota_id=made.id, revision=changed.revision, reason=TYPED)


def everything_at_meetings(by: Actor) -> None:
    said = {"place": TYPED, "chair": f"Hasan {N}", "secretary": f"Yuli {N}", "number": f"BA {N}"}
    village.objection("Ani", "Bambang Sutrisno", 1)
    village.waiting("Budi", 2)
    made = village.planned(by, **said)
    plan = meetings.Plan(area_code=made.area_code, held_on=village.HELD_ON, **said)
    meetings.edit(by, meeting_id=made.id, revision=1, new=plan)
    meetings.draw(by, meeting_id=made.id, revision=2)
    village.decided(by, made.id, ["rejected", "agreed"], TYPED)
    meetings.close(by, meeting_id=made.id, revision=village.fresh(made.id).revision)
    meetings.add_scan(by, meeting_id=made.id, name=f"BA_{N}.pdf", data=b"%PDF-1.4\n%%EOF\n")
    meetings.cancel(by, meeting_id=village.planned(by).id, revision=1, reason=TYPED)
    dates = replace(default_dates("2026-12"), area_code="19.06", source=TYPED)
    set_dates(by, dates, revision=0)


def everything_of_an_administrator(admin: Actor) -> None:
    user, _ = accounts.create_user(admin, username="budi", name=f"Budi {N}", email="", phone="")
    accounts.add_post(
        admin, user_id=user.id, role="front_office", area_code="19.06.01", starts_on=DAY, decree=f"SK {N}"
    )
    accounts.deactivate_user(admin, user_id=user.id, reason=TYPED)
    checked = {"checked_on": DAY, "check_again_on": date(2027, 1, 5)}
    office = directory.add_organisation(
        admin, name=f"Yayasan {N}", short_name=f"Yayasan {N}", kind="dinsos", area_code="19.06", **checked
    )
    directory.add_offer(admin, organisation_id=office.id, name_id=TYPED, name_en=TYPED, sector=NEW.sector, **checked)


def test_no_verb_leaves_a_clear_number_in_its_event(people: Cast) -> None:
    everything_on_a_family(actor("back_office"))
    everything_on_a_case(people)
    every_step_of_a_case(people)
    every_step_of_a_referral(people)
    everything_on_a_quota(users.officer("manager", "19.06"))
    everything_that_changes_the_register(users.officer("manager", "19.06"), TYPED)
    everything_at_meetings(users.officer("manager", "19.06"))
    everything_of_an_administrator(users.officer("administrator", "19.06"))
    assert with_clear_numbers() == []
    # No person is the subject of a rule.
    about_rules = {verb for verb in reads.VERBS if verb.startswith(("version.", "programme."))}
    by_itself = done_by_itself(CASE) | done_by_itself(REFERRAL) | done_by_itself(CHANGE)
    tell_no_text = TELL_NO_TEXT | about_rules | by_itself
    assert set(reads.VERBS) - {event.verb for event in events()} <= tell_no_text


def test_the_gate_masks_texts_at_every_depth_and_keeps_ids_digests_and_figures(people: Cast) -> None:
    key, digest = uuid7(), "1234567890123456" * 4
    values = {"a": {"b": [TYPED, {"c": TYPED}]}, "id": str(key), "sha256": digest, "income": 1906015701900012}
    subject = Subject("family", key, "19.06.01.2001")
    with acting(people.back):
        made = record(people.back, "family.facts", subject, before=values, after=values, reason=TYPED)
        event = Event.objects.get(id=made)
    masked = "cocokkan dengan 1906••••••••0012 di KTP, atau 1906••••••••0012"
    assert event.reason == masked
    assert event.before == event.after == {**values, "a": {"b": [masked, {"c": masked}]}}


def test_the_number_itself_stays_where_it_belongs(people: Cast) -> None:
    """The gate is the trail's alone: the register keeps what was written."""
    made = registered(people.front, new_family(address=TYPED))
    with acting(people.front):
        head = Person.objects.get(id=made.person_ids[0])
        assert Membership.objects.get(person=head).family.address == TYPED
