"""A programme file that is not clear is refused with file, version and place."""

import datetime
from pathlib import Path

import pytest

from slrt.domain.programmes import ProgrammeError, check_case, load_cases, load_programmes, read_programme
from slrt.domain.rules.benefit import Per
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Quota, QuotaArea, Relation
from slrt.domain.rules.record import FamilyRecord

GOOD = """
code = "desa_sehat"
level = "desa"
sector = "health"
name = { id = "Desa Sehat", en = "Healthy Village" }
owner = { id = "Desa", en = "Village" }
complain_to = { id = "Kepala desa", en = "Village head" }

[[version]]
from = 2024-01-01
scope = "family"
rule = "family.decile <= 4"
source = "Perdes 1/2024"
confidence = "confirmed"
[version.benefit]
kind = "cash"
per = "month"
amount = 100_000
"""


def written(folder: Path, text: str, code: str = "desa_sehat") -> Path:
    (folder / code).mkdir(exist_ok=True)
    file = folder / code / "programme.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_small_local_programme_is_read(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (programme,) = load_programmes(tmp_path)
    (verdict,) = evaluate_family([programme], FamilyRecord({"decile": 4}), datetime.date(2024, 1, 1))
    assert (verdict.outcome, verdict.amount, verdict.version) == ("eligible", 100_000, "2024-01-01")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("family.decile <= 4", "family.decil <= 4", "version 2024-01-01: rule: line 1, column 7: unknown fact"),
        ('"family.decile <= 4"', '"""\nfamily.decile\n <= 4.5"""', "rule: line 2, column 2"),
        ("family.decile <= 4", "m.age <= 4", "unknown name m"),
        ('code = "desa_sehat"', 'code = "other"', "code is other, but the folder is desa_sehat"),
        ('level = "desa"', 'level = "village"', "level must be one of centre, province, kabupaten, desa, private"),
        ('sector = "health"', "sector = 3", "sector must be text"),
        ('sector = "health"', 'sectr = "health"', "unknown key sectr; did you mean sector?"),
        ("name = {", "name = 3 #", "name: must be a table"),
        ('en = "Healthy Village"', 'uk = "x"', "name: unknown key uk"),
        ("from = 2024-01-01", 'from = "2024"', "from must be a date"),
        ("from = 2024-01-01", "from = 2024-01-01\nuntil = 2023-01-01", "until 2023-01-01 is before from"),
        ("from = 2024-01-01", "from = 2024-01-01\nin_force = 3", "in_force must be true or false"),
        ('scope = "family"', 'scope = "house"', "scope must be one of family, member"),
        ('confidence = "confirmed"', 'confidence = "sure"', "confidence must be one of confirmed, unconfirmed"),
        ('kind = "cash"', 'kind = "tariff"', "benefit: only cash has amounts"),
        ("amount = 100_000", "", "benefit: cash needs a flat amount or components"),
        ("amount = 100_000", "amount = true", "amount must be a whole number"),
        ("amount = 100_000", "amount = 1\ncap = { persons = 0, confidence = 'confirmed' }", "at least one person"),
        ("amount = 100_000", "component = [{ name = { id = 'a', en = 'a' }, who = 'm.agee < 3', amount = 1 }]", "who"),
        ("amount = 100_000", "component = 3", "component must be a list of tables"),
        ("[[version]]", "[[versions]]", "unknown key versions; did you mean version?"),
        ("source =", "wording = [{ part = 2 }]\nsource =", "met: must be a table"),
        ("[version.benefit]", "[version.benfit]", "unknown key benfit; did you mean benefit?"),
        ("code = ", "code ", "Expected '='"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ProgrammeError) as caught:
        load_programmes(tmp_path)
    assert str(file) in str(caught.value)
    assert says in str(caught.value)


RELATED = """
exclusive_with = [{ code = "pkh", source = "Perdes 1/2024" }]
complements = [{ code = "desa_pintar", source = "Perdes 2/2024" }]
quota = { per = "desa", period = "year", ranking = ["family.decile", "family.decile_on"], source = "Perdes 1/2024" }

[[version]]"""


def related(text: str) -> str:
    return GOOD.replace("[[version]]", text, 1)


