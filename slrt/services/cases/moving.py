"""Steps of a case by people: the office's verbs, the citizen's answer, needs and notes."""

from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import Problem, Refused
from slrt.domain.workflow import taxonomy
from slrt.domain.workflow.case import ANSWERS, ENDED
from slrt.domain.workflow.machine import Inputs, one_of
from slrt.services.cases import permits, transitions
from slrt.services.cases.effects import LONGEST_TEXT
from slrt.services.trail.record import record
from slrt.store.cases.models import Case, Need, Note
from slrt.store.walls.context import acting

_TITLE_LENGTH = 160


def move(actor: Actor, *, case_id: UUID, verb: str, version: int | None, inputs: Inputs | None = None) -> Case:
    """Take one step of the case's table. Raises NotFound, Stale, WrongState, Denied, Refused (an input missing)."""
    ask = transitions.Ask(kind="case", id=case_id, verb=verb, version=version, inputs=inputs or {})
    case: Case = transitions.apply(actor, ask)
    return case


def confirm(
    actor: Actor, *, case_id: UUID, answer: str, told_by: str, satisfaction: int | None = None, note: str = ""
) -> Case:
    """Record the citizen's own answer: `solved` closes the case, `not_solved` opens it again.

    Raises Denied for whoever handled the case, WrongState when no answer is awaited, Refused when `told_by` is empty.
    """
    one_of("answer", answer, ANSWERS)
    inputs: dict[str, Any] = {"told_by": told_by}
    if answer == "solved":
        inputs["satisfaction"] = satisfaction
    with acting(actor):
        permits.check_can_confirm(actor, transitions.locked(actor, "case", case_id))
        case = move(actor, case_id=case_id, verb=f"confirm_{answer}", version=None, inputs=inputs)
        if note.strip():
            _note(actor, case, note, None)
    return case


def note(actor: Actor, *, case_id: UUID, text: str, submission: UUID | None = None) -> Note:
    """Keep something said on a case, as it was written; the same submission again is the same note."""
    with acting(actor):
        case: Case = transitions.locked(actor, "case", case_id)
        permits.check_can_write_on(actor, case)
        return _note(actor, case, text, submission)


def _note(actor: Actor, case: Case, text: str, submission: UUID | None) -> Note:
    kept: Note | None = Note.objects.filter(id=submission, case_id=case.id).first() if submission else None
    if kept is not None:
        return kept
    if not text.strip():
        raise Refused(Problem("missing", "Tulis keterangannya.", "Write the note.", "text"))
    if len(text) > LONGEST_TEXT:
        raise Refused(Problem("too_long", f"Paling banyak {LONGEST_TEXT} huruf.", f"At most {LONGEST_TEXT}.", "text"))
    key = {"id": submission} if submission else {}
    row: Note = Note.objects.create(
        case=case, area_code=case.area_code, text=text.strip(), by_id=actor.user_id, at=clock.now(), **key
    )
    record(actor, "case.note", transitions.subject_of(case, "case"), after={"note": str(row.id)})
    transitions.tell_browsers(case, "case")
    return row


def add_need(actor: Actor, *, case_id: UUID, title: str, sector: str, programme_code: str = "") -> Need:
    """Add one more thing the family needs. The same open need again is the same row. Raises Refused, Denied."""
    title = title.strip()
    if not 0 < len(title) <= _TITLE_LENGTH:
        raise Refused(Problem("missing", "Sebutkan kebutuhannya, singkat.", "Name the need, briefly.", "title"))
    one_of("sector", sector, taxonomy.SECTORS)
    with acting(actor):
        case: Case = transitions.locked(actor, "case", case_id)
        permits.check_can_write_on(actor, case)
        if case.state in ENDED:
            raise Refused(Problem("wrong_state", "Kasus sudah berakhir.", "The case has ended."))
        need, is_new = Need.objects.get_or_create(
            case=case,
            title=title,
            state="open",
            defaults={
                "area_code": case.area_code,
                "sector": sector,
                "programme_id": programme_code or None,
                "created_at": clock.now(),
            },
        )
        if is_new:
            subject = transitions.subject_of(case, "case")
            record(actor, "case.add_need", subject, after={"need": str(need.id), "sector": sector})
            transitions.tell_browsers(case, "case")
    return need
