"""Fact views: the register's rows as compiled rules read them, one column for each stored fact.

`fact_family` and `fact_member` run with the rights of who asks, so row-level security holds behind them. Their columns
follow `domain.rules.sql.columns`: enums by place, sets as a mask, NULL for unknown. They are made anew by a migration
whenever the catalogue changes; a test says so when that was forgotten.
"""

from slrt.domain.rules.facts import Fact, Kind, catalogue
from slrt.domain.rules.sql.columns import LAYOUT, literal

VIEWS = ("fact_family", "fact_member")


def create_views() -> str:
    """The SQL that makes both views."""
    return "\n".join(
        f"CREATE OR REPLACE VIEW {name} WITH (security_invoker = true) AS {select};"
        for name, select in zip(VIEWS, (_families(), _members()), strict=True)
    )


def drop_views() -> str:
    """The SQL that removes both views."""
    return "DROP VIEW IF EXISTS " + ", ".join(VIEWS) + ";"


def _families() -> str:
    own = [fact for fact in catalogue().stored("family") if fact.name not in ("area_code", "receives")]
    columns = ", ".join(f"{_column(fact, 'r')} AS {fact.name}" for fact in own)
    return (
        f"SELECT r.id AS family_id, r.area_code, {columns}, {_receives()} AS receives, r.state AS family_state "
        "FROM registry_family r"
    )


def _members() -> str:
    facts = catalogue().stored("member")
    columns = ", ".join(f"{_column(fact, 's' if fact.name == 'relation' else 'p')} AS {fact.name}" for fact in facts)
    return (
        f"SELECT s.family_id, s.area_code, p.id AS person_id, {columns} "
        "FROM registry_membership s JOIN registry_person p ON p.id = s.person_id WHERE s.until IS NULL"
    )


def _column(fact: Fact, row: str) -> str:
    name = f"{row}.{fact.name}"
    if fact.kind is Kind.ENUM:
        values = ", ".join(literal(str(value)) for value in fact.values)
        return f"CAST(array_position(ARRAY[{values}], {name}::text) - 1 AS smallint)"
    if fact.kind is Kind.SET:
        bits = _mask(fact, "code")
        return f"CASE WHEN {name} IS NOT NULL THEN (SELECT COALESCE({bits}, 0) FROM unnest({name}) AS code) END"
    return name


def _receives() -> str:
    """Programmes on whose list the family stands; unknown while nobody has asked and no list names it."""
    bits = _mask(catalogue().facts["family.receives"], "e.programme_id")
    listed = f"(SELECT {bits} FROM programmes_enrolment e WHERE e.family_id = r.id AND e.state = 'active')"
    return f"COALESCE({listed}, CASE WHEN r.receives_checked_on IS NOT NULL THEN CAST(0 AS bigint) END)"


def _mask(fact: Fact, code: str) -> str:
    bits = " ".join(f"WHEN {literal(value)} THEN {1 << bit}" for bit, value in enumerate(LAYOUT.codes_of(fact)))
    return f"bit_or(CAST(CASE {code} {bits} ELSE 0 END AS bigint))"
