"""The queue of changes and the page of one: what waits for whom, old beside new, and what is not told."""

from datetime import timedelta
from itertools import combinations
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from slrt.domain import clock
from slrt.domain.access import Actor, system
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound
from slrt.domain.registry.chains import next_verb
from slrt.domain.workflow.change import REACHED_BY, STATIONS, WAITING
from slrt.reads.registry import changes as reads
from slrt.reads.registry.changes.waiting import next_station
from slrt.reads.registry.words import NOT_KNOWN
from slrt.services.registry import FactChange, changes, record_facts
from slrt.store.registry.models import Change, Person
from slrt.store.walls.context import acting
from tests.makers.changes import document, facts, photo, submitted, walk
from tests.makers.families import OTHER_REGENCY, VILLAGE, new_family, officer, person, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

ROOF = facts(("roof", "thatch"))


@pytest.fixture
def facilitator(tuesday: None) -> Actor:
    return officer("facilitator", VILLAGE)


@pytest.fixture
def family_id(tuesday: None) -> UUID:
    return registered(officer(), new_family(facts={"roof": "zinc"})).family_id


def shown(actor: Actor, **wanted: object) -> list[UUID]:
    with acting(actor):
        return [
            line.id for line in reads.queue(actor, reads.QueueFilter(**{"view": "all", **wanted})).lines.object_list
        ]


def counts(actor: Actor) -> dict[str, int]:
    with acting(actor):
        return reads.queue(actor, reads.QueueFilter()).counts


def page_of(actor: Actor, change_id: UUID) -> reads.ChangePage:
    with acting(actor):
        return reads.change_page(actor, change_id)


def test_the_database_knows_the_next_station_of_every_state_and_chain(family_id: UUID) -> None:
    chains = [list(chosen) for size in range(6) for chosen in combinations(STATIONS, size)]
    station_of = {verb: station for station, verb in REACHED_BY.items()}
    with acting(system()):
        made = {
            (state, tuple(chain)): Change.objects.create(
                id=uuid7(), kind="facts", area_code=VILLAGE, base_version=1, state=state, stations=chain,
                source="interview", channel="desk", at=clock.now(), route="proposal",
            ).id
            for state in WAITING for chain in chains
        }  # fmt: skip
        found = dict(Change.objects.annotate(next=next_station()).values_list("id", "next"))
    for (state, chain), key in made.items():
        verb = next_verb(state, chain)
        assert found[key] == station_of.get(verb, "sent"), (state, chain)


