"""NIK and nomor KK: the validation table, one sentence per row."""

from __future__ import annotations

from datetime import date

import pytest

from slrt.domain.identity import (
    IdentityCheck,
    KnownAreas,
    Severity,
    age_on,
    check_nik,
    check_no_kk,
    mask,
    normalise,
    numbers_in,
    without_numbers,
    without_numbers_within,
)

ON = date(2026, 3, 2)
KNOWN = KnownAreas.from_codes(["19", "19.06", "19.06.01", "19.06.01.2001", "94"])


def nik(text: str | None, *, sex: str | None = None, birth_date: date | None = None, on: date = ON) -> IdentityCheck:
    return check_nik(text, known=KNOWN, sex=sex, birth_date=birth_date, on=on)


def kk(text: str | None) -> IdentityCheck:
    return check_no_kk(text, known=KNOWN, on=ON)


def codes(check: IdentityCheck) -> list[str]:
    return [finding.code for finding in check.findings]


def test_a_man_s_nik_passes_without_a_word() -> None:
    check = nik("1906011503850001", sex="male", birth_date=date(1985, 3, 15))
    assert check.value == "1906011503850001"
    assert check.findings == ()
    assert not check.blocked


def test_a_woman_has_forty_added_to_the_day() -> None:
    check = nik("1906015503850001", sex="female", birth_date=date(1985, 3, 15))
    assert check.findings == ()
    assert check.sex == "female"
    assert check.dates == (date(1985, 3, 15),)


@pytest.mark.parametrize(
    "pasted", ["1906 0115 0385 0001", " 190601.150385.0001\n", "19-06-01-150385-0001", "1906\u00a00115–0385—0001"]
)
def test_spaces_dots_and_dashes_between_digits_are_dropped(pasted: str) -> None:
    assert nik(pasted).value == "1906011503850001"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("190601150385000", "wrong_length"),
        ("19060115038500011", "wrong_length"),
        ("190601150385000O", "not_digits"),
        ("'1906011503850001", "not_digits"),
        ("１９０６０１１５０３８５０００１", "foreign_digits"),
        ("190601150385000٣", "foreign_digits"),
        ("1.90601E+15", "scientific_notation"),
        ("1,90601150385E15", "scientific_notation"),
        ("1906011111110000", "sequence_zero"),
        ("1111111111111111", "placeholder"),
        ("0000000000000000", "placeholder"),
        ("1234567890123456", "placeholder"),
        ("0006011503850001", "province_unknown"),
        ("9906011503850001", "province_unknown"),
        ("1906013202850001", "date_impossible"),
        ("1906010002850001", "date_impossible"),
        ("1906014002850001", "date_impossible"),
        ("1906017202850001", "date_impossible"),
        ("1906011500850001", "date_impossible"),
        ("1906011513850001", "date_impossible"),
        ("1906013102850001", "date_impossible"),
        ("1906017104850001", "date_impossible"),
    ],
)
def test_a_structural_error_blocks_and_keeps_nothing(text: str, code: str) -> None:
    check = nik(text)
    assert check.blocked
    assert check.value is None
    assert code in codes(check)


def test_several_errors_are_told_at_once() -> None:
    assert codes(nik("9906013102850000")) == ["province_unknown", "date_impossible", "sequence_zero"]


def test_29_february_is_judged_by_each_century_it_may_mean() -> None:
    assert nik("1906012902000001").dates == (date(2000, 2, 29),)  # 1900 was no leap year
    assert nik("1906012902960001").dates == (date(1996, 2, 29),)
    assert codes(nik("1906012902950001")) == ["date_impossible"]


def test_an_unknown_kabupaten_or_kecamatan_only_warns() -> None:
    assert codes(nik("1999011503850001")) == ["regency_unknown"]
    assert codes(nik("1906991503850001")) == ["district_unknown"]
    assert not nik("1999011503850001").blocked
    assert nik("1906991503850001").value == "1906991503850001"


def test_sex_and_birth_date_that_differ_warn_and_never_block() -> None:
    check = nik("1906011503850001", sex="female", birth_date=date(1986, 3, 15))
    assert codes(check) == ["sex_mismatch", "birth_date_mismatch"]
    assert {finding.severity for finding in check.findings} == {Severity.WARNING}
    assert check.value == "1906011503850001"


def test_a_person_registered_elsewhere_draws_no_warning() -> None:
    known = KnownAreas.from_codes(["19", "32", "32.73", "32.73.05"])
    assert check_nik("3273051503850001", known=known, on=ON).findings == ()


def test_two_possible_centuries_are_asked_about() -> None:
    check = nik("1906011001100001")
    assert codes(check) == ["century_ambiguous"]
    assert check.findings[0].severity is Severity.INFO
    assert "1910 / 2010" in check.findings[0].message_id
    assert check.dates == (date(2010, 1, 10), date(1910, 1, 10))


def test_the_stated_birth_date_settles_the_century() -> None:
    assert nik("1906011001100001", birth_date=date(1910, 1, 10)).findings == ()
    assert nik("1906011001100001", birth_date=date(2010, 1, 10)).findings == ()


