"""Children that do not outlive the process that started them, even when that one is killed with kill -9.

On Linux the kernel itself sends the signal. Elsewhere a small process waits on a pipe that closes when we die.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

GUARD = """
import os, select, sys
pid, farewell = int(sys.argv[1]), int(sys.argv[2])
while True:
    readable = select.select([0], [], [], 1)[0]
    try:
        os.kill(pid, farewell if readable else 0)
    except ProcessLookupError:
        break
    if readable:
        break
"""

_guards: list["subprocess.Popen[bytes]"] = []


def start_leashed(command: list[str], farewell: signal.Signals, **options: Any) -> "subprocess.Popen[bytes]":
    """Start a child that gets `farewell` when this process dies. Call it from the main thread.

    The kernel ties the promise to the thread that started the child, hence the main one.
    """
    if sys.platform == "linux":
        return subprocess.Popen(command, preexec_fn=_ask_kernel(farewell), **options)  # noqa: S603
    child = subprocess.Popen(command, **options)  # noqa: S603
    start_guard(child.pid, farewell)
    return child


def start_guard(pid: int, farewell: signal.Signals) -> "subprocess.Popen[bytes]":
    """Start a small process that sends `farewell` to `pid` once we are gone (our end of its pipe closes).

    It looks at the child every second and leaves with it, so the number cannot come to mean another process.
    """
    guard = subprocess.Popen(  # noqa: S603
        [sys.executable, "-S", "-c", GUARD, str(pid), str(int(farewell))],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    _guards.append(guard)  # the pipe lives as long as this object
    return guard


def _ask_kernel(farewell: signal.Signals) -> Callable[[], None]:
    """What the child does between fork and exec: ask for the signal, and leave if the parent is gone already."""
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(farewell))
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return ask
