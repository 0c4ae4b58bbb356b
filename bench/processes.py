"""What the kernel of this machine says of a process: its CPU time, exactly, and its memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MB = 1e6


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of all threads of a process so far (psutil's is in steps of 10 ms)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def resident_bytes(pid: int) -> int:
    """Return the memory of a process that is in RAM."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) << 10


@contextmanager
def memory_watched(pid: int, every: float = 0.1) -> Iterator[list[int]]:
    """Watch the memory of a process; the list holds what was seen."""
    seen, done = [resident_bytes(pid)], threading.Event()

    def watch() -> None:
        while not done.wait(every):
            seen.append(resident_bytes(pid))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()
        seen.append(resident_bytes(pid))


def until_quiet(pid: int, seconds: float = 0.3, share: float = 0.05, patience: float = 10.0) -> None:
    """Wait until a process uses little CPU: what came before is done with."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = cpu_seconds(pid)
        time.sleep(seconds)
        if cpu_seconds(pid) - before < seconds * share:
            return
