"""The register made again from its changes: what proves that no value was ever written past them."""

from typing import Any
from uuid import UUID

from slrt.domain.rules.facts import catalogue
from slrt.store.registry.models import Change
from slrt.store.registry.plain import from_json

Rows = dict[tuple[str, str], dict[str, Any]]
"""(kind of subject, id) -> column by name."""


def replay(family_id: UUID) -> Rows:
    """What the family, its people and memberships hold once all its changes are made, oldest first.

    `relation` is kept with the person, `receives` as the last answer.
    """
    rows: Rows = {}
    for change in Change.objects.filter(family_id=family_id, state="applied").order_by("version", "at"):
        for item in change.items:
            entity = item["subject_kind"]
            fact = catalogue().facts.get(f"{entity}.{item['fact']}")
            rows.setdefault((entity, item["subject_id"]), {})[item["fact"]] = from_json(fact, item["new"])
    return rows
