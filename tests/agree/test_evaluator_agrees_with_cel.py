"""Our evaluator and the official one give the same answer on families of which everything is known."""

import datetime
from typing import Any

from cel_expr_python import cel
from google.protobuf import message_factory
from hypothesis import given
from hypothesis import strategies as st

from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.facts import Kind
from slrt.domain.rules.failures import Failure
from slrt.domain.rules.kleene import compiled
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.text import language
from slrt.domain.rules.views import UNKNOWN, View
from slrt.domain.rules.vocabulary import MESSAGES, pool, variable_types
from tests.agree.examples import EXAMPLES
from tests.agree.rule_strategies import FACTS, ON, known_families, partly_known, rules
from tests.agree.tally import comparing

WORDS = language("family", "members", "on")
FAILED = "failed"
INTS = cel.Type.List(cel.Type.INT)
SUM = cel.Overload("list_int_sum", cel.Type.INT, [INTS], is_member=True, impl=lambda numbers: sum(map(int, numbers)))
"""The one function that rules have and CEL has not; CEL's own integers refuse a sum beyond 64 bits."""
OFFICIAL = cel.NewEnv(
    descriptor_pool=pool(),
    variables={name: variable_types()[name] for name in WORDS.variables},
    functions=[cel.FunctionDecl("sum", [SUM])],
)


def message(view: View, entity: str) -> Any:
    made = message_factory.GetMessageClass(pool().FindMessageTypeByName(MESSAGES[entity]))()
    for fact in FACTS.of(entity):
        value = view.get(fact.name)
        if fact.kind is Kind.SET:
            getattr(made, fact.name).extend(sorted(value))  # type: ignore[call-overload]
        elif isinstance(value, datetime.date):
            moment = datetime.datetime.combine(value, datetime.time(), datetime.UTC)
            getattr(made, fact.name).FromDatetime(moment)
        else:
            setattr(made, fact.name, value)
    return made


def official(text: str, record: FamilyRecord) -> object:
    family = family_view(record, ON)
    members = member_views(record, ON, family)
    data = {
        "family": message(family, "family"),
        "members": [message(view, "member") for view in members.values()],
        "on": datetime.datetime.combine(ON, datetime.time(), datetime.UTC),
    }
    try:
        found = OFFICIAL.compile(text).eval(data=data)
    except RuntimeError:
        return FAILED
    return found.value() if found.type().name() == "BOOL" else FAILED


def ours(text: str, record: FamilyRecord) -> object:
    family = family_view(record, ON)
    members = list(member_views(record, ON, family).values())
    found = compiled(WORDS.nodes(text))({"family": family, "members": members, "on": ON})
    return FAILED if isinstance(found, Failure) else found


@EXAMPLES
@given(rules, known_families())
def test_both_evaluators_agree_when_everything_is_known(text: str, record: FamilyRecord) -> None:
    with comparing("cel-expr-python: all known", 1, 1):
        assert ours(text, record) == official(text, record)


@EXAMPLES
@given(rules, known_families(), st.data())
def test_a_known_answer_stays_whatever_the_unknown_facts_turn_out_to_be(
    text: str, record: FamilyRecord, data: st.DataObject
) -> None:
    forgotten = data.draw(partly_known(record))
    answer = ours(text, forgotten)
    complete = ours(text, record)
    assert answer is UNKNOWN or answer == complete or complete is FAILED
