"""Which family a story can happen to: each trait finds the member it is about, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from slrt.domain.identity import age_on
from slrt.domain.synthesis.health import DOMAINS
from slrt.domain.synthesis.shapes import SyntheticFamily, SyntheticMember

Trait = Callable[[SyntheticFamily, date], int | None]
"""The position of the member a story is about (the head, 0, when it is about the family), or None: does not fit."""

HEAD = 0
PUPIL_LEVELS = ("sd", "smp", "sma", "smk")


def _age(member: SyntheticMember, on: date) -> int:
    birth_date = member.facts["birth_date"]
    return age_on(birth_date, on) if isinstance(birth_date, date) else -1


def _somebody(fits: Callable[[SyntheticMember, int], object]) -> Trait:
    """About the first living member for whom `fits(member, age)` holds."""

    def find(family: SyntheticFamily, on: date) -> int | None:
        for position, member in enumerate(family.members):
            if member.facts["presence"] != "died" and fits(member, _age(member, on)):
                return position
        return None

    return find


def _family(fits: Callable[[SyntheticFamily], object]) -> Trait:
    """About the head of a family for which `fits` holds."""
    return lambda family, on: HEAD if fits(family) else None


def _missing(programme: str, highest_decile: int) -> Trait:
    def fits(family: SyntheticFamily) -> bool:
        decile = family.facts["decile"]
        return isinstance(decile, int) and decile <= highest_decile and programme not in family.receives

    return _family(fits)


def _pupil_without_pip(family: SyntheticFamily, on: date) -> int | None:
    enrolled = {enrolment.member for enrolment in family.enrolments if enrolment.programme == "pip"}
    for position, member in enumerate(family.members):
        if member.facts["school_level"] in PUPIL_LEVELS and position not in enrolled:
            return position
    return None


def _pip_pupil(family: SyntheticFamily, on: date) -> int | None:
    return next((enrolment.member for enrolment in family.enrolments if enrolment.programme == "pip"), None)


def _alone_and_old(family: SyntheticFamily, on: date) -> int | None:
    return HEAD if len(family.members) == 1 and _age(family.members[0], on) >= 60 else None


TRAITS: Mapping[str, Trait] = {
    "any": _family(lambda family: True),
    "pbi": _somebody(lambda m, age: m.facts["health_insurance"] == "pbi"),
    "pbi_inactive": _somebody(lambda m, age: age >= 17 and m.facts["health_insurance"] == "pbi_inactive"),
    "uninsured": _somebody(lambda m, age: m.facts["health_insurance"] == "none"),
    "pregnant": _somebody(lambda m, age: m.facts["is_pregnant"]),
    "infant": _somebody(lambda m, age: age == 0),
    "toddler": _somebody(lambda m, age: 1 <= age <= 4 and m.facts["nutrition"] in ("wasted", "stunted")),
    "elderly_ill": _somebody(lambda m, age: age >= 60 and m.facts["chronic_disease"] not in (None, "none")),
    "elderly_alone": _alone_and_old,
    "severe": _somebody(lambda m, age: any(m.facts[domain] == "cannot" for domain in DOMAINS)),
    "orphan": _somebody(lambda m, age: age <= 18 and m.facts["orphan"] == "both"),
    "widow": _family(
        lambda family: (
            (family.members[0].facts["marital_status"], family.members[0].facts["sex"]) == ("widowed", "female")
        )
    ),
    "pkh": _family(lambda family: "pkh" in family.receives),
    "pkh_missing": _missing("pkh", 4),
    "sembako": _family(lambda family: "sembako" in family.receives),
    "sembako_missing": _missing("sembako", 4),
    "decile_high": _family(lambda family: isinstance(d := family.facts["decile"], int) and d >= 6),
    "unregistered": _family(lambda family: family.facts["registered"] is False),
    "lost_livelihood": _somebody(lambda m, age: m.facts["lost_livelihood"]),
    "disaster": _family(lambda family: family.facts["disaster_affected"]),
    "pupil": _somebody(lambda m, age: m.facts["school_level"] in PUPIL_LEVELS),
    "pip": _pip_pupil,
    "pip_missing": _pupil_without_pip,
    "dropout": _somebody(lambda m, age: 13 <= age <= 18 and m.facts["in_school"] is False),
    "va900": _family(lambda family: family.facts["electricity_va"] == 900 and "listrik" not in family.receives),
    "no_meter": _family(lambda family: family.facts["lighting"] in ("pln_unmetered", "non_pln", "none")),
    "bad_house": _family(lambda family: family.facts["wall_damaged"] and family.facts["tenure"] == "own"),
    "no_nik": _somebody(lambda m, age: m.nik is None),
    "nik_unmatched": _somebody(lambda m, age: m.facts["nik_status"] == "unmatched"),
    "no_birth_certificate": _somebody(lambda m, age: age <= 18 and m.facts["has_birth_certificate"] is False),
    "grown_child": _somebody(lambda m, age: age >= 19 and m.facts["relation"] == "child"),
    "business": _somebody(lambda m, age: age >= 18 and m.facts["has_business"]),
    "fisher": _somebody(lambda m, age: m.facts["occupation_group"] == "fisher"),
    "farmer": _somebody(lambda m, age: m.facts["occupation_group"] == "farmer"),
}
