"""Invented families and rules: typed rule texts over the catalogue, and coherent families with every fact known."""

import datetime
import random
from typing import Any

from hypothesis import strategies as st

from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.facts import Catalogue, Fact, Kind, catalogue
from slrt.domain.rules.record import FamilyRecord

ON = datetime.date(2026, 1, 15)
FACTS: Catalogue = catalogue()


def value(fact: Fact, chance: random.Random) -> Any:
    if fact.name == "presence":
        return chance.choice(["present", "abroad", "new"])
    if fact.kind is Kind.BOOL:
        return chance.random() < 0.5
    if fact.kind in (Kind.ENUM, Kind.ENUM_INT):
        return chance.choice(fact.values)
    if fact.kind is Kind.INT:
        return chance.randint(*chance.choice(fact.ranges))
    if fact.kind is Kind.MONEY:
        return chance.choice([0, 1, 50, 100, 5_000_000])
    if fact.kind is Kind.SET:
        return frozenset(chance.sample(fact.values, chance.randint(0, 3)))
    if fact.kind is Kind.AREA:
        return chance.choice(["19.06.01.2001", "19.71", "11"])
    return ON - datetime.timedelta(days=chance.randint(0, 90 * 365))


@st.composite
def known_families(draw: st.DrawFn, most: int = 4) -> FamilyRecord:
    """A family of which every fact is known, values that do not apply already absent."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    size = draw(st.integers(0, most))
    return coherent(
        FamilyRecord(
            {fact.name: value(fact, chance) for fact in FACTS.stored("family")},
            [{fact.name: value(fact, chance) for fact in FACTS.stored("member")} for _ in range(size)],
        )
    )


def coherent(raw: FamilyRecord) -> FamilyRecord:
    family = family_view(raw, ON)
    members = member_views(raw, ON, family)
    return FamilyRecord(
        {fact.name: family.get(fact.name) for fact in FACTS.stored("family")},  # type: ignore[misc]
        [{fact.name: view.get(fact.name) for fact in FACTS.stored("member")} for view in members.values()],  # type: ignore[misc]
    )


@st.composite
def partly_known(draw: st.DrawFn, record: FamilyRecord) -> FamilyRecord:
    """The same family with some facts forgotten; not presence, which decides who is seen at all (unknown counts as
    present, by decision)."""
    share = draw(st.sampled_from([0.05, 0.3, 0.7]))
    chance = random.Random(draw(st.integers(0, 2**32)))

    def kept(facts: Any) -> dict[str, Any]:
        return {name: known for name, known in facts.items() if name == "presence" or chance.random() > share}

    return FamilyRecord(kept(record.family), [kept(member) for member in record.members])


def number_facts(entity: str) -> list[str]:
    kinds = (Kind.INT, Kind.ENUM_INT, Kind.MONEY, Kind.DERIVED_INT)
    return [fact.name for fact in FACTS.of(entity) if fact.kind in kinds]


def bool_facts(entity: str) -> list[str]:
    return [fact.name for fact in FACTS.of(entity) if fact.kind in (Kind.BOOL, Kind.DERIVED_BOOL)]


def enum_facts(entity: str) -> list[Fact]:
    return [fact for fact in FACTS.of(entity) if fact.kind is Kind.ENUM]


def literal(fact: Fact) -> st.SearchStrategy[int]:
    if fact.kind is Kind.ENUM_INT:
        return st.sampled_from([value for value in fact.values if isinstance(value, int)])
    if fact.ranges:
        return st.sampled_from([number for pair in fact.ranges for number in pair] + [sum(fact.ranges[-1]) // 2])
    return st.integers(0, 100)


@st.composite
def numbers(draw: st.DrawFn, holders: tuple[tuple[str, str], ...], depth: int) -> str:
    name, entity = draw(st.sampled_from(holders))
    fact = f"{name}.{draw(st.sampled_from(number_facts(entity)))}"
    if adds_up(holders) and draw(st.integers(0, 4)) == 0:
        return draw(sums())
    if depth <= 0 or draw(st.booleans()):
        return draw(st.sampled_from([fact, str(draw(st.integers(-3, 80))), "members.size()"]))
    left, right = draw(numbers(holders, depth - 1)), draw(numbers(holders, depth - 1))
    how = draw(st.sampled_from(["+", "-", "*", "/", "%"]))
    if draw(st.booleans()):
        return f"({left} {how} {right})"
    return f"({draw(conditions(holders, 0))} ? {left} : {right})"


def adds_up(holders: tuple[tuple[str, str], ...]) -> bool:
    """Whether a sum may stand here: not inside a question about members."""
    return {name for name, _ in holders} <= {"family", "m"}


@st.composite
def sums(draw: st.DrawFn) -> str:
    """What members add up to: facts, small sums of them or written numbers, of all or of some."""
    one, two = (f"x.{draw(st.sampled_from(number_facts('member')))}" for _ in range(2))
    times = draw(st.integers(-3, 80))
    asked = draw(conditions((("x", "member"),), 0))
    added = draw(st.sampled_from([one, f"{one} * {times}", f"({one} - {two})", f"({asked} ? {one} : {times})", "1"]))
    holders = draw(st.sampled_from([(("x", "member"),), (("family", "family"), ("x", "member"))]))
    kept = draw(conditions(holders, draw(st.integers(0, 1))))
    chains = [f"map(x, {added})", f"map(x, {kept}, {added})", f"filter(x, {kept}).map(x, {added})"]
    return f"members.{draw(st.sampled_from(chains))}.sum()"


@st.composite
def atoms(draw: st.DrawFn, holders: tuple[tuple[str, str], ...], depth: int) -> str:
    name, entity = draw(st.sampled_from(holders))
    shape = draw(st.integers(0, 5))
    if shape == 0:
        return f"{name}.{draw(st.sampled_from(bool_facts(entity)))}"
    if shape == 1:
        fact = FACTS.get(entity, draw(st.sampled_from(number_facts(entity))))
        how = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
        return f"{name}.{fact.name} {how} {draw(literal(fact))}"
    if shape == 2:
        chosen = draw(st.sampled_from(enum_facts(entity)))
        how = draw(st.sampled_from(["==", "!="]))
        return f'{name}.{chosen.name} {how} "{draw(st.sampled_from(chosen.values))}"'
    if shape == 3:
        chosen = draw(st.sampled_from(enum_facts(entity)))
        listed = draw(st.lists(st.sampled_from(chosen.values), min_size=1, max_size=3))
        return f"{name}.{chosen.name} in [{', '.join(f'{chr(34)}{value}{chr(34)}' for value in listed)}]"
    if shape == 4:
        return f'"{draw(st.sampled_from(["pkh", "sembako", "kur"]))}" in family.receives'
    how = draw(st.sampled_from(["==", "<", ">="]))
    # The sum keeps a fact from meeting a number outside its range, which the reader refuses.
    return f"({draw(numbers(holders, depth))} + 0) {how} {draw(numbers(holders, depth))}"


@st.composite
def conditions(draw: st.DrawFn, holders: tuple[tuple[str, str], ...], depth: int) -> str:
    """A rule text that is true or false, over the variables given with their entities."""
    if depth <= 0:
        return draw(atoms(holders, 1))
    shape = draw(st.integers(0, 6))
    left, right = draw(conditions(holders, depth - 1)), draw(conditions(holders, depth - 1))
    if shape <= 1:
        return f"({left} {'&&' if shape else '||'} {right})"
    if shape == 2:
        return f"!({left})"
    if shape == 3:
        return f"({draw(conditions(holders, 0))} ? {left} : {right})"
    if shape == 6:
        return left
    return draw(over_members(holders, depth))


@st.composite
def over_members(draw: st.DrawFn, holders: tuple[tuple[str, str], ...], depth: int) -> str:
    variable = f"m{depth}"
    body = draw(conditions((*holders, (variable, "member")), depth - 1))
    macros = ["exists", "all", "exists_one", "count", "filtered", "mapped"]
    macro = draw(st.sampled_from([*macros, "added"] if adds_up(holders) else macros))
    if macro == "added":
        how = draw(st.sampled_from(["==", "<", ">="]))
        return f"{draw(sums())} {how} {draw(st.sampled_from([0, 1, 50, 120]))}"
    if macro == "count":
        how = draw(st.sampled_from(["==", "<", ">="]))
        return f"members.filter({variable}, {body}).size() {how} {draw(st.integers(0, 3))}"
    if macro == "filtered":
        inner = draw(conditions((*holders, ("x", "member")), 0))
        return f"members.filter({variable}, {body}).exists(x, {inner})"
    if macro == "mapped":
        return f"members.map({variable}, {body}, {variable}.age).exists(a, a >= {draw(st.integers(0, 80))})"
    return f"members.{macro}({variable}, {body})"


rules = conditions((("family", "family"),), 3)
"""Rule texts about a family."""

PERSONAL = (("family", "family"), ("m", "member"))
MONEY = st.sampled_from(["m.wage_monthly * 12 < 60000000", "m.wage_monthly / 2 > family.income_monthly"])


@st.composite
def about_money(draw: st.DrawFn) -> str:
    """A rule about one person in which money that cannot be tried rupiah by rupiah decides beside other facts."""
    how = draw(st.sampled_from(["{money} && ({rest})", "{money} || ({rest})", "({rest}) ? {money} : {other}"]))
    return how.format(money=draw(MONEY), other=draw(MONEY), rest=draw(conditions(PERSONAL, 1)))