def test_relations_and_quota_are_read(tmp_path: Path) -> None:
    programme = read_programme(written(tmp_path, related(RELATED)), ["desa_pintar"])
    assert programme.exclusive_with == (Relation("pkh", "Perdes 1/2024"),)
    assert programme.complements == (Relation("desa_pintar", "Perdes 2/2024"),)
    assert programme.quota == Quota(
        per=QuotaArea.DESA,
        period=Per.YEAR,
        ranking=("family.decile", "family.decile_on"),
        source="Perdes 1/2024",
    )


def test_without_them_a_programme_stands_alone(tmp_path: Path) -> None:
    programme = read_programme(written(tmp_path, GOOD))
    assert (programme.exclusive_with, programme.complements, programme.quota) == ((), (), None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('code = "pkh"', 'code = "pkhh"', "exclusive_with 1: pkhh is no other programme; did you mean pkh?"),
        ('code = "pkh"', 'code = "desa_sehat"', "desa_sehat is no other programme"),
        ('code = "desa_pintar"', 'code = "desa_baru"', "complements 1: desa_baru is no other programme"),
        (', source = "Perdes 1/2024" }]', " }]", "exclusive_with 1: source must be text"),
        (" }]\ncomplements", ' }, { code = "pkh", source = "x" }]\ncomplements', "pkh stands twice"),
        ('per = "desa"', 'per = "rt"', "per must be one of nation, province, kabupaten, kecamatan, desa"),
        ('period = "year"', 'period = "week"', "period must be one of month, year, once"),
        ('"family.decile"', '"family.floor"', "ranking: family.floor is no number or date of a family"),
        ('"family.decile"', '"member.age"', "ranking: member.age is no number or date of a family"),
        ('"family.decile", "family.decile_on"', "3", "ranking must be a list of texts"),
        ("quota = {", "quota = { places = 3,", "quota: unknown key places"),
    ],
)
def test_a_fault_in_a_relation_or_quota_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in RELATED
    with pytest.raises(ProgrammeError) as caught:
        read_programme(written(tmp_path, related(RELATED.replace(old, new, 1))), ["desa_pintar"])
    assert says in str(caught.value)


WORDING = """
[[version.wording]]
part = {part}
met = {{ id = "a", en = "a" }}
unmet = {{ id = "a", en = "a" }}
unknown = {{ id = "a", en = "a" }}
"""


def test_wording_for_a_part_the_rule_does_not_have_is_refused(tmp_path: Path) -> None:
    read_programme(written(tmp_path, GOOD + WORDING.format(part=1)))
    with pytest.raises(ProgrammeError, match="wording for parts 2 to 2, but the rule has 1"):
        read_programme(written(tmp_path, GOOD + WORDING.format(part=2)))


def second(changes: str) -> str:
    version = GOOD[GOOD.index("[[version]]") :]
    return GOOD + version.replace("from = 2024-01-01", changes)


def test_two_versions_in_force_on_one_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match="in force at the same time"):
        read_programme(written(tmp_path, second("from = 2025-01-01")))
    with pytest.raises(ProgrammeError, match="the same id"):
        read_programme(written(tmp_path, second("from = 2024-01-01")))
    read_programme(written(tmp_path, second("from = 2025-01-01\nin_force = false")))


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match="no programme found"):
        load_programmes(tmp_path)


def test_a_programme_without_versions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match=r"at least one \[\[version\]\]"):
        read_programme(written(tmp_path, GOOD[: GOOD.index("[[version]]")]))


def test_a_rule_that_would_need_too_many_combinations_is_refused(tmp_path: Path) -> None:
    facts = ("floor", "wall", "roof", "water", "cooking_fuel", "toilet", "tenure")
    others = ("land_proof", "lighting", "internet", "bank_account")
    rule = " && ".join(f"family.{one} != family.{one}" for one in (*facts, *others))
    with pytest.raises(ProgrammeError, match="reads too many facts of a family at once"):
        read_programme(written(tmp_path, GOOD.replace("family.decile <= 4", rule)))


