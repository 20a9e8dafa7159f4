"""A rule that is refused says where, why, and what to write instead."""

import pytest

from slrt.domain.rules.nodes import Call, Macro, MacroKind, Name, NodeError, Place
from slrt.domain.rules.problems import RuleError
from slrt.domain.rules.text import TEXT_LIMIT, language

WORDS = language("family", "members", "on")

ACCEPTED = [
    "family.decile <= 4 && members.exists(m, m.is_pregnant || m.age <= 6)",
    '"pkh" in family.receives',
    '"bpnt" in family.receives',
    "members.filter(m, m.age < 3).size() > 1",
    "members.map(m, m.age > 3, m.age).exists(a, a == 40)",
    'members.exists_one(m, m.relation == "head")',
    "members.all(m, m.age >= 18)",
    "has(family.decile)",
    'family.area_code.startsWith("19.06")',
    'family.area_code.startsWith("19.0")',
    'family.area_code.startsWith("19.06.")',
    'family.area_code.endsWith(".2001")',
    'family.area_code == "19" || family.area_code == "19.06" || family.area_code != "19.06.01"',
    'family.area_code in ["19.06.01.2001", "19.05"]',
    "family.decile == 1 + 1",
    'family.area_code + "/" == "19.06/"',
    'on >= timestamp("2024-01-01T00:00:00Z")',
    "family.income_monthly / members.size() < 750000",
    "family.registered ? family.decile < 3 : family.decile < 2",
    "family.decile == (family.registered ? 12 : 2)",
    "family.electricity_va <= 1000",
    "family.decile in []",
    "members.exists(m, members.exists(n, n.age < m.age))",
    "members[0].age > 3",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_the_language_of_rules_is_accepted(text: str) -> None:
    WORDS.nodes(text)


REFUSED = [
    ("family.decil <= 4", 1, 7, "unknown fact family.decil", "did you mean decile?"),
    ("true &&\n  family.decil <= 4", 2, 9, "unknown fact family.decil", "did you mean decile?"),
    ("family.age < 3", 1, 7, "age is a fact of a member", "members.exists(m, m.age"),
    ("members.exists(m, m.decile < 3)", 1, 20, "decile is a fact of a family", "write family.decile"),
    ("family.decile <= 4.5", 1, 15, "<= cannot join (int, double)", "same type"),
    ("family.registered == 3", 1, 19, "== cannot join (bool, int)", "same type"),
    ('family.decile.startsWith("a")', 1, 25, "startsWith cannot be used on", ""),
    ("membrs.size() > 0", 1, 1, "unknown name membrs", "did you mean members?"),
    ("zzz > 0", 1, 1, "unknown name zzz", "family, members, on"),
    ("family.decile <=", 1, 17, "Syntax error", ""),
    ("", 1, 1, "Syntax error", ""),
    ("family.decile", 1, 1, "must be true or false", ""),
    ('family.floor == "soul"', 1, 17, '"soul" is not a value of family.floor', "did you mean soil?"),
    ('family.floor\n == "soul"', 2, 5, '"soul" is not a value of family.floor', "did you mean soil?"),
    ('members.exists(m, m.sex in ["male", "femal"])', 1, 37, '"femal"', "did you mean female?"),
    ('(family.registered ? "ceramik" : "soil") == family.floor', 1, 22, '"ceramik"', "did you mean ceramic?"),
    ('members.map(m, m.sex).exists(s, s == "mal")', 1, 38, '"mal"', "did you mean male?"),
    ('members.exists(m, m.age < 3 ? m.sex == "mle" : false)', 1, 40, '"mle"', "did you mean male?"),
    ('["male", "femal"].exists(s, members.exists(m, m.sex == s))', 1, 10, '"femal"', "did you mean female?"),
    ('members.filter(m, m.age < 3).map(m, m.sex)[0] == "x"', 1, 50, '"x"', "expected one of male, female"),
    ('"phk" in family.receives', 1, 1, '"phk" is not a value of family.receives', "did you mean pkh?"),
    ("family.decile == 11", 1, 18, "11 is not a value of family.decile", "1 to 10"),
    ("family.electricity_va == 451", 1, 26, "451", "did you mean 450?"),
    ('family.floor < "soil"', 1, 14, "have no order", "==, != or in"),
    ('family.floor.contains("so")', 1, 22, "not free text", "==, != or in"),
    ('members.exists(m, m.relation == ("hed" + ""))', 1, 40, "a text joined with +", "write the value whole"),
    ('members.exists(m, m.relation == ("he" + "ad"))', 1, 39, "as a value of member.relation", "the value whole"),
    ('["fe" + "male"].exists(s, members.exists(m, m.sex == s))', 1, 7, "a text joined with +", "the value whole"),
    ('family.floor in [family.registered ? "soil" : "s" + "oil"]', 1, 51, "a text joined with +", "the value whole"),
    ('("pk" + "h") in family.receives', 1, 7, "as a value of family.receives", "the value whole"),
    ('family.area_code == "Bangka"', 1, 21, '"Bangka" is not a value of family.area_code', "such as 19.06.01.2001"),
    ('"19.6" != family.area_code', 1, 1, '"19.6"', "such as 19.06.01.2001"),
    ('family.area_code == "19.06."', 1, 21, '"19.06."', "such as 19.06.01.2001"),
    ('family.area_code == "19.06.01.200"', 1, 21, '"19.06.01.200"', "such as 19.06.01.2001"),
    ('family.area_code == "١٩"', 1, 21, '"١٩"', "such as 19.06.01.2001"),
    ('family.area_code in ["19.06",\n "1906"]', 2, 2, '"1906"', "such as 19.06.01.2001"),
    ('family.area_code.startsWith("Bangka")', 1, 29, '"Bangka" is not the beginning', "the beginning of an area code"),
    ('family.area_code.startsWith("19.06.01.20011")', 1, 29, "is not the beginning", "the beginning of an area code"),
    ('family.area_code.startsWith("1906")', 1, 29, '"1906" is not the beginning', "the beginning of an area code"),
    ('family.area_code.contains("Bangka")', 1, 27, '"Bangka" is not a part', "a part of an area code"),
    ("members.exists(m, m.sex == m.orphan)", 1, 25, "share no value", ""),
    ("members[0] == members[1]", 1, 12, "people cannot be compared", ""),
    ("members == members", 1, 9, "lists of people cannot be compared", ""),
    ('family.receives == ["pkh"]', 1, 17, "a set without order", "supported"),
    ('family.receives[0] == "pkh"', 1, 16, "a set without order", "supported"),
    ('family.area_code.matches("1")', 1, 25, "matches is not supported", "supported: &&"),
    ("{1: 2}[1] == 2", 1, 1, "map", "supported"),
    ("1u == 1u", 1, 1, "uint64", "supported"),
    ('b"a" == b"a"', 1, 1, "bytes", "supported"),
    ("null == null", 1, 1, "null", "supported"),
    ('[1, "a"].size() == 2', 1, 1, "dyn", ""),
    ("int(family.decile) == 1", 1, 4, "int is not supported", "supported"),
    ("[1] + [2] == [1, 2]", 1, 5, "lists cannot be joined", "supported"),
    ('on > timestamp("2024-01-01T10:00:00Z")', 1, 15, "a date is written whole", "2024-01-31T00:00:00Z"),
    ('on > timestamp("2024-02-30T00:00:00Z")', 1, 15, "not a day of the calendar", ""),
    ('on - on == duration("1s")', 1, 4, "values of type well_known", ""),
    ("(" * 60 + "true" + ")" * 60, 1, 1, "nested too deeply", ""),
    ("true" + " " * TEXT_LIMIT, 1, 1, "at most 10000", ""),
]


@pytest.mark.parametrize(("text", "line", "column", "message", "suggestion"), REFUSED)
def test_a_refusal_names_line_column_and_a_way_out(
    text: str, line: int, column: int, message: str, suggestion: str
) -> None:
    with pytest.raises(RuleError) as caught:
        WORDS.nodes(text)
    assert caught.value.place == Place(line, column), str(caught.value)
    assert message in caught.value.message
    assert suggestion in caught.value.suggestion


def test_a_programme_of_the_folder_may_be_named() -> None:
    WORDS.nodes('"desa_sehat" in family.receives', ["desa_sehat"])


def test_nodes_refuse_what_has_no_meaning() -> None:
    at, name = Place(1, 1), Name(Place(1, 1), "members")
    with pytest.raises(NodeError, match="no function size"):
        Call(at, "size", (name, name))
    with pytest.raises(NodeError, match="no condition"):
        Macro(at, MacroKind.EXISTS, "m", name, name, name)
