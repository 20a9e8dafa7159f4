"""Whatever is done to the register, in whatever order: its invariants hold, and its history replays to what it is."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from slrt.domain.access import system
from slrt.domain.problems import NotFound, Refused
from slrt.domain.registry.kinds import KINDS
from slrt.services.registry.acts import ACTS
from slrt.store.registry.models import Change, Family, Membership, Person
from slrt.store.walls.context import acting
from tests.makers.changes import broken_invariants, direct, facts
from tests.makers.families import nik, officer

pytestmark = pytest.mark.django_db

VILLAGES = ("19.06.01.2001", "19.06.01.2002")
BORN = date(1980, 5, 17)
RELATIONS = st.sampled_from(["spouse", "child", "parent", "other", None])
PICK = st.integers(0, 30)


class Register(RuleBasedStateMachine):
    """Every kind of change on a handful of families, each applied at once; a refusal writes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.actor = officer("manager")
        self.people_ever: set[UUID] = set()
        self.numbers = 0

    def number(self) -> str:
        self.numbers += 1
        return nik(BORN, "male", self.numbers)

    def do(self, kind: str, wish: dict[str, Any], family_id: UUID | None = None, **more: Any) -> None:
        if family_id is not None:
            more["area_code"] = Family.objects.values_list("area_code", flat=True).get(id=family_id)
        counts = (Person.objects.count(), Change.objects.count())
        try:
            with transaction.atomic():
                direct(self.actor, kind, wish, family_id, **more)
        except (Refused, NotFound):
            assert (Person.objects.count(), Change.objects.count()) == counts

    def family(self, pick: int) -> UUID | None:
        found = list(Family.objects.filter(state="active").order_by("id").values_list("id", flat=True))
        return found[pick % len(found)] if found else None

    def member(self, family_id: UUID | None, pick: int) -> UUID | None:
        rows = Membership.objects.filter(family_id=family_id, until__isnull=True).order_by("id")
        found = list(rows.values_list("person_id", flat=True))
        return found[pick % len(found)] if found else None

    @rule(size=st.integers(1, 4), village=st.sampled_from(VILLAGES))
    def new_family(self, size: int, village: str) -> None:
        head = {"name": f"Kepala {self.numbers}", "nik": self.number(), "facts": {"relation": "head", "sex": "male"}}
        rest = [
            {"name": f"Anggota {self.numbers}", "nik": self.number(), "facts": {"relation": "child"}}
            for _ in range(size - 1)
        ]
        self.do("new_family", {"members": [head, *rest], "facts": {"roof": "zinc"}}, area_code=village)

    @rule(pick=PICK, roof=st.sampled_from(["tile", "zinc", "thatch", None, {"unknown": True}]), child=PICK)
    def change_facts(self, pick: int, roof: object, child: int) -> None:
        family = self.family(pick)
        wish = facts(("roof", roof), ("in_school", {"unknown": True}, self.member(family, child)))
        self.do("facts", wish, family)

    @rule(pick=PICK)
    def join(self, pick: int) -> None:
        member = {"name": f"Bayi {self.numbers}", "nik": self.number(), "facts": {"relation": "child"}}
        self.do("add_member", {"member": member}, self.family(pick))

    @rule(pick=PICK, who=PICK, heir=PICK, kind=st.sampled_from(["death", "move_out"]))
    def leave(self, pick: int, who: int, heir: int, kind: str) -> None:
        family = self.family(pick)
        wish = {"person": str(self.member(family, who)), "next_head": str(self.member(family, heir))}
        self.do(kind, wish, family)

    @rule(pick=PICK, who=PICK, heir=PICK, to=PICK, relation=RELATIONS)
    def move_member(self, pick: int, who: int, heir: int, to: int, relation: str | None) -> None:
        family = self.family(pick)
        wish = {
            "person": str(self.member(family, who)),
            "to_family": str(self.family(to)),
            "relation": relation,
            "next_head": str(self.member(family, heir)),
        }
        self.do("move_member", wish, family)

    @rule(pick=PICK, who=st.sets(PICK, min_size=1, max_size=3), heir=PICK)
    def split(self, pick: int, who: set[int], heir: int) -> None:
        family = self.family(pick)
        people = [str(self.member(family, each)) for each in sorted(who)]
        wish = {"people": people, "head": people[0], "next_head": str(self.member(family, heir))}
        self.do("split", wish, family)

    @rule(pick=PICK, other=PICK, mine=PICK, theirs=PICK, same=st.booleans())
    def merge_families(self, pick: int, other: int, mine: int, theirs: int, same: bool) -> None:
        family, second = self.family(pick), self.family(other)
        pairs = [[str(self.member(family, mine)), str(self.member(second, theirs))]] if same else []
        self.do("merge_families", {"other": str(second), "same": pairs, "choose": ["roof"]}, family)

    @rule(pick=PICK, keep=PICK, there=PICK, other=PICK, heir=PICK, choose=st.booleans())
    def merge_people(self, pick: int, keep: int, there: int, other: int, heir: int, choose: bool) -> None:
        family, second = self.family(pick), self.family(there)
        wish = {
            "keep": str(self.member(family, keep)),
            "other": str(self.member(second, other)),
            "next_head": str(self.member(second, heir)),
            "choose": ["name", "nik"] if choose else [],
        }
        self.do("merge_people", wish, family)

    @rule(pick=PICK, who=PICK)
    def change_head(self, pick: int, who: int) -> None:
        family = self.family(pick)
        new = self.member(family, who)
        old = Membership.objects.filter(family_id=family, until__isnull=True, relation="head").first()
        if old is not None and new is not None:
            self.do("change_head", facts(("relation", "head", new), ("relation", "other", old.person_id)), family)

    @rule(pick=PICK, village=st.sampled_from(VILLAGES))
    def move_family(self, pick: int, village: str) -> None:
        self.do("move_family", facts(("area_code", village), ("address", "Dusun baru")), self.family(pick))

    @rule(pick=PICK, who=PICK)
    def correct_nik(self, pick: int, who: int) -> None:
        family = self.family(pick)
        self.do("nik", facts(("nik", self.number(), self.member(family, who))), family)

    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        made = list(Change.objects.filter(state="applied", lead__isnull=True).order_by("-at"))
        if made:
            change = made[pick % len(made)]
            self.do("undo", {"change": str(change.id)}, change.family_id)

    @rule(pick=PICK, who=PICK)
    def erase(self, pick: int, who: int) -> None:
        family = self.family(pick)
        self.do("erase", {"person": str(self.member(family, who)), "why": "Permintaan tertulis"}, family)

    @invariant()
    def holds(self) -> None:
        assert broken_invariants() == []

    @invariant()
    def nobody_is_lost(self) -> None:
        now = set(Person.objects.values_list("id", flat=True))
        assert self.people_ever <= now
        self.people_ever = now


