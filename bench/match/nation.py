"""`slrt match` over many millions of families, in a process of its own: does it finish, how much memory, how long."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from match.ground import Snapshot
from match.timing import say

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of the whole process, and the most memory it had, in MiB."""

    families: int
    seconds: float
    peak: int

    @property
    def microseconds(self) -> float:
        """Time for one family."""
        return self.seconds / self.families * 1e6


def measure(snapshot: Snapshot, engine: str) -> Run:
    """Match a snapshot; its progress is shown."""
    out = snapshot.folder.parent / f"match-{engine}"
    command = [Path(sys.executable).parent / "slrt", "match", snapshot.folder, "--out", out, "--engine", engine]
    began = time.perf_counter()
    peak = 0
    with subprocess.Popen(list(map(str, command))) as process:  # noqa: S603 - our own program
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _most(watched))
            time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"slrt match ended with {process.returncode}")
    seconds = time.perf_counter() - began
    run = Run(snapshot.manifest.families, seconds, peak)
    say(f"    {run.families:,} families in {seconds:.1f} s, {peak:,} MiB at most")
    return run


def _most(process: psutil.Process) -> int:
    """Return the most memory a process had so far; Linux says it."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError):
        return 0
