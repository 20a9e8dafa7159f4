"""File locks the kernel drops when their holder dies, even by kill -9."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK_AGAIN = 0.02  # seconds between two tries for a lock somebody else holds


class Lock:
    """One open lock file. It is held until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def try_shared(self) -> bool:
        """Take the lock together with others; False when somebody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        """Take the lock for ourselves; False when anybody else holds it."""
        return self._try(fcntl.LOCK_EX)

    def wait_shared(self, seconds: float) -> bool:
        """Take the lock together with others, waiting up to `seconds`."""
        return self._wait(fcntl.LOCK_SH, seconds)

    def wait_alone(self, seconds: float) -> bool:
        """Take the lock for ourselves, waiting up to `seconds`."""
        return self._wait(fcntl.LOCK_EX, seconds)

    def release(self) -> None:
        """Give the lock back. Safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(self, kind: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self._try(kind):
            if time.monotonic() > deadline:
                return False
            time.sleep(LOOK_AGAIN)
        return True


def is_held(path: Path) -> bool:
    """Whether some process holds the lock file alone."""
    if not path.exists():
        return False
    lock = Lock(path)
    try:
        return not lock.try_shared()
    finally:
        lock.release()


@contextmanager
def holding(path: Path, seconds: float) -> Iterator[bool]:
    """Hold the lock alone inside the block; yields whether it was got within `seconds`."""
    lock = Lock(path)
    try:
        yield lock.wait_alone(seconds)
    finally:
        lock.release()
