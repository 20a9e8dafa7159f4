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
    ("family.registered", {"registered": True}, "Terdaftar di data terpadu: ya", "Listed in the unified register: yes"),
    (
        "family.registered",
        {"registered": False},
        "Terdaftar di data terpadu: tidak, syaratnya ya",
        "Listed in the unified register: no, the rule asks for yes",
    ),
    ("!family.has_car", {"has_car": False}, "Mobil: tidak", "Car: no"),
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
        "Daya listrik 450 VA, syaratnya daya listrik paling banyak 900 VA",
        "Electric power 450 VA, the rule asks for electric power at most 900 VA",
    ),
    (
        '"pkh" in family.receives',
        {"receives": frozenset({"pkh", "kur"})},
        "Program yang diterima: KUR atau PKH, syaratnya PKH",
        "Programmes received: KUR or PKH, the rule asks for PKH",
    ),
    (
        '"pkh" in family.receives',
        {"receives": frozenset()},
        "Program yang diterima: tidak ada, syaratnya PKH",
        "Programmes received: none, the rule asks for PKH",
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
        "Belum diketahui: desil bukan 10 atau mobil dan tidak terdaftar di data terpadu",
        "Not yet known: decile not 10 or car and not listed in the unified register",
    ),
    (
        "!(family.decile > 4 || family.has_car)",
        {"decile": 9},
        "Tidak terpenuhi: bukan desil di atas 4 atau mobil",
        "Not met: not decile above 4 or car",
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
    ("rule", "members", "indonesian"),
    [
        ("members.exists(m, m.age <= 6)", [OLD, CHILD], "Anggota ke-2 (4 tahun): usia paling banyak 6"),
        ("members.exists(m, m.age <= 6)", [OLD], "Tidak ada anggota dengan syarat: usia paling banyak 6"),
        ("members.exists(m, m.age <= 6)", [OLD, {}], "Anggota ke-2: belum diketahui usia paling banyak 6"),
        ("members.all(m, m.age > 6)", [OLD], "Terpenuhi: semua anggota dengan usia di atas 6"),
        ("!members.exists(m, m.age > 6)", [OLD], "Tidak terpenuhi: bukan ada anggota dengan usia di atas 6"),
        ("members.exists_one(m, m.age > 6)", [{}], "Belum diketahui: tepat satu anggota dengan usia di atas 6"),
        ("members.filter(m, m.age > 6).size() > 1", [OLD], "Tidak terpenuhi: syarat khusus program ini"),
    ],
)
def test_a_criterion_about_members(tmp_path: Path, rule: str, members: list[dict[str, Any]], indonesian: str) -> None:
    assert [reason[0] for reason in said(tmp_path, rule, FamilyRecord({}, members))] == [indonesian]


def test_in_a_rule_about_persons_only_those_still_possible_are_spoken_of(tmp_path: Path) -> None:
    record = FamilyRecord({"decile": 3}, [OLD, CHILD, {}], ("Mak", "Bayu", "Ani"))
    assert [reason[0] for reason in said(tmp_path, "m.age > 60 && family.decile < 5 && m.works", record, "member")] == [
        "Mak (76 tahun): usia di atas 60",
        "Desil 3, syaratnya desil di bawah 5",
        "Mak dan Ani: belum diketahui bekerja seminggu terakhir",
    ]


def test_once_nobody_is_left_nothing_more_is_said_of_persons(tmp_path: Path) -> None:
    record = FamilyRecord({}, [CHILD])
    assert [reason[0] for reason in said(tmp_path, "m.age > 60 && m.works", record, "member")] == [
        "Tidak ada anggota dengan syarat: usia di atas 60"
    ]
