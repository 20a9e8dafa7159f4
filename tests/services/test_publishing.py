"""A rule from its draft to the families it judges: who may, what must be right first, and what stays as it was."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from slrt.domain import clock
from slrt.domain.access import Actor, Denied, system
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.workflow.machine import WrongState
from slrt.reads import programmes as reads
from slrt.services import programmes
from slrt.store.programmes.models import Verdict, Version
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import families, people, rules_in_work
from tests.makers.rules_in_work import definition, made, proposed, published, ready, seen, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_rules")]

FOLDER = Path(__file__).resolve().parents[2] / "programmes"
TODAY = "2026-12-01"


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def old_couple(decile: int = 2, area_code: str = families.VILLAGE, born: date = date(1950, 1, 2)) -> object:
    head = families.person("Rusdi bin Hasan", "head", born, "male")
    family = families.new_family(head, area_code=area_code, facts={"decile": decile})
    return families.registered(families.officer(area_code=area_code[:5]), family).family_id


def test_a_rule_walks_from_draft_to_force_and_every_step_is_in_the_trail(author: Actor, approver: Actor) -> None:
    row = published(author, approver, TODAY)
    assert (row.state, row.author_id, row.approved_by_id) == ("published", author.user_id, approver.user_id)
    with acting(approver):
        verbs = Event.objects.filter(subject_id=row.id).order_by("at", "id").values_list("verb", flat=True)
        assert list(verbs) == [
            "version.begin",
            "programme.make",
            "version.edit",
            "version.cases",
            "version.preview",
            "version.propose",
            "version.publish",
        ]


def test_an_author_cannot_approve_and_neither_can_who_edited_the_text(author: Actor) -> None:
    row = written(author, TODAY)
    colleague = people.officer("head_of_section")
    row = programmes.edit(colleague, version_id=row.id, revision=row.revision, definition=definition(TODAY))
    programmes.ask_impact(colleague, row.id)
    row = programmes.move(author, version_id=row.id, verb="propose", revision=row.revision)
    for writer in (author, colleague):
        with pytest.raises(Denied):
            programmes.move(writer, version_id=row.id, verb="publish", revision=row.revision)


def test_the_database_refuses_an_author_as_approver_and_law_without_one(author: Actor) -> None:
    row = proposed(author, TODAY)
    for change in (
        {"state": "published", "approved_by_id": author.user_id, "approved_at": clock.now()},
        {"state": "published"},
    ):
        with acting(author), pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.filter(id=row.id).update(**change)


def test_what_is_missing_is_said_and_nothing_is_proposed(author: Actor) -> None:
    row = made(author)
    with pytest.raises(Refused) as refused:
        programmes.move(author, version_id=row.id, verb="propose", revision=row.revision)
    assert codes_of(refused) == ["rule_fault", "few_cases", "no_impact"]
    assert seen(author, row).state == "draft"


def test_a_failing_case_stops_a_proposal(author: Actor) -> None:
    row = written(author, TODAY)
    wrong = [*rules_in_work.cases()[:-1], {**rules_in_work.case(9, "1950-01-01"), "expect": {"verdict": "eligible"}}]
    row = programmes.set_cases(author, version_id=row.id, revision=row.revision, cases=wrong)
    programmes.ask_impact(author, row.id)
    with pytest.raises(Refused) as refused:
        programmes.move(author, version_id=row.id, verb="propose", revision=row.revision)
    assert codes_of(refused) == ["failing_cases"]


def test_an_impact_of_another_text_does_not_count(author: Actor) -> None:
    row = ready(author, TODAY)
    new = definition(TODAY, benefit={"kind": "cash", "per": "month", "amount": 400_000})
    row = programmes.edit(author, version_id=row.id, revision=row.revision, definition=new)
    with pytest.raises(Refused) as refused:
        programmes.move(author, version_id=row.id, verb="propose", revision=row.revision)
    assert "no_impact" in codes_of(refused)


def test_a_rule_that_no_sql_can_say_is_refused(author: Actor) -> None:
    rule = "members.exists(m, members.exists(x, x.age > m.age + 40))"
    row = written(author, TODAY, rule=rule)
    with pytest.raises(Refused) as refused:
        programmes.ask_impact(author, row.id)
    assert codes_of(refused) == ["rule_fault"]


def test_a_returned_proposal_is_a_draft_again_with_the_reason(author: Actor, approver: Actor) -> None:
    row = proposed(author, TODAY)
    with pytest.raises(Refused):
        programmes.move(approver, version_id=row.id, verb="return", revision=row.revision, inputs={"reason": " "})
    row = programmes.move(
        approver, version_id=row.id, verb="return", revision=row.revision, inputs={"reason": "Sumbernya belum ada."}
    )
    assert (row.state, row.remark) == ("draft", "Sumbernya belum ada.")


def test_a_proposal_is_not_edited_and_an_old_page_overwrites_nothing(author: Actor) -> None:
    row = written(author, TODAY)
    with pytest.raises(Stale):
        programmes.edit(author, version_id=row.id, revision=row.revision - 1, definition=definition(TODAY))
    programmes.ask_impact(author, row.id)
    row = programmes.move(author, version_id=row.id, verb="propose", revision=row.revision)
    with pytest.raises(WrongState):
        programmes.edit(author, version_id=row.id, revision=row.revision, definition=definition(TODAY))


def test_publishing_ends_the_version_before_and_each_day_keeps_its_rule(author: Actor, approver: Actor) -> None:
    first = published(author, approver, TODAY)
    with pytest.raises(Refused):
        published_again(author, approver, first, "2026-12-01")  # the day on which the first one begins
    second = published_again(author, approver, first, "2027-01-01")
    ended = seen(author, first)
    assert (ended.state, ended.until, ended.definition["until"]) == ("published", date(2027, 1, 1), "2026-12-31")
    code = first.programme_id
    assert reads.version_of(code, date(2026, 12, 31)).id == first.number
    assert reads.version_of(code, date(2027, 1, 1)).id == second.number
    assert reads.version_of(code, date(2026, 11, 30)) is None


def published_again(author: Actor, approver: Actor, first: Version, day: str) -> Version:
    with acting(author):
        row = Version.objects.filter(programme_id=first.programme_id, state="draft").first()
    row = row or programmes.begin(author, first.programme_id)
    row = programmes.edit(author, version_id=row.id, revision=row.revision, definition=definition(day))
    programmes.ask_impact(author, row.id)
    row = programmes.move(author, version_id=row.id, verb="propose", revision=row.revision)
    return programmes.move(approver, version_id=row.id, verb="publish", revision=row.revision)


def test_a_rule_never_rewrites_days_that_another_one_decided(author: Actor, approver: Actor) -> None:
    first = published(author, approver, TODAY)
    with clock.at(datetime(2026, 12, 20, 3, tzinfo=UTC)), pytest.raises(Refused) as refused:
        published_again(author, approver, first, "2026-12-10")
    assert codes_of(refused) == ["rewrites_past"]


def test_the_database_refuses_a_second_version_for_a_day_and_a_rewritten_one(author: Actor, approver: Actor) -> None:
    row = published(author, approver, TODAY)
    with acting(author):
        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            Version.objects.filter(id=row.id).update(rule="true")
        twin = seen(author, row)
        twin.pk, twin.number = None, "9"
        twin._state.adding = True
        with pytest.raises(IntegrityError, match="one_version_a_day"), transaction.atomic():
            twin.save(force_insert=True)


def test_a_retired_rule_still_decides_its_days(author: Actor, approver: Actor) -> None:
    row = published(author, approver, TODAY)
    with pytest.raises(Denied):
        programmes.move(
            author,
            version_id=row.id,
            verb="retire",
            revision=row.revision,
            inputs={"until": "2026-12-31", "reason": "Anggaran habis."},
        )
    row = programmes.move(
        approver,
        version_id=row.id,
        verb="retire",
        revision=row.revision,
        inputs={"until": "2026-12-31", "reason": "Anggaran habis."},
    )
    assert row.state == "retired"
    assert reads.version_of(row.programme_id, date(2026, 12, 31)) is not None
    assert reads.version_of(row.programme_id, date(2027, 1, 1)) is None


def test_loading_the_shipped_programmes_again_leaves_a_version_ended_here(author: Actor, approver: Actor) -> None:
    nation, second = people.officer("national", "00"), people.officer("national", "00")
    draft = programmes.begin(nation, "sembako")
    text = {**draft.definition, "from": "2027-01-01", "rule": "family.decile <= 5"}
    draft = programmes.edit(nation, version_id=draft.id, revision=draft.revision, definition=text)
    cases = [{**one, "expect": {**one["expect"]}} for one in draft.cases]
    assert len(cases) >= 8
    right = [one for one in cases if one["family"].get("decile") != 5]
    more = [{**right[0], "name": f"lagi {n}"} for n in range(8 - len(right))]
    draft = programmes.set_cases(nation, version_id=draft.id, revision=draft.revision, cases=[*right, *more])
    programmes.ask_impact(nation, draft.id)
    draft = programmes.move(nation, version_id=draft.id, verb="propose", revision=seen(nation, draft).revision)
    programmes.move(second, version_id=draft.id, verb="publish", revision=draft.revision)
    before = list(Version.objects.filter(programme_id="sembako").order_by("id").values())
    programmes.load_programmes(FOLDER)
    assert list(Version.objects.filter(programme_id="sembako").order_by("id").values()) == before


def test_a_local_programme_judges_the_families_of_its_area_alone(author: Actor, approver: Actor) -> None:
    here, there = old_couple(), old_couple(area_code=families.OTHER_VILLAGE)
    code = published(author, approver, TODAY).programme_id
    with acting(system()):
        assert code in {one.code for one in reads.verdicts_of(system(), here)}
        assert code not in {one.code for one in reads.verdicts_of(system(), there)}
        assert not Verdict.objects.filter(programme_id=code).exists()
    assert programmes.apply_published() == 1
    with acting(system()):
        assert list(Verdict.objects.filter(programme_id=code).values_list("family_id", "verdict")) == [
            (here, "eligible")
        ]
    assert programmes.apply_published() == 0


def test_verdicts_follow_when_a_rule_comes_into_force_and_when_it_ends(author: Actor, approver: Actor) -> None:
    old_couple()
    row = published(author, approver, "2026-12-10")
    assert programmes.apply_published() == 0
    with clock.at(datetime(2026, 12, 10, 3, tzinfo=UTC)):
        assert programmes.apply_published() == 1
        row = seen(author, row)
        programmes.move(
            approver,
            version_id=row.id,
            verb="retire",
            revision=row.revision,
            inputs={"until": "2026-12-15", "reason": "Selesai."},
        )
    with clock.at(datetime(2026, 12, 16, 3, tzinfo=UTC)):
        assert programmes.apply_published() == 1
    with acting(system()):
        assert not Verdict.objects.filter(programme_id=row.programme_id).exists()


def test_a_rule_may_name_a_local_programme_that_a_family_receives(author: Actor, approver: Actor) -> None:
    first = published(author, approver, TODAY)
    receiving, other = old_couple(), old_couple(decile=1)
    enrolled = [programmes.NewEnrolment(programme=first.programme_id)]
    programmes.enrol(people.officer("front_office"), family_id=receiving, enrolments=enrolled, source="list")
    rule = f'"{first.programme_id}" in family.receives'
    row = written(author, TODAY, "Tambahan lansia", rule=rule)
    done = programmes.ask_impact(author, row.id)
    counts = done.result["areas"]["19.06"]
    assert (counts["families"], counts["eligible_after"], counts["unknown_after"]) == (2, 1, 1)
    assert other != receiving


def test_drafts_are_seen_and_written_in_their_own_area_alone(author: Actor) -> None:
    row = written(author, TODAY)
    for stranger in (people.officer("manager", people.BELITUNG), people.provider()):
        with acting(stranger):
            assert not Version.objects.filter(id=row.id).exists()
        with pytest.raises(NotFound), acting(stranger):
            reads.version(stranger, row.id)
    for elsewhere in (people.officer("puskesos_coordinator", people.LALANG), people.officer("province", people.BABEL)):
        with pytest.raises((Denied, NotFound)):
            programmes.edit(elsewhere, version_id=row.id, revision=row.revision, definition=definition(TODAY))
    with pytest.raises(NotFound):
        programmes.begin(author, "pkh")


def test_the_impact_counts_who_enters_and_leaves(author: Actor, approver: Actor) -> None:
    for decile in (1, 2, 3, 4, 5):
        old_couple(decile)
    first = published(author, approver, TODAY)
    row = programmes.begin(author, first.programme_id)
    text = definition("2027-01-01", rule="family.decile >= 2 && family.decile <= 5")
    row = programmes.edit(author, version_id=row.id, revision=row.revision, definition=text)
    done = programmes.ask_impact(author, row.id)
    counts = done.result["areas"]["19.06"]
    assert {name: counts[name] for name in ("families", "eligible_before", "eligible_after", "gained", "lost")} == {
        "families": 5,
        "eligible_before": 3,
        "eligible_after": 4,
        "gained": 2,
        "lost": 1,
    }
    assert (counts["low_before"], counts["high_after"]) == (900_000, 1_200_000)


def test_the_impact_of_a_large_register_is_left_to_the_worker(author: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slrt.services.programmes.preview.AT_ONCE", 0)
    old_couple()
    row = written(author, TODAY)
    waiting = programmes.ask_impact(author, row.id)
    assert (waiting.state, waiting.done, waiting.total) == ("waiting", 0, 1)
    programmes.compute_waiting()
    with acting(author):
        waiting.refresh_from_db()
    assert (waiting.state, waiting.done) == ("done", 1)


def test_an_impact_whose_text_changed_meanwhile_fails(author: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slrt.services.programmes.preview.AT_ONCE", -1)
    row = written(author, TODAY)
    waiting = programmes.ask_impact(author, row.id)
    programmes.edit(author, version_id=row.id, revision=row.revision, definition=definition(TODAY, rule="true"))
    programmes.compute_waiting()
    with acting(author):
        waiting.refresh_from_db()
    assert waiting.state == "failed"


def test_dates_that_are_none_and_cases_that_cannot_be_read_are_refused(author: Actor) -> None:
    row = made(author)
    for wrong in ({"from": "besok"}, {"from": "2026-12-02", "until": "2026-12-01"}):
        with pytest.raises(Refused):
            programmes.edit(author, version_id=row.id, revision=row.revision, definition={**definition(TODAY), **wrong})
    case = {**rules_in_work.cases()[0], "family": {"desil": 1}}
    with pytest.raises(Refused, match="desil"):
        programmes.set_cases(author, version_id=row.id, revision=row.revision, cases=[case])


def test_a_second_draft_of_a_programme_is_refused(author: Actor) -> None:
    row = made(author)
    with pytest.raises(Refused):
        programmes.begin(author, row.programme_id)