def test_a_century_that_makes_the_person_older_than_120_or_unborn_is_not_offered() -> None:
    assert nik("1906010103050001").dates == (date(2005, 3, 1),)  # 1905 would be 121 years
    assert nik("1906010303260001").dates == (date(1926, 3, 3),)  # tomorrow is not a birth date
    assert nik("1906010203260001").dates == (date(2026, 3, 2), date(1926, 3, 2))


@pytest.mark.parametrize("nothing", [None, "", "  ", " - "])
def test_a_person_without_nik_is_allowed(nothing: str | None) -> None:
    check = nik(nothing)
    assert check.value is None
    assert not check.blocked
    assert codes(check) == ["no_nik"]
    assert "Disdukcapil" in check.findings[0].message_id


def test_a_family_without_kk_is_allowed() -> None:
    assert codes(kk("")) == ["no_kk_absent"]
    assert not kk(None).blocked


def test_a_kk_number_carries_the_day_it_was_recorded() -> None:
    check = kk("1906 0112 0515 0007")
    assert check.value == "1906011205150007"
    assert check.findings == ()
    assert check.dates == (date(2015, 5, 12),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1906015205150007", "looks_like_nik"),
        ("1906013302150007", "date_impossible"),
        ("1906011205150000", "sequence_zero"),
        ("9906011205150007", "province_unknown"),
        ("19060112051500", "wrong_length"),
        ("1.90601E+15", "scientific_notation"),
    ],
)
def test_a_kk_number_with_a_structural_error_is_refused(text: str, code: str) -> None:
    assert kk(text).blocked
    assert code in codes(kk(text))
    assert all("nomor KK" in finding.message_id or code == "looks_like_nik" for finding in kk(text).findings)


def test_a_kk_number_from_the_future_warns() -> None:
    assert codes(kk("1906011205300007")) == ["recording_date_implausible"]
    assert kk("1906011205300007").value == "1906011205300007"


def test_no_message_quotes_the_number() -> None:
    for text in ["1999015503850001", "9906013102850000", "190601150385000O"]:
        for finding in nik(text, sex="male", birth_date=date(1990, 1, 1)).findings:
            assert text not in finding.message_id + finding.message_en


def test_the_mask_shows_four_digits_at_each_end_and_nothing_of_a_broken_number() -> None:
    assert mask("1906010101800012") == "1906••••••••0012"
    assert mask("1906 0101 0180 0012") == "1906••••••••0012"
    assert mask("12345") == "•••••"
    assert mask("") == ""


def test_normalising_touches_only_white_space_dots_and_dashes() -> None:
    assert normalise("19.06-01 a/１") == "190601a/１"


def test_a_leap_day_child_turns_one_on_the_first_of_march() -> None:
    assert age_on(date(2024, 2, 29), date(2025, 2, 28)) == 0
    assert age_on(date(2024, 2, 29), date(2025, 3, 1)) == 1


WAYS_TO_TYPE = (
    "1906015701900012",
    "1906 0157 0190 0012",
    "190601.570190.0012",
    "190601-570190-0012",
    "1906 - 0157 - 0190 - 0012",
    "1906_0157_0190_0012",
    "１９０６０１５７０１９０００１２",
    "\u0661\u0669\u0660\u0666\u0660\u0661\u0665\u0667\u0660\u0661\u0669\u0660\u0660\u0660\u0661\u0662",
    "1906\u200b0157\u200b0190\u200b0012",
    "1906\u30000157\uff0e0190\uff0d0012",
)


@pytest.mark.parametrize("typed", WAYS_TO_TYPE)
@pytest.mark.parametrize("around", ["{}", "cocokkan dengan {} di KTP", "KTP_{}.jpg", "NIK:{}", "no{}a"])
def test_a_number_in_a_text_is_found_and_masked_however_it_is_typed(typed: str, around: str) -> None:
    text = around.format(typed)
    assert numbers_in(text) == ("1906015701900012",)
    assert without_numbers(text) == around.format("1906••••••••0012")


def test_several_numbers_and_one_with_a_digit_too_many_are_all_masked() -> None:
    text = "1906015701900012, 1906015701900013 dan 19060157019000123"
    assert without_numbers(text) == f"1906••••••••0012, 1906••••••••0013 dan {'•' * 17}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jalan Sudirman 12 RT 003/001",
        "0812 0000 4417 / 0813 0000 4418",
        "081200004417 081300004418",
        "SK 470/123/2026 tanggal 24-11-2026",
        "190601570190001",
        "Rp1.500.000 sejak 12-03-2026",
    ],
)
def test_other_figures_in_a_text_stay(text: str) -> None:
    assert numbers_in(text) == ()
    assert without_numbers(text) == text


def test_in_a_json_value_every_text_is_masked_and_nothing_else() -> None:
    digest, key = "1234567890123456" * 4, "01990000-1111-7222-8333-444444444444"
    value = {"a": ["NIK 1906015701900012", 1906015701900012, None], "b": {"sha256": digest, "id": key}, "c": True}
    assert without_numbers_within(value) == {
        "a": ["NIK 1906••••••••0012", 1906015701900012, None],
        "b": {"sha256": digest, "id": key},
        "c": True,
    }
