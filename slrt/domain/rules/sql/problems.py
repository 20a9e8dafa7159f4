"""What SQL cannot say."""

from slrt.domain.rules.nodes import Node
from slrt.domain.rules.problems import RuleError


class Inexpressible(RuleError):
    """A rule that the mass engines cannot compute; it is refused when it is published."""

    def __init__(self, node: Node, message: str, suggestion: str = "") -> None:
        super().__init__(node.at, message, suggestion)
