"""Opening a case: one submission makes one case, however often the button is pressed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from slrt.domain import clock, tickets
from slrt.domain.access import Actor
from slrt.domain.areas import BadAreaCode, parse
from slrt.domain.ids import uuid7
from slrt.domain.problems import Problem, Refused
from slrt.domain.workflow import taxonomy
from slrt.domain.workflow.machine import one_of
from slrt.reads import areas
from slrt.services import papers
from slrt.services.cases import permits, transitions
from slrt.services.cases.attachments import Upload, attach
from slrt.services.trail.record import record
from slrt.store.cases.models import Case, Need
from slrt.store.programmes.models import Programme
from slrt.store.registry.models import Family, Membership
from slrt.store.walls.context import acting

_LENGTHS = {"title": 160, "text": 5000, "reporter_name": 120, "reporter_phone": 40, "reporter_relation": 40}
_PROBLEM_WORDS = {
    "text": ("Ceritakan keluhan atau kebutuhannya.", "Describe the complaint or need."),
    "reporter_name": ("Isi nama pelapor.", "Give the name of who reports."),
    "area_code": ("Pilih desa atau kelurahan.", "Choose the desa or kelurahan."),
}
_TICKET_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What the counter writes down. The area of a registered family wins over `area_code`.

    `ticket` is given only by who already handed one out without a server.
    """

    type: str
    sector: str
    text: str
    reporter_name: str
    area_code: str = ""
    title: str = ""
    programme_code: str = ""
    priority: str = "normal"
    channel: str = "desk"
    reporter_phone: str = ""
    reporter_relation: str = ""
    family_id: UUID | None = None
    person_id: UUID | None = None
    ticket: str = ""
    synthetic: bool = False


def open_case(actor: Actor, new: NewCase, *, submission: UUID, uploads: Sequence[Upload] = ()) -> Case:
    """Record a case under the key `submission`; the same submission again gives the same case.

    Raises Denied, Refused (bad input, a file that cannot be read, or another text under a used submission).
    """
    with acting(actor):
        permits.check_can_open(actor)
        _check(new)
        area_code = _area_of(actor, new)
        permits.check_can_open(actor, area_code)
        for upload in uploads:
            papers.cleaned(upload.name, upload.data)
        case, is_new = _inserted(actor, new, area_code, submission)
        if is_new:
            _begin(actor, case, uploads)
    return case


def _begin(actor: Actor, case: Case, uploads: Sequence[Upload]) -> None:
    transitions.set_deadline(case, "case")
    case.save(update_fields=["due_at"])
    Need.objects.create(
        case=case,
        area_code=case.area_code,
        title=case.title,
        sector=case.sector,
        programme_id=case.programme_id,
        created_at=clock.now(),
    )
    after = {"ticket": case.ticket, "type": case.type, "sector": case.sector, "priority": case.priority}
    record(actor, "case.open", transitions.subject_of(case, "case"), after={**after, "programme": case.programme_id})
    for upload in uploads:
        attach(actor, case_id=case.id, name=upload.name, data=upload.data)
    transitions.tell_browsers(case, "case")


def _inserted(actor: Actor, new: NewCase, area_code: str, submission: UUID) -> tuple[Case, bool]:
    """The row, and whether this call made it. A ticket that exists already is drawn again."""
    for _ in range(_TICKET_TRIES):
        row = _row(actor, new, area_code, submission)
        Case.objects.bulk_create([row], ignore_conflicts=True)
        kept = Case.objects.filter(id=submission).first()
        if kept is not None:
            if kept.ticket == row.ticket:
                return kept, True
            return _same(kept, row), False
    raise Refused(
        Problem(
            "ticket_taken",
            "Nomor tiket itu sudah dipakai kasus lain.",
            "That ticket number already belongs to another case.",
            "ticket",
        )
    )


def _row(actor: Actor, new: NewCase, area_code: str, submission: UUID) -> Case:
    now = clock.now()
    return Case(
        id=submission,
        ticket=new.ticket or tickets.new(),
        area_code=area_code,
        channel=new.channel,
        type=new.type,
        sector=new.sector,
        programme_id=new.programme_code or None,
        title=(new.title or _title_from(new.text)).strip(),
        text=new.text.strip(),
        priority=new.priority,
        reporter_name=new.reporter_name.strip(),
        reporter_phone=new.reporter_phone.strip(),
        reporter_relation=new.reporter_relation.strip(),
        family_id=new.family_id,
        person_id=new.person_id,
        opened_by_id=actor.user_id,
        opened_at=now,
        state_since=now,
        synthetic=new.synthetic,
    )


def _same(kept: Case, again: Case) -> Case:
    if (kept.text, kept.reporter_name, kept.family_id) == (again.text, again.reporter_name, again.family_id):
        return kept
    raise Refused(
        Problem(
            "already_saved",
            f"Formulir ini sudah tersimpan sebagai tiket {kept.ticket}. Buka formulir baru untuk kasus lain.",
            f"This form was already saved as ticket {kept.ticket}. Open a new form for another case.",
        )
    )


def _title_from(text: str) -> str:
    """The first sentence of the story, for who gave no title."""
    first = text.strip().splitlines()[0].split(". ")[0]
    return first if len(first) <= _LENGTHS["title"] else first[: _LENGTHS["title"] - 1] + "…"


def _check(new: NewCase) -> None:
    problems = [
        Problem("missing", *_PROBLEM_WORDS[name], name)
        for name in ("text", "reporter_name")
        if not getattr(new, name).strip()
    ]
    if not new.area_code and new.family_id is None:
        problems.append(Problem("missing", *_PROBLEM_WORDS["area_code"], "area_code"))
    problems += [_too_long(f.name) for f in fields(new) if len(str(getattr(new, f.name))) > _LENGTHS.get(f.name, 9999)]
    if problems:
        raise Refused(*problems)
    one_of("type", new.type, taxonomy.TYPES)
    one_of("sector", new.sector, taxonomy.SECTORS)
    one_of("priority", new.priority, taxonomy.PRIORITIES)
    one_of("channel", new.channel, taxonomy.CHANNELS)
    if new.programme_code and not Programme.objects.filter(code=new.programme_code).exists():
        one_of("programme_code", new.programme_code, ())


def _too_long(name: str) -> Problem:
    limit = _LENGTHS[name]
    return Problem("too_long", f"Paling banyak {limit} huruf.", f"At most {limit} characters.", name)


def _area_of(actor: Actor, new: NewCase) -> str:
    if new.family_id is None:
        return _typed_area(new.area_code)
    family = Family.objects.visible_to(actor).filter(id=new.family_id).first()
    if family is None:
        raise Refused(Problem("no_such_family", "Keluarga tidak ditemukan.", "No such family.", "family_id"))
    if new.person_id is not None:
        member = Membership.objects.filter(family_id=family.id, person_id=new.person_id, until__isnull=True)
        if not member.exists():
            raise Refused(
                Problem("not_a_member", "Bukan anggota keluarga ini.", "Not a member of this family.", "person_id")
            )
    return str(family.area_code)


def _typed_area(code: str) -> str:
    try:
        known = areas.exists(parse(code))
    except BadAreaCode:
        known = False
    if not known:
        raise Refused(Problem("no_such_area", *_PROBLEM_WORDS["area_code"], "area_code"))
    return code


def new_submission() -> UUID:
    """The key a form carries, so that pressing twice makes one row."""
    return uuid7()
