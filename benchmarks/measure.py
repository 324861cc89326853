"""Run a command and tell its seconds, processor seconds and memory, all its processes together.

    python benchmarks/measure.py [--watch LOG] -- COMMAND...

A child of a child that outlives its parent still counts: this process takes it over (Linux). The
memory is the largest sum of the shares (PSS) that the processes have at one time, looked at up to
twenty times a second, but never for more than a fiftieth of the time, since a look costs the looked
at as well; where the system does not tell, the largest process. --watch: a log file to which the
command appends a line when a stage ends; the processor seconds at that time are told too.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EVERY = 0.05  # seconds
SHARE = 0.02  # of the time that looking at memory may take
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Measured:
    """wall and cpu in seconds, peak in bytes (0 where nobody told), status: the exit status,
    stages: (line of the watched log, wall, cpu) up to that line's writing."""

    wall: float
    cpu: float
    peak: int
    status: int
    stages: list[tuple[str, float, float]] = field(default_factory=list)


def measure(
    command: Sequence[str], *, watch: Path | None = None, env: Mapping[str, str] | None = None
) -> Measured:
    """Run a command below a process of its own that measures it; what it prints is dropped."""
    extra = ["--watch", str(watch)] if watch is not None else []
    whole = [sys.executable, __file__, *extra, "--", *map(str, command)]
    done = subprocess.run(
        whole, stdout=subprocess.PIPE, check=True, env={**os.environ, **(env or {})}
    )
    told = json.loads(done.stdout)
    stages = [tuple(one) for one in told.pop("stages")]
    return Measured(**told, stages=stages)


def main() -> None:
    """Measure the command of the command line and print what was found as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--watch", type=Path)
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    print(json.dumps(vars(_measured(given.command, given.watch))))


def _measured(command: list[str], watch: Path | None) -> Measured:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    looker = _Looker(watch)
    start = looker.start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    thread = threading.Thread(target=looker.run, daemon=True)
    thread.start()
    status = child.wait()
    wall = time.perf_counter() - start
    looker.over.set()
    thread.join()
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    times = os.times()
    cpu = times.children_user + times.children_system
    return Measured(wall, cpu, looker.peak or _largest(), status, looker.stages)


def _largest() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit


class _Looker:
    """Looks at all processes below this one, again and again."""

    def __init__(self, watch: Path | None) -> None:
        self.watch, self.start = watch, 0.0
        self.lines = len(self._log())
        self.peak = 0
        self.stages: list[tuple[str, float, float]] = []
        self.over = threading.Event()

    def run(self) -> None:
        """Look until it is over, and once more."""
        due = 0.0
        while True:
            last = self.over.wait(EVERY)
            before = time.perf_counter()
            if sys.platform == "linux" and before >= due:
                self.peak = max(self.peak, sum(_memory(pid) for pid in _below(os.getpid())))
                now = time.perf_counter()
                due = now + (now - before) / SHARE
            if self.watch is not None:
                self._look_at_log()
            if last:
                return

    def _log(self) -> list[str]:
        if self.watch is None or not self.watch.exists():
            return []
        return self.watch.read_text("utf-8").splitlines()

    def _look_at_log(self) -> None:
        fresh = self._log()[self.lines :]
        if fresh:
            self.lines += len(fresh)
            now = time.perf_counter() - self.start
            cpu = _cpu_so_far()
            self.stages += [(line, now, cpu) for line in fresh]


def _stat(pid: int) -> tuple[int, float] | None:
    """The parent of a process, and its seconds with those of its children that ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return None
    parts = text[text.rfind(")") + 2 :].split()
    return int(parts[1]), sum(map(int, parts[11:15])) / TICKS


def _below(top: int) -> Iterator[int]:
    """The processes below one."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdigit() and (told := _stat(int(name))) is not None:
            children.setdefault(told[0], []).append(int(name))
    rest = list(children.get(top, []))
    while rest:
        pid = rest.pop()
        yield pid
        rest += children.get(pid, [])


def _cpu_so_far() -> float:
    if sys.platform != "linux":
        return 0.0
    times = os.times()
    told = [_stat(pid) for pid in _below(os.getpid())]
    return times.children_user + times.children_system + sum(one[1] for one in told if one)


def _memory(pid: int) -> int:
    """A process's share of memory: PSS, else what is resident and not shared."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        resident, shared = map(int, Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1:3])
    except OSError:  # it ended
        return 0
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")


def as_row(one: Measured) -> dict[str, Any]:
    """For tables: seconds rounded, memory in MB."""
    return {"wall": round(one.wall, 2), "cpu": round(one.cpu, 2), "mb": round(one.peak / 2**20)}


if __name__ == "__main__":
    main()