def test_rules_may_name_the_programmes_of_the_folder(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    other = GOOD.replace("desa_sehat", "desa_pintar").replace(
        '"family.decile <= 4"', "'\"desa_sehat\" in family.receives'"
    )
    written(tmp_path, other, "desa_pintar")
    assert [programme.code for programme in load_programmes(tmp_path)] == ["desa_pintar", "desa_sehat"]


def test_a_rule_that_cannot_be_computed_names_programme_and_place(tmp_path: Path) -> None:
    rule = "family.income_monthly / members.size() < 500000"
    programme = read_programme(written(tmp_path, GOOD.replace("family.decile <= 4", rule)))
    with pytest.raises(RuleFailure, match="desa_sehat 2024-01-01: line 1, column 23: division by zero"):
        evaluate_family([programme], FamilyRecord({"income_monthly": 1}), datetime.date(2024, 1, 1))


def test_a_rule_that_could_only_fail_for_some_unknown_families_stays_open(tmp_path: Path) -> None:
    rule = "600 / members.filter(m, m.age >= 18).size() < 400"
    programme = read_programme(written(tmp_path, GOOD.replace("family.decile <= 4", rule)))
    (verdict,) = evaluate_family([programme], FamilyRecord({}, [{}, {}]), datetime.date(2024, 1, 1))
    assert (verdict.outcome, verdict.amount_min, verdict.amount_max) == ("unknown", 0, 100_000)
    assert [fact.path for fact in verdict.missing] == ["members[0].birth_date", "members[1].birth_date"]


def test_a_fact_in_arithmetic_keeps_the_answer_open_and_is_asked(tmp_path: Path) -> None:
    rule = "family.income_monthly / members.size() < 500000"
    programme = read_programme(written(tmp_path, GOOD.replace("family.decile <= 4", rule)))
    (verdict,) = evaluate_family([programme], FamilyRecord({}, [{}]), datetime.date(2024, 1, 1))
    assert (verdict.outcome, verdict.amount_min, verdict.amount_max) == ("unknown", 0, 100_000)
    assert [fact.path for fact in verdict.missing] == ["family.income_monthly"]


def test_a_flat_amount_per_person_is_paid_for_each(tmp_path: Path) -> None:
    text = GOOD.replace('scope = "family"', 'scope = "member"').replace("family.decile <= 4", "m.age >= 60")
    programme = read_programme(written(tmp_path, text))
    old = {"birth_date": datetime.date(1950, 1, 1)}
    (verdict,) = evaluate_family([programme], FamilyRecord({}, [old, {}, old]), datetime.date(2024, 1, 1))
    assert (verdict.amount_min, verdict.amount_max, verdict.members) == (200_000, 300_000, (0, 2))


CASE = """
[[case]]
name = "poor"
on = 2024-06-01
family = { decile = 3 }
members = []
expect = { verdict = "eligible", amount = 100_000, missing = [] }
"""


def cases(folder: Path, text: str) -> Path:
    (folder / "desa_sehat" / "cases.toml").write_text(text, encoding="utf-8")
    return folder / "desa_sehat"


def test_a_case_that_differs_says_what_was_found_and_expected(tmp_path: Path) -> None:
    programme = read_programme(written(tmp_path, GOOD))
    (good,) = load_cases(cases(tmp_path, CASE))
    assert check_case(good, [programme]) == ()
    wrong = CASE.replace("100_000", "200_000").replace("missing = []", 'missing = ["family.decile"]')
    (case,) = load_cases(cases(tmp_path, wrong))
    assert [str(fault) for fault in check_case(case, [programme])] == [
        "desa_sehat: poor: amount is 100000, expected 200000",
        "desa_sehat: poor: missing is [], expected ['family.decile']",
    ]


def test_a_case_on_a_day_without_a_version_is_a_fault_unless_expected(tmp_path: Path) -> None:
    programme = read_programme(written(tmp_path, GOOD))
    (case,) = load_cases(cases(tmp_path, CASE.replace("2024-06-01", "2020-06-01")))
    assert [str(fault) for fault in check_case(case, [programme])] == [
        "desa_sehat: poor: verdict is 'absent', expected 'eligible'"
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("decile = 3", "decil = 3", "case 1 (poor): family.decil: is not a fact"),
        ("amount =", "amuont =", "unknown key amuont; did you mean amount?"),
        ("on = 2024-06-01", "", "on must be a date"),
        ("[[case]]", "[[cases]]", "unknown key cases"),
        ("[[case]]", "[[case", "cases.toml"),
    ],
)
def test_a_fault_in_a_case_file_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    written(tmp_path, GOOD)
    with pytest.raises(ProgrammeError) as caught:
        load_cases(cases(tmp_path, CASE.replace(old, new)))
    assert says in str(caught.value)


def test_a_programme_without_a_case_file_is_named(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    with pytest.raises(ProgrammeError, match="cases.toml"):
        load_cases(tmp_path / "desa_sehat")
