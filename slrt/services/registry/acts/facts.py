"""New values for facts of one family: plain updates, and the narrow kinds (head, address, NIK, KK, flag)."""

from collections.abc import Mapping
from typing import Any

from slrt.domain.problems import Problem, Refused, Stale
from slrt.domain.registry.kinds import FACTS_OF
from slrt.services.registry.acts.asking import Asked, as_id, lacking
from slrt.services.registry.acts.writing import Writing
from slrt.services.registry.facts import is_new, read_items, write_items
from slrt.services.registry.inputs import UNKNOWN, FactChange
from slrt.services.registry.stale import check_not_stale
from slrt.store.registry.plain import DOES_NOT_KNOW


class FactsAct:
    """`{"items": [{"fact", "value", "person"?}]}`; a value {"unknown": true} says "does not know", null takes back."""

    def read(self, asked: Asked) -> list[FactChange]:
        """The typed changes that are news. Raises Refused for wrong values, or when none is news."""
        raw = asked.wish.get("items") or []
        if not raw:
            raise Refused(lacking("items"))
        items = [_item(each) for each in raw]
        allowed = FACTS_OF.get(asked.kind)
        outside = [item.fact for item in items if allowed is not None and item.fact not in allowed]
        if outside:
            raise Refused(_outside(outside[0]))
        return [item for item in read_items(asked.actor, asked.family, items) if is_new(asked.family, item)]

    def write(self, writing: Writing, asked: Asked, wanted: list[FactChange]) -> None:
        """Write them. Raises Stale, with both values, where the same fact was changed since the base version."""
        page = writing.page(asked.family.family.id)
        check_not_stale(page.here, asked.base_version, wanted)
        for item in wanted:
            if item.fact == "nik" and item.person_id is not None:
                person = next(m.person for m in page.here.memberships if m.person_id == item.person_id)
                page.ledger.former_nik(person)
        write_items(page.here, wanted, page.ledger)


def _item(raw: Mapping[str, Any]) -> FactChange:
    value = raw.get("value")
    person = raw.get("person")
    return FactChange(
        str(raw.get("fact") or ""),
        UNKNOWN if value == DOES_NOT_KNOW else value,
        None if person in (None, "") else as_id(person, "person"),
    )


def _outside(fact: str) -> Problem:
    return Problem(
        "not_this_kind",
        f"{fact} tidak termasuk jenis perubahan ini. Pakai “Pemutakhiran data”.",
        f"{fact} does not belong to this kind of change. Use “Facts updated”.",
        "items",
    )


def path_in(item: Mapping[str, Any]) -> str:
    """How messages and forms name the place of an item of a wish."""
    person = item.get("person")
    return f"member.{person}.{item['fact']}" if person else f"family.{item['fact']}"


def clashes(problem: Stale) -> list[dict[str, str]]:
    """The clashing facts of a refusal, as the change keeps them for a person to choose."""
    return [{"path": each.field, "id": each.message_id, "en": each.message_en} for each in problem.problems]
