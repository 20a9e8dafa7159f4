"""The programmes of the catalogue: their cases, sources, versions and the words they use."""

import datetime
import re
from pathlib import Path

import pytest

from slrt.domain.programmes import check_case, load_cases, load_programmes
from slrt.domain.programmes.cases import Case
from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.facts import catalogue
from slrt.domain.rules.programme import Confidence, Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.verdict import Verdict
from slrt.domain.workflow.taxonomy import SECTORS

FOLDER = Path(__file__).resolve().parents[3] / "programmes"
PROGRAMMES = load_programmes(FOLDER)
CASES = [case for programme in PROGRAMMES for case in load_cases(FOLDER / programme.code)]
BY_CODE = {programme.code: programme for programme in PROGRAMMES}
LONGEST_SENTENCE = 17  # words, two members called by their place included


def test_every_programme_that_a_family_may_receive_is_there() -> None:
    assert set(BY_CODE) == set(catalogue().get("family", "receives").values)
    assert len(BY_CODE) == 18


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.code)
def test_every_programme_belongs_to_a_sector_that_cases_know(programme: Programme) -> None:
    assert programme.sector in SECTORS


def test_relations_are_those_the_sources_name() -> None:
    excluded = {code: {one.code for one in programme.exclusive_with} for code, programme in BY_CODE.items()}
    assert {code: others for code, others in excluded.items() if others} == {
        "permakanan": {"pkh", "sembako"},
        "bsps": {"rst"},
        "rst": {"bsps"},
        "pbpu_pemda": {"pbi_jkn"},
    }
    beside = {code: {one.code for one in programme.complements} for code, programme in BY_CODE.items()}
    assert {code: others for code, others in beside.items() if others} == {
        "pip": {"pkh", "sembako", "atensi_yapi"},
        "kip_kuliah": {"pip", "pkh", "sembako"},
    }


def test_only_the_village_fund_limits_places_by_law() -> None:
    limited = {code: programme.quota for code, programme in BY_CODE.items() if programme.quota}
    assert set(limited) == {"blt_desa"}
    assert (limited["blt_desa"].per, limited["blt_desa"].period, limited["blt_desa"].ranking) == (
        "desa", "year", ("family.decile",),
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.name}")
def test_every_case_gets_the_answer_the_law_gives(case: Case) -> None:
    assert [str(fault) for fault in check_case(case, PROGRAMMES)] == []


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.code)
def test_every_programme_has_eight_cases_or_more(programme: Programme) -> None:
    assert sum(case.code == programme.code for case in CASES) >= 8


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.code)
def test_every_source_number_is_explained_in_sources(programme: Programme) -> None:
    page = (FOLDER / programme.code / "sources.md").read_text(encoding="utf-8")
    for version in programme.versions:
        for number in re.findall(r"\[\d+\]", version.source):
            assert f"- {number} " in page, number


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.code)
def test_every_programme_names_owner_complaints_and_documents(programme: Programme) -> None:
    for words in (programme.name, programme.owner, programme.complain_to):
        assert words.id
        assert words.en
    assert all(version.documents for version in programme.versions if version.in_force)


def test_only_unconfirmed_versions_are_kept_out_of_force() -> None:
    kept_out = [
        (programme.code, version.id, version.confidence)
        for programme in PROGRAMMES
        for version in programme.versions
        if not version.in_force
    ]
    unconfirmed = Confidence.UNCONFIRMED
    assert kept_out == [
        ("permakanan", "elderly-70", unconfirmed),
        ("pkh", "elderly-60", unconfirmed),
        ("prakerja", "after-2024", unconfirmed),
        ("rst", "all-defects", unconfirmed),
        ("sembako", "decile-5", unconfirmed),
    ]


def test_only_cash_has_amounts_and_premiums_are_priced_for_planning() -> None:
    kinds = {code: programme.versions[0].benefit.kind for code, programme in BY_CODE.items()}
    assert {code for code, kind in kinds.items() if kind is BenefitKind.CASH} == {
        "pkh", "sembako", "pip", "blt_desa", "atensi_yapi",
    }  # fmt: skip
    assert kinds["listrik"] is kinds["lpg_3kg"] is BenefitKind.TARIFF
    assert kinds["kur"] is kinds["umi"] is BenefitKind.LOAN_CEILING
    premium = BY_CODE["pbi_jkn"].versions[0].benefit
    assert (premium.kind, premium.unit_value) == (BenefitKind.IN_KIND, 42_000)


