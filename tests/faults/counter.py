"""A busy counter: several people record cases at the same time, and each answer is written down."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count

from tests.config.servers import until
from tests.faults.desk import Answer, Desk, Typed, paper, photo

RECOVERY = 60  # seconds in which pages must work again
_number = count(1)


@dataclass
class Counter:
    """What was typed at `desks`, and what came of it: `acknowledged` (the receipt followed) or `lost`."""

    desks: list[Desk]
    typed: list[Typed] = field(default_factory=list)
    acknowledged: list[Typed] = field(default_factory=list)
    lost: list[Typed] = field(default_factory=list)
    surprises: list[Answer] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def work(self, desk: Desk) -> None:
        """Record cases until the counter closes; after a failure wait for the form to come again.

        A form that never comes again (the session was lost, say) closes the counter and fails the test.
        """
        try:
            until(desk.works, RECOVERY)
            while not self.closed.is_set():
                case = another()
                self.typed.append(case)
                self.judge(case, attempt(desk, case))
                if case not in self.acknowledged:
                    until(desk.works, RECOVERY)
        finally:
            self.closed.set()

    def judge(self, case: Typed, answer: Answer | None) -> None:
        """Only the way to the receipt is an acknowledgement; a fault must be told as one."""
        if answer is not None and (answer.status, answer.location) == (302, case.receipt):
            self.acknowledged.append(case)
            return
        self.lost.append(case)
        if answer is not None and answer.status < 500:
            self.surprises.append(answer)

    def gets_on(self, cases: int) -> None:
        """Wait until so many more cases are acknowledged."""
        wanted = len(self.acknowledged) + cases
        until(lambda: len(self.acknowledged) >= wanted or self.closed.is_set(), RECOVERY)

    def survives(self, kills: list[Callable[[], None]]) -> None:
        """Strike at moments nobody chose while cases come in."""
        for kill in kills:
            self.gets_on(random.randint(5, 20))
            kill()
        self.gets_on(10)


@contextmanager
def opened(counter: Counter) -> Iterator[None]:
    """All desks at work. Raises what went wrong at any of them."""
    with ThreadPoolExecutor(len(counter.desks)) as people:
        shifts = [people.submit(counter.work, desk) for desk in counter.desks]
        try:
            yield
        finally:
            counter.closed.set()
    for shift in shifts:
        shift.result()


def another() -> Typed:
    """The next case: plain, with a photo, or with a photo and a paper."""
    number = next(_number)
    files = [(), (photo(number),), (photo(number), paper(number))]
    return Typed(files=files[number % 3])


def attempt(desk: Desk, case: Typed) -> Answer | None:
    """Send the case; None when no whole answer came back."""
    try:
        return desk.send("/cases/new", case.fields(), case.files)
    except (OSError, HTTPException):
        return None
