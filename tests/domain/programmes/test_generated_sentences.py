"""Sentences for rules without wording of their own: generated from the rule and the vocabulary."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from slrt.domain.programmes import read_programme
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.record import FamilyRecord

ON = datetime.date(2026, 1, 15)
SHAPE = """
code = "trial"
level = "desa"
sector = "health"
name = {{ id = "Uji", en = "Trial" }}
owner = {{ id = "Uji", en = "Trial" }}
complain_to = {{ id = "Uji", en = "Trial" }}
[[version]]
from = 2020-01-01
scope = "{scope}"
rule = '''{rule}'''
source = "trial"
confidence = "unconfirmed"
[version.benefit]
kind = "in_kind"
per = "month"
"""
CHILD = {"birth_date": datetime.date(2022, 1, 15)}
OLD = {"birth_date": datetime.date(1950, 1, 15)}


def said(folder: Path, rule: str, record: FamilyRecord, scope: str = "family") -> list[tuple[str, str]]:
    (folder / "trial").mkdir()
    file = folder / "trial" / "programme.toml"
    file.write_text(SHAPE.format(rule=rule, scope=scope), encoding="utf-8")
    (verdict,) = evaluate_family([read_programme(file)], record, ON)
    return [(reason.id, reason.en) for reason in verdict.reasons]


FAMILY_SENTENCES: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "family.registered",
        {"registered": True},
        "Keluarga terdaftar di data terpadu",
        "The family is listed in the unified register",
    ),
    (
        "family.registered",
        {"registered": False},
        "Keluarga tidak terdaftar di data terpadu",
        "The family is not listed in the unified register",
    ),
    (
        "family.registered == true",
        {"registered": True},
        "Keluarga terdaftar di data terpadu",
        "The family is listed in the unified register",
    ),
    (
        "family.registered == false",
        {"registered": True},
        "Keluarga terdaftar di data terpadu",
        "The family is listed in the unified register",
    ),
    ("!family.has_car", {"has_car": False}, "Keluarga tidak punya mobil", "The family has no car"),
    ("!family.has_car", {"has_car": True}, "Keluarga punya mobil", "The family has a car"),
    (
        "!family.has_car",
        {},
        "Belum diketahui apakah keluarga tidak punya mobil",
        "Not yet known whether the family has no car",
    ),
    (
        'family.floor in ["soil", "bamboo"]',
        {"floor": "ceramic"},
        "Lantai terluas keramik, syaratnya lantai terluas tanah atau bambu",
        "Main floor ceramic, the rule asks for main floor soil or bamboo",
    ),
    (
        "family.income_monthly < 1500000",
        {"income_monthly": 2_000_000},
        "Pendapatan keluarga sebulan Rp2.000.000, syaratnya pendapatan keluarga sebulan di bawah Rp1.500.000",
        "Monthly family income Rp2,000,000, the rule asks for monthly family income below Rp1,500,000",
    ),
    (
        "900 >= family.electricity_va",
        {"electricity_va": 450},
        "Daya listrik 450 VA, syaratnya daya listrik maksimal 900 VA",
        "Electric power 450 VA, the rule asks for electric power at most 900 VA",
    ),
    (
        '"pkh" in family.receives',
        {"receives": frozenset({"pkh", "kur"})},
        "Keluarga menerima PKH",
        "The family receives PKH",
    ),
    (
        '"pkh" in family.receives',
        {"receives": frozenset()},
        "Keluarga tidak menerima PKH",
        "The family does not receive PKH",
    ),
    (
        'family.decile == 1 || "pkh" in family.receives || "sembako" in family.receives || family.has_tv',
        {"decile": 1},
        "Terpenuhi: desil 1; keluarga menerima PKH atau Sembako (BPNT); atau keluarga punya televisi",
        "Met: decile 1; the family receives PKH or Sembako (BPNT); or the family has a TV",
    ),
    (
        'family.internet != "none"',
        {"internet": "none"},
        "Akses internet tidak ada, "
        "syaratnya akses internet berlangganan di rumah, wifi bersama atau paket data telepon",
        "Internet none, the rule asks for internet subscription at home, shared wifi or phone data",
    ),
    (
        '!(family.floor in ["soil", "bamboo"])',
        {"floor": "soil"},
        "Lantai terluas tanah, syaratnya lantai terluas bukan tanah atau bambu",
        "Main floor soil, the rule asks for main floor not soil or bamboo",
    ),
    (
        'family.decile_on >= timestamp("2025-06-01T00:00:00Z")',
        {"decile_on": datetime.date(2025, 5, 3)},
        "Tanggal desil 3 Mei 2025, syaratnya tanggal desil sejak 1 Juni 2025",
        "Decile date 3 May 2025, the rule asks for decile date from 1 June 2025",
    ),
    (
        "family.decile != 10 || (family.has_car && !(family.registered))",
        {"decile": 10},
        "Belum diketahui: desil bukan 10; atau keluarga punya mobil dan keluarga tidak terdaftar di data terpadu",
        "Not yet known: decile not 10; or the family has a car and the family is not listed in the unified register",
    ),
    (
        "!(family.decile > 4 || family.has_car)",
        {"decile": 9},
        "Tidak terpenuhi: desil 1 sampai 4 dan keluarga tidak punya mobil",
        "Not met: decile 1 to 4 and the family has no car",
    ),
    (
        "members.size() == 1",
        {},
        "Tidak terpenuhi: jumlah anggota keluarga 1",
        "Not met: the number of members is 1",
    ),
    (
        "4 <= members.size()",
        {},
        "Tidak terpenuhi: jumlah anggota keluarga minimal 4",
        "Not met: the number of members is at least 4",
    ),
    (
        "!(members.size() < 4)",
        {},
        "Tidak terpenuhi: jumlah anggota keluarga minimal 4",
        "Not met: the number of members is at least 4",
    ),
    (
        "family.income_monthly <= 750000 * members.size()",
        {},
        "Belum diketahui: pendapatan keluarga sebulan maksimal Rp750.000 per anggota",
        "Not yet known: monthly family income at most Rp750,000 per member",
    ),
    (
        "members.size() * 72 > family.floor_area_m2 * 10",
        {},
        "Belum diketahui: luas lantai dalam m2 di bawah 7,2 per anggota",
        "Not yet known: floor area in m2 below 7.2 per member",
    ),
    (
        "members.size() * 2 == 4",
        {},
        "Tidak terpenuhi: syarat khusus program ini",
        "Not met: a special condition of this programme",
    ),
    (
        "family.income_monthly / 2 > 3",
        {"income_monthly": 100},
        "Terpenuhi: syarat khusus program ini",
        "Met: a special condition of this programme",
    ),
    (
        "family.floor == family.wall",
        {"floor": "bamboo", "wall": "bamboo"},
        "Terpenuhi: syarat khusus program ini",
        "Met: a special condition of this programme",
    ),
    (
        'family.floor in [family.registered ? "soil" : "bamboo"]',
        {"floor": "bamboo", "registered": False},
        "Terpenuhi: syarat khusus program ini",
        "Met: a special condition of this programme",
    ),
]


@pytest.mark.parametrize(("rule", "facts", "indonesian", "english"), FAMILY_SENTENCES)
def test_a_criterion_about_the_family(
    tmp_path: Path, rule: str, facts: dict[str, Any], indonesian: str, english: str
) -> None:
    assert said(tmp_path, rule, FamilyRecord(facts)) == [(indonesian, english)]


@pytest.mark.parametrize(
    ("rule", "members", "indonesian", "english"),
    [
        (
            "members.exists(m, m.age <= 6)",
            [OLD, CHILD],
            "Anggota ke-2 (4 tahun): berusia maksimal 6 tahun",
            "Member 2 (4 years): is aged at most 6",
        ),
        (
            "members.exists(m, m.age <= 6)",
            [OLD],
            "Tidak ada anggota yang berusia maksimal 6 tahun",
            "No member is aged at most 6",
        ),
        (
            "members.exists(m, m.age <= 6)",
            [OLD, {}],
            "Anggota ke-2: belum diketahui apakah berusia maksimal 6 tahun",
            "Not yet known of member 2: is aged at most 6",
        ),
        (
            "members.exists(m, m.is_pregnant || (m.in_school && m.age >= 6 && m.age <= 21))",
            [{}],
            "Anggota ke-1: belum diketahui apakah hamil; atau masih sekolah dan berusia 6 sampai 21 tahun",
            "Not yet known of member 1: is pregnant; or is in school and is aged 6 to 21",
        ),
        (
            "family.decile <= 4 || members.exists(m, m.in_school || m.works || m.has_severe_disability)",
            [OLD],
            "Belum diketahui: desil 1 sampai 4; atau ada anggota yang masih sekolah, bekerja seminggu terakhir "
            "atau menyandang disabilitas berat",
            "Not yet known: decile 1 to 4; or a member is in school, worked last week or has a severe disability",
        ),
        (
            'family.decile <= 4 || members.exists(m, m.chronic_disease != "none" || m.works)',
            [OLD],
            "Belum diketahui: desil 1 sampai 4; atau ada anggota yang penyakit kronisnya: ada atau "
            "bekerja seminggu terakhir",
            "Not yet known: decile 1 to 4; or a member has as chronic disease: any or worked last week",
        ),
        (
            "members.all(m, m.age > 6)",
            [OLD],
            "Terpenuhi: semua anggota berusia di atas 6 tahun",
            "Met: every member is aged above 6",
        ),
        (
            "!members.all(m, m.age > 6)",
            [OLD],
            "Tidak terpenuhi: ada anggota yang berusia maksimal 6 tahun",
            "Not met: a member is aged at most 6",
        ),
        (
            "!members.exists(m, m.age > 6)",
            [OLD],
            "Tidak terpenuhi: tidak ada anggota yang berusia di atas 6 tahun",
            "Not met: no member is aged above 6",
        ),
        (
            "members.exists_one(m, m.age > 6)",
            [{}],
            "Belum diketahui: tepat satu anggota berusia di atas 6 tahun",
            "Not yet known: exactly one member is aged above 6",
        ),
        (
            "!members.exists_one(m, m.age > 6)",
            [{}],
            "Belum diketahui: tidak berlaku: tepat satu anggota berusia di atas 6 tahun",
            "Not yet known: it does not hold: exactly one member is aged above 6",
        ),
        (
            'members.exists(m, m.orphan != "no")',
            [OLD],
            "Tidak ada anggota yang yatim, piatu atau yatim piatu",
            "No member is fatherless, motherless or an orphan of both parents",
        ),
        (
            'members.exists(m, m.chronic_disease != "none" || m.graduated_year >= 2024 && m.graduated_year <= 2026)',
            [{}],
            "Anggota ke-1: belum diketahui apakah penyakit kronisnya: ada; atau lulus tahun 2024 sampai 2026",
            "Not yet known of member 1: has as chronic disease: any; or graduated in 2024 to 2026",
        ),
        (
            "members.filter(m, m.age > 6).size() > 1",
            [OLD],
            "Tidak terpenuhi: syarat khusus program ini",
            "Not met: a special condition of this programme",
        ),
    ],
)
def test_a_criterion_about_members(
    tmp_path: Path, rule: str, members: list[dict[str, Any]], indonesian: str, english: str
) -> None:
    assert said(tmp_path, rule, FamilyRecord({}, members)) == [(indonesian, english)]


def test_in_a_rule_about_persons_only_those_still_possible_are_spoken_of(tmp_path: Path) -> None:
    record = FamilyRecord({"decile": 3}, [OLD, CHILD, {}], ("Mak", "Bayu", "Ani"))
    assert [reason[0] for reason in said(tmp_path, "m.age > 60 && family.decile < 5 && m.works", record, "member")] == [
        "Mak (76 tahun): berusia di atas 60 tahun",
        "Desil 3, syaratnya desil di bawah 5",
        "Mak dan Ani: belum diketahui apakah bekerja seminggu terakhir",
    ]


def test_once_nobody_is_left_nothing_more_is_said_of_persons(tmp_path: Path) -> None:
    record = FamilyRecord({}, [CHILD])
    assert [reason[0] for reason in said(tmp_path, "m.age > 60 && m.works", record, "member")] == [
        "Tidak ada anggota yang berusia di atas 60 tahun"
    ]
