"""The world of the door tests: the same things in the actor's own area, a sibling's and the parent's.

A new route gets a row in `ROUTES`: which thing its address names. The matrix then tries it for every role and area.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from slrt.domain import areas, clock
from slrt.domain.access import POSTED_ROLES, Actor, Permission, Scope, system
from slrt.domain.ids import uuid7
from slrt.services import cases
from slrt.store.accounts.models import Post
from slrt.store.cases.models import Attachment
from slrt.store.directory.models import Organisation
from slrt.store.registry.models import Batch, DuplicatePair, Evidence, Membership, Person
from slrt.store.walls.context import acting
from tests.makers import cases as make
from tests.makers import changes, quotas, rules_in_work
from tests.makers.meetings import meetings_there

HOME = "19.06"
PLACES = {"own": "19.06.01.2001", "sibling": "19.05.01.2004", "parent": "19"}

LIMITED = ("pkh", "sembako", "pip")
"""The programme with a quota in each of the places: places inside another area's are not counted twice."""


@dataclass(frozen=True)
class Place:
    """One of each thing in one area. The referral was sent to this place's organisation and waits for its answer.

    The programme, with its draft, is one of the kabupaten, or of the province itself.
    """

    area_code: str
    family: UUID
    person: UUID
    case: UUID
    case_version: int
    referral: UUID
    referral_version: int
    attachment: UUID
    organisation: UUID
    user: UUID
    post: UUID
    programme: str
    version: UUID
    quota: UUID
    change: UUID
    applied: UUID
    evidence: UUID
    pair: UUID
    meeting: UUID
    closed_meeting: UUID
    code: str
    batch: UUID


@dataclass(frozen=True)
class World:
    """Three places and one actor for each role, all posted in `HOME`."""

    places: dict[str, Place]
    actors: dict[str, Actor]


ROUTES: dict[str, tuple[str, dict[str, str]]] = {
    "area_options": ("nothing", {}),
    "attachment": ("case", {"attachment_id": "attachment"}),
    "case": ("case", {"case_id": "case"}),
    "case_attach": ("case", {"case_id": "case"}),
    "case_need": ("case", {"case_id": "case"}),
    "case_new": ("nothing", {}),
    "case_note": ("case", {"case_id": "case"}),
    "case_receipt": ("case", {"case_id": "case"}),
    "case_step": ("case", {"case_id": "case", "verb": "=verify"}),
    "cases": ("nothing", {}),
    "chains": ("nothing", {}),
    "change": ("change", {"change_id": "change"}),
    "change_evidence": ("change", {"change_id": "change"}),
    "change_password": ("nothing", {}),
    "change_proposer": ("change", {"change_id": "change"}),
    "change_settle": ("change", {"change_id": "change"}),
    "change_step": ("change", {"change_id": "change", "verb": "=reject"}),
    "change_undo": ("change", {"change_id": "applied"}),
    "change_tell": ("change", {"change_id": "change"}),
    "changes": ("nothing", {}),
    "changes_move": ("nothing", {}),
    "display": ("nothing", {}),
    "duplicate": ("family", {"pair_id": "pair"}),
    "duplicates": ("nothing", {}),
    "evidence": ("change", {"evidence_id": "evidence"}),
    "family": ("family", {"family_id": "family"}),
    "family_answer": ("family", {"family_id": "family"}),
    "family_contact": ("family", {"family_id": "family"}),
    "family_history": ("family", {"family_id": "family"}),
    "family_member_history": ("family", {"family_id": "family", "person_id": "person"}),
    "family_erase": ("family", {"family_id": "family"}),
    "family_export": ("family", {"family_id": "family"}),
    "family_facts": ("family", {"family_id": "family"}),
    "family_member_facts": ("family", {"family_id": "family", "person_id": "person"}),
    "family_member_leave": ("family", {"family_id": "family", "person_id": "person"}),
    "family_member_name": ("family", {"family_id": "family", "person_id": "person"}),
    "family_member_new": ("family", {"family_id": "family"}),
    "family_new": ("nothing", {}),
    "family_print": ("family", {"family_id": "family"}),
    "family_propose": ("family", {"family_id": "family"}),
    "family_propose_kind": ("family", {"family_id": "family", "kind": "=death"}),
    "family_row": ("nothing", {}),
    "family_search": ("nothing", {}),
    "home": ("nothing", {}),
    "import_file": ("batch", {"batch_id": "batch"}),
    "import_rejects": ("batch", {"batch_id": "batch"}),
    "import_step": ("batch", {"batch_id": "batch", "verb": "=cancel"}),
    "imports": ("nothing", {}),
    "inbox": ("nothing", {}),
    "inbox_accept": ("nothing", {}),
    "meeting": ("meeting", {"meeting_id": "meeting"}),
    "meeting_agenda": ("meeting", {"meeting_id": "meeting"}),
    "meeting_attendance": ("meeting", {"meeting_id": "meeting"}),
    "meeting_cancel": ("meeting", {"meeting_id": "meeting"}),
    "meeting_check": ("nothing", {"code": "code"}),
    "meeting_close": ("meeting", {"meeting_id": "meeting"}),
    "meeting_decisions": ("meeting", {"meeting_id": "meeting"}),
    "meeting_edit": ("meeting", {"meeting_id": "meeting"}),
    "meeting_minutes": ("meeting", {"meeting_id": "meeting"}),
    "meeting_new": ("nothing", {}),
    "meeting_scan": ("meeting", {"meeting_id": "meeting"}),
    "meeting_scan_new": ("meeting", {"meeting_id": "meeting"}),
    "meetings": ("nothing", {}),
    "organisation": ("nothing", {"organisation_id": "organisation"}),
    "organisations": ("nothing", {}),
    "password_reset": ("user", {"user_id": "user"}),
    "post_end": ("user", {"post_id": "post"}),
    "post_new": ("user", {"user_id": "user"}),
    "preferences": ("nothing", {}),
    "programme": ("nothing", {"code": "=pkh"}),
    "programme_new": ("nothing", {}),
    "programme_summary": ("nothing", {}),
    "programme_what_if": ("nothing", {"code": "=pkh"}),
    "programmes": ("nothing", {}),
    "quota": ("quota", {"quota_id": "quota"}),
    "quota_edit": ("quota", {"quota_id": "quota"}),
    "quota_new": ("nothing", {"code": "=pkh"}),
    "quota_withdraw": ("quota", {"quota_id": "quota"}),
    "reconciliation": ("nothing", {}),
    "reconciliation_send": ("nothing", {}),
    "referral": ("referral", {"referral_id": "referral"}),
    "referral_attach": ("referral", {"referral_id": "referral"}),
    "referral_new": ("case", {"case_id": "case"}),
    "referral_step": ("referral", {"referral_id": "referral", "verb": "=accept"}),
    "register_calendar": ("nothing", {}),
    "register_calendar_edit": ("nothing", {"period": "=2026-12"}),
    "reveal": ("family", {"kind": "=nik", "subject_id": "person"}),
    "search": ("nothing", {}),
    "sign_in": ("nothing", {}),
    "sign_out": ("nothing", {}),
    "switch_post": ("nothing", {}),
    "trail": ("nothing", {}),
    "user": ("user", {"user_id": "user"}),
    "user_close": ("user", {"user_id": "user"}),
    "user_new": ("nothing", {}),
    "user_open": ("user", {"user_id": "user"}),
    "users": ("nothing", {}),
    "version": ("version", {"version_id": "version"}),
    "version_case": ("version", {"version_id": "version", "place": "=8"}),
    "version_check": ("version", {"version_id": "version"}),
    "version_edit": ("version", {"version_id": "version"}),
    "version_impact": ("version", {"version_id": "version"}),
    "version_new": ("version", {"code": "programme"}),
    "version_step": ("version", {"version_id": "version", "verb": "=propose"}),
}
"""Route name -> (what decides who may see it, address parts: a thing of the place, or `=text`)."""


