"""The taxonomy as data: whole, in both languages, and one with what the tables accept."""

from slrt.domain.workflow import taxonomy
from slrt.domain.workflow.referral import CONSENTS, SETTLEMENTS


def test_every_topic_names_a_known_type_and_sector() -> None:
    for topic in taxonomy.TOPICS:
        assert topic.type in taxonomy.TYPES
        assert topic.sector in taxonomy.SECTORS


def test_topic_codes_are_unique_and_titles_fit_a_case() -> None:
    assert len({topic.code for topic in taxonomy.TOPICS}) == len(taxonomy.TOPICS)
    assert all(len(topic.label_id) <= 160 for topic in taxonomy.TOPICS)


def test_health_comes_first_because_health_complaints_dominate() -> None:
    assert next(iter(taxonomy.SECTORS)) == "health"


def test_words_for_settlements_and_consents_cover_what_the_tables_know() -> None:
    assert set(taxonomy.SETTLEMENTS) == set(SETTLEMENTS)
    assert set(taxonomy.CONSENTS) == set(CONSENTS)
