"""A fault in a rule text, with its place and a way out."""

from slrt.domain.rules.nodes import Place


class RuleError(ValueError):
    """A rule that is refused; `place` is line and column from 1, `suggestion` may be empty."""

    def __init__(self, place: Place, message: str, suggestion: str = "") -> None:
        self.place = place
        self.message = message
        self.suggestion = suggestion
        ending = f"; {suggestion}" if suggestion else ""
        super().__init__(f"line {place.line}, column {place.column}: {message}{ending}")


class RuleFailure(ArithmeticError):
    """A rule that could not be computed for the data at hand (division by zero, overflow)."""
