"""Almost: one criterion away and no more, stated where nobody can change it, advised where an office can help."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slrt.domain.programmes import load_programmes
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.explain_almost import Almost, almost_of, remedies
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.verdict import Outcome
from tests.agree.rule_strategies import ON, conditions, known_families, partly_known
from tests.makers.rules import programme

PROGRAMMES = {one.code: one for one in load_programmes(Path(__file__).resolve().parents[3] / "programmes")}
DAY = date(2026, 1, 15)
ABLE = dict.fromkeys(
    ("seeing", "hearing", "walking", "hands", "learning", "behaviour", "communication", "self_care", "memory"), "none"
)
SITI = {"birth_date": date(1985, 5, 1), "sex": "female", "is_pregnant": False, "in_school": False, **ABLE}
ANDI = {"birth_date": date(2015, 5, 1), "sex": "male", "in_school": False, "orphan": "no", **ABLE}
OWNER = {
    "tenure": "own",
    "land_proof": "girik",
    "has_second_house": False,
    "wall_damaged": True,
    "roof_damaged": False,
    "housing_aid_within_10y": False,
}
MARRIED = {**SITI, "marital_status": "married"}
TRADER = {**SITI, "has_business": True, "business_months": 8, "has_bank_credit": False}


def ways(code: str, family: dict[str, Any], *members: dict[str, Any]) -> tuple[Almost, ...]:
    record = FamilyRecord(family, members, ("Siti", "Andi")[: len(members)])
    chosen = [PROGRAMMES[code]]
    return almost_of(chosen, record, DAY, evaluate_family(chosen, record, DAY)).get(code, ())


SENTENCES: list[tuple[str, dict[str, Any], list[dict[str, Any]], str, str]] = [
    (
        "pkh",
        {"decile": 5},
        [{**SITI, "is_pregnant": True}],
        "Hampir: desil 5; PKH meminta desil 1 sampai 4",
        "Almost: decile 5; PKH asks for decile 1 to 4",
    ),
    (
        "pkh",
        {"decile": 2},
        [SITI],
        "Hampir, tinggal satu syarat PKH. Tidak ada ibu hamil, anak, pelajar, lansia 70 tahun, atau disabilitas berat",
        "Almost, one condition of PKH is left. Nobody is pregnant, a child, a pupil, aged 70 or severely disabled",
    ),
    (
        "atensi_yapi",
        {"decile": 6},
        [SITI, {**ANDI, "orphan": "father"}],
        "Hampir: desil 6; ATENSI YAPI meminta desil 1 sampai 5",
        "Almost: decile 6; ATENSI YAPI asks for decile 1 to 5",
    ),
    (
        "bsps",
        {**OWNER, "has_second_house": True},
        [MARRIED],
        "Hampir: keluarga punya rumah lain; BSPS mensyaratkan keluarga tidak punya rumah lain",
        "Almost: the family has a second house; the rule of BSPS is that the family has no second house",
    ),
    (
        "bsps",
        {**OWNER, "wall_damaged": False},
        [MARRIED],
        "Hampir, tinggal satu syarat BSPS. Dinding dan atap rumah tidak rusak",
        "Almost, one condition of BSPS is left. Neither the walls nor the roof are damaged",
    ),
    (
        "kur",
        {},
        [{**TRADER, "business_months": 5}],
        "Hampir, Siti (40 tahun): lama usaha dalam bulan 5; KUR meminta lama usaha dalam bulan minimal 6",
        "Almost, Siti (40 years): months in business 5; KUR asks for months in business at least 6",
    ),
    (
        "kur",
        {},
        [{**TRADER, "has_bank_credit": True}],
        "Hampir, tinggal satu syarat KUR untuk Siti (40 tahun): tidak punya kredit usaha dari bank",
        "Almost, one condition of KUR is left for Siti (40 years): has no business loan from a bank",
    ),
    (
        "permakanan",
        {"decile": 3},
        [SITI],
        "Hampir, tinggal satu syarat permakanan lansia dan disabilitas."
        " Tidak ada lansia 80 tahun ke atas atau disabilitas berat",
        "Almost, one condition of meals for elderly and disabled is left."
        " Nobody is aged 80 or more or severely disabled",
    ),
]


@pytest.mark.parametrize(("code", "family", "members", "indonesian", "english"), SENTENCES)
def test_what_is_read_aloud(
    code: str, family: dict[str, Any], members: list[dict[str, Any]], indonesian: str, english: str
) -> None:
    (way,) = ways(code, family, *members)
    assert (way.words.id, way.words.en) == (indonesian, english)
    assert way.advice is None, "none of this is anybody's to change"


def test_the_value_that_would_meet_it_is_told_apart() -> None:
    (way,) = ways("pkh", {"decile": 5}, {**SITI, "is_pregnant": True})
    assert way.to_json() == {
        "criterion": 1,
        "members": [],
        "id": "Hampir: desil 5; PKH meminta desil 1 sampai 4",
        "en": "Almost: decile 5; PKH asks for decile 1 to 4",
        "fact": "family.decile",
        "needs": {"id": "1 sampai 4", "en": "1 to 4"},
        "advice": None,
    }


def test_two_criteria_away_is_not_almost() -> None:
    assert ways("pkh", {"decile": 5}, SITI) == ()
    assert ways("bsps", {**OWNER, "wall_damaged": False, "has_second_house": True}, MARRIED) == ()


def test_two_criteria_away_by_different_members_is_not_almost_for_either() -> None:
    """One has the business, the other is free of debt: nobody is one step away."""
    indebted = {**TRADER, "business_months": 2, "has_bank_credit": True}
    idle = {**SITI, "has_business": False, "business_months": 0, "has_bank_credit": False}
    assert ways("kur", {}, indebted, idle) == ()


def test_a_rule_of_one_criterion_is_never_almost_where_nothing_can_be_done() -> None:
    assert ways("sembako", {"decile": 5}, SITI) == ()
    assert ways("pbi_jkn", {"decile": 6}, SITI) == ()
    assert ways("umi", {}, {**SITI, "has_business": False}) == ()
    assert ways("listrik", {"electricity_va": 1300, "lighting": "pln_metered", "registered": False}, SITI) == ()


def test_a_rule_of_one_criterion_is_almost_where_an_office_can_put_it_in_order() -> None:
    (way,) = ways("listrik", {"lighting": "pln_metered", "electricity_va": 900, "registered": False}, SITI)
    assert way.advice is not None
    assert way.advice.id == "Yang dapat dilakukan: usulkan keluarga ke data terpadu lewat desa atau kelurahan."
    assert way.advice.en == "What can be done: propose the family for the unified register through the village office."


def test_a_child_out_of_school_is_helped_back_and_no_one_else_is_sent_there() -> None:
    (way,) = ways("pkh", {"decile": 2}, SITI, ANDI)
    assert way.advice is not None
    assert way.advice.id.startswith("Yang dapat dilakukan: bantu Andi (10 tahun) kembali bersekolah;")
    assert way.advice.id.endswith("Cara ini belum pasti; tanyakan dulu.")
    (without,) = ways("pkh", {"decile": 2}, SITI)
    assert without.advice is None


def test_land_without_proof_is_put_in_order_by_its_owner_alone() -> None:
    rule = {"decile": 2, "wall_damaged": True, "housing_aid_within_10y": False, "land_proof": "none"}
    (owner,) = ways("rst", {**rule, "tenure": "own"}, SITI)
    (tenant,) = ways("rst", {**rule, "tenure": "rent"}, SITI)
    assert owner.advice is not None
    assert "urus bukti kepemilikan tanah" in owner.advice.id
    assert tenant.advice is None


FORBIDDEN = {
    "decile", "birth_date", "sex", "is_pregnant", "orphan", "lost_livelihood", "health_insurance", "income_monthly",
    "chronic_disease", "disaster_affected", "marital_status", "receives", "excluded_flags", "wall_damaged",
    "roof_damaged",
    "seeing", "hearing", "walking", "hands", "learning", "behaviour", "communication", "self_care", "memory",
}  # fmt: skip


def test_nothing_is_advised_that_nobody_can_change_or_should() -> None:
    assert not {name for remedy in remedies() for name in remedy.facts} & FORBIDDEN


PARTS = {
    Scope.FAMILY: conditions((("family", "family"),), 1),
    Scope.MEMBER: conditions((("family", "family"), ("m", "member")), 1),
}


def outcome(made: Programme, record: FamilyRecord) -> Outcome | None:
    try:
        (verdict,) = evaluate_family([made], record, ON)
    except RuleFailure:
        return None
    return verdict.outcome


@given(data=st.data(), scope=st.sampled_from(Scope), known=known_families(3), forget=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_it_is_almost_exactly_when_one_criterion_answered_otherwise_would_do(
    data: st.DataObject, scope: Scope, known: FamilyRecord, forget: bool
) -> None:
    record = data.draw(partly_known(known)) if forget else known
    # Joined with `|| false`, a part stays one criterion however it is built.
    parts = [f"(({data.draw(PARTS[scope])}) || false)" for _ in range(data.draw(st.integers(2, 3)))]
    made = programme(" && ".join(parts), scope)
    assume(outcome(made, record) is Outcome.NOT_ELIGIBLE)
    otherwise = [" && ".join([*parts[:at], "true", *parts[at + 1 :]]) for at in range(len(parts))]
    would = {at for at, text in enumerate(otherwise, 1) if outcome(programme(text, scope), record) is Outcome.ELIGIBLE}
    found = almost_of([made], record, ON, evaluate_family([made], record, ON)).get("trial", ())
    assert {way.place for way in found} == would
