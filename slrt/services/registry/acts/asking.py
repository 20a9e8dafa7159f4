"""What a change asks for, as plain JSON of its kind, and how its parts are read with messages a person understands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.reads import registry as registry_reads
from slrt.services.registry.inputs import Checked
from slrt.store.registry.models import Membership

Wish = Mapping[str, Any]


@dataclass
class Asked:
    """One wish before it is written. `here` is the family it is about; None for a family that does not exist yet."""

    actor: Actor
    kind: str
    wish: Wish
    area_code: str
    here: registry_reads.Recorded | None = None
    base_version: int = 0
    seen: Checked = field(default_factory=Checked)

    @property
    def family(self) -> registry_reads.Recorded:
        if self.here is None:
            raise NotFound("this change names no family")
        return self.here

    def text(self, name: str) -> str:
        return str(self.wish.get(name) or "").strip()

    def id(self, name: str) -> UUID:
        """The id given under `name`. Raises Refused when nothing readable is there."""
        found = self.optional_id(name)
        if found is None:
            raise Refused(lacking(name))
        return found

    def optional_id(self, name: str) -> UUID | None:
        value = self.wish.get(name)
        return None if value in (None, "") else as_id(value, name)

    def day(self, name: str = "on") -> date:
        """The day given under `name`, today when none is; never in the future. Raises Refused."""
        value = self.wish.get(name)
        try:
            day = clock.today() if value in (None, "") else date.fromisoformat(str(value))
        except ValueError as error:
            raise Refused(Problem("no_day", "Isi tanggal yang benar.", "Enter a real day.", name)) from error
        if day > clock.today():
            raise Refused(
                Problem(
                    "in_the_future",
                    "Tanggal tidak boleh sesudah hari ini.",
                    "The date cannot lie after today.",
                    name,
                )
            )
        return day

    def member(self, name: str = "person") -> Membership:
        """The open membership of the person named. Raises NotFound for somebody of another family."""
        return membership_of(self.family, self.id(name))


def membership_of(here: registry_reads.Recorded, person_id: UUID) -> Membership:
    """The person's membership in this family. Raises NotFound."""
    found = next((each for each in here.memberships if each.person_id == person_id), None)
    if found is None:
        raise NotFound(f"no member {person_id} in this family")
    return found


def as_id(value: object, name: str) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise Refused(lacking(name)) from error


def ids(values: Sequence[object], name: str) -> list[UUID]:
    """The ids of a list without repetition. Raises Refused."""
    return list(dict.fromkeys(as_id(value, name) for value in values))


def lacking(name: str) -> Problem:
    """Something the wish must name is not there."""
    words = {
        "person": ("Pilih orangnya.", "Choose the person."),
        "people": ("Pilih anggota yang dipisah.", "Choose the members who split off."),
        "head": ("Pilih kepala keluarga yang baru.", "Choose the new head of the family."),
        "to_family": ("Pilih keluarga tujuan.", "Choose the family they join."),
        "other": ("Pilih data yang kedua.", "Choose the second record."),
        "keep": ("Pilih data yang dipertahankan.", "Choose the record that stays."),
        "change": ("Pilih perubahan yang dibatalkan.", "Choose the change to undo."),
        "programme": ("Pilih program.", "Choose the programme."),
        "items": ("Isi sedikitnya satu data.", "Enter at least one value."),
    }
    message_id, message_en = words.get(name, (f"Isi {name}.", f"Fill in {name}."))
    return Problem("missing", message_id, message_en, name)


def next_head_needed(here: registry_reads.Recorded, leaving: set[UUID], next_head: UUID | None) -> None:
    """Raise Refused when the head is among those leaving, others stay, and none of them is named as next head."""
    staying = {each.person_id for each in here.memberships} - leaving
    head = next((each.person_id for each in here.memberships if each.relation == "head"), None)
    if staying and head in leaving and next_head not in staying:
        raise Refused(
            Problem(
                "next_head",
                "Yang keluar adalah kepala keluarga. Pilih dulu kepala keluarga yang baru dari anggota lain.",
                "The one who leaves is the head. First choose the new head among the other members.",
                "next_head",
            )
        )
