"""What is said beside a verdict: receipts, programmes that exclude each other, programmes that go together."""

import datetime
import itertools
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from slrt.domain.programmes import Advice, AdviceKind, advice_of, load_programmes
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.programme import Relation
from slrt.domain.rules.record import FamilyRecord

ON = datetime.date(2026, 1, 15)
PROGRAMMES = load_programmes(Path(__file__).resolve().parents[3] / "programmes")
OLD: dict[str, Any] = {"birth_date": datetime.date(1940, 3, 1), "health_insurance": "pbi"}
PUPIL: dict[str, Any] = {"birth_date": datetime.date(2014, 6, 1), "in_school": True, "school_level": "sd"}


def said(
    code: str, family: dict[str, Any], *members: dict[str, Any], receives: Collection[str] | None = ()
) -> tuple[Advice, ...]:
    known = {} if receives is None else {"receives": frozenset(receives)}
    verdicts = evaluate_family(PROGRAMMES, FamilyRecord({**family, **known}, members), ON)
    codes = None if receives is None else frozenset(receives)
    return advice_of(PROGRAMMES, verdicts, codes).get(code, ())


def kinds(advice: Collection[Advice]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.kind.value, one.others) for one in advice]


def test_what_excludes_a_programme_and_is_received_already_is_said_and_the_verdict_stays() -> None:
    record = FamilyRecord({"decile": 2, "receives": frozenset(["sembako"])}, [OLD])
    verdicts = evaluate_family(PROGRAMMES, record, ON)
    assert {one.code: one.outcome.value for one in verdicts}["permakanan"] == "eligible"
    (one,) = advice_of(PROGRAMMES, verdicts, frozenset(["sembako"]))["permakanan"]
    assert (one.kind, one.others) == (AdviceKind.EXCLUDED, ("sembako",))
    assert one.words.id == (
        "Keluarga sudah menerima Sembako (BPNT). Permakanan lansia dan disabilitas tidak dapat diterima bersama "
        "Sembako (BPNT); tanyakan dulu mana yang dipilih."
    )
    assert one.words.en == (
        "The family already receives Sembako (BPNT). Meals for elderly and disabled cannot be received together with "
        "Sembako (BPNT); ask first which is chosen."
    )
    assert one.sources == ("Bukan penerima PKH atau BPNT: Palpres; Tribun Pontianak, 30 Juni 2023",)


def test_exclusion_holds_from_the_other_side_too() -> None:
    assert kinds(said("pkh", {"decile": 2}, OLD, receives=["permakanan"])) == [("excluded_by_receipt", ("permakanan",))]


def test_it_is_said_while_the_verdict_is_still_open() -> None:
    assert kinds(said("permakanan", {}, OLD, receives=["pkh"])) == [("excluded_by_receipt", ("pkh",))]


def test_nothing_is_said_of_exclusion_where_the_rule_is_not_met() -> None:
    assert said("permakanan", {"decile": 9}, OLD, receives=["pkh"]) == ()


def test_two_rules_met_that_exclude_each_other_are_a_choice() -> None:
    assert kinds(said("permakanan", {"decile": 2}, OLD)) == [("choose_one", ("pkh", "sembako"))]
    assert kinds(said("sembako", {"decile": 2}, OLD)) == [("choose_one", ("permakanan",))]


def test_where_receipt_is_unknown_it_is_asked_first() -> None:
    (one,) = said("permakanan", {"decile": 2}, OLD, receives=None)
    assert (one.kind, one.others) == (AdviceKind.ASK, ("pkh", "sembako"))
    assert one.words.id == (
        "Tanyakan dulu apakah keluarga menerima PKH atau Sembako (BPNT). Permakanan lansia dan disabilitas tidak dapat "
        "diterima bersamanya."
    )


def test_what_is_received_already_needs_no_proposal() -> None:
    (one,) = said("sembako", {"decile": 2}, PUPIL, receives=["sembako"])
    assert (one.kind, one.others, one.sources) == (AdviceKind.ALREADY, (), ())
    assert one.words.id.startswith("Keluarga sudah menerima Sembako (BPNT). Tidak perlu diusulkan lagi")


def test_of_a_programme_of_persons_another_member_may_still_be_proposed() -> None:
    (one,) = said("pip", {}, PUPIL, receives=["pip", "pkh"])
    assert one.kind is AdviceKind.ALREADY
    assert one.words.en == "Somebody in the family already receives PIP (KIP). See who, then propose the others."


def test_receipt_against_the_rule_calls_for_a_look_at_the_data() -> None:
    (one,) = said("sembako", {"decile": 8}, PUPIL, receives=["sembako"])
    assert one.kind is AdviceKind.CHECK
    assert "Periksa datanya dulu" in one.words.id


