"""What a version made at the desk says of other programmes and of places: from its first day, and no day before."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.problems import Refused
from slrt.reads import programmes as reads
from slrt.reads.programmes.definitions import definition_of
from slrt.services import programmes
from slrt.services.programmes.quotas import Terms, set_quota
from slrt.store.programmes.models import Version
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers import people, rules_in_work
from tests.makers.rules_in_work import definition, seen, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_rules")]

FOLDER = Path(__file__).resolve().parents[2] / "programmes"
FIRST = "2026-12-10"
RELATIONS = {
    "exclusive_with": [{"code": "pkh", "source": "Perbup 12/2026 pasal 5"}],
    "complements": [{"code": "pip", "source": "Perbup 12/2026 pasal 6"}],
    "quota": {
        "per": "kabupaten",
        "period": "year",
        "ranking": ["family.decile", "family.income_monthly"],
        "source": "Perbup 12/2026 pasal 7",
    },
}


def published(author: Actor, approver: Actor, first: str, **changes: Any) -> Version:
    return rules_in_work.published(author, approver, first, **changes)


def said(code: str) -> tuple[list[str], list[str], str | None]:
    law = definition_of(code)
    assert law is not None
    related = [[one.code for one in listed] for listed in (law.exclusive_with, law.complements)]
    return related[0], related[1], law.quota.per.value if law.quota else None


def test_they_hold_from_the_first_day_of_their_version(author: Actor, approver: Actor) -> None:
    row = published(author, approver, "2026-12-01")
    row = programmes.begin(author, row.programme_id)
    text = definition(FIRST, relations=RELATIONS)
    row = programmes.edit(author, version_id=row.id, revision=row.revision, definition=text)
    row = programmes.set_cases(author, version_id=row.id, revision=row.revision, cases=rules_in_work.cases())
    programmes.ask_impact(author, row.id)
    row = programmes.move(author, version_id=row.id, verb="propose", revision=seen(author, row).revision)
    programmes.move(approver, version_id=row.id, verb="publish", revision=row.revision)
    assert said(row.programme_id) == ([], [], None)
    with clock.at(datetime(2026, 12, 10, 3, tzinfo=UTC)):
        assert said(row.programme_id) == (["pkh"], ["pip"], "kabupaten")


def test_a_next_draft_begins_with_them_and_may_take_them_out(author: Actor, approver: Actor) -> None:
    row = published(author, approver, "2026-12-01", relations=RELATIONS)
    following = programmes.begin(author, row.programme_id)
    assert following.definition["relations"] == RELATIONS
    text = {**following.definition, "relations": {"exclusive_with": [], "complements": []}}
    following = programmes.edit(author, version_id=following.id, revision=following.revision, definition=text)
    with acting(author):
        compared = reads.relations_compared(reads.workbench(author, following.id))
        event = Event.objects.filter(subject_id=following.id, verb="version.edit").latest("at")
    assert [(line.key, line.change) for line in compared.lines] == [
        ("exclusive_with", "gone"),
        ("complements", "gone"),
        ("quota", "gone"),
    ]
    assert event.before["relations"] == RELATIONS
    assert event.after["relations"] == {"exclusive_with": [], "complements": []}


def test_a_draft_of_a_shipped_programme_begins_with_what_its_file_says() -> None:
    nation = people.officer("national", "00")
    row = programmes.begin(nation, "blt_desa")
    law = definition_of("blt_desa")
    assert law is not None
    assert law.quota is not None
    assert row.definition["relations"]["quota"]["per"] == law.quota.per.value
    with acting(nation):
        compared = reads.relations_compared(reads.workbench(nation, row.id))
    assert compared.lines
    assert compared.changes == 0


def test_files_loaded_again_do_not_take_back_what_the_desk_published(approver: Actor) -> None:
    nation, second = people.officer("national", "00"), people.officer("national", "00")
    row = programmes.begin(nation, "blt_desa")
    relations = {"exclusive_with": [{"code": "pkh", "source": "Permendes 1/2026"}], "complements": []}
    text = {**row.definition, "from": "2026-12-01", "relations": relations}
    row = programmes.edit(nation, version_id=row.id, revision=row.revision, definition=text)
    programmes.ask_impact(nation, row.id)
    row = programmes.move(nation, version_id=row.id, verb="propose", revision=seen(nation, row).revision)
    programmes.move(second, version_id=row.id, verb="publish", revision=row.revision)
    assert said("blt_desa") == (["pkh"], [], None)
    programmes.load_programmes(FOLDER)
    assert said("blt_desa") == (["pkh"], [], None)


@pytest.mark.parametrize(
    ("relations", "words"),
    [
        ({"exclusive_with": [{"code": "pkh", "source": ""}]}, "source must be text"),
        ({"complements": [{"code": "tidak_ada", "source": "x"}]}, "no other programme"),
        ({"complements": [{"code": "pip", "source": "x"}, {"code": "pip", "source": "y"}]}, "stands twice"),
        ({"quota": {**RELATIONS["quota"], "ranking": ["family.floor"]}}, "no number or date"),
    ],
)
def test_what_is_wrong_with_them_keeps_a_version_from_being_proposed(
    author: Actor, relations: dict[str, Any], words: str
) -> None:
    row = written(author, "2026-12-01", relations=relations)
    with pytest.raises(Refused) as refused:
        programmes.move(author, version_id=row.id, verb="propose", revision=row.revision)
    assert words in " ".join(problem.message_en for problem in refused.value.problems)


def test_places_are_set_where_the_version_in_force_counts_them(author: Actor, approver: Actor) -> None:
    code = published(author, approver, "2026-12-01", relations=RELATIONS).programme_id
    terms = Terms(
        starts_on=clock.today(), last_day=clock.today(), places=10, source="Keputusan bupati 1/2026", amount=None
    )
    with pytest.raises(Refused) as refused:
        set_quota(author, programme=code, area_code="19.06.01", terms=terms, submission=uuid4())
    assert [problem.code for problem in refused.value.problems] == ["wrong_level"]
    set_quota(author, programme=code, area_code="19.06", terms=terms, submission=uuid4())
