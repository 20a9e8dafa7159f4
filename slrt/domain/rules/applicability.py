"""Where each fact makes sense, compiled once from the catalogue."""

import datetime
import functools
from collections.abc import Mapping
from types import MappingProxyType

from slrt.domain.rules.facts import ABSENT_PRESENCE, Value, catalogue
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.nodes import Node
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.text import language
from slrt.domain.rules.views import Applies, View


@functools.cache
def condition(path: str) -> Node | None:
    """Return the nodes of a fact's applicability, or None where it always applies."""
    fact = catalogue().facts[path]
    if not fact.applies:
        return None
    return language("family", "member", "on").nodes(fact.applies)


@functools.cache
def rules_of(entity: str) -> Mapping[str, tuple[Applies, Value]]:
    """Return, for the facts of an entity that do not always apply, the condition and the absent value."""
    found: dict[str, tuple[Applies, Value]] = {}
    for fact in catalogue().of(entity):
        node = condition(fact.path)
        if node is not None and fact.absent is not None:
            found[fact.name] = (compiled(node), fact.absent)
    return MappingProxyType(found)


def family_view(record: FamilyRecord, on: datetime.date) -> View:
    """Return the family's facts as rules see them on a day."""
    return View(record.family, on, rules_of("family"))


def member_views(record: FamilyRecord, on: datetime.date, family: View) -> dict[int, View]:
    """Return the members that rules see, by their index in the record.

    Left out: who died, moved away or was not found, and who was not yet born on that day.
    """
    return {
        index: View(facts, on, rules_of("member"), family=family)
        for index, facts in enumerate(record.members)
        if facts.get("presence") not in ABSENT_PRESENCE and not _unborn(facts, on)
    }


def _unborn(facts: Mapping[str, Value], on: datetime.date) -> bool:
    born = facts.get("birth_date")
    return isinstance(born, datetime.date) and born > on
