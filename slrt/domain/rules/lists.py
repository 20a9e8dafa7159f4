"""Unknowns among values: lists of doubtful length, numbers between bounds, and what can still be said of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from slrt.domain.rules.arithmetic import COMPARE, added
from slrt.domain.rules.failures import Failure
from slrt.domain.rules.nodes import Comparison, MacroKind, Place
from slrt.domain.rules.views import UNKNOWN, Unknown


@dataclass(frozen=True, slots=True)
class Partial:
    """A list of which some elements may or may not belong: the outcome of a filter under unknowns."""

    sure: tuple[object, ...]
    maybe: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A whole number known only to lie between two others, both included."""

    low: int
    high: int


def worse(*values: object) -> object | None:
    """Return UNKNOWN if any value is unknown, else the first failure, else None."""
    failure = None
    for value in values:
        if value is UNKNOWN:
            return UNKNOWN
        if failure is None and isinstance(value, Failure):
            failure = value
    return failure


def compare_spans(how: Comparison, first: object, second: object) -> object:
    ends = [(value.low, value.high) if isinstance(value, Span) else (value, value) for value in (first, second)]
    bad = worse(ends[0][0], ends[1][0])
    if bad is not None:
        return bad
    if how in (Comparison.EQUAL, Comparison.NOT_EQUAL):
        apart = ends[0][1] < ends[1][0] or ends[1][1] < ends[0][0]  # type: ignore[operator]
        return (how is Comparison.NOT_EQUAL) if apart else UNKNOWN
    answers = {COMPARE[how](one, two) for one in ends[0] for two in ends[1]}
    return answers.pop() if len(answers) == 1 else UNKNOWN


def compare_lists(how: Comparison, first: object, second: object) -> object:
    if isinstance(first, Partial) or isinstance(second, Partial) or second is UNKNOWN:
        return UNKNOWN
    if isinstance(second, Failure):
        return second
    same = same_items(first, second)  # type: ignore[arg-type]
    if how is Comparison.NOT_EQUAL and isinstance(same, bool):
        return not same
    return same


def same_items(first: list[object], second: list[object]) -> object:
    """Compare two lists place by place, as CEL does; nested lists too."""
    if len(first) != len(second):
        return False
    open_question = None
    for one, two in zip(first, second, strict=True):
        nested = isinstance(one, list) and isinstance(two, list)
        answer = same_items(one, two) if nested else same_value(one, two)  # type: ignore[arg-type]
        if answer is False:
            return False
        if answer is not True and open_question is not UNKNOWN:
            open_question = answer
    return True if open_question is None else open_question


def within(found: object, among: object) -> object:
    sure, maybe = (among.sure, among.maybe) if isinstance(among, Partial) else (among, ())
    answers = [same_value(found, other) for other in sure]  # type: ignore[attr-defined]
    if True in answers:
        return True
    answers += [UNKNOWN for other in maybe if same_value(found, other) is not False]
    bad = worse(*answers)
    return False if bad is None else bad


def total(numbers: object, at: Place) -> object:
    """Add up a list; unknown with any number in it, and with any that may not belong unless it is 0."""
    sure, maybe = (numbers.sure, numbers.maybe) if isinstance(numbers, Partial) else (numbers, ())
    if any(isinstance(one, Unknown | Span) for one in (*sure, *maybe)) or any(maybe):  # type: ignore[misc]
        return UNKNOWN
    return added(sure, at)  # type: ignore[arg-type]


def same_value(one: object, two: object) -> object:
    bad = worse(one, two)
    return one == two if bad is None else bad


def either(one: object, two: object) -> object:
    """Both branches agreeing settles the value even while the condition is unknown."""
    known = worse(one, two) is None and not isinstance(one, Partial | Span)
    return one if known and type(one) is type(two) and one == two else UNKNOWN


Answers = list[tuple[object, object, bool]]
"""For each element of a list: the element, what the body says of it, and whether it surely belongs."""

Conclude = Callable[[Answers], object]


def belonging(elements: object) -> list[tuple[object, bool]]:
    if isinstance(elements, Partial):
        return [(item, True) for item in elements.sure] + [(item, False) for item in elements.maybe]
    if isinstance(elements, frozenset):
        return [(item, True) for item in sorted(elements)]
    return [(item, True) for item in elements]  # type: ignore[attr-defined]


def _conclude_junction(answers: Answers, *, decisive: bool) -> object:
    if any(answer is decisive and sure for _, answer, sure in answers):
        return decisive
    doubtful = [UNKNOWN if answer is decisive else answer for _, answer, _ in answers]
    bad = worse(*doubtful)
    return (not decisive) if bad is None else bad


def _conclude_exists(answers: Answers) -> object:
    return _conclude_junction(answers, decisive=True)


def _conclude_all(answers: Answers) -> object:
    return _conclude_junction(answers, decisive=False)


def _conclude_one(answers: Answers) -> object:
    failed = next((answer for _, answer, _ in answers if isinstance(answer, Failure)), None)
    if failed is not None:
        return failed
    certain = sum(answer is True and sure for _, answer, sure in answers)
    possible = sum(answer is not False for _, answer, _ in answers)
    if certain > 1 or possible == 0:
        return False
    return True if certain == possible == 1 else UNKNOWN


def _conclude_filter(answers: Answers) -> object:
    failed = next((answer for _, answer, _ in answers if isinstance(answer, Failure)), None)
    if failed is not None:
        return failed
    kept = [item for item, answer, sure in answers if answer is True and sure]
    maybe = [item for item, answer, sure in answers if answer is not False and not (answer is True and sure)]
    return Partial(tuple(kept), tuple(maybe)) if maybe else kept


def _conclude_map(answers: Answers) -> object:
    failed = next((answer for _, answer, _ in answers if isinstance(answer, Failure)), None)
    if failed is not None:
        return failed
    sure = [answer for _, answer, belongs in answers if belongs]
    maybe = [answer for _, answer, belongs in answers if not belongs]
    return Partial(tuple(sure), tuple(maybe)) if maybe else sure


CONCLUDE: Final[Mapping[MacroKind, Conclude]] = {
    MacroKind.EXISTS: _conclude_exists,
    MacroKind.ALL: _conclude_all,
    MacroKind.EXISTS_ONE: _conclude_one,
    MacroKind.FILTER: _conclude_filter,
    MacroKind.MAP: _conclude_map,
}