def test_both_of_an_excluded_pair_received_is_said_with_each() -> None:
    assert kinds(said("permakanan", {"decile": 2}, OLD, receives=["permakanan", "pkh"])) == [
        ("already_receives", ()),
        ("receives_excluded_pair", ("pkh",)),
    ]
    assert ("receives_excluded_pair", ("permakanan",)) in kinds(
        said("pkh", {"decile": 2}, OLD, receives=["permakanan", "pkh"])
    )


def test_what_goes_together_is_proposed_too() -> None:
    (one,) = said("pip", {}, PUPIL, receives=["pkh", "sembako"])
    assert (one.kind, one.others) == (AdviceKind.TOGETHER, ("pkh", "sembako"))
    assert one.words.id == (
        "Keluarga menerima PKH dan Sembako (BPNT). PIP (KIP) dapat diterima bersamanya, jadi usulkan juga."
    )
    assert one.sources == (
        "Pelajar dari keluarga penerima PKH: RBTV Disway",
        "Pelajar dari keluarga pemegang KKS: RBTV Disway",
    )


def test_between_programmes_of_persons_one_member_does_not_bar_another() -> None:
    insured, uninsured = {"health_insurance": "pbi"}, {"health_insurance": "none"}
    (one,) = said("pbpu_pemda", {"decile": 2}, insured, uninsured, receives=["pbi_jkn"])
    assert (one.kind, one.others) == (AdviceKind.EXCLUDED, ("pbi_jkn",))
    assert one.words.en == (
        "Somebody in the family already receives PBI-JKN (KIS). One person cannot receive health premium by local "
        "government and PBI-JKN (KIS): see who it is."
    )
    assert kinds(said("pbi_jkn", {"decile": 2}, insured, receives=["pbi_jkn", "pbpu_pemda"])) == [
        ("already_receives", ())
    ]


def test_a_choice_between_programmes_of_persons_is_one_of_the_same_person() -> None:
    uninsured = {"health_insurance": "none"}
    assert kinds(said("pbpu_pemda", {"decile": 2}, uninsured)) == [("choose_one", ("pbi_jkn",))]
    assert said("pbpu_pemda", {"decile": 9}, uninsured) == ()


def test_two_members_who_each_meet_one_of_two_programmes_of_persons_need_not_choose() -> None:
    chosen = {one.code: one for one in PROGRAMMES if one.code in ("pip", "atensi_yapi")}
    pip = replace(chosen["pip"], exclusive_with=(Relation("atensi_yapi", "trial"),), complements=())
    trial = [pip, chosen["atensi_yapi"]]
    orphan_at_home: dict[str, Any] = {"birth_date": datetime.date(2010, 6, 1), "in_school": False, "orphan": "both"}
    orphan_in_school = {**PUPIL, "orphan": "both"}
    for pupil, expected in (({**PUPIL, "orphan": "no"}, {}), (orphan_in_school, {"pip", "atensi_yapi"})):
        family: dict[str, Any] = {"decile": 2, "receives": frozenset(["pkh"])}
        verdicts = evaluate_family(trial, FamilyRecord(family, [orphan_at_home, pupil]), ON)
        assert [one.outcome.value for one in verdicts] == ["eligible", "eligible"]
        assert set(advice_of(trial, verdicts, frozenset(["pkh"]))) == set(expected)


def test_a_programme_of_which_nothing_is_to_be_said_is_left_out() -> None:
    verdicts = evaluate_family(PROGRAMMES, FamilyRecord({"decile": 9, "receives": frozenset()}, [PUPIL]), ON)
    assert advice_of(PROGRAMMES, verdicts, frozenset()) == {}


FAMILIES: list[dict[str, Any]] = [{}, {"decile": 2}, {"decile": 9}]
MEMBERS: list[list[dict[str, Any]]] = [[OLD], [PUPIL, {"health_insurance": "none"}]]


@pytest.mark.parametrize("receives", [None, (), ("pkh",), ("pbi_jkn", "pip", "rst"), ("permakanan", "pkh", "umi")])
def test_every_sentence_can_be_read_aloud_in_both_languages(receives: tuple[str, ...] | None) -> None:
    found: list[Advice] = []
    for family, members in itertools.product(FAMILIES, MEMBERS):
        verdicts = evaluate_family(PROGRAMMES, FamilyRecord(family, members), ON)
        found += itertools.chain.from_iterable(advice_of(PROGRAMMES, verdicts, receives).values())
    assert found
    for words in [one.words.id for one in found] + [one.words.en for one in found]:
        assert words[0].isupper(), words
        assert words.endswith("."), words
        assert not any(sign in words for sign in "_{}"), words


def test_the_shape_for_other_programs() -> None:
    (one,) = said("pip", {}, PUPIL, receives=["pkh"])
    assert one.to_json() == {
        "kind": "goes_together",
        "programmes": ["pkh"],
        "id": "Keluarga menerima PKH. PIP (KIP) dapat diterima bersamanya, jadi usulkan juga.",
        "en": "The family receives PKH. PIP (KIP) can be received together with it, so propose it too.",
        "sources": ["Pelajar dari keluarga penerima PKH: RBTV Disway"],
    }
