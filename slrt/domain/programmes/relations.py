"""How a programme stands to others, and who comes first where its places are few: read from its table and checked."""

from collections.abc import Collection

from slrt.domain.programmes.tables import Table
from slrt.domain.rules.benefit import Per
from slrt.domain.rules.facts import Kind, catalogue, close_match
from slrt.domain.rules.programme import Quota, QuotaArea, Relation

RELATED = ("exclusive_with", "complements", "quota")
"""What a programme says of others and of its places. A version made at the desk says it under `relations`."""

ORDERED = (Kind.INT, Kind.ENUM_INT, Kind.MONEY, Kind.DATE)
"""Kinds of facts of which one can come before another."""


def relations_of(top: Table, key: str, codes: Collection[str]) -> tuple[Relation, ...]:
    """Return the relations under `key`, written `[{ code = "pkh", source = "..." }]`.

    `codes` are the programmes of the folder, known besides those of the vocabulary. Raises ProgrammeError for a
    programme nobody knows, for the programme itself, and for one named twice.
    """
    known = {*codes, *map(str, catalogue().get("family", "receives").values)} - {top.text("code")}
    found: list[Relation] = []
    for table in top.tables(key):
        table.only("code", "source")
        code = table.text("code")
        if code not in known:
            near = close_match(code, known)
            raise table.refuse(f"{code} is no other programme" + (f"; did you mean {near}?" if near else ""))
        if code in {relation.code for relation in found}:
            raise table.refuse(f"{code} stands twice; keep one of them")
        found.append(Relation(code, table.text("source")))
    return tuple(found)


def quota_of(table: Table) -> Quota:
    """Return the quota; raises ProgrammeError where it ranks by what has no order."""
    table.only("per", "period", "ranking", "source")
    return Quota(
        per=table.choice("per", QuotaArea),
        period=table.choice("period", Per),
        ranking=tuple(_ranked(table, path) for path in table.texts("ranking")),
        source=table.text("source"),
    )


def _ranked(table: Table, path: str) -> str:
    fact = catalogue().facts.get(path)
    if fact is None or fact.entity != "family" or fact.kind not in ORDERED:
        raise table.refuse(f"ranking: {path} is no number or date of a family")
    return path
