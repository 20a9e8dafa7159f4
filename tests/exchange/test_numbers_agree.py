"""The quick look at numbers says what the full check says."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from slrt.domain import identity
from slrt.exchange.imports.numbers import Numbers
from tests.makers.population import known_areas

ON = date(2026, 12, 1)
NUMBERS = Numbers(known_areas(), ON)
DISTRICTS = sorted(code.replace(".", "") for code in known_areas().districts)

days = st.dates(date(1900, 1, 1), date(2030, 1, 1))
digits = st.text("0123456789", min_size=6, max_size=6)


@st.composite
def niks(draw: st.DrawFn) -> str:
    """Numbers of the right shape most of the time, and of every wrong one."""
    district = draw(st.sampled_from(DISTRICTS) | digits)
    born = draw(days)
    middle = draw(st.just(f"{born.day + draw(st.sampled_from([0, 40])):02d}{born:%m%y}") | digits)
    last = draw(st.text("0123456789", min_size=4, max_size=4) | st.sampled_from(["0000", "0001"]))
    number = draw(st.just(f"{district}{middle}{last}") | st.sampled_from(["1" * 16, "1234567890123456", "", "x"]))
    return draw(st.sampled_from(["{}", "'{}", " {} ", "{}'", "{}0", "{:.15}"])).format(number)


@given(niks())
def test_a_nik_is_valid_exactly_when_the_full_check_lets_it_pass(text: str) -> None:
    assert NUMBERS.nik(text) == (NUMBERS.check_nik(text).value or "")


@given(niks(), st.sampled_from(["male", "female", None]), days)
def test_what_is_surely_right_has_no_findings(text: str, sex: str | None, born: date) -> None:
    nik = NUMBERS.nik(text)
    if nik and NUMBERS.surely_right(nik, sex, born):
        assert identity.check_nik(nik, known=known_areas(), on=ON, sex=sex, birth_date=born).findings == ()


@given(st.sampled_from(DISTRICTS), st.dates(date(1930, 1, 1), date(2026, 1, 1)), st.sampled_from(["male", "female"]))
def test_plain_cases_take_the_quick_way(district: str, born: date, sex: str) -> None:
    day = born.day + (40 if sex == "female" else 0)
    assert NUMBERS.surely_right(f"{district}{day:02d}{born:%m%y}0001", sex, born)
