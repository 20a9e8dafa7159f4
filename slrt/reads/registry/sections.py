"""How the facts are grouped on a screen. Every stored fact of the catalogue stands in exactly one section (tested)."""

from dataclasses import dataclass

from slrt.domain.rules.facts import Bilingual


@dataclass(frozen=True)
class Section:
    """A group of facts under one heading, in the order in which they are asked."""

    code: str
    title: Bilingual
    facts: tuple[str, ...]


def _section(code: str, indonesian: str, english: str, facts: str) -> Section:
    return Section(code, Bilingual(indonesian, english), tuple(facts.split()))


FAMILY_SECTIONS = (
    _section("place", "Tempat tinggal", "Residence", "area_code family_status"),
    _section("rank", "Desil resmi", "Official decile", "decile decile_on decile_source registered excluded_flags"),
    _section(
        "house",
        "Rumah",
        "House",
        "tenure land_proof floor_area_m2 floor wall wall_damaged roof roof_damaged housing_aid_within_10y",
    ),
    _section(
        "supply",
        "Air, listrik, dan sanitasi",
        "Water, power and sanitation",
        "water water_far_from_sewage lighting electricity_va cooking_fuel toilet closet sewage",
    ),
    _section(
        "goods",
        "Barang dan aset",
        "Goods and assets",
        "has_gas_large has_fridge has_ac has_water_heater has_landline has_tv has_gold_10g has_computer has_motorcycle"
        " has_car has_boat has_motorboat has_smartphone has_other_land has_second_house livestock_large"
        " livestock_small internet",
    ),
    _section("money", "Pendapatan dan rekening", "Income and account", "income_monthly bank_account"),
    _section("aid", "Bantuan dan keadaan khusus", "Aid and special circumstances", "receives disaster_affected"),
)

MEMBER_SECTIONS = (
    _section(
        "identity",
        "Identitas",
        "Identity",
        "birth_date sex relation marital_status presence nik_status has_birth_certificate has_ktp orphan",
    ),
    _section("school", "Pendidikan", "Education", "in_school school_level school_kind highest_diploma graduated_year"),
    _section(
        "work",
        "Pekerjaan dan usaha",
        "Work and business",
        "works employment_status occupation_group wage_monthly lost_livelihood has_business business_months"
        " business_turnover has_nib has_bank_credit",
    ),
    _section(
        "health",
        "Kesehatan",
        "Health",
        "is_pregnant nutrition chronic_disease health_insurance has_carer",
    ),
    _section(
        "ability",
        "Kemampuan sehari-hari",
        "Daily functioning",
        "seeing hearing walking hands learning behaviour communication self_care memory",
    ),
)

HOUSE_GRID = (
    "tenure", "floor_area_m2", "land_proof", "roof", "wall", "floor", "water", "lighting", "electricity_va", "toilet",
    "cooking_fuel", "internet",
)  # fmt: skip
"""The facts of the house shown on the family page."""

ASSETS = tuple(name for name in FAMILY_SECTIONS[4].facts if name.startswith("has_"))

LASTING = frozenset({"area_code", "birth_date", "sex", "relation", "has_birth_certificate", "receives", "decile_on"})
"""Facts that do not grow old: they are true until somebody changes them, or carry a date of their own."""
