"""The shipped rules as OpenFisca formulas, by hand. Facts are whole numbers, -1 where unknown; the unknown says no."""

from typing import Any, Final

import numpy as np

Facts = Any
RICE, PIP, PKH, SEMBAKO = 4, 8, 1, 2
"""Bits of `receives`."""


def _in(values: Any, *wanted: int) -> Any:
    return np.logical_or.reduce([values == one for one in wanted])


def _pupil(m: Facts) -> Any:
    age, level = m.age, m.school_level
    return (m.in_school == 1) & (age >= 6) & (age <= 21) & (level >= 1) & (level <= 4)


def _small(m: Facts) -> Any:
    age, level = m.age, m.school_level
    not_pupil = (m.in_school == 0) | (level == 0) | (level > 4)
    return ((age >= 0) & (age < 6)) | ((age == 6) & not_pupil)


def _papers(m: Facts) -> Any:
    status = m.nik_status
    return ((status >= 2) & (status <= 5)) | (m.has_birth_certificate == 0) | ((m.age >= 17) & (m.has_ktp == 0))


MEMBER_RULES: Final = {
    "papers": _papers,
    "orphaned": lambda m: (m.orphan > 0) & (m.age >= 0) & (m.age <= 18),
    "hit": lambda m: (m.lost_livelihood == 1) | (m.chronic_disease > 0) | (m.has_severe_disability == 1),
    "married": lambda m: m.marital_status == 1,
    "graduated": lambda m: (m.graduated_year >= 2023) & (m.graduated_year <= 2025),
    "bankable": lambda m: (m.has_business == 1) & (m.business_months >= 6) & (m.has_bank_credit == 0),
    "uninsured": lambda m: _in(m.health_insurance, 0, 2),
    "frail": lambda m: (m.age >= 80) | (m.has_severe_disability == 1),
    "business": lambda m: m.has_business == 1,
    "pupil": _pupil,
    "sd": lambda m: m.pupil & (m.school_level == 1),
    "smp": lambda m: m.pupil & (m.school_level == 2),
    "sma": lambda m: m.pupil & (m.school_level > 2),
    "orphan_sd": lambda m: m.sd & (m.orphan > 0),
    "orphan_smp": lambda m: m.smp & (m.orphan > 0),
    "orphan_sma": lambda m: m.sma & (m.orphan > 0),
    "pregnant": lambda m: m.is_pregnant == 1,
    "small": lambda m: ~m.pregnant & _small(m),
    "old": lambda m: ~m.pregnant & ~m.small & (m.age >= 70),
    "disabled": lambda m: ~m.pregnant & ~m.small & ~m.old & (m.has_severe_disability == 1),
    "placed": lambda m: m.pregnant | m.small | m.old | m.disabled,
    "pkh_sma": lambda m: m.sma & ~m.placed,
    "pkh_smp": lambda m: m.smp & ~m.placed,
    "pkh_sd": lambda m: m.sd & ~m.placed,
    "covered": lambda m: m.placed | m.pupil | ((m.age >= 0) & (m.age <= 6)),
}


def _poor(f: Facts, most: int) -> Any:
    return (f.decile >= 1) & (f.decile <= most)


def _kip(f: Facts) -> Any:
    income = f.income_monthly
    known = income >= 0
    low = known & ((income <= 4_000_000) | (income <= 750_000.0 * f.n_members))
    return f.any("graduated") & (_poor(f, 3) | ((f.receives & (PKH | SEMBAKO | PIP)) != 0) | low)


def _rst(f: Facts) -> Any:
    area = f.floor_area_m2
    narrow = (area >= 0) & (area * 10 < f.n_members * 72)
    return _poor(f, 4) & f.own_land & (f.housing_aid_within_10y == 0) & (f.damaged | (f.toilet == 5) | narrow)


def _pip(f: Facts) -> Any:
    return np.where(f.listed, f.any("pupil"), f.any("orphan_sd") | f.any("orphan_smp") | f.any("orphan_sma"))


FAMILY_RULES: Final = {
    "own_land": lambda f: _in(f.land_proof, 0, 3, 4),
    "damaged": lambda f: (f.wall_damaged == 1) | (f.roof_damaged == 1),
    "listed": lambda f: ((f.receives & (PKH | SEMBAKO)) != 0) | (f.disaster_affected == 1),
    "adminduk": lambda f: f.any("papers"),
    "atensi_yapi": lambda f: _poor(f, 5) & f.any("orphaned"),
    "bansos_beras": lambda f: (f.receives & RICE) != 0,
    "blt_desa": lambda f: _poor(f, 4) | f.any("hit"),
    "bsps": lambda f: (
        (f.tenure == 0) & f.own_land & (f.has_second_house == 0) & f.damaged & (f.housing_aid_within_10y == 0)
        & f.any("married")
    ),
    "kip_kuliah": _kip,
    "kur": lambda f: f.any("bankable"),
    "listrik": lambda f: (f.electricity_va == 450) | ((f.electricity_va == 900) & (f.registered == 1)),
    "lpg_3kg": lambda f: f.n_members >= 1,
    "pbi_jkn": lambda f: _poor(f, 5),
    "pbpu_pemda": lambda f: f.any("uninsured"),
    "permakanan": lambda f: _poor(f, 4) & (f.n_members == 1) & f.any("frail"),
    "pip": _pip,
    "pkh": lambda f: _poor(f, 4) & f.any("covered"),
    "rst": _rst,
    "sembako": lambda f: _poor(f, 4),
    "umi": lambda f: f.any("business"),
}  # fmt: skip


def _pip_money(f: Facts) -> Any:
    listed, kinds = f.listed, ((1_800_000, "sma"), (750_000, "smp"), (450_000, "sd"))
    return sum(rate * np.where(listed, f.count(who), f.count(f"orphan_{who}")) for rate, who in kinds)


def _pkh_money(f: Facts) -> Any:
    one = np.minimum(f.count("pregnant"), 2) + np.minimum(f.count("small"), 2)
    two = one + np.minimum(f.count("old"), 1) + np.minimum(f.count("disabled"), 1)
    three = two + f.count("pkh_sma")
    four = three + f.count("pkh_smp")
    steps = ((600_000, one), (400_000, two), (500_000, three), (600_000, four), (900_000, four + f.count("pkh_sd")))
    return sum(rate * np.minimum(persons, 4) for rate, persons in steps)


AMOUNTS: Final = {
    "atensi_yapi": lambda f: 200_000 * f.count("orphaned"),
    "blt_desa": lambda f: np.full(f.n_members.shape, 300_000),
    "pip": _pip_money,
    "pkh": _pkh_money,
    "sembako": lambda f: np.full(f.n_members.shape, 200_000),
}
