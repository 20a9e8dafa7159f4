"""Facts as rules see them, as SQL: derived ones computed, those that do not apply absent, unseen members left out.

A snapshot holds its facts in this form already. The register holds them as they were answered, so a query over it
starts from these expressions, made from the same catalogue as the Python views (`views.View`).
"""

import datetime
import functools
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from slrt.domain.rules.applicability import condition
from slrt.domain.rules.facts import ABSENT_PRESENCE, SEVERE_DOMAINS, catalogue
from slrt.domain.rules.nodes import Node
from slrt.domain.rules.sql.columns import LAYOUT, fact_of, literal
from slrt.domain.rules.sql.dialect import POSTGRESQL
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.sql.scalar import Writer


def seen(entity: str, names: Iterable[str], on: datetime.date) -> str:
    """Return a select list of facts as rules see them on a day, each under its own name."""
    return ", ".join(f"{expression(entity, name, on)} AS {name}" for name in names)


@functools.lru_cache(maxsize=2048)
def expression(entity: str, name: str, on: datetime.date) -> str:
    """Return one fact as rules see it, as SQL over the columns of its own row as answered."""
    if name == "age":
        return age("birth_date", on)
    if name == "has_severe_disability":
        return _severe()
    if name == "presence":
        return f"COALESCE(presence, {_place('presence', 'present')})"
    fact = catalogue().get(entity, name)
    applies = condition(fact.path)
    if applies is None or fact.absent is None:
        return name
    absent = literal(LAYOUT.stored(fact, fact.absent))
    return f"(CASE WHEN NOT {_writer(on).condition(applies)} THEN {absent} ELSE {name} END)"


def answered(entity: str, names: Iterable[str], on: datetime.date) -> str:
    """Return a select list that takes back what `seen` did on a day: facts that did not apply then become unknown.

    What a fact was answered to be while it did not apply is lost in what rules saw.
    """
    return ", ".join(f"{_taken_back(entity, name, on)} AS {name}" for name in names)


def _taken_back(entity: str, name: str, on: datetime.date) -> str:
    applies = condition(f"{entity}.{name}")
    if applies is None:
        return name
    plain = replace(_writer(on), family=str, member=str)
    return f"(CASE WHEN NOT {plain.condition(applies)} THEN NULL ELSE {name} END)"


def present(on: datetime.date) -> str:
    """Return the condition under which rules see a member: not dead, moved or not found, and born by that day."""
    gone = ", ".join(str(_place("presence", value)) for value in sorted(ABSENT_PRESENCE))
    return f"(presence IS NULL OR presence NOT IN ({gone})) AND (birth_date IS NULL OR birth_date <= {literal(on)})"


def age(born: str, on: datetime.date) -> str:
    """Return completed years; somebody born on 29 February turns a year older on 1 March of common years."""
    year, month, day = (f"CAST(EXTRACT({part} FROM {born}) AS INT)" for part in ("YEAR", "MONTH", "DAY"))
    birthday = f"{month} * 100 + {day}"
    return f"({on.year} - {year} - CASE WHEN {birthday} > {on.month * 100 + on.day} THEN 1 ELSE 0 END)"


def _severe() -> str:
    cannot = _place(SEVERE_DOMAINS[0], "cannot")
    return "(" + " OR ".join(f"{name} = {cannot}" for name in SEVERE_DOMAINS) + ")"


def _place(name: str, value: str) -> int:
    return fact_of(f"member.{name}").values.index(value)


def _writer(on: datetime.date) -> Writer:
    def refused(node: Node, *_: str) -> NoReturn:
        raise Inexpressible(node, "where a fact applies is about one family or member alone")

    return Writer(
        dialect=POSTGRESQL,
        columns=LAYOUT,
        on=on,
        family=lambda name: expression("family", name, on),
        member=lambda name: expression("member", name, on),
        answer=refused,
        count=refused,
        somewhere=refused,
    )