def test_what_waits_for_whom(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    back, supervisor, head = officer("back_office"), officer("supervisor"), officer("head_of_agency")
    assert shown(back, view="mine") == [made.change_id]
    assert shown(facilitator, view="mine") == []
    with acting(system()):
        walk(made.change_id, until="verify")
    assert (shown(back, view="mine"), shown(facilitator, view="mine")) == ([], [])
    assert shown(supervisor, view="mine") == [made.change_id]
    with acting(system()):
        at = walk(made.change_id, until="endorse")
    changes.move(head, change_id=made.change_id, verb="endorse", revision=at.revision)
    assert shown(head, view="mine") == [], "who endorsed never approves"
    assert shown(officer("head_of_agency"), view="mine") == [made.change_id]
    with acting(head):
        assert reads.waiting_for_me(head) == 0
    assert reads.waiting_for_me(officer("province", "19")) is None


def test_a_returned_proposal_waits_for_its_proposer(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    back = officer("back_office")
    changes.move(back, change_id=made.change_id, verb="return", revision=1, inputs={"reason": "Foto kabur"})
    assert shown(facilitator, view="mine") == [made.change_id]
    assert shown(officer("facilitator", VILLAGE), view="mine") == []
    assert counts(back)["returned"] == 1


def test_the_queue_is_narrowed_and_counted(facilitator: Actor, family_id: UUID) -> None:
    receiving = registered(
        officer(), new_family(person("Halimah", "head"), facts={"receives": frozenset({"pkh"})})
    ).family_id
    neighbour = changes.NewProposer(kind="citizen", name="Tetangga", village_code=VILLAGE, protected=True)
    claim = {"programme": "pkh", "why": "Punya mobil dan toko sendiri"}
    first = submitted(facilitator, "facts", ROOF, family_id).change_id
    with clock.at(clock.now() + timedelta(minutes=1)):
        second = submitted(
            facilitator, "objection", claim, receiving, route="objection", proposer=neighbour,
            evidence=[photo(latitude=-1.8, longitude=106.1)],
        ).change_id  # fmt: skip
    back = officer("back_office")
    assert shown(back) == [first, second]
    assert shown(back, kind="facts") == [first]
    assert shown(back, route="objection") == [second]
    assert shown(back, text="halim") == [second]
    assert shown(back, area_code="19.06.02") == []
    assert shown(back, days=1) == []
    assert shown(back, view="lapsing") == []
    with clock.at(clock.now() + timedelta(days=12)):
        assert (shown(back, view="lapsing"), shown(back, days=1)) == ([second], [first, second])
    assert {name: counts(back)[name] for name in ("all", "checked", "own", "mine")} == {
        "all": 2, "checked": 2, "own": 0, "mine": 2,
    }  # fmt: skip
    changes.move(back, change_id=first, verb="reject", revision=1, inputs={"reason": "Tidak benar"})
    assert (shown(back), shown(back, view="ended")) == ([second], [first])
    assert shown(officer("manager", OTHER_REGENCY)) == []


def test_old_and_new_stand_side_by_side_and_the_present_where_it_moved_on(facilitator: Actor, family_id: UUID) -> None:
    wish = facts(("roof", "thatch"), ("wall", "bamboo"))
    made = submitted(facilitator, "facts", wish, family_id)
    desk = officer()
    record_facts(desk, family_id=family_id, base_version=1, items=[FactChange("roof", "tile")], source="interview")
    page = page_of(desk, made.change_id)
    roof, wall = page.lines
    assert roof.before
    assert roof.now
    assert (roof.label.id, roof.before.en, roof.wanted.en, roof.now.en) == ("Atap terluas", "zinc", "thatch", "tile")
    assert (wall.before, wall.now) == (NOT_KNOWN, None)
    assert page.next_verb == "check"
    assert [stop.state for stop in page.stops] == ["here", "ahead", "ahead", "ahead", "ahead"]
    with acting(system()):
        walk(made.change_id, until="deliberate")
    page = page_of(desk, made.change_id)
    assert [stop.state for stop in page.stops] == ["done", "done", "here", "ahead", "ahead"]
    assert [step.verb for step in page.steps] == ["check", "verify"]


def test_every_kind_of_wish_has_words_and_no_number(facilitator: Actor, family_id: UUID) -> None:
    with acting(system()):
        people = {one.name: one for one in Person.objects.filter(memberships__family_id=family_id)}
    siti, rusdi = people["Siti Aminah"], people["Rusdi bin Hasan"]
    number = "1906011203120003"
    child = {"name": "Muh Rizki", "nik": number, "facts": {"relation": "child", "birth_date": "2012-03-12"}}
    wishes = {
        "birth": ({"member": child}, {"Muh Rizki", "12 Maret 2012", "anak"}),
        "death": ({"person": str(rusdi.id), "on": "2026-11-30", "next_head": str(siti.id)}, {"Siti Aminah"}),
        "split": ({"people": [str(siti.id)], "head": str(siti.id), "address": "Dusun Baru"}, {"Siti Aminah"}),
        "enrolment": ({"programme": "pkh", "why": "Rumah rusak berat"}, {"Rumah rusak berat"}),
    }
    for kind, (wish, told) in wishes.items():
        made = submitted(facilitator, kind, wish, family_id, evidence=[document()])
        lines = page_of(facilitator, made.change_id).lines
        said = {line.wanted.id for line in lines} | {line.who for line in lines}
        assert told <= said, kind
        assert not any(number in str(line) for line in lines)


def test_a_page_and_a_queue_take_few_questions(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", facts(*(("roof", "thatch"), ("wall", "bamboo"))), family_id)
    with acting(system()):
        walk(made.change_id, until="deliberate")
    with acting(facilitator), CaptureQueriesContext(connection) as asked:
        reads.change_page(facilitator, made.change_id)
    assert len(asked) <= 10
    with acting(facilitator), CaptureQueriesContext(connection) as asked:
        reads.queue(facilitator, reads.QueueFilter(view="all"))
    assert len(asked) <= 6


def test_who_lies_outside_finds_no_page(facilitator: Actor, family_id: UUID) -> None:
    made = submitted(facilitator, "facts", ROOF, family_id)
    stranger = officer("manager", OTHER_REGENCY)
    with acting(stranger), pytest.raises(NotFound):
        reads.change_page(stranger, made.change_id)


def test_chains_of_an_area_its_own_before_the_nations() -> None:
    manager = officer("manager")
    changes.set_chain(
        manager, area_code="19.06", route="proposal", kind="*", stations=["approved"], source="Perbup 12/2026"
    )
    found = {(line.route, line.kind): line for line in reads.chains_of(manager)}
    assert (found["proposal", "*"].stations, found["proposal", "*"].own) == (("approved",), True)
    assert not found["objection", "*"].own
    assert found["proposal", "death"].confidence == "unconfirmed"
    village = {(line.route, line.kind): line for line in reads.chains_of(officer("facilitator", VILLAGE))}
    assert village["proposal", "*"].area_code == "19.06"
    assert not village["proposal", "*"].own
