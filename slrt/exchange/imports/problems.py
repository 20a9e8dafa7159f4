"""What makes a whole file unreadable, and the words for it."""

from slrt.domain.problems import Problem


class Unreadable(Exception):
    """The file cannot be read as a table at all; nothing of it was used. `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message_en)


def unreadable(code: str, message_id: str, message_en: str) -> Unreadable:
    """An `Unreadable` of these words."""
    return Unreadable(Problem(code, message_id, message_en))
