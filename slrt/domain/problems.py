"""What is wrong with an input, in words the person at the screen understands, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong: a stable `code`, the `field` (or path) it concerns, what is wrong and what to do."""

    code: str
    message_id: str
    message_en: str
    field: str = ""

    def message(self, language: str) -> str:
        return self.message_en if language == "en" else self.message_id


class Refused(Exception):
    """The verb was not done, and nothing was written. `problems` say why; a door shows them beside their fields."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.field or '-'}: {p.message_en}" for p in problems))


class Stale(Refused):
    """Somebody else changed the record first; what was typed is kept and shown beside the newer values."""


class NotFound(Exception):
    """There is no such row, or it lies outside the actor's scope: both look the same on purpose."""
