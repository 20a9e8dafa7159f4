"""Ticket numbers: made anywhere, typed by anybody, and every slip of one or two characters is found."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain import tickets

bodies = st.text(tickets.ALPHABET, min_size=8, max_size=8)


def swapped(text: str, left: int, right: int) -> str:
    characters = list(text)
    characters[left], characters[right] = characters[right], characters[left]
    return "".join(characters)


def test_a_new_ticket_has_the_shape_a_citizen_reads_out() -> None:
    ticket = tickets.new()
    assert len(ticket) == 11
    assert ticket[4] == ticket[9] == "-"
    assert tickets.parse(ticket) == ticket


def test_the_alphabet_has_no_letters_that_look_like_digits() -> None:
    assert not set("ILOU") & set(tickets.ALPHABET)


def test_a_known_body_has_the_check_worked_out_by_hand() -> None:
    # 00000001: the last place has weight x, so the check is 2; 00000010: x^2, so 4.
    assert tickets.spell("00000001") == "0000-0001-2"
    assert tickets.spell("00000010") == "0000-0010-4"


@given(bodies)
def test_every_single_wrong_character_is_found(body: str) -> None:
    plain = tickets.spell(body).replace("-", "")
    for place, right in enumerate(plain):
        for wrong in tickets.ALPHABET:
            if wrong != right:
                assert not tickets.looks_like(plain[:place] + wrong + plain[place + 1 :])


@given(bodies)
def test_every_swap_of_two_different_characters_is_found(body: str) -> None:
    plain = tickets.spell(body).replace("-", "")
    for left, right in combinations(range(9), 2):
        if plain[left] != plain[right]:
            assert not tickets.looks_like(swapped(plain, left, right))


@given(bodies)
def test_typing_is_forgiven_case_spaces_and_look_alikes(body: str) -> None:
    ticket = tickets.spell(body)
    typed = ticket.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert tickets.parse(f"  {typed} ") == ticket


@pytest.mark.parametrize("text", ["", "K7QM", "K7QM-2XTD-44", "K7QM-2XTD-!", "UUUU-UUUU-U", "é" * 9])
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(tickets.BadTicket):
        tickets.parse(text)


def test_a_mistyped_ticket_says_so() -> None:
    with pytest.raises(tickets.BadTicket, match="mistyped"):
        tickets.parse("0000-0001-3")
