"""Comparison, arithmetic and text functions as CEL defines them: 64-bit whole numbers that fail, never wrap."""

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from slrt.domain.rules.failures import Failure
from slrt.domain.rules.nodes import Comparison, Operation, Place

INT_MIN, INT_MAX = -(2**63), 2**63 - 1

COMPARE: Final[Mapping[Comparison, Callable[[Any, Any], bool]]] = {
    Comparison.EQUAL: operator.eq,
    Comparison.NOT_EQUAL: operator.ne,
    Comparison.LESS: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.MORE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
}

FUNCTION: Final[Mapping[str, Callable[..., object]]] = {
    "size": len,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}

_WHOLE: Final[Mapping[Operation, Callable[[int, int], int]]] = {
    Operation.ADD: operator.add,
    Operation.SUBTRACT: operator.sub,
    Operation.MULTIPLY: operator.mul,
    # CEL cuts toward zero; the remainder takes the sign of the dividend.
    Operation.DIVIDE: lambda one, two: abs(one) // abs(two) * (1 if (one < 0) == (two < 0) else -1),
    Operation.REMAINDER: lambda one, two: abs(one) % abs(two) * (1 if one >= 0 else -1),
}

_DECIMAL: Final[Mapping[Operation, Callable[[float, float], float]]] = {
    Operation.ADD: operator.add,
    Operation.SUBTRACT: operator.sub,
    Operation.MULTIPLY: operator.mul,
    Operation.DIVIDE: operator.truediv,
}


def calculate(how: Operation, one: Any, two: Any, at: Place) -> object:
    """Return the result, or a Failure for overflow and division by zero."""
    if isinstance(one, float):
        return _decimal(how, one, two)
    if not isinstance(one, int):
        return one + two  # text and lists are joined
    if two == 0 and how in (Operation.DIVIDE, Operation.REMAINDER):
        return Failure("division by zero", at)
    return _fits(_WHOLE[how](one, two), at)


def added(numbers: Iterable[int], at: Place) -> object:
    """Return the sum of whole numbers, or a Failure where it leaves 64 bits; their order makes no difference."""
    return _fits(sum(numbers), at)


def negate(value: Any, at: Place) -> object:
    """Return the value with its sign turned, or a Failure for the one number that has no opposite."""
    return -value if isinstance(value, float) else _fits(-value, at)


def _fits(value: int, at: Place) -> object:
    if INT_MIN <= value <= INT_MAX:
        return value
    return Failure("the number is too large", at)


def _decimal(how: Operation, one: float, two: float) -> float:
    if how is Operation.DIVIDE and two == 0:
        if one == 0 or math.isnan(one):
            return math.nan
        return math.copysign(math.inf, one) * math.copysign(1.0, two)
    return _DECIMAL[how](one, two)
