"""One family, all programmes: the Python evaluator, and the compiled query over the fact views of PostgreSQL."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import search
from django.db import connection, connections, transaction

from match.ground import ASKED, ON, PROGRAMMES, ROOT, Snapshot
from match.records import sample
from match.timing import say
from slrt.config.postgres import ensure_running
from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import POSTGRESQL
from slrt.domain.rules.sql.packing import WIDE
from slrt.domain.rules.sql.statement import Families, Source, Statement
from slrt.services.programmes import load_programmes
from slrt.store.registry.facts import stored
from slrt.store.registry.models import Family, Membership, Person
from slrt.store.walls.context import acting

SAMPLE = 300
TRIES = 3
AMONG = 5_000
OFFICER = Actor(None, "bench", "manager", "19")


def python(snapshot: Snapshot) -> list[float]:
    """Return milliseconds for each family of a sample: verdicts, money, reasons and open questions."""
    return sorted(
        _best(lambda record=record: evaluate_family(PROGRAMMES, record, ON))[0] for record in sample(snapshot, SAMPLE)
    )


def _best(asked: Callable[[], Any]) -> tuple[float, Any]:
    """Return the milliseconds of the quickest of a few answers, and the answer: others use the machine too."""
    found, answer = [], None
    for _ in range(TRIES):
        began = time.perf_counter()
        answer = asked()
        found.append((time.perf_counter() - began) * 1000)
    return min(found), answer


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of one family after another, and whether the verdicts are the evaluator's."""

    planned: list[float]
    prepared: list[float]
    same: bool


def postgresql(snapshot: Snapshot) -> Asked:
    """Ask for one family after another among many: planned anew each time, and prepared once by the connection.

    Each is a transaction of an officer under row-level security: the scope is told, one query asks everything.
    """
    records = [record for record in sample(snapshot, AMONG, every=1) if _heads(record) == 1]
    query = _query("$1")
    with _register(records) as families:
        asked = families[:: len(families) // SAMPLE]
        texts = [_query(f"'{number}'") for number, _ in asked]
        anew = [_best(lambda text=text: _rows(text)) for text in texts]
        with acting(OFFICER), connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            cursor.execute(f"PREPARE judged (uuid) AS {query}")
        kept = [_best(lambda number=number: _rows(f"EXECUTE judged ('{number}')")) for number, _ in asked]
    expected = [tuple(_answers(record)) for _, record in asked]
    same = all([row for _, row in found] == expected for found in (anew, kept))
    return Asked(*(sorted(one for one, _ in found) for found in (anew, kept)), same)


def _query(family: str) -> str:
    versions = [one.version for one in ASKED]
    source = Source("fact_family", "fact_member", answered=True)
    query = Statement(POSTGRESQL, LAYOUT, ON, WIDE).query(versions, source, Families(f"r.family_id = {family}"))
    names = ", ".join(f"v{place}" for place in range(len(versions)))
    return f"SELECT {names} FROM ({query}) q"  # noqa: S608 - our own compiled text


def _rows(query: str) -> tuple[bool | None, ...]:
    with acting(OFFICER), connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def _answers(record: FamilyRecord) -> Iterator[bool | None]:
    said = {"eligible": True, "not_eligible": False, "unknown": None}
    # Nobody's lists were looked at in this register: what a family receives is unknown.
    facts = {name: value for name, value in record.family.items() if name != "receives"}
    for verdict in evaluate_family(PROGRAMMES, FamilyRecord(facts, record.members), ON):
        yield said[verdict.outcome.value]


@contextmanager
def _register(records: list[FamilyRecord]) -> Iterator[list[tuple[object, FamilyRecord]]]:
    """A register of its own with these families, gone afterwards."""
    server = ensure_running(ROOT / "var" / "bench")
    with search.scratch(server):
        load_programmes(ROOT / "programmes")
        say(f"    writing {len(records):,} families into a register of its own")
        yield _written(records)


def _written(records: list[FamilyRecord]) -> list[tuple[object, FamilyRecord]]:
    now = clock.now()
    made = {"version": 1, "stamps": {}, "synthetic": True, "created_at": now, "updated_at": now}
    own = [fact.name for fact in stored("family")]
    theirs = [fact.name for fact in stored("member") if fact.name != "relation"]
    families, people, seats = [], [], []
    for record in records:
        area = record.family["area_code"]
        family = Family(id=uuid7(), area_code=area, **_given(record.family, own), **made)
        families.append(family)
        for place, facts in enumerate(record.members):
            person = Person(id=uuid7(), area_code=area, name="-", name_key="-", **_given(facts, theirs), **made)
            people.append(person)
            relation = facts.get("relation")
            seats.append(
                Membership(
                    area_code=area, person=person, family=family, relation=relation, position=place, starts_on=ON
                )
            )
    with transaction.atomic(using="owner"):
        for model, rows in ((Family, families), (Person, people), (Membership, seats)):
            model.objects.using("owner").bulk_create(rows, batch_size=1000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE registry_family, registry_person, registry_membership")
    return [(family.id, record) for family, record in zip(families, records, strict=True)]


def _given(facts: object, names: list[str]) -> dict[str, object]:
    return {
        name: sorted(value) if isinstance(value, frozenset) else value for name, value in facts.items() if name in names
    }  # type: ignore[attr-defined]


def _heads(record: FamilyRecord) -> int:
    """How many heads a family has; the register wants one, an orphanage of the snapshot has none."""
    return sum(member.get("relation") == "head" for member in record.members)
