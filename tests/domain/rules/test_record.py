"""Outside data becomes a record, or a fault with its path and what is allowed."""

import datetime
from typing import Any

import pytest

from slrt.domain.rules.json_text import SIZE_LIMIT, read_json
from slrt.domain.rules.record import MEMBER_LIMIT, RecordError, parse


def family(**facts: Any) -> dict[str, Any]:
    return {"family": facts, "members": []}


def member(**facts: Any) -> dict[str, Any]:
    return {"family": {}, "members": [{}, facts]}


def test_known_facts_are_kept_typed_and_null_is_unknown() -> None:
    record = parse({"family": {"decile": 3, "registered": None}, "members": [{"birth_date": "2020-02-29"}]})
    assert record.family == {"decile": 3}
    assert record.members == ({"birth_date": datetime.date(2020, 2, 29)},)


def test_bpnt_is_read_as_sembako() -> None:
    assert parse(family(receives=["bpnt", "pkh"])).family["receives"] == frozenset({"sembako", "pkh"})


def test_a_programme_of_the_folder_may_be_received() -> None:
    assert parse(family(receives=["desa_sehat"]), programme_codes=["desa_sehat"]).family["receives"] == {"desa_sehat"}


@pytest.mark.parametrize(
    ("data", "path", "says"),
    [
        (family(decil=3), "family.decil", "is not a fact; did you mean decile?"),
        (family(zzz=3), "family.zzz", "is not a fact"),
        (family(decile=11), "family.decile", "11 is not allowed; expected a whole number, 1 to 10"),
        (family(decile=0), "family.decile", "1 to 10"),
        (family(decile=3.0), "family.decile", "3.0 is not allowed"),
        (family(decile=True), "family.decile", "true is not allowed"),
        (family(decile="3"), "family.decile", '"3" is not allowed'),
        (family(decile=[3]), "family.decile", "a list is not allowed"),
        (family(registered=1), "family.registered", "expected true or false"),
        (family(registered="true"), "family.registered", "expected true or false"),
        (family(floor="soll"), "family.floor", "did you mean soil?"),
        (family(floor=3), "family.floor", "expected one of marble"),
        (family(electricity_va=451), "family.electricity_va", "one of 0, 450, 900"),
        (family(income_monthly=-1), "family.income_monthly", "whole rupiah"),
        (family(income_monthly=10**15), "family.income_monthly", "whole rupiah"),
        (family(decile_on="2026-02-30"), "family.decile_on", "a date YYYY-MM-DD"),
        (family(decile_on="20260203"), "family.decile_on", "a date YYYY-MM-DD"),
        (family(decile_on="2026-1-3"), "family.decile_on", "a date YYYY-MM-DD"),
        (family(decile_on=20260203), "family.decile_on", "a date YYYY-MM-DD"),
        (family(area_code="19.6"), "family.area_code", "an area code"),
        (family(area_code="19.06.01.20011"), "family.area_code", "an area code"),
        (family(receives="pkh"), "family.receives", "a list without repeats"),
        (family(receives=["phk"]), "family.receives[0]", "did you mean pkh?"),
        (family(receives=["pkh", 3]), "family.receives[1]", "3 is not allowed"),
        (family(receives=["pkh", "pkh"]), "family.receives[1]", "stands twice"),
        (member(age=3), "members[1].age", "is derived and cannot be given; give members[1].birth_date"),
        (member(has_severe_disability=True), "members[1].has_severe_disability", "such as members[1].walking"),
        (member(walking="can't"), "members[1].walking", "did you mean cannot?"),
        (member(birth_date="1899-12-31"), "members[1].birth_date", "from 1900-01-01"),
        (member(graduated_year=1949), "members[1].graduated_year", "0 or 1950 to 2100"),
        (member(decile=3), "members[1].decile", "is not a fact"),
        ({"family": {}, "members": [], "note": "x"}, "note", "is not a fact"),
        ({"family": {}, "member": []}, "member", "did you mean members?"),
        ({"members": []}, "family", "missing"),
        ({"family": {}}, "members", "missing"),
        ({"family": None, "members": []}, "family", "must be an object, not null"),
        ({"family": [], "members": []}, "family", "must be an object, not a list"),
        ({"family": {}, "members": {}}, "members", "must be a list of objects"),
        ({"family": {}, "members": [3]}, "members[0]", "must be an object, not 3"),
        ({"family": {}, "members": [{}] * (MEMBER_LIMIT + 1)}, "members", "at most 200"),
        ({"family": {1: 2}, "members": []}, "family", "names of facts are text"),
        ([], "$", "must be an object, not a list"),
        (None, "$", "must be an object, not null"),
    ],
)
def test_a_fault_names_its_path_and_what_is_allowed(data: object, path: str, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse(data)
    assert caught.value.path == path
    assert says in caught.value.message


def test_a_long_text_is_not_repeated_in_the_message() -> None:
    with pytest.raises(RecordError) as caught:
        parse(family(floor="x" * 100_000))
    assert len(str(caught.value)) < 300


def test_a_birth_date_in_the_future_is_refused_when_a_limit_is_given() -> None:
    data = {"family": {}, "members": [{"birth_date": "2027-01-01"}]}
    assert parse(data).members
    with pytest.raises(RecordError, match=r"members\[0\].birth_date: 2027-01-01 is in the future"):
        parse(data, latest_birth=datetime.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b'{"family":', "not JSON: line 1, column 11: expecting value"),
        (b'{\n "family": {},\n "members": [,]}', "not JSON: line 3, column 14"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'"' + b"x" * SIZE_LIMIT + b'"', "2.0 MB"),
    ],
)
def test_text_that_is_not_json_is_refused_with_its_place(content: bytes, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_json(content)
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("text", "path", "says"),
    [
        ('{"family": {"decile": 3, "decile": 4}, "members": []}', "family.decile", "stands twice"),
        ('{"family": {}, "family": {}, "members": []}', "family", "stands twice"),
        ('{"family": {"decile": NaN}, "members": []}', "family.decile", "NaN is not allowed"),
        ('{"family": {"income_monthly": -Infinity}, "members": []}', "family.income_monthly", "-Infinity is not"),
        ('{"family": {"income_monthly": 1e400}, "members": []}', "family.income_monthly", "inf is not allowed"),
        (f'{{"family": {{"decile": {"9" * 5000}}}, "members": []}}', "family.decile", "999... is not allowed"),
    ],
)
def test_json_that_python_would_let_pass_is_refused_with_its_path(text: str, path: str, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse(read_json(text.encode()))
    assert caught.value.path == path
    assert says in caught.value.message


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_json(b'\xef\xbb\xbf{"family": {}}') == {"family": {}}
