"""A programme's list beside the register and the rules: who is missing where; and what goes to the centre."""

import csv
import io
from pathlib import Path
from uuid import UUID

import pytest

from slrt.domain import clock
from slrt.domain.access import Actor, Denied, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import Refused
from slrt.exchange.centre import write_batch
from slrt.reads.registry.reconciliation import QUEUES, reconciliation
from slrt.services import programmes
from slrt.services.registry import changes
from slrt.store.programmes.models import Verdict, Version
from slrt.store.registry.models import Batch, Change, ListEntry
from slrt.store.walls.context import acting
from tests.makers.changes import facts, photo, submitted, walk
from tests.makers.families import OTHER_REGENCY, REGENCY, VILLAGE, new_family, officer, person, registered

FOLDER = Path(__file__).parents[2] / "programmes"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def manager(tuesday: None) -> Actor:
    programmes.load_programmes(FOLDER)
    return officer("manager")


def family(name: str, receives: bool, verdict: str) -> UUID:
    """A family with that verdict of PKH, receiving it or not."""
    known = {"receives": frozenset({"pkh"})} if receives else {}
    made = registered(officer(), new_family(person(name, "head"), facts=known)).family_id
    with acting(system()):
        version = Version.objects.filter(programme_id="pkh").latest("starts_on")
        Verdict.objects.update_or_create(
            family_id=made,
            programme_id="pkh",
            defaults={
                "version": version,
                "area_code": VILLAGE,
                "on": clock.today(),
                "verdict": verdict,
                "family_version": 1,
                "computed_at": clock.now(),
            },
        )
    return made


def loaded(*families: UUID | None) -> None:
    """A written list of PKH with these families on it; None is somebody who is not in the register."""
    with acting(system()):
        now = clock.now()
        batch = Batch.objects.create(
            kind="recipients", layout="pkh", area_code=REGENCY, file_name="pkh.csv", source="kemensos", state="applied",
            listed_on=clock.today(), at=now,
        )  # fmt: skip
        for row, family_id in enumerate(families, 2):
            ListEntry.objects.create(
                batch=batch, area_code=VILLAGE, row=row, programme="pkh", name=f"Baris {row}", family_id=family_id
            )


def names(actor: Actor, queue: str, area_code: str = REGENCY) -> list[str]:
    with acting(actor):
        return [line.name for line in reconciliation(actor, "pkh", area_code, queue, 1).lines]


def test_each_family_stands_in_the_queue_of_its_difference(manager: Actor) -> None:
    on_both = family("Terdaftar Benar", receives=True, verdict="eligible")
    family("Berhak Belum", receives=False, verdict="eligible")
    rich = family("Menerima Tidak Layak", receives=True, verdict="not_eligible")
    family("Berhenti Diam", receives=True, verdict="unknown")
    family("Bukan Sasaran", receives=False, verdict="not_eligible")
    loaded(on_both, rich, None)
    assert {code: names(manager, code) for code in QUEUES} == {
        "exclusion": ["Berhak Belum"],
        "inclusion": ["Menerima Tidak Layak"],
        "unclear": ["Berhenti Diam"],
        "not_here": ["Baris 4"],
        "not_listed": ["Berhenti Diam"],
        "disputed": [],
    }
    with acting(manager):
        shown = reconciliation(manager, "pkh", REGENCY, "exclusion", 1)
    assert [(code, count) for code, _, count in shown.by_area] == [("19.06.01", 1)]
    assert names(officer("manager", OTHER_REGENCY), "exclusion", OTHER_REGENCY) == []


def test_without_a_list_the_register_stands_alone(manager: Actor) -> None:
    family("Menerima Tidak Layak", receives=True, verdict="not_eligible")
    assert names(manager, "inclusion") == ["Menerima Tidak Layak"]
    assert names(manager, "not_listed") == names(manager, "not_here") == []


def test_a_family_with_a_proposal_on_its_way_is_marked(manager: Actor) -> None:
    made = family("Berhak Belum", receives=False, verdict="eligible")
    submitted(manager, "enrolment", {"programme": "pkh", "why": "Memenuhi syarat"}, made)
    with acting(manager):
        assert [line.proposed for line in reconciliation(manager, "pkh", REGENCY, "exclusion", 1).lines] == [True]


def test_what_passed_its_chain_goes_to_the_centre_once_and_together(manager: Actor) -> None:
    first = family("Berhak Satu", receives=False, verdict="eligible")
    second = family("=Berhak Dua", receives=False, verdict="eligible")
    wish = {"programme": "pkh", "why": "Memenuhi syarat"}
    approved = submitted(officer("facilitator", VILLAGE), "enrolment", wish, first)
    submitted(officer("facilitator", VILLAGE), "enrolment", wish, second)
    with acting(system()):
        walk(approved.change_id)
    head = officer("head_of_agency")
    with pytest.raises(Denied):
        changes.send(manager, area_code=REGENCY, submission=uuid7())
    key = uuid7()
    batch, lines = changes.send(head, area_code=REGENCY, submission=key)
    assert changes.send(head, area_code=REGENCY, submission=key) == (batch, lines)
    file = io.StringIO()
    assert write_batch(lines, file) == 1
    assert list(csv.reader(io.StringIO(file.getvalue())))[1][:5] == ["USULAN", "PKH", "", "", "Berhak Satu"]
    with acting(system()):
        row = Change.objects.get(id=approved.change_id)
        assert (row.state, row.sent_with_id) == ("sent", batch.id)
        assert [step.verb for step in row.steps.order_by("at", "id")][-1] == "send"
    with pytest.raises(Refused):
        changes.send(head, area_code=REGENCY, submission=uuid7())


def test_a_file_for_the_centre_never_names_the_objector(manager: Actor) -> None:
    made = family("Punya Mobil", receives=True, verdict="not_eligible")
    neighbour = changes.NewProposer(kind="citizen", name="Tetangga Baik", village_code=VILLAGE, protected=True)
    objection = submitted(
        officer("facilitator", VILLAGE),
        "objection",
        {"programme": "pkh", "why": "=Mempunyai mobil"},
        made,
        route="objection",
        proposer=neighbour,
        evidence=[photo(latitude=-1.8, longitude=106.1)],
    )
    with acting(system()):
        walk(objection.change_id)
    _, lines = changes.send(officer("head_of_agency"), area_code=REGENCY, submission=uuid7())
    file = io.StringIO()
    write_batch(lines, file)
    assert "SANGGAHAN" in file.getvalue()
    assert "'=Mempunyai mobil" in file.getvalue()
    assert "Tetangga" not in file.getvalue()


def test_a_disputed_flag_stands_in_its_queue(manager: Actor) -> None:
    flagged = registered(
        officer(), new_family(person("Ditandai Asn", "head"), facts={"excluded_flags": frozenset({"asn"})})
    ).family_id
    dispute = facts(("excluded_flags", []))
    submitted(officer("facilitator", VILLAGE), "flag_dispute", dispute, flagged, evidence=[_letter()])
    assert names(manager, "disputed") == ["Ditandai Asn"]


def _letter() -> changes.NewEvidence:
    return changes.NewEvidence(kind="document", name="surat.png", data=photo().data)
