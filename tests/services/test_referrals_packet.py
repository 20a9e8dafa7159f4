"""What travels with a referral, who may see it for how long, and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from slrt.domain import clock
from slrt.domain.access import Denied, system
from slrt.domain.problems import NotFound, Refused
from slrt.services import cases
from slrt.store.cases.models import Attachment, Case, Clock, Referral
from slrt.store.programmes.models import Verdict, Version
from slrt.store.registry.models import Membership
from slrt.store.walls.context import acting
from tests.makers.cases import (
    ELSEWHERE,
    NIK,
    TUESDAY,
    Cast,
    actor,
    analysed,
    answered,
    family,
    now,
    now_referral,
    organisation,
    referred,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


def clocks(referral: Referral) -> dict[str, Clock]:
    with acting(system()):
        return {one.kind: one for one in Clock.objects.filter(subject_id=referral.id)}


def test_another_organisation_neither_sees_nor_answers(people: Cast) -> None:
    referral = referred(people, analysed(people))
    stranger = actor("provider", at=organisation("PLN"))
    with pytest.raises(NotFound):
        answered(stranger, referral, "accept")


def test_the_packet_holds_what_the_receiver_needs_with_the_nik_masked(people: Cast) -> None:
    home = family()
    case = analysed(people, family_id=home.id, text=f"NIK {NIK} tidak aktif di loket.")
    packet = referred(people, case).packet
    assert packet["person"]["name"] == "Rusdi"
    assert packet["person"]["nik"] == "1906••••••••0001"
    assert packet["family"] == {
        "head": "Rusdi",
        "members": 1,
        "address": "Jalan Lipat Kajang 4",
        "rt": "003",
        "rw": "001",
        "phone": "",
    }
    assert packet["reporter"]["phone"] == "081200004417"
    assert packet["area"]["path"][-1] == "Lalang Jaya"
    assert NIK not in str(packet)


def test_the_packet_stays_as_sent_when_the_family_moves_on(people: Cast) -> None:
    home = family()
    referral = referred(people, analysed(people, family_id=home.id))
    with acting(system()):
        type(home).objects.filter(id=home.id).update(address="Alamat baru")
    assert now_referral(referral).packet["family"]["address"] == "Jalan Lipat Kajang 4"


def test_the_receiver_sees_the_referral_until_thirty_days_after_its_end_and_never_the_case(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    answered(people.provider, referral, "decline", reason="Bukan kami")

    def seen() -> tuple[int, int]:
        with acting(people.provider):
            return (
                Referral.objects.visible_to(people.provider).filter(id=referral.id).count(),
                Case.objects.filter(id=case.id).count(),
            )

    assert seen() == (1, 0)
    with clock.at(TUESDAY + timedelta(days=29)):
        assert seen() == (1, 0)
    with clock.at(TUESDAY + timedelta(days=31)):
        assert seen() == (0, 0)


def test_a_provider_of_elsewhere_in_the_same_office_type_sees_nothing(people: Cast) -> None:
    referral = referred(people, analysed(people))
    far = actor("provider", ELSEWHERE, at=organisation("Dinas Sosial", ELSEWHERE))
    with acting(far):
        assert not Referral.objects.filter(id=referral.id).exists()


def test_evidence_of_the_receiver_stands_with_the_referral_and_reaches_the_case(people: Cast) -> None:
    case = analysed(people)
    referral = referred(people, case)
    kept = cases.attach(people.provider, referral_id=referral.id, name="surat.pdf", data=b"%PDF-1.4\n%%EOF\n")
    assert (kept.case_id, kept.referral_id) == (case.id, referral.id)
    with acting(people.provider):
        assert Attachment.objects.visible_to(people.provider).filter(id=kept.id).exists()
    with acting(people.back):
        assert Attachment.objects.visible_to(people.back).filter(id=kept.id).exists()


def test_evidence_is_refused_from_others_and_after_the_end(people: Cast) -> None:
    referral = referred(people, analysed(people))
    with pytest.raises(Denied):
        cases.attach(people.back, referral_id=referral.id, name="a.pdf", data=b"%PDF-1.4\n%%EOF\n")
    answered(people.provider, referral, "decline", reason="Bukan kami")
    with pytest.raises(Denied):
        cases.attach(people.provider, referral_id=referral.id, name="a.pdf", data=b"%PDF-1.4\n%%EOF\n")


def test_the_papers_of_the_case_travel_with_the_packet_and_no_others(people: Cast) -> None:
    case = analysed(people)
    mine = cases.attach(people.front, case_id=case.id, name="ktp.pdf", data=b"%PDF-1.4\nktp\n%%EOF\n")
    referral = referred(people, case)
    later = cases.attach(people.front, case_id=case.id, name="lain.pdf", data=b"%PDF-1.4\nlain\n%%EOF\n")
    with acting(people.provider):
        seen = set(Attachment.objects.visible_to(people.provider).values_list("id", flat=True))
    assert referral.packet_attachments == [mine.id]
    assert seen == {mine.id}
    assert later.id not in seen


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "declined", "closed_at": TUESDAY, "reason": ""},
        {"state": "fulfilled", "closed_at": TUESDAY, "result": "", "settlement": "solved"},
        {"state": "fulfilled", "closed_at": TUESDAY, "result": "ada", "settlement": ""},
        {"state": "sent", "sent_at": None},
        {"state": "accepted", "closed_at": TUESDAY},
        {"state": "expired", "closed_at": None},
    ],
)
def test_the_database_refuses_a_referral_that_cannot_be(people: Cast, wrong: dict) -> None:
    referral = referred(people, analysed(people))
    with pytest.raises(IntegrityError), acting(system()):
        Referral.objects.filter(id=referral.id).update(**wrong)


def test_a_second_running_clock_of_one_kind_cannot_be(people: Cast) -> None:
    referral = referred(people, analysed(people))
    one = clocks(referral)["accept"]
    with pytest.raises(IntegrityError), acting(system()):
        Clock.objects.create(
            area_code=one.area_code,
            subject_kind="referral",
            subject_id=referral.id,
            kind="accept",
            started_at=TUESDAY,
            due_at=TUESDAY,
        )


def test_the_packet_says_what_the_rules_said_on_the_day_and_which_papers_are_asked_for(people: Cast) -> None:
    home = family()
    version = Version.objects.get(programme_id="pkh", state="published", until__isnull=True)
    with acting(system()):
        Verdict.objects.create(
            family=home,
            programme_id="pkh",
            version=version,
            area_code=home.area_code,
            on=date(2026, 12, 1),
            verdict="eligible",
            amount_low=1,
            amount_high=2,
            family_version=1,
            computed_at=TUESDAY,
        )
    packet = referred(people, analysed(people, family_id=home.id, programme_code="pkh", sector="social")).packet
    assert packet["programme"]["code"] == "pkh"
    assert (packet["verdict"]["verdict"], packet["verdict"]["on"]) == ("eligible", "2026-12-01")
    assert packet["verdict"]["source"] == version.source
    assert packet["documents"] == version.documents


def test_the_packet_of_a_need_speaks_of_the_programme_of_the_need(people: Cast) -> None:
    case = analysed(people, family_id=family().id, programme_code="pkh")
    need = cases.add_need(people.front, case_id=case.id, title="PIP", sector="education", programme_code="pip")
    packet = referred(people, case, need_id=need.id).packet
    assert (packet["programme"]["code"], packet["verdict"]) == ("pip", None)


def test_somebody_without_a_nik_is_referred_all_the_same(people: Cast) -> None:
    home = family()
    with acting(system()):
        person = Membership.objects.get(family=home).person
        type(person).objects.filter(id=person.id).update(nik_cipher=None, nik_index=None, birth_date=None)
    packet = referred(people, analysed(people, family_id=home.id, person_id=person.id)).packet
    assert (packet["person"]["nik"], packet["person"]["birth_year"]) == ("", None)


def test_a_result_without_end_is_refused(people: Cast) -> None:
    referral = referred(people, analysed(people))
    answered(people.provider, referral, "accept")
    with pytest.raises(Refused, match="Too long"):
        answered(people.provider, referral, "fulfil", result="x" * 5001, settlement="solved")


def test_a_case_nobody_held_is_held_by_who_refers_it(people: Cast) -> None:
    case = analysed(people)
    with acting(system()):
        Case.objects.filter(id=case.id).update(holder=None)
    referred(people, case)
    assert now(case).holder_id == people.back.user_id