@pytest.mark.parametrize(
    ("code", "on", "value"),
    [
        ("bsps", datetime.date(2024, 12, 31), None),
        ("bsps", datetime.date(2025, 1, 1), 17_500_000 + 2_500_000),
        ("rst", datetime.date(2026, 1, 15), 20_000_000),
        ("permakanan", datetime.date(2023, 6, 30), 30 * 21_000),
        ("permakanan", datetime.date(2023, 7, 1), 30 * 30_000),
        ("prakerja", datetime.date(2024, 12, 31), 3_500_000 + 600_000 + 2 * 50_000),
    ],
)
def test_what_is_given_in_kind_has_the_value_of_its_day(code: str, on: datetime.date, value: int | None) -> None:
    version = BY_CODE[code].version_on(on)
    assert version is not None
    assert version.benefit.unit_value == value


def test_a_programme_without_a_version_in_force_is_left_out() -> None:
    assert evaluate_family(PROGRAMMES, FamilyRecord(), datetime.date(1990, 1, 1)) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.name}")
def test_reasons_are_short_sentences_without_code_words(case: Case) -> None:
    for verdict in evaluate_family([BY_CODE[case.code]], case.record, case.on):
        assert verdict.reasons
        for reason in verdict.reasons:
            for sentence in (reason.id, reason.en):
                assert sentence[0].isupper() or sentence[0].isdigit(), sentence
                assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
                assert not re.search(r"_|==|&&|\bm\.|true|false|\{", sentence), sentence


def verdict_of(code: str, record: FamilyRecord, on: datetime.date = datetime.date(2026, 1, 15)) -> Verdict:
    (verdict,) = evaluate_family([BY_CODE[code]], record, on)
    return verdict


def sentences(code: str, record: FamilyRecord) -> list[tuple[str, str, str]]:
    return [(reason.state.value, reason.id, reason.en) for reason in verdict_of(code, record).reasons]


def test_the_decile_is_said_as_an_officer_would_say_it() -> None:
    assert sentences("sembako", FamilyRecord({"decile": 2})) == [
        ("met", "Desil 2, syaratnya desil 1 sampai 4", "Decile 2, the rule asks for decile 1 to 4")
    ]
    assert sentences("sembako", FamilyRecord({"decile": 7}))[0][0] == "unmet"
    assert sentences("sembako", FamilyRecord()) == [
        ("unknown", "Desil belum diketahui, syaratnya 1 sampai 4", "Decile is not yet known, the rule asks for 1 to 4")
    ]


def test_members_are_called_by_their_label_and_otherwise_by_place() -> None:
    child = {"birth_date": datetime.date(2021, 6, 1)}
    named = FamilyRecord({"decile": 2}, [{}, child], ("Siti", "Bayu"))
    assert ("met", "Bayu (4 tahun): anak usia 0 sampai 6 tahun, Rp3.000.000 setahun") in [
        reason[:2] for reason in sentences("pkh", named)
    ]
    unnamed = FamilyRecord({"decile": 2}, [{"presence": "died"}, child])
    assert ("met", "Anggota ke-2 (4 tahun): anak usia 0 sampai 6 tahun, Rp3.000.000 setahun") in [
        reason[:2] for reason in sentences("pkh", unnamed)
    ]


def test_a_family_that_is_not_eligible_is_not_told_amounts() -> None:
    child = {"birth_date": datetime.date(2021, 6, 1)}
    assert not any("Rp" in reason[1] for reason in sentences("pkh", FamilyRecord({"decile": 9}, [child])))


def test_more_persons_than_are_paid_is_said() -> None:
    children = [{"birth_date": datetime.date(2021, month, 1)} for month in (1, 2, 3)]
    assert any(
        "paling banyak 2 orang" in reason[1] for reason in sentences("pkh", FamilyRecord({"decile": 1}, children))
    )
