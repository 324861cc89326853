"""Seconds per stage, processor seconds and peak memory of a run and the processes it started."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Listener = Callable[[str, float, Mapping[str, int]], None]


class Clock:
    """Collects how long each stage took; listener: told of each with its seconds and counts."""

    def __init__(self, listener: Listener | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self.listener = listener
        self.started = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[dict[str, int]]:
        """Time one stage; a stage entered twice adds up. What it counts goes into what it gets."""
        start = time.perf_counter()
        counts: dict[str, int] = {}
        try:
            yield counts
        finally:
            took = time.perf_counter() - start
            self.seconds[name] = self.seconds.get(name, 0.0) + took
        if self.listener is not None:
            self.listener(name, took, counts)

    def record(self) -> dict[str, Any]:
        """What timing.json holds; memory in bytes, null where the system does not tell."""
        return {
            "seconds": {k: round(v, 3) for k, v in self.seconds.items()}
            | {"total": round(time.perf_counter() - self.started, 3)},
            "cpu_seconds": round(cpu_seconds(), 3),
            "peak_memory": peak_memory(),
        }

    def write(self, path: Path, called: dict[str, Any]) -> None:
        """Write timing.json; called: where the inputs lie and what else is this machine's own."""
        from fangpin.report.machine import write_json

        write_json(self.record() | {"called": called}, path)


def cpu_seconds() -> float:
    """Processor seconds of this process and of its children that ended."""
    import os

    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peak_memory() -> int | None:
    """The largest resident size in bytes: this process's plus its largest child's."""
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + children) * unit