NO_PAPER_YET = ("meeting_minutes", "meeting_scan")
"""The meeting is planned: it has no such paper yet, for nobody; other tests open real ones."""

POSTING_NEEDS: dict[str, Permission] = {
    "change_step": Permission.CHANGE_CHECK,
    "referral_step": Permission.REFERRAL_ANSWER,
}
"""Where the page opens to more people than may press its button: the permission of the verb in the address."""


def patterns() -> dict[str, URLPattern]:
    """Every named route of the product."""
    found: dict[str, URLPattern] = {}
    unnamed: list[str] = []

    def walk(resolver: URLResolver) -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                walk(entry)
            elif entry.name:
                found[entry.name] = entry
            else:
                unnamed.append(str(entry.pattern))

    walk(get_resolver())
    if unnamed:
        raise LookupError(f"routes without a name: {unnamed}")
    return found


def address(route: str, place: Place) -> str:
    _, parts = ROUTES[route]
    return reverse(route, kwargs={k: v[1:] if v.startswith("=") else getattr(place, v) for k, v in parts.items()})


def sees(actor: Actor, route: str, place: Place) -> bool:
    """Whether the thing this route names exists for this actor."""
    deciding, _ = ROUTES[route]
    scope: Scope = actor.scope
    if deciding in ("family", "case", "quota", "change", "meeting", "batch"):
        return scope.bounds.holds(place.area_code)
    if deciding == "version":
        return scope.bounds.holds(areas.regency(place.area_code))
    if deciding == "referral":
        return scope.bounds.holds(place.area_code) or scope.organisation_id == place.organisation
    if deciding == "user":
        return actor.administers.holds(place.area_code)
    return True


def said(route: str, actor: Actor, place: Place) -> dict[str, str]:
    """What must be said for the page to understand the visitor at all, and a form to be taken at its word."""
    words = {
        "case_step": {"version": str(place.case_version)},
        "change_step": {"revision": "1", "reason": "Tidak benar"},
        "changes_move": {"verb": "check", "pick": f"{place.change}:1"},
        "family_answer": {"path": "family.registered", "value": "true"},
        "family_row": {"place": "1"},
        "duplicate": {"decision": "apart", "reason": "Kembar"},
        "inbox_accept": {"pick": f"{place.referral}:{place.referral_version}"},
        "referral_step": {"version": str(place.referral_version)},
        "switch_post": {"post": str(actor.post_id)},
    }
    return words.get(route, {})


