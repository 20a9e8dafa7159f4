"""Changing a registered family: versions, merging, stale values, the head, people who join and leave."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from slrt.domain.access import Actor, Denied
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.reads import registry as reads
from slrt.services.registry import (
    UNKNOWN,
    FactChange,
    Leaving,
    LookFirst,
    add_member,
    answer,
    end_membership,
    record_facts,
)
from slrt.store.programmes.models import Enrolment, Verdict
from slrt.store.registry.models import Change, Family, Membership, Person
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import (
    OTHER_REGENCY,
    RUSDI_BORN,
    SITI_BORN,
    new_family,
    nik,
    officer,
    person,
    registered,
    rusdi,
    siti,
)

pytestmark = pytest.mark.django_db


def change(actor: Actor, family_id: UUID, *items: FactChange, base: int = 1, **more: object) -> int:
    more = {"source": "interview", **more}
    return record_facts(actor, family_id=family_id, base_version=base, items=items, **more)  # type: ignore[arg-type]


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(problem.code, problem.field) for problem in refused.value.problems}


def test_a_change_raises_the_version_and_keeps_old_and_new() -> None:
    actor = officer()
    family = registered(actor, new_family(facts={"roof": "zinc"})).family_id
    with acting(actor):
        said_before = Family.objects.get(id=family).stamps["roof"]
    assert change(actor, family, FactChange("roof", "tile"), reason="Atap diganti") == 2
    with acting(actor):
        row = Family.objects.get(id=family)
        assert (row.roof, row.version) == ("tile", 2)
        made = Change.objects.get(family=row, version=2)
        assert made.items == [
            {
                "subject_kind": "family",
                "subject_id": str(family),
                "fact": "roof",
                "old": "zinc",
                "new": "tile",
                "was": said_before,
            }
        ]
        assert (made.base_version, made.reason) == (1, "Atap diganti")
        assert {v.family_version for v in Verdict.objects.filter(family=row)} == {2}
        assert Event.objects.filter(verb="family.facts", subject_id=family).count() == 1


def test_changes_of_different_facts_merge() -> None:
    actor = officer()
    family = registered(actor).family_id
    assert change(actor, family, FactChange("roof", "tile"), base=1) == 2
    assert change(actor, family, FactChange("wall", "timber"), base=1) == 3
    with acting(actor):
        row = Family.objects.get(id=family)
        assert (row.roof, row.wall) == ("tile", "timber")


def test_a_later_change_of_the_same_fact_on_an_old_version_is_stale_and_shows_both_values() -> None:
    actor = officer()
    family = registered(actor).family_id
    change(actor, family, FactChange("roof", "tile"), base=1)
    with pytest.raises(Stale) as stale:
        change(actor, family, FactChange("roof", "thatch"), FactChange("wall", "timber"), base=1)
    (problem,) = stale.value.problems
    assert problem.field == "family.roof"
    assert "genteng" in problem.message_id
    with acting(actor):
        row = Family.objects.get(id=family)
        assert (row.roof, row.wall, row.version) == ("tile", None, 2)


def test_facts_of_two_people_do_not_clash() -> None:
    actor = officer()
    made = registered(actor)
    one, two = made.person_ids
    change(actor, made.family_id, FactChange("works", True, one), base=1)
    assert change(actor, made.family_id, FactChange("works", False, two), base=1) == 3


def test_a_repeated_submission_changes_nothing_more() -> None:
    actor, submission = officer(), uuid7()
    family = registered(actor).family_id
    assert change(actor, family, FactChange("roof", "tile"), submission=submission) == 2
    assert change(actor, family, FactChange("roof", "tile"), submission=submission) == 2


def test_all_wrong_values_are_told_at_once_and_nothing_is_written() -> None:
    actor = officer()
    made = registered(actor)
    with pytest.raises(Refused) as refused:
        change(
            actor,
            made.family_id,
            FactChange("decile", 12),
            FactChange("works", "sering", made.person_ids[0]),
            FactChange("roof", "tile"),
        )
    assert codes(refused) == {
        ("not_allowed", "family.decile"),
        ("not_allowed", f"member.{made.person_ids[0]}.works"),
    }
    with acting(actor):
        assert Family.objects.get(id=made.family_id).roof is None


def test_an_answer_that_makes_no_sense_after_the_change_is_refused() -> None:
    actor = officer()
    made = registered(actor)
    with pytest.raises(Refused) as refused:
        change(actor, made.family_id, FactChange("is_pregnant", True, made.person_ids[0]))
    assert codes(refused) == {("not_applicable", f"member.{made.person_ids[0]}.is_pregnant")}
    both = (FactChange("lighting", "pln_metered"), FactChange("electricity_va", 900))
    assert change(actor, made.family_id, *both) == 2
    with pytest.raises(Refused):
        change(actor, made.family_id, FactChange("is_pregnant", UNKNOWN, made.person_ids[0]), base=2)


def test_an_answer_moves_the_verdict() -> None:
    actor = officer()
    made = registered(actor, new_family(facts={"lighting": "pln_metered"}))
    verdict = lambda: Verdict.objects.get(family_id=made.family_id, programme_id="listrik").verdict  # noqa: E731
    with acting(actor):
        assert verdict() == "unknown"
    answer(actor, family_id=made.family_id, path="family.electricity_va", value=450)
    with acting(actor):
        assert verdict() == "eligible"
    answer(actor, family_id=made.family_id, path="family.electricity_va", value=2200)
    with acting(actor):
        assert verdict() == "not_eligible"


def test_does_not_know_leaves_the_fact_open_and_says_so() -> None:
    actor = officer()
    made = registered(actor)
    answer(actor, family_id=made.family_id, path=f"member.{made.person_ids[1]}.is_pregnant", value=UNKNOWN)
    with acting(actor):
        page = reads.family_page(actor, made.family_id, date(2026, 12, 1))
    line = page.members[1].facts["is_pregnant"]
    assert (line.known, line.does_not_know, line.askable) == (False, True, False)


def test_receipts_are_replaced_by_the_answer() -> None:
    actor = officer()
    made = registered(actor, new_family(facts={"receives": ["pkh"]}))
    answer(actor, family_id=made.family_id, path="family.receives", value=["sembako"])
    with acting(actor):
        assert reads.receives(Family.objects.get(id=made.family_id)) == {"sembako"}
        assert Enrolment.objects.get(programme_id="pkh").state == "stopped"
    answer(actor, family_id=made.family_id, path="family.receives", value=[])
    with acting(actor):
        assert reads.receives(Family.objects.get(id=made.family_id)) == frozenset()


@pytest.mark.parametrize("path", ["family.nope", "member.abc.works", "house.roof", "family", "member..works"])
def test_a_path_that_leads_nowhere_is_not_found_or_refused(path: str) -> None:
    actor = officer()
    made = registered(actor)
    with pytest.raises((NotFound, Refused)):
        answer(actor, family_id=made.family_id, path=path, value=True)


def test_somebody_elsewhere_finds_no_family_to_change() -> None:
    made = registered(officer())
    with pytest.raises(NotFound):
        change(officer(area_code=OTHER_REGENCY), made.family_id, FactChange("roof", "tile"))
    with pytest.raises(Denied):
        change(officer("coordination_team"), made.family_id, FactChange("roof", "tile"))


def test_a_person_of_another_family_is_not_found_in_this_one() -> None:
    actor = officer()
    made = registered(actor)
    other = registered(actor, new_family(person("Wawan", "head")))
    with pytest.raises(NotFound):
        change(actor, made.family_id, FactChange("works", True, other.person_ids[0]))


def test_the_head_can_be_handed_over_but_not_lost() -> None:
    actor = officer()
    made = registered(actor)
    one, two = made.person_ids
    with pytest.raises(Refused) as refused:
        change(actor, made.family_id, FactChange("relation", "other", one))
    assert {code for code, _ in codes(refused)} == {"no_head"}
    with pytest.raises(Refused) as refused:
        change(actor, made.family_id, FactChange("relation", "head", two))
    assert {code for code, _ in codes(refused)} == {"many_heads"}
    change(actor, made.family_id, FactChange("relation", "head", two), FactChange("relation", "spouse", one))
    with acting(actor):
        assert reads.head_name(made.family_id) == "Siti Aminah"


def test_a_family_that_moves_takes_its_people_along_within_the_scope() -> None:
    actor = officer()
    made = registered(actor)
    change(actor, made.family_id, FactChange("area_code", "19.06.01.2002"))
    with acting(actor):
        assert {p.area_code for p in Person.objects.all()} == {"19.06.01.2002"}
        assert {m.area_code for m in Membership.objects.all()} == {"19.06.01.2002"}
        assert {c.area_code for c in Change.objects.all()} == {"19.06.01.2002"}
    with pytest.raises(Denied):
        change(actor, made.family_id, FactChange("area_code", "19.03.01.1001"), base=2)


def test_a_nik_can_be_added_later_and_never_one_in_use() -> None:
    actor = officer()
    made = registered(actor, new_family(rusdi(), person("Siti Aminah", "spouse", SITI_BORN, "female")))
    rusdi_id, siti_id = made.person_ids
    with pytest.raises(Refused) as refused:
        change(actor, made.family_id, FactChange("nik", nik(RUSDI_BORN, "male", 3), siti_id))
    assert codes(refused) == {("nik_known_elsewhere", f"member.{siti_id}.nik")}
    change(actor, made.family_id, FactChange("nik", nik(SITI_BORN, "female", 12), siti_id))
    with acting(actor):
        page = reads.family_page(actor, made.family_id, date(2026, 12, 1))
    assert page.members[1].nik_masked == "1906••••••••0012"


def test_all_changes_together_give_the_present_rows() -> None:
    actor = officer()
    made = registered(actor, new_family(facts={"decile": 2, "roof": "zinc"}))
    one, two = made.person_ids
    change(actor, made.family_id, FactChange("roof", UNKNOWN), FactChange("phone", "0812 3456 7890"))
    change(actor, made.family_id, FactChange("works", True, one), FactChange("decile", None), base=2)
    baby = add_member(
        actor,
        family_id=made.family_id,
        member=person("Bayu", "child", date(2024, 1, 5), "male"),
        submission=uuid7(),
        source="document",
    )
    leaving = Leaving(person_id=one, cause="died", on=date(2026, 10, 1), next_head=two)
    end_membership(actor, family_id=made.family_id, leaving=leaving, source="document", reason="Akta 12/2026")
    with acting(actor):
        replayed = reads.replay(made.family_id)
        family = Family.objects.get(id=made.family_id)
        own = replayed["family", str(family.id)]
        assert {name: own[name] for name in ("roof", "decile", "phone", "address", "rt")} == {
            "roof": family.roof, "decile": family.decile, "phone": family.phone, "address": family.address,
            "rt": family.rt,
        }  # fmt: skip
        for row in Person.objects.filter(id__in=[one, two, baby]):
            kept = replayed["member", str(row.id)]
            for name in ("name", "works", "presence", "birth_date", "sex"):
                assert kept.get(name) == getattr(row, name), name
            assert kept.get("state", "active") == row.state
            assert kept["relation"] == row.memberships.get().relation
        ended = Membership.objects.get(person_id=one)
        assert replayed["membership", str(ended.id)]["until"] == "2026-10-01" or ended.until is not None
        assert [c.version for c in Change.objects.filter(family=family).order_by("version")] == [1, 2, 3, 4, 5]


def test_a_new_member_is_checked_like_any_other_and_joins_once() -> None:
    actor, submission = officer(), uuid7()
    made = registered(actor, new_family(rusdi()))
    with pytest.raises(Refused) as refused:
        add_member(
            actor, family_id=made.family_id, member=person("Wawan", "head"), submission=uuid7(), source="interview"
        )
    assert codes(refused) == {("many_heads", "members[0].relation")}
    with pytest.raises(Refused):
        add_member(actor, family_id=made.family_id, member=rusdi(), submission=uuid7(), source="interview")
    for _ in range(2):
        added = add_member(actor, family_id=made.family_id, member=siti(), submission=submission, source="interview")
        assert added == submission
    with acting(actor):
        assert Membership.objects.filter(family_id=made.family_id).count() == 2


def test_warnings_about_a_new_member_are_seen_first() -> None:
    actor = officer()
    made = registered(actor)
    again = person("Siti Aminah", "other", SITI_BORN, "female")
    with pytest.raises(LookFirst) as look:
        add_member(actor, family_id=made.family_id, member=again, submission=uuid7(), source="interview")
    assert [each.name for each in look.value.checked.likely_same] == ["Siti Aminah"]


def test_when_the_head_leaves_the_next_one_is_named_first() -> None:
    actor = officer()
    made = registered(actor)
    one, two = made.person_ids
    leaving = Leaving(person_id=one, cause="died", on=date(2026, 10, 1))
    with pytest.raises(Refused) as refused:
        end_membership(actor, family_id=made.family_id, leaving=leaving, source="document", reason="Akta 12/2026")
    assert codes(refused) == {("next_head", "next_head")}
    named = Leaving(person_id=one, cause="died", on=date(2026, 10, 1), next_head=two)
    end_membership(actor, family_id=made.family_id, leaving=named, source="document", reason="Akta 12/2026")
    with acting(actor):
        gone = Person.objects.get(id=one)
        assert (gone.state, gone.presence) == ("dead", "died")
        assert reads.head_name(made.family_id) == "Siti Aminah"
        assert reads.record_of(actor, made.family_id).person_ids == (two,)


def test_the_last_one_to_leave_closes_the_family() -> None:
    actor = officer()
    made = registered(actor, new_family(rusdi()))
    leaving = Leaving(person_id=made.person_ids[0], cause="moved", on=date(2026, 10, 1))
    end_membership(actor, family_id=made.family_id, leaving=leaving, source="document", reason="Surat pindah")
    with acting(actor):
        assert Family.objects.get(id=made.family_id).state == "closed"
        assert not Verdict.objects.filter(family_id=made.family_id).exists()
    with pytest.raises(Refused):
        change(actor, made.family_id, FactChange("roof", "tile"), base=2)


@pytest.mark.parametrize(
    ("leaving", "reason", "field"),
    [
        ({"cause": "bored", "on": date(2026, 1, 1)}, "Surat", "cause"),
        ({"cause": "died", "on": date(2999, 1, 1)}, "Surat", "on"),
        ({"cause": "died", "on": date(2026, 1, 1)}, "  ", "reason"),
    ],
)
def test_leaving_needs_a_cause_a_past_day_and_grounds(leaving: dict[str, object], reason: str, field: str) -> None:
    actor = officer()
    made = registered(actor)
    with pytest.raises(Refused) as refused:
        end_membership(
            actor,
            family_id=made.family_id,
            leaving=Leaving(person_id=made.person_ids[1], **leaving),  # type: ignore[arg-type]
            source="document",
            reason=reason,
        )
    assert {where for _, where in codes(refused)} == {field}


def test_nobody_leaves_a_family_they_are_not_in() -> None:
    actor = officer()
    made = registered(actor)
    leaving = Leaving(person_id=uuid4(), cause="died", on=date(2026, 1, 1))
    with pytest.raises(NotFound):
        end_membership(actor, family_id=made.family_id, leaving=leaving, source="document", reason="Surat")
