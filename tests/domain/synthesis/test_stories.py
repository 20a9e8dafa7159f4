"""The case stories, the directory and the accounts of the demonstration fit together and fit the tables."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from slrt.domain.access import POSTED_ROLES
from slrt.domain.areas import parse
from slrt.domain.synthesis import SyntheticFamily, Village, generate
from slrt.domain.synthesis.accounts import accounts
from slrt.domain.synthesis.directory import DemoArea, DemoOrganisation, directory
from slrt.domain.synthesis.stories import REFERRAL, CastStory, Story, cast, moment_of, stories
from slrt.domain.workflow.case import CASE, FOLLOW, place_by_referrals
from slrt.domain.workflow.machine import next_state
from slrt.domain.workflow.referral import REFERRAL as REFERRAL_TABLE
from slrt.domain.workflow.referral import SETTLEMENTS
from slrt.domain.workflow.taxonomy import CHANNELS, PRIORITIES, SECTORS, TYPES

ROOT = Path(__file__).parents[3]
ON = date(2025, 11, 24)
PROGRAMMES = {"", "pkh", "sembako", "bansos_beras", "pip", "pbi_jkn", "listrik", "kur", "umi"}
KINDS = {
    "dinsos", "dinkes", "disdik", "disdukcapil", "disperkim", "dispertan", "diskp",
    "pln", "bpjs", "bank", "baznas", "puskesos",
}  # fmt: skip
INPUTS = dict.fromkeys(("reason", "result", "settlement", "told_by", "duplicate_of", "consent"), "x")


def areas(name: str) -> list[DemoArea]:
    with (ROOT / "data" / "areas" / name).open(encoding="utf-8", newline="") as file:
        return [DemoArea(row["code"], row["name"]) for row in csv.DictReader(file) if row["code"].startswith("19.")]


@pytest.fixture(scope="module")
def told() -> tuple[Story, ...]:
    return stories(1906)


@pytest.fixture(scope="module")
def organisations() -> tuple[DemoOrganisation, ...]:
    return directory(areas("regencies.csv"), areas("districts.csv"))


@pytest.fixture(scope="module")
def families() -> list[SyntheticFamily]:
    villages = [Village(area.code, area.name) for area in areas("villages.csv")]
    return list(generate(1906, 2000, villages, lambda number: ON - timedelta(days=120 - number // 20), {"19.06": 4.0}))


@pytest.fixture(scope="module")
def casts(told: tuple[Story, ...], families: list[SyntheticFamily]) -> list[CastStory]:
    return cast(told, families, ON)


class Replay:
    """Walks a story through both transition tables, the case following its referrals as the rules say."""

    def __init__(self) -> None:
        self.case = CASE.first
        self.referrals: list[str] = []

    def take(self, verb: str) -> None:
        if verb in (f"{REFERRAL}send", f"{REFERRAL}send_second"):
            self.referrals.append(next_state(REFERRAL_TABLE, "draft", "send", INPUTS).leads_to("draft"))
            self.follow()
        elif verb.startswith(REFERRAL):
            step = next_state(REFERRAL_TABLE, self.referrals[0], verb.removeprefix(REFERRAL), INPUTS)
            self.referrals[0] = step.leads_to(self.referrals[0])
            self.follow()
        elif verb != "open":
            self.case = next_state(CASE, self.case, verb, INPUTS).leads_to(self.case)

    def follow(self) -> None:
        place = place_by_referrals(self.referrals)
        if place is not None and place != self.case:
            self.case = next_state(CASE, self.case, FOLLOW[place], INPUTS).leads_to(self.case)


ENDS_IN = {
    "closed_at_the_desk": "closed",
    "closed_without_answer": "closed",
    "reopened": "analysed",
    "declined_referral": "analysed",
    "overdue": "referred",
}


def test_every_story_can_be_walked_to_the_state_it_is_named_after(told: tuple[Story, ...]) -> None:
    for story in told:
        replay = Replay()
        for step in story.steps:
            replay.take(step.verb)
        assert replay.case == ENDS_IN.get(story.ending, story.ending), story.ending


def test_every_state_of_a_case_is_reached_by_some_story(told: tuple[Story, ...]) -> None:
    assert {ENDS_IN.get(story.ending, story.ending) for story in told} == set(CASE.states)


def test_there_are_160_stories_and_hardly_two_alike(told: tuple[Story, ...]) -> None:
    assert len(told) == 160
    assert len({story.text for story in told}) > 150
    assert len({story.key for story in told}) == 160
    assert Counter(story.ending for story in told)["closed"] < 60


def test_stories_use_the_words_of_the_taxonomy(told: tuple[Story, ...]) -> None:
    assert {story.kind for story in told} == set(TYPES)
    assert {story.sector for story in told} <= set(SECTORS)
    assert {story.programme for story in told} == PROGRAMMES
    assert {story.priority for story in told} == set(PRIORITIES)
    assert {story.channel for story in told} <= set(CHANNELS)
    assert {story.settlement for story in told} <= set(SETTLEMENTS)
    assert all(len(story.title) <= 160 for story in told)
    assert all(1 <= story.satisfaction <= 5 for story in told)


def test_days_of_a_story_run_forward_and_stay_within_sixty(told: tuple[Story, ...]) -> None:
    for story in told:
        days = [moment_of(step, ON) for step in story.steps]
        assert days == sorted(days)
        assert (ON - days[0]).days <= 60
        assert days[-1] <= ON


def test_verbs_that_need_a_reason_have_one(told: tuple[Story, ...]) -> None:
    asking = {"ask_repair", "reject", "mark_unreachable", "withdraw", "close", f"{REFERRAL}decline", "mark_duplicate"}
    for story in told:
        assert all(step.reason for step in story.steps if step.verb in asking)


def test_an_overdue_referral_was_sent_more_than_a_week_ago(told: tuple[Story, ...]) -> None:
    assert all(story.steps[-1].days_ago >= 8 for story in told if story.ending == "overdue")


def test_stories_are_the_same_for_the_same_seed() -> None:
    assert stories(5) == stories(5)
    assert stories(5) != stories(6)
    assert len(stories(5, 40)) == 40


def test_nearly_every_story_finds_a_family_it_fits_and_no_family_has_two(casts: list[CastStory]) -> None:
    assert len(casts) >= 158
    assert len({item.family.key for item in casts}) == len(casts)
    for item in casts:
        assert item.family.taken_on < moment_of(item.story.steps[0], ON)
        member = item.family.members[item.member]
        if item.story.fits == "pregnant":
            assert member.facts["is_pregnant"] is True
        if item.story.fits == "pip_missing":
            assert member.facts["in_school"] is True
        if item.story.fits == "no_nik":
            assert member.nik is None


def test_children_do_not_speak_for_themselves_at_the_desk(casts: list[CastStory]) -> None:
    infants = [item for item in casts if item.story.fits == "infant"]
    assert infants
    assert not any(item.member_is_grown for item in infants)
    assert all(item.member_is_grown for item in casts if item.story.fits == "elderly_alone")


def test_a_story_no_family_fits_is_left_out(told: tuple[Story, ...], families: list[SyntheticFamily]) -> None:
    elderly = [story for story in told if story.fits == "elderly_alone"]
    crowds = [family for family in families if len(family.members) > 1]
    assert elderly
    assert cast(elderly, crowds, ON) == []


def test_a_duplicate_comes_after_another_case_of_the_same_kabupaten(casts: list[CastStory]) -> None:
    duplicates = [item for item in casts if item.story.is_duplicate]
    assert duplicates
    for item in duplicates:
        earlier = [
            other
            for other in casts
            if other.family.area_code[:5] == item.family.area_code[:5]
            and not other.story.is_duplicate
            and other.story.steps[0].days_ago > item.story.steps[0].days_ago
        ]
        assert earlier
    assert cast([item.story for item in duplicates], [item.family for item in duplicates], ON) == []


def test_every_kind_of_provider_receives_something(casts: list[CastStory]) -> None:
    at_home = [item.story for item in casts if item.family.area_code.startswith("19.06")]
    for kind in ("pln", "dinkes", "disdik", "disdukcapil", "bank", "bpjs", "baznas", "dinsos"):
        assert [s for s in at_home if s.target == kind and f"{REFERRAL}send" in {step.verb for step in s.steps}], kind


def test_most_stories_happen_in_the_kabupaten_of_the_demonstration(casts: list[CastStory]) -> None:
    places = Counter(item.family.area_code[:5] for item in casts)
    assert places["19.06"] > 80
    assert places["19.01"] > 15
    assert len(places) == 7


def test_every_story_s_target_and_offer_exist(
    told: tuple[Story, ...], organisations: tuple[DemoOrganisation, ...]
) -> None:
    offers = {(organisation.kind, offer.code) for organisation in organisations for offer in organisation.offers}
    assert {(story.target, story.offer) for story in told} <= offers


def test_every_kabupaten_has_every_kind_of_organisation(organisations: tuple[DemoOrganisation, ...]) -> None:
    for regency in areas("regencies.csv"):
        assert {o.kind for o in organisations if o.area_code.startswith(regency.code)} == KINDS
    assert len({organisation.key for organisation in organisations}) == len(organisations)
    assert len({(organisation.area_code, organisation.name) for organisation in organisations}) == len(organisations)


def test_organisations_have_all_they_need_and_ring_nowhere(organisations: tuple[DemoOrganisation, ...]) -> None:
    assert len({organisation.phone for organisation in organisations}) == len(organisations)
    for organisation in organisations:
        assert " 000-" in organisation.phone
        assert organisation.address
        assert organisation.hours
        assert organisation.offers
        assert "{" not in organisation.name + organisation.short_name + organisation.address
        assert all(parse(code) == code for code in organisation.serves)
        for offer in organisation.offers:
            assert offer.sector in SECTORS
            assert offer.programme in PROGRAMMES
            assert offer.documents
            assert offer.name_id != offer.name_en


def test_there_is_an_account_for_every_role_and_its_organisation_exists(
    organisations: tuple[DemoOrganisation, ...],
) -> None:
    posts = [post for account in accounts() for post in account.posts]
    assert {post.role for post in posts} == set(POSTED_ROLES)
    keys = {organisation.key for organisation in organisations}
    assert all(parse(post.area_code) == post.area_code for post in posts)
    assert all((post.organisation in keys) == (post.role == "provider") for post in posts)
    assert [account for account in accounts() if len(account.posts) > 1]


def test_usernames_are_short_and_unique() -> None:
    names = [account.username for account in accounts()]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 12 and name == name.lower() for name in names)
