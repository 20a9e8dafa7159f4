"""A part of a rule that has no value for the data at hand."""

from dataclasses import dataclass

from slrt.domain.rules.nodes import Place


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong while computing, and where in the rule text."""

    message: str
    at: Place
