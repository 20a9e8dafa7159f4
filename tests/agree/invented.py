"""Programmes made up for their shapes: every way members and family may meet in a rule, with money per person."""

import datetime
from pathlib import Path

from slrt.domain.programmes import read_programme
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.uses import values_of
from slrt.domain.rules.views import UNKNOWN

INVENTED = {
    "count": ("family", "members.filter(m, m.age <= 6).size() >= 2 || family.disaster_affected"),
    "one": ("family", 'members.exists_one(m, m.sex == "female") && family.decile <= 4'),
    "every": ("family", 'members.all(m, m.age >= 18 || m.in_school) && !("pkh" in family.receives)'),
    "mixed": ("family", "members.exists(m, m.is_pregnant && family.disaster_affected) || family.decile < 5"),
    "choice": ("family", "family.disaster_affected ? members.exists(m, m.age < 6) : members.size() > 1"),
    "reached": ("family", 'members.exists(m, m.orphan in ["father", "both"]) != family.disaster_affected'),
    "severe": ("family", 'members.exists(m, m.walking == "cannot" || m.has_severe_disability) || family.decile > 4'),
    "born": ("family", 'members.exists(m, m.birth_date < timestamp("2008-01-15T00:00:00Z") && m.in_school)'),
    "born_on": ("family", 'members.exists(m, timestamp("2008-01-15T00:00:00Z") == m.birth_date) || 4 < family.decile'),
    "product": ("family", "family.decile * 2 > 8 && family.income_monthly <= 1000000"),
    "fresh": ("family", 'family.decile_on >= timestamp("2025-06-01T00:00:00Z") || family.decile in [1, 5]'),
    "sure": ("family", "family.disaster_affected || !family.disaster_affected"),
    "nested": ("family", "members.all(m, m.age > 6) || members.exists_one(m, m.age > 69)"),
    "named": ("family", '(family.disaster_affected ? "pkh" : "kur") in family.receives'),
    "person": ("member", "(m.age >= 18 && family.decile <= 4) || (m.in_school && family.disaster_affected)"),
}
SHAPE = """
code = "{code}"
level = "desa"
sector = "food"
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
kind = "cash"
per = "year"
{cap}
[[version.benefit.component]]
name = {{ id = "a", en = "a" }}
who = "m.age <= 6"
amount = 300
{most}
[[version.benefit.component]]
name = {{ id = "b", en = "b" }}
who = 'm.school_level in ["sd", "smp"] || m.age >= 70'
amount = 100
[[version.benefit.component]]
name = {{ id = "c", en = "c" }}
who = "m.is_pregnant"
amount = 200
"""

CAP = 'cap = { persons = 2, confidence = "confirmed" }'


def paying(name: str, folder: Path) -> list[Programme]:
    """The programme of that name twice: without and with limits on the persons who are paid for."""
    return paying_for(name, *INVENTED[name], folder)


def paying_for(name: str, scope: str, rule: str, folder: Path) -> list[Programme]:
    """A programme with this rule twice: without and with limits on the persons who are paid for."""
    made = []
    for cap, most in (("", ""), (CAP, "max = 1")):
        file = folder / f"{name}{len(made)}" / name / "programme.toml"
        file.parent.mkdir(parents=True)
        file.write_text(SHAPE.format(code=name, scope=scope, rule=rule, cap=cap, most=most), encoding="utf-8")
        made.append(read_programme(file))
    return made


def is_quick(programme: Programme, record: FamilyRecord, on: datetime.date) -> bool:
    """Whether no holder has many combinations of unknown facts."""
    plan = programme.versions[0].plan
    family = family_view(record, on)
    for view in (family, *member_views(record, on, family).values()):
        names = plan.family_facts if view is family else plan.member_facts
        size = 1
        for name in names:
            if view.get(name) is UNKNOWN:
                size *= len(values_of(view.entity, name, plan.uses, on) or (1,))
        if size > 300:
            return False
    return True