def build() -> World:
    places = {name: _place(code, index) for index, (name, code) in enumerate(PLACES.items())}
    own = Organisation.objects.get(id=places["own"].organisation)
    return World(places, {role: _posted(role, HOME, own) for role in POSTED_ROLES})


def _posted(role: str, area_code: str, organisation: Organisation | None = None) -> Actor:
    person = make.user(role)
    at = organisation if role == "provider" else None
    post = Post.objects.create(
        user=person,
        role=role,
        area_code=area_code,
        organisation=at,
        starts_on=date(2026, 1, 1),
        created_at=clock.now(),
    )
    return Actor(person.id, person.name, role, area_code, post.id, at.id if at else None)


def _place(code: str, index: int) -> Place:
    organisation = make.organisation(f"Dinas {code}", areas.regency(code), kind="dinsos")
    clerk = make.actor("back_office", areas.regency(code))
    family = make.family(code, nik=f"190601410780{index + 1:04}")
    case = make.opened(clerk, area_code=code, family_id=family.id)
    for verb in ("verify", "analyse"):
        case = _step(clerk, case.id, verb)
    referral = cases.draft_and_send(
        clerk,
        case_id=case.id,
        organisation_id=organisation.id,
        message="Mohon dibantu.",
        consent="verbal",
        submission=uuid7(),
    )
    admin = _posted("administrator", code)
    draft = rules_in_work.written(_posted("manager", areas.regency(code)), "2027-01-01")
    with acting(system()):
        case.refresh_from_db()
        return Place(
            area_code=code,
            family=family.id,
            person=Membership.objects.get(family=family).person_id,
            case=case.id,
            case_version=case.version,
            referral=referral.id,
            referral_version=referral.version,
            attachment=_paper(case.id, code),
            organisation=organisation.id,
            user=admin.user_id,
            post=admin.post_id,
            programme=draft.programme_id,
            version=draft.id,
            **_changes(family.id, code),
            pair=_pair(family.id, code),
            quota=quotas.quota(_posted("manager", code), area_code=code, programme=LIMITED[index]).id,
            **meetings_there(family.id, code, index),
            batch=_batch(code),
        )


def _step(actor: Actor, case_id: UUID, verb: str) -> Any:
    return make.stepped(actor, make.Case(id=case_id), verb)


def _pair(family_id: UUID, code: str) -> UUID:
    """Somebody of the family and a stranger who may be the same."""
    known = Membership.objects.filter(family_id=family_id).values_list("person_id", flat=True)[0]
    now = clock.now()
    twin = Person.objects.create(name="Kembar", name_key="kembar", area_code=code, created_at=now, updated_at=now)
    one, other = sorted((known, twin.id))
    row = DuplicatePair.objects.create(one_id=one, other_id=other, area_code=code, score=0.9, found_at=now)
    key: UUID = row.id
    return key


def _batch(code: str) -> UUID:
    """A list that was checked and waits to be confirmed; its file is gone."""
    report = {"rows": 3, "new": 2, "changed": 0, "unchanged": 0, "invalid": 1, "duplicate": 0, "out_of_scope": 0}
    wrong = {"row": 4, "column": "nik", "value": "12", "message": "Harus 16 angka.", "message_en": "16 digits."}
    row = Batch.objects.create(
        kind="import",
        layout="dtsen",
        area_code=code,
        file_name="dtsen.csv",
        source="dtsen",
        state="checked",
        at=clock.now(),
        report={"dry_run": {**report, "errors": [wrong], "errors_total": 1}},
    )
    key: UUID = row.id
    return key


def _changes(family_id: UUID, code: str) -> dict[str, UUID]:
    """A change on its way, a paper that speaks for it, and one that stands in the register."""
    surveyor = _posted("surveyor", code)
    asked = changes.submitted(surveyor, "facts", changes.facts(("wall", "bamboo")), family_id, area_code=code)
    done = changes.direct(surveyor, "facts", changes.facts(("floor", "soil")), family_id, area_code=code)
    return {"change": asked.change_id, "applied": done.change_id, "evidence": _evidence(asked.change_id, code)}


def _evidence(change_id: UUID, code: str) -> UUID:
    row = Evidence.objects.create(
        change_id=change_id,
        area_code=code,
        kind="photo",
        name="rumah.jpg",
        media="image/jpeg",
        sha256="0" * 64,
        size=1,
        at=clock.now(),
    )
    return row.id


def _paper(case_id: UUID, code: str) -> UUID:
    row = Attachment.objects.create(
        case_id=case_id, area_code=code, name="kk.jpg", kind="image/jpeg", sha256="0" * 64, size=1, added_at=clock.now()
    )
    return row.id
