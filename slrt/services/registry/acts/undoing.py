"""Taking a change back: each value it gave goes back to the one before, unless something else came on top of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.services import programmes
from slrt.services.registry.acts.asking import Asked
from slrt.services.registry.acts.writing import Page, Writing
from slrt.services.registry.facts import move_family
from slrt.services.registry.ledger import FAMILY, MEMBER, MEMBERSHIP, NUMBERED, old_value
from slrt.store.registry.models import Change, Family, Membership, Person
from slrt.store.registry.plain import DOES_NOT_KNOW, ERASED, to_json

Key = tuple[str, str]


class UndoAct:
    """`{"change": id}`: the whole change, in every family it touched. Rows it made become void; none is deleted."""

    def read(self, asked: Asked) -> list[Change]:
        """The change and its followers. Raises NotFound, and Refused when it was undone or overtaken."""
        lead = Change.objects.visible_to(asked.actor).filter(id=asked.id("change")).first()
        if lead is None or lead.state != "applied":
            raise NotFound(f"no applied change {asked.wish.get('change')}")
        if lead.lead_id is not None:
            lead = Change.objects.visible_to(asked.actor).get(id=lead.lead_id)
        group = [lead, *Change.objects.visible_to(asked.actor).filter(lead_id=lead.id)]
        if Change.objects.filter(undoes_id__in=[change.id for change in group], state="applied").exists():
            raise Refused(Problem("undone", "Perubahan ini sudah dibatalkan.", "This change was undone already."))
        for change in group:
            _Rows(asked.actor, change).check_not_overtaken()
        return group

    def write(self, writing: Writing, asked: Asked, group: list[Change]) -> None:
        by_family = {family_of(change): change for change in group}
        writing.undoes = {family_id: change.id for family_id, change in by_family.items()}
        writing.hold(by_family, also_closed=True)
        taken = [_Rows(writing.actor, change).take_back(writing.page(key)) for key, change in by_family.items()]
        _save([row for rows in taken for row in rows])


@dataclass
class _Rows:
    """The rows that one change wrote, by the keys of its items."""

    actor: Actor
    change: Change
    made: set[Key] = field(default_factory=set)
    rows: dict[Key, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.items = [item for item in self.change.items if not item.get("carried")]
        self.made = {(item["subject_kind"], item["subject_id"]) for item in self.items if _makes(item)}
        found: list[tuple[str, type[Any]]] = [(MEMBER, Person), (MEMBERSHIP, Membership)]
        for kind, model in found:
            wanted = {item["subject_id"] for item in self.items if item["subject_kind"] == kind}
            self.rows |= {(kind, str(row.id)): row for row in model.objects.filter(id__in=wanted).select_for_update()}
        self.standing = {
            str(row.person_id): row for row in Membership.objects.filter(family_id=family_of(self.change), until=None)
        }
        for (kind, _), row in self.rows.items():
            if kind == MEMBERSHIP and row.until is None:
                self.standing[str(row.person_id)] = row

    def check_not_overtaken(self) -> None:
        """Raise Refused when a later change touched what this one wrote: that one must be undone first."""
        family = Family.objects.visible_to(self.actor).get(id=family_of(self.change))
        if any(ERASED in (item["old"], item["new"]) for item in self.change.items):
            raise Refused(
                Problem(
                    "erased",
                    "Data pribadi dalam perubahan ini sudah dihapus, jadi tidak dapat dikembalikan.",
                    "Personal data in this change were erased; they cannot be brought back.",
                    "change",
                )
            )
        over = sorted({item["fact"] for item in self.items if self._is_over(item, family)} | self._newcomers())
        if over:
            named = ", ".join(over)
            raise Refused(
                Problem(
                    "changed_since",
                    f"Sudah ada perubahan sesudahnya ({named}). Batalkan dulu perubahan yang lebih baru itu.",
                    f"There are later changes ({named}). Undo those newer ones first.",
                    "change",
                )
            )

    def _newcomers(self) -> set[str]:
        """A family that this change made cannot go while somebody else has come to live in it."""
        if (FAMILY, str(self.change.family_id)) not in self.made:
            return set()
        ours = {key for kind, key in self.made if kind == MEMBERSHIP}
        return {"members"} if any(str(row.id) not in ours for row in self.standing.values()) else set()

    def _is_over(self, item: dict[str, Any], family: Family) -> bool:
        if item["fact"] in ("receives", "person", "area_code"):
            return item["fact"] == "area_code" and bool(family.area_code != item["new"])
        last = [each for each in self.items if _place(each) == _place(item)][-1]
        row = self._holder(item, family)
        return row is None or bool(_now(row, item["fact"], item) != last["new"])

    def _holder(self, item: dict[str, Any], family: Family) -> Any:
        if item["subject_kind"] == FAMILY:
            return family
        if item["fact"] == "relation":
            return self.standing.get(item["subject_id"])
        return self.rows.get((item["subject_kind"], item["subject_id"]))

    def take_back(self, page: Page) -> list[Any]:
        """Put the values back, newest first, and give the rows to be saved."""
        for key in sorted(self.made):
            self._void(page, key)
        for item in reversed(self.items):
            if (item["subject_kind"], item["subject_id"]) not in self.made:
                self._put_back(page, item)
        rows = [*self.rows.values(), *self.standing.values()]
        self._place_in(page.family, rows)
        return rows

    def _place_in(self, family: Family, rows: Sequence[Any]) -> None:
        """Memberships, and people who belong here now, lie where the family lies."""
        present = set()
        for row in rows:
            if isinstance(row, Membership):
                row.area_code = family.area_code
                if row.until is None:
                    present.add(row.person_id)
        for row in rows:
            if isinstance(row, Person) and row.id in present:
                row.area_code = family.area_code

    def _void(self, page: Page, key: Key) -> None:
        kind, _ = key
        row = page.family if kind == FAMILY else self.rows[key]
        if kind == MEMBERSHIP:
            page.ledger.membership(row, until=row.starts_on)
        else:
            page.ledger.state(row, "void")

    def _put_back(self, page: Page, item: dict[str, Any]) -> None:
        kind, fact = item["subject_kind"], item["fact"]
        if kind == FAMILY and fact == "receives":
            _put_back_receipts(page, item)
        elif kind == FAMILY and fact == "area_code":
            move_family(page.family, str(item["old"]), page.ledger)
        elif kind == FAMILY:
            page.ledger.put_back(page.family, page.family, item)
        elif fact == "relation":
            self._put_back_relation(page, item)
        else:
            row = self.rows[kind, item["subject_id"]]
            page.ledger.put_back(row, row, item)

    def _put_back_relation(self, page: Page, item: dict[str, Any]) -> None:
        membership, person = self.standing.get(item["subject_id"]), self.rows[MEMBER, item["subject_id"]]
        if membership is None or (MEMBERSHIP, str(membership.id)) in self.made:
            if item.get("was"):
                person.stamps["relation"] = dict(item["was"])
            return
        page.ledger.put_back(membership, person, item)


def family_of(change: Change) -> UUID:
    """The family that an applied change belongs to."""
    if change.family_id is None:
        raise NotFound(f"change {change.id} made no family")
    return change.family_id


def _makes(item: dict[str, Any]) -> bool:
    """Whether the item belongs to the making of its row."""
    first = {MEMBERSHIP: "person", MEMBER: "name", FAMILY: "area_code"}
    return bool(item["fact"] == first.get(item["subject_kind"]) and item["old"] in (None, ""))


def _place(item: dict[str, Any]) -> tuple[str, str]:
    return item["subject_id"], item["fact"]


def _now(row: Any, fact: str, item: dict[str, Any]) -> Any:
    """The present value of a column as an item would hold it."""
    if fact in NUMBERED:
        return to_json(getattr(row, f"{fact}_cipher"))
    if fact == "merged_into":
        return None if row.merged_into_id is None else str(row.merged_into_id)
    if item["new"] == DOES_NOT_KNOW and getattr(row, fact) is None:
        return DOES_NOT_KNOW
    value = getattr(row, fact)
    return to_json(value) if old_value(item["subject_kind"], fact, item["new"]) != value else item["new"]


def _put_back_receipts(page: Page, item: dict[str, Any]) -> None:
    old = item["old"]
    programmes.set_receipts(page.family, frozenset(old or ()), page.ledger.source, clock.today())
    if old is None:
        page.family.receives_checked_on = None
    page.ledger.receives(page.family, None if old is None else frozenset(old), item["new"])


def _save(rows: Sequence[Any]) -> None:
    """Save what makes room first (ended memberships, people who are no longer active), then what takes it."""
    unique = {(type(row), row.id): row for row in rows}.values()
    for row in _in_order(unique):
        if isinstance(row, Person):
            row.version += 1
            row.updated_at = clock.now()
        row.save()


def _in_order(rows: Iterable[Any]) -> list[Any]:
    people = [row for row in rows if isinstance(row, Person)]
    memberships = [row for row in rows if isinstance(row, Membership)]
    return [
        *(row for row in memberships if row.until is not None),
        *sorted(people, key=lambda row: (row.state == "active", row.nik_index is not None)),
        *sorted((row for row in memberships if row.until is None), key=lambda row: row.relation == "head"),
    ]