def test_any_sequence_of_changes_keeps_the_register_true() -> None:
    """Each run of the machine is rolled back, so that runs do not see each other."""

    class Rolled(Register):
        def __init__(self) -> None:
            self.scope = acting(system())
            self.savepoint = transaction.atomic()
            self.savepoint.__enter__()
            self.scope.__enter__()
            super().__init__()
            for size in (3, 2):
                self.new_family_of(size)

        def new_family_of(self, size: int) -> None:
            members = [
                {
                    "name": f"Warga {self.numbers}",
                    "nik": self.number(),
                    "facts": {"relation": "head" if place == 0 else "child"},
                }
                for place in range(size)
            ]
            self.do("new_family", {"members": members}, area_code=VILLAGES[0])

        def teardown(self) -> None:
            self.scope.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    run_state_machine_as_test(
        Rolled,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_the_invariants_can_fail() -> None:
    """Values written past the changes, and a second head, are found."""
    actor = officer("manager")
    with acting(system()):
        direct(actor, "new_family", {"members": [{"name": "Rusdi", "facts": {"relation": "head"}}]})
        assert broken_invariants() == []
        Family.objects.update(roof="tile")
        Person.objects.update(name="Lain")
        assert len(broken_invariants()) == 2


def test_every_kind_has_an_act() -> None:
    assert set(ACTS) == set(KINDS) - {"end_membership"}
