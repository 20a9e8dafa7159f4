"""The page of one change: what it asks beside what stands, who speaks for it, its way so far, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.problems import NotFound
from slrt.domain.registry.chains import next_verb
from slrt.domain.registry.kinds import label
from slrt.domain.rules.facts import Bilingual
from slrt.domain.workflow.change import CHANGE, STATIONS, WAITING
from slrt.domain.workflow.machine import State
from slrt.reads import areas as area_reads
from slrt.reads.registry.changes.said import Around, Line, asked_for, families_in, people_in, written
from slrt.reads.registry.lines import source_words
from slrt.store.programmes.models import Programme
from slrt.store.registry.models import Change, Evidence, Family, Membership, Person, Proposer
from slrt.store.registry.plain import to_json

Place = tuple[str, str, str]
"""(subject kind, id, fact)"""


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One step of the way: what was done, by whom, when, why. `basis` is meeting, sptjm or ""."""

    verb: str
    label: Bilingual
    by: str
    at: datetime
    reason: str
    basis: str = ""
    meeting: str = ""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A station of the chain: `state` is done, here (next) or ahead."""

    station: str
    label: Bilingual
    state: str


@dataclass(frozen=True, kw_only=True)
class ChangePage:
    """Everything of one change. `proposer` carries no name while it is protected."""

    change: Change
    kind: Bilingual
    state: State
    lines: tuple[Line, ...]
    lost: tuple[Line, ...]
    clashes: tuple[Mapping[str, str], ...]
    evidence: tuple[Evidence, ...]
    proposer: Proposer | None
    steps: tuple[StepLine, ...]
    stops: tuple[Stop, ...]
    next_verb: str
    source: Bilingual
    zone: str
    place: tuple[str, ...]
    family_name: str
    others: tuple[tuple[UUID, str], ...]
    undone_by: UUID | None
    path_lines: Mapping[str, Line] = field(default_factory=dict)


def change_of(actor: Actor, change_id: UUID) -> Change:
    """The row of a change. Raises NotFound outside the actor's sight."""
    row = Change.objects.visible_to(actor).select_related("by", "proposer", "family").filter(id=change_id).first()
    if row is None:
        raise NotFound(f"no change {change_id}")
    found: Change = row
    return found


def change_page(actor: Actor, change_id: UUID) -> ChangePage:
    """The change as a person judges it. At most ten queries. Raises NotFound outside the actor's sight."""
    change = change_of(actor, change_id)
    followers = list(Change.objects.visible_to(actor).filter(lead_id=change.id).select_related("family"))
    around = _around(actor, change, followers)
    lines = tuple(_lines(change, around))
    verb = next_verb(change.state, change.stations) if change.state in WAITING else ""
    return ChangePage(
        change=change,
        kind=Bilingual(*label(change.kind)),
        state=CHANGE.states[change.state],
        lines=lines,
        lost=tuple(asked_for("facts", {"items": change.wish.get("lost") or []}, around)),
        clashes=tuple(change.kept),
        evidence=tuple(change.evidence.select_related("by").order_by("at", "id")),
        proposer=getattr(change, "proposer", None),
        steps=_steps(change),
        stops=_stops(change),
        next_verb=verb,
        source=source_words(change.source),
        zone=area_reads.zone(change.area_code),
        place=area_reads.path_names(change.area_code),
        family_name=around.families.get(str(change.family_id), change.title),
        others=tuple((row.family_id, around.families.get(str(row.family_id), row.title)) for row in followers),
        undone_by=Change.objects.filter(undoes_id=change.id, state="applied").values_list("id", flat=True).first(),
        path_lines={line.path: line for line in lines},
    )


def _lines(change: Change, around: Around) -> list[Line]:
    if change.state == "applied" and change.items:
        return written(change.items, around)
    return asked_for(change.kind, change.wish, around)


def _around(actor: Actor, change: Change, followers: list[Change]) -> Around:
    families = {key for key in (change.family_id, *(row.family_id for row in followers)) if key}
    families |= families_in(change.wish)
    members = list(
        Membership.objects.visible_to(actor)
        .filter(family_id__in=families, until__isnull=True)
        .select_related("person")
        .order_by("position")
    )
    people = {str(row.person_id): row.person.name for row in members}
    named = people_in(change.wish) | {
        UUID(item["subject_id"]) for item in change.items if item["subject_kind"] == "member"
    }
    absent = [key for key in named if str(key) not in people]
    if absent:
        rows = Person.objects.visible_to(actor).filter(id__in=absent).values_list("id", "name")
        people |= {str(key): name for key, name in rows}
    heads = {str(row.family_id): row.person.name for row in sorted(members, key=lambda row: row.relation == "head")}
    now = _present(change, [row for row in members if row.family_id == change.family_id])
    later = _overwritten(change)
    return Around(
        family_id=str(change.family_id or ""),
        people=people,
        families=heads,
        programmes=_programmes(change),
        base=lambda kind, subject, fact: later.get((kind, subject, fact), now(kind, subject, fact)),
        present=now,
    )


def _programmes(change: Change) -> dict[str, Bilingual]:
    found = Programme.objects.filter(code=change.programme) if change.programme else Programme.objects.none()
    return {row.code: Bilingual(row.name_id, row.name_en) for row in found}


def _present(change: Change, members: list[Membership]) -> Any:
    """The values of the register as they stand, as a change holds them."""
    family: Family | None = change.family
    rows = {str(row.person_id): row for row in members}

    def value(kind: str, subject: str, fact: str) -> Any:
        if kind == "family":
            return None if family is None else _of_row(family, fact)
        row = rows.get(subject)
        if row is None:
            return None
        return row.relation if fact == "relation" else _of_row(row.person, fact)

    return value


def _of_row(row: Any, fact: str) -> Any:
    if row.stamps.get(fact, {}).get("unknown"):
        return {"unknown": True}
    return to_json(getattr(row, f"{fact}_cipher" if fact in ("nik", "no_kk") else fact, None))


def _overwritten(change: Change) -> dict[Place, Any]:
    """What stood when the change was asked for, where a later change has written since."""
    found: dict[Place, Any] = {}
    if change.family_id is None or change.state not in CHANGE.states or change.state == "applied":
        return found
    later = Change.objects.filter(family_id=change.family_id, state="applied", version__gt=change.base_version)
    for items in later.order_by("version").values_list("items", flat=True):
        for item in items:
            found.setdefault((item["subject_kind"], item["subject_id"], item["fact"]), item["old"])
    return found


def _steps(change: Change) -> tuple[StepLine, ...]:
    words = {step.verb: Bilingual(step.label_id, step.label_en) for step in CHANGE.steps}
    rows = change.steps.select_related("by").order_by("at", "id")
    return tuple(
        StepLine(
            verb=row.verb,
            label=words[row.verb],
            by=row.by.name if row.by else "SLRT",
            at=row.at,
            reason=row.reason,
            basis=row.detail.get("basis", ""),
            meeting=row.detail.get("meeting", ""),
        )
        for row in rows
    )


def _stops(change: Change) -> tuple[Stop, ...]:
    """The stations of this change's own chain, with where it stands."""
    passed = STATIONS.index(change.state) if change.state in STATIONS else -1
    ended = change.state in ("applied", "sent", "clashing")
    stops, is_next = [], change.state in WAITING
    for station in change.stations:
        done = ended or STATIONS.index(station) <= passed
        state = "done" if done else "here" if is_next else "ahead"
        is_next = is_next and done
        words = CHANGE.states[station]
        stops.append(Stop(station=station, label=Bilingual(words.label_id, words.label_en), state=state))
    return tuple(stops)
