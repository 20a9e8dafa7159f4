"""Registering a family: what is written, what is refused, what is only pointed out."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from slrt.domain import clock
from slrt.domain.access import Denied
from slrt.domain.ids import uuid7
from slrt.domain.problems import Refused
from slrt.reads import registry as reads
from slrt.services.registry import UNKNOWN, LookFirst, check_new, register
from slrt.store.programmes.models import Verdict
from slrt.store.registry import cipher
from slrt.store.registry.models import Change, Family, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import (
    OTHER_REGENCY,
    OTHER_VILLAGE,
    RUSDI_BORN,
    SITI_BORN,
    new_family,
    nik,
    officer,
    person,
    registered,
    rusdi,
    siti,
)

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(problem.code, problem.field) for problem in refused.value.problems}


def test_a_registered_family_has_its_people_its_change_its_event_and_its_verdicts() -> None:
    actor = officer()
    family = new_family(facts={"decile": 2, "lighting": "pln_metered"}, no_kk="1906011105200001")
    result = register(actor, family, submission=uuid7(), source="interview", reason="Datang sendiri")
    with acting(actor):
        row = Family.objects.get(id=result.family_id)
        assert (row.decile, row.lighting, row.rt, row.version) == (2, "pln_metered", "003", 1)
        assert [m.person.name for m in row.memberships.all()] == ["Rusdi bin Hasan", "Siti Aminah"]
        change = Change.objects.get(family=row)
        assert (change.kind, change.state, change.source, change.reason) == (
            "new_family", "applied", "interview", "Datang sendiri",
        )  # fmt: skip
        assert row.stamps["decile"] == {"at": change.at.isoformat(), "source": "interview", "change": str(change.id)}
        assert Event.objects.filter(subject_id=row.id, verb="family.register", actor_id=actor.user_id).count() == 1
        assert {v.programme_id for v in Verdict.objects.filter(family=row)} >= {"pkh", "sembako", "pip"}
        assert all(v.family_version == 1 for v in Verdict.objects.filter(family=row))


def test_the_same_submission_twice_is_the_same_family() -> None:
    actor, submission = officer(), uuid7()
    first = registered(actor, submission=submission)
    second = registered(actor, submission=submission)
    assert (first.created, second.created) == (True, False)
    assert first.family_id == second.family_id
    with acting(actor):
        assert Person.objects.count() == 2
        assert Change.objects.count() == 1


def test_numbers_are_stored_sealed_and_appear_nowhere_in_the_clear() -> None:
    actor = officer()
    number = nik(RUSDI_BORN, "male", 3)
    kk = "1906011105200001"
    registered(actor, new_family(no_kk=kk))
    for table in ("registry_family", "registry_person", "registry_change", "trail_event", "programmes_verdict"):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s OR t::text LIKE %s",
                           [f"%{number}%", f"%{kk}%"])  # fmt: skip
            assert cursor.fetchone() == (0,), table


def test_every_value_of_the_rows_can_be_made_again_from_the_changes() -> None:
    actor = officer()
    result = registered(actor, new_family(facts={"decile": 3, "excluded_flags": ["asn"]}, no_kk="1906011105200001"))
    with acting(actor):
        replayed = reads.replay(result.family_id)
        family = Family.objects.get(id=result.family_id)
        for fact, value in replayed["family", str(family.id)].items():
            column = {"no_kk": "no_kk_cipher"}.get(fact, fact)
            assert value == plain(getattr(family, column)), fact
        for row in Person.objects.all():
            own = replayed["member", str(row.id)]
            assert own["name"] == row.name
            assert own["nik"] == bytes(row.nik_cipher)
            assert own["birth_date"] == row.birth_date
            assert own["relation"] == row.memberships.get().relation
        for membership in Membership.objects.all():
            own = replayed["membership", str(membership.id)]
            assert own["person"] == str(membership.person_id)
            assert own["position"] == membership.position


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("123", "wrong_length"),
        ("19060114O7800012", "not_digits"),
        ("9906015407800012", "province_unknown"),
        ("1906015413800012", "date_impossible"),
        ("1906015407800000", "sequence_zero"),
        ("1111111111111111", "placeholder"),
    ],
)
def test_a_nik_that_cannot_exist_blocks_and_nothing_is_written(number: str, code: str) -> None:
    actor = officer()
    with pytest.raises(Refused) as refused:
        registered(actor, new_family(rusdi(), replace(siti(), nik=number)))
    assert (code, "members[1].nik") in codes(refused)
    with acting(actor):
        assert not Family.objects.exists()
        assert not Event.objects.filter(verb="family.register").exists()


def test_a_mismatch_of_sex_or_date_warns_and_can_be_accepted() -> None:
    actor = officer()
    odd = new_family(rusdi(), replace(siti(), nik=nik(date(1981, 7, 14), "male", 12)))
    checked = check_new(actor, odd)
    assert {p.code for p in checked.warnings} == {"sex_mismatch", "birth_date_mismatch"}
    assert not checked.problems
    with pytest.raises(LookFirst):
        register(actor, odd, submission=uuid7(), source="interview")
    with acting(actor):
        assert not Family.objects.exists()
    result = register(actor, odd, submission=uuid7(), source="interview", accept_warnings=True)
    assert result.created


def test_people_without_a_nik_are_registered_and_marked() -> None:
    actor = officer()
    result = registered(actor, new_family(rusdi(), person("Bayu", "child", date(2024, 1, 5), "male")))
    with acting(actor):
        baby = Person.objects.get(id=result.person_ids[1])
        assert (baby.nik_cipher, baby.nik_index, baby.nik_status) == (None, None, "none")
    noted = check_new(actor, new_family(person("Wawan", "head", date(1990, 1, 5), "male")))
    assert "no_nik" in {p.code for p in noted.notes}


def test_a_nik_in_use_here_names_the_person_and_blocks() -> None:
    actor = officer()
    before = registered(actor)
    checked = check_new(actor, new_family(replace(rusdi(), name="Rusdi Hasan")))
    assert {(p.code, p.field) for p in checked.problems} == {("nik_known_here", "members[0].nik")}
    likely = checked.likely_same[0]
    assert (likely.certain, likely.name, likely.family_id) == (True, "Rusdi bin Hasan", before.family_id)


def test_a_nik_in_use_elsewhere_tells_nothing_but_that() -> None:
    registered(officer(area_code=OTHER_REGENCY), new_family(area_code=OTHER_VILLAGE))
    checked = check_new(officer(), new_family(replace(rusdi(), name="Rusdi Hasan")))
    (problem,) = checked.problems
    assert problem.code == "nik_known_elsewhere"
    assert problem.message_id.startswith("NIK ini sudah terdaftar di wilayah lain")
    (likely,) = checked.likely_same
    assert (likely.certain, likely.name, likely.family_id, likely.area_code, likely.birth_date) == (
        True, "", None, "", None,
    )  # fmt: skip


def test_a_nik_marked_duplicate_may_be_registered_twice() -> None:
    actor = officer()
    registered(actor)
    twin = person("Rusdi Hasan", "head", RUSDI_BORN, "male", nik(RUSDI_BORN, "male", 3), nik_status="duplicate")
    assert registered(actor, new_family(twin)).created


def test_the_database_itself_refuses_a_second_active_person_with_one_nik() -> None:
    actor = officer()
    result = registered(actor)
    with acting(actor):
        known = Person.objects.get(id=result.person_ids[0])
        known.pk = uuid7()
        with pytest.raises(IntegrityError, match="one_active_person_a_nik"), transaction.atomic():
            known.save(force_insert=True)


def test_a_like_name_with_the_same_birth_date_is_pointed_out_within_scope_only() -> None:
    actor = officer()
    before = registered(actor)
    again = new_family(person("Siti Aminnah", "head", SITI_BORN, "female"))
    (likely,) = check_new(actor, again).likely_same
    assert (likely.certain, likely.name, likely.family_id) == (False, "Siti Aminah", before.family_id)
    elsewhere = officer(area_code=OTHER_REGENCY)
    assert check_new(elsewhere, replace(again, area_code=OTHER_VILLAGE)).likely_same == ()
    stranger = new_family(person("Dewi Lestari", "head", SITI_BORN, "female"))
    assert check_new(actor, stranger).likely_same == ()


@pytest.mark.parametrize(("relations", "code"), [(("spouse", "child"), "no_head"), (("head", "head"), "many_heads")])
def test_a_family_has_exactly_one_head(relations: tuple[str, str], code: str) -> None:
    people = [person(f"Orang {place}", relation) for place, relation in enumerate(relations)]
    with pytest.raises(Refused) as refused:
        registered(officer(), new_family(*people))
    assert (code, "members") in codes(refused)


def test_the_database_refuses_an_active_family_without_a_head_at_the_end_of_the_transaction() -> None:
    actor = officer()
    result = registered(actor)
    with acting(actor), transaction.atomic():
        Membership.objects.filter(person_id=result.person_ids[0]).update(relation="other")
        with pytest.raises(IntegrityError, match="exactly one head"), transaction.atomic():
            connection.cursor().execute("SET CONSTRAINTS registry_exactly_one_head IMMEDIATE")
        Membership.objects.filter(person_id=result.person_ids[0]).update(relation="head")


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"decile": 11}, "not_allowed", "family.decile"),
        ({"decile": "dua"}, "not_allowed", "family.decile"),
        ({"decil": 2}, "unknown_fact", "family.decil"),
        ({"roof": "gold"}, "not_allowed", "family.roof"),
        ({"decile_on": "2999-01-01"}, "not_allowed", "family.decile_on"),
        ({"receives": ["pkh", "nope"]}, "not_allowed", "family.receives"),
        ({"lighting": "none", "electricity_va": 900}, "not_applicable", "family.electricity_va"),
    ],
)
def test_a_value_outside_the_vocabulary_is_refused_with_its_place(
    facts: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        registered(officer(), new_family(facts=facts))
    assert (code, field) in codes(refused)
    assert all(p.message_id and p.message_en and p.message_id != p.message_en for p in refused.value.problems)


def test_a_pregnant_man_is_refused_and_a_man_who_is_not_pregnant_is_not() -> None:
    actor = officer()
    with pytest.raises(Refused) as refused:
        registered(actor, new_family(person("Rusdi", "head", RUSDI_BORN, "male", is_pregnant=True)))
    assert ("not_applicable", "members[0].is_pregnant") in codes(refused)
    assert registered(actor, new_family(person("Rusdi", "head", RUSDI_BORN, "male", is_pregnant=False))).created


def test_does_not_know_is_remembered_as_an_answer() -> None:
    actor = officer()
    result = registered(actor, new_family(facts={"land_proof": UNKNOWN, "receives": UNKNOWN}))
    with acting(actor):
        family = Family.objects.get(id=result.family_id)
        assert family.land_proof is None
        assert family.stamps["land_proof"]["unknown"] is True
        assert family.stamps["receives"]["unknown"] is True
        assert reads.receives(family) is None


def test_what_a_family_receives_becomes_enrolments() -> None:
    actor = officer()
    result = registered(actor, new_family(facts={"receives": ["pkh", "bpnt"]}))
    with acting(actor):
        assert reads.receives(Family.objects.get(id=result.family_id)) == {"pkh", "sembako"}


@pytest.mark.parametrize("role", ["provider", "administrator", "province"])
def test_roles_without_the_right_cannot_register(role: str) -> None:
    with pytest.raises(Denied):
        registered(officer(role))


def test_nobody_registers_outside_the_own_area() -> None:
    with pytest.raises(Denied):
        registered(officer(area_code=OTHER_REGENCY))


@pytest.mark.parametrize("area_code", ["19.06", "19", "99.99.99.9999", "", "19.06.01.2001'; DROP"])
def test_a_family_lives_in_a_place_that_exists(area_code: str) -> None:
    with pytest.raises(Refused) as refused:
        registered(officer(area_code="00"), new_family(area_code=area_code))
    assert ("unknown_area", "area_code") in codes(refused)


@pytest.mark.parametrize("name", ["", "   ", "123", "x" * 121, "Siti\x00Aminah"])
def test_a_name_has_letters_and_fits_the_card(name: str) -> None:
    with pytest.raises(Refused) as refused:
        registered(officer(), new_family(person(name, "head")))
    assert {field for _, field in codes(refused)} == {"members[0].name"}


def test_a_kk_already_used_here_warns_and_does_not_block() -> None:
    actor = officer()
    kk = "1906011105200001"
    before = registered(actor, new_family(no_kk=kk))
    checked = check_new(actor, new_family(person("Wawan", "head"), no_kk=kk))
    assert [p.code for p in checked.warnings] == ["kk_known"]
    assert [each.family_id for each in checked.likely_same] == [before.family_id]
    assert not checked.problems


def test_a_sealed_number_opens_in_its_own_row_alone() -> None:
    one, other = uuid7(), uuid7()
    sealed = cipher.seal("1906015407800012", cipher.NIK, one)
    assert cipher.unseal(sealed, cipher.NIK, one) == "1906015407800012"
    assert sealed != cipher.seal("1906015407800012", cipher.NIK, one)
    for column, row in ((cipher.NIK, other), (cipher.NO_KK, one)):
        with pytest.raises(cipher.CannotOpen, match="does not open"):
            cipher.unseal(sealed, column, row)
    with pytest.raises(cipher.CannotOpen, match="sealed with key 9"):
        cipher.unseal(b"\x09" + sealed[1:], cipher.NIK, one)


def test_another_key_opens_nothing_and_says_which_key_is_missing(settings: object) -> None:
    row = uuid7()
    sealed = cipher.seal("1906015407800012", cipher.NIK, row)
    settings.SLRT_KEYS = replace(settings.SLRT_KEYS, nik=b"\x01" * 32)  # type: ignore[attr-defined]
    with pytest.raises(cipher.CannotOpen, match="SLRT_NIK_KEY"):
        cipher.unseal(sealed, cipher.NIK, row)


def test_a_failed_registration_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = officer()

    def broken(family_id: UUID) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("slrt.services.programmes.rematch", broken)
    with pytest.raises(RuntimeError):
        registered(actor)
    with acting(actor):
        assert not Family.objects.exists()
        assert not Person.objects.exists()
        assert not Event.objects.filter(verb="family.register").exists()


def test_stamps_carry_the_day_the_facts_were_taken() -> None:
    actor = officer()
    with clock.at(clock.now().replace(year=2024, month=5, day=3, hour=3)):  # ten in the morning in Jakarta
        result = registered(actor, new_family(facts={"roof": "zinc"}))
    with acting(actor):
        page = reads.family_page(actor, result.family_id, date(2026, 12, 1))
        assert page.facts["roof"].as_of == date(2024, 5, 3)
        assert page.facts["roof"].months == 30
        assert page.facts["roof"].by == actor.name
        assert ("", page.facts["roof"]) in page.stale
