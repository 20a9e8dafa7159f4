"""The meaning of a rule: three-valued evaluation of its nodes.

Unknown facts follow Kleene's strong logic. A failing part (division by zero, overflow, a place outside a list)
is a `Failure`, which `&&`, `||`, `exists` and `all` absorb as CEL says; an unknown wins over a failure.
"""

from collections.abc import Callable, Mapping
from typing import Final

from slrt.domain.rules.arithmetic import COMPARE, FUNCTION, calculate, negate
from slrt.domain.rules.failures import Failure
from slrt.domain.rules.lists import (
    CONCLUDE,
    Answers,
    Partial,
    Span,
    belonging,
    compare_lists,
    compare_spans,
    either,
    total,
    within,
    worse,
)
from slrt.domain.rules.nodes import (
    And,
    Arithmetic,
    Call,
    Compare,
    Const,
    FactOf,
    Has,
    If,
    In,
    Item,
    ListOf,
    Macro,
    Minus,
    Name,
    Node,
    Not,
    Or,
    Place,
)
from slrt.domain.rules.views import UNKNOWN

Scope = Mapping[str, object]
Run = Callable[[Scope], object]
"""A compiled node: give it the variables by name, get a value, UNKNOWN or a Failure."""


def compiled(node: Node) -> Run:
    """Return the function that evaluates a node."""
    return COMPILERS[type(node)](node)


def _const(node: Const) -> Run:
    value = node.value
    return lambda scope: value


def _name(node: Name) -> Run:
    name = node.name
    return lambda scope: scope[name]


def _fact(node: FactOf) -> Run:
    fact = node.fact
    if isinstance(node.holder, Name):
        holder_name = node.holder.name
        return lambda scope: scope[holder_name].get(fact)  # type: ignore[attr-defined]
    holder = compiled(node.holder)

    def run(scope: Scope) -> object:
        found = holder(scope)
        if found is UNKNOWN or isinstance(found, Failure):
            return found
        return found.get(fact)  # type: ignore[attr-defined]

    return run


def _has(node: Has) -> Run:
    fact = compiled(node.of)

    def run(scope: Scope) -> object:
        found = fact(scope)
        return found if found is UNKNOWN or isinstance(found, Failure) else True

    return run


def _not(node: Not) -> Run:
    of = compiled(node.of)

    def run(scope: Scope) -> object:
        found = of(scope)
        return not found if isinstance(found, bool) else found

    return run


def _and(node: And) -> Run:
    return _junction(node.left, node.right, decisive=False)


def _or(node: Or) -> Run:
    return _junction(node.left, node.right, decisive=True)


def _junction(left_node: Node, right_node: Node, *, decisive: bool) -> Run:
    left, right = compiled(left_node), compiled(right_node)
    neutral = not decisive

    def run(scope: Scope) -> object:
        first = left(scope)
        if first is decisive:
            return decisive
        second = right(scope)
        if second is decisive:
            return decisive
        if first is neutral:
            return second
        if second is neutral or second is not UNKNOWN:
            return first
        return UNKNOWN

    return run


def _compare(node: Compare) -> Run:
    left, right = compiled(node.left), compiled(node.right)
    how = node.how
    compare = COMPARE[how]

    def run(scope: Scope) -> object:
        first, second = left(scope), right(scope)
        if isinstance(first, Span) or isinstance(second, Span):
            return compare_spans(how, first, second)
        if isinstance(first, list | tuple | Partial):
            return compare_lists(how, first, second)
        bad = worse(first, second)
        return compare(first, second) if bad is None else bad

    return run


def _in(node: In) -> Run:
    item, items = compiled(node.item), compiled(node.items)

    def run(scope: Scope) -> object:
        found, among = item(scope), items(scope)
        if isinstance(among, frozenset):
            return found in among if worse(found) is None else found
        bad = worse(among, found)
        if bad is not None and not (isinstance(among, list) and not among):
            return bad
        return within(found, among)

    return run


def _if(node: If) -> Run:
    condition, then, otherwise = compiled(node.condition), compiled(node.then), compiled(node.otherwise)

    def run(scope: Scope) -> object:
        chosen = condition(scope)
        if chosen is True:
            return then(scope)
        if chosen is False:
            return otherwise(scope)
        if chosen is UNKNOWN:
            return either(then(scope), otherwise(scope))
        return chosen

    return run


def _arithmetic(node: Arithmetic) -> Run:
    left, right, how, at = compiled(node.left), compiled(node.right), node.how, node.at

    def run(scope: Scope) -> object:
        first, second = left(scope), right(scope)
        if isinstance(first, Span) or isinstance(second, Span):
            return UNKNOWN
        bad = worse(first, second)
        return calculate(how, first, second, at) if bad is None else bad

    return run


def _minus(node: Minus) -> Run:
    of, at = compiled(node.of), node.at

    def run(scope: Scope) -> object:
        found = of(scope)
        if isinstance(found, Span):
            return UNKNOWN
        bad = worse(found)
        return negate(found, at) if bad is None else bad

    return run


def _call(node: Call) -> Run:
    arguments = [compiled(argument) for argument in node.arguments]
    if node.function == "sum":
        return _sum(arguments[0], node.at)
    function = FUNCTION[node.function]

    def run(scope: Scope) -> object:
        values = [argument(scope) for argument in arguments]
        bad = worse(*values)
        if bad is not None:
            return bad
        if isinstance(values[0], Partial):
            low = len(values[0].sure)
            return Span(low, low + len(values[0].maybe))
        return function(*values)

    return run


def _sum(numbers: Run, at: Place) -> Run:
    def run(scope: Scope) -> object:
        found = numbers(scope)
        return found if found is UNKNOWN or isinstance(found, Failure) else total(found, at)

    return run


def _list(node: ListOf) -> Run:
    items = [compiled(item) for item in node.items]

    def run(scope: Scope) -> object:
        values = [item(scope) for item in items]
        failed = next((value for value in values if isinstance(value, Failure)), None)
        return values if failed is None else failed

    return run


def _item(node: Item) -> Run:
    items, index, at = compiled(node.items), compiled(node.index), node.at

    def run(scope: Scope) -> object:
        among, place = items(scope), index(scope)
        bad = worse(among, place)
        if bad is not None or isinstance(among, Partial):
            return UNKNOWN if bad is None else bad
        if not 0 <= place < len(among):  # type: ignore[operator, arg-type]
            return Failure(f"there is no element {place}", at)
        return among[place]  # type: ignore[index]

    return run


def _macro(node: Macro) -> Run:
    over, variable = compiled(node.over), node.variable
    body = compiled(node.body)
    condition = compiled(node.condition) if node.condition is not None else None
    conclude = CONCLUDE[node.kind]

    def run(scope: Scope) -> object:
        elements = over(scope)
        if elements is UNKNOWN or isinstance(elements, Failure):
            return elements
        inner = dict(scope)
        answers: Answers = []
        for element, sure in belonging(elements):
            inner[variable] = element
            chosen = True if condition is None else condition(inner)
            if isinstance(chosen, Failure):
                return chosen
            if chosen is not False:
                answers.append((element, body(inner), sure and chosen is True))
        return conclude(answers)

    return run


COMPILERS: Final[Mapping[type[Node], Callable[..., Run]]] = {
    Const: _const,
    Name: _name,
    FactOf: _fact,
    Has: _has,
    Not: _not,
    And: _and,
    Or: _or,
    Compare: _compare,
    In: _in,
    If: _if,
    Arithmetic: _arithmetic,
    Minus: _minus,
    Call: _call,
    ListOf: _list,
    Item: _item,
    Macro: _macro,
}
