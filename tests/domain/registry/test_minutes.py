"""Minutes as plain values: the text comes back whole, any other letter is another digest, days stand in words."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain.registry.meetings import DECISIONS, in_words, kind_of
from slrt.domain.registry.minutes import Attendee, MinuteItem, Minutes, digest_of, read, text_of

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
items = st.builds(
    MinuteItem,
    position=st.integers(1, 500),
    title=words,
    nik=words,
    route=st.sampled_from(["proposal", "objection"]),
    kind=words,
    programme=words,
    decision=st.sampled_from(list(DECISIONS)),
    note=words,
)
minutes = st.builds(
    Minutes,
    code=words,
    kind=st.sampled_from(["musdes", "muskel"]),
    number=words,
    area_code=st.just("19.06.01.2001"),
    places=st.tuples(words, words, words, words),
    held_on=st.dates(),
    place=words,
    chair=words,
    secretary=words,
    note=words,
    items=st.lists(items, max_size=4).map(tuple),
    attendance=st.lists(st.builds(Attendee, name=words, capacity=words), max_size=4).map(tuple),
    closed_at=st.datetimes(timezones=st.just(UTC)),
)


@given(minutes)
def test_the_text_comes_back_whole(given: Minutes) -> None:
    assert read(text_of(given)) == given


@given(minutes, words)
def test_another_word_is_another_digest(given: Minutes, chair: str) -> None:
    other = replace(given, chair=chair)
    assert (digest_of(text_of(other)) == digest_of(text_of(given))) == (chair == given.chair)


def test_decisions_are_counted() -> None:
    def item(decision: str) -> MinuteItem:
        return MinuteItem(
            position=1, title="", nik="", route="proposal", kind="facts", programme="", decision=decision, note=""
        )

    told = Minutes(
        code="A", kind="musdes", number="", area_code="19.06.01.2001", places=(), held_on=date(2026, 12, 1), place="",
        chair="", secretary="", note="", attendance=(), closed_at=datetime(2026, 12, 1, tzinfo=UTC),
        items=(item("agreed"), item("agreed"), item("postponed")),
    )  # fmt: skip
    assert (told.decided["agreed"], told.decided["rejected"], told.decided["postponed"]) == (2, 0, 1)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (31, "tiga puluh satu"),
        (100, "seratus"),
        (117, "seratus tujuh belas"),
        (1000, "seribu"),
        (2026, "dua ribu dua puluh enam"),
        (9999, "sembilan ribu sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_numbers_in_words(number: int, said: str) -> None:
    assert in_words(number) == said


@pytest.mark.parametrize("number", [-1, 10_000])
def test_other_numbers_are_not_written_in_words(number: int) -> None:
    with pytest.raises(ValueError, match="words"):
        in_words(number)


def test_a_desa_holds_a_musdes_and_a_kelurahan_a_muskel() -> None:
    assert (kind_of("19.06.01.2001"), kind_of("19.03.01.1001")) == ("musdes", "muskel")
    with pytest.raises(ValueError, match="no village"):
        kind_of("19.06")
