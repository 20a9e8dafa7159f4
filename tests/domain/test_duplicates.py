"""Sounds of names: one for the spellings of one word, others for other words; and grounds in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain.duplicates import core, in_words, sound, sounds
from slrt.domain.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soeharto", "Suharto"),
        ("Djoko", "Joko"),
        ("Tjipto", "Cipto"),
        ("Zulkifli", "Julkifli"),
        ("Yusuf", "Jusuf"),
        ("Rizki", "Rizky"),
        ("Ahmad", "Achmat"),
        ("Ramadhan", "Romadon"),
        ("Setiawan", "Setyawan"),
        ("Faisal", "Paizal"),
        ("H. Moh. Hasan, S.Pd", "Muhammad Hassan"),
        ("Budi Santoso", "Santoso Budi"),
    ],
)
def test_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    assert sounds(name_key(one)) == sounds(name_key(other))


@pytest.mark.parametrize(("one", "other"), [("Hasan", "Budi"), ("Sri", "Siti"), ("Dewi", "Dwi Ayu"), ("Ali", "Umar")])
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    assert sounds(name_key(one)) != sounds(name_key(other))


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_no_word_is_without_a_sound(word: str) -> None:
    assert sound(word)


@given(st.lists(st.sampled_from(["hasan", "budi", "siti", "aminah"]), min_size=1, unique=True), st.randoms())
def test_the_order_of_words_says_nothing(words: list[str], chance: object) -> None:
    swapped = list(words)
    chance.shuffle(swapped)  # type: ignore[attr-defined] # Hypothesis gives a random.Random
    assert (core(" ".join(words)), sounds(" ".join(words))) == (core(" ".join(swapped)), sounds(" ".join(swapped)))


def test_the_commonest_name_is_left_out_unless_it_is_all() -> None:
    assert (core("muhamad riski"), core("muhamad")) == ("riski", "muhamad")


def test_grounds_are_said_in_both_languages() -> None:
    assert in_words(["name.like", "born.same", "area.village"]) == (
        "nama mirip, tanggal lahir sama, satu desa/kelurahan",
        "names alike, same birth date, same village",
    )
