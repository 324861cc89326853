"""Seconds per stage, processor seconds and peak memory of a run and the processes it started."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fangpin.child import USED, peak_memory

Listener = Callable[[str, float, Mapping[str, int]], None]


class Clock:
    """Collects how long each stage took; listener: told of each with its seconds and counts."""

    def __init__(self, listener: Listener | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self.peak = 0
        self.listener = listener
        self.started = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[dict[str, int]]:
        """Time one stage; a stage entered twice adds up. What it counts goes into what it gets."""
        start = time.perf_counter()
        counts: dict[str, int] = {}
        USED.peaks.clear()
        try:
            yield counts
        finally:
            took = time.perf_counter() - start
            self.seconds[name] = self.seconds.get(name, 0.0) + took
            # at most that: all may not have been at their largest at once
            self.peak = max(self.peak, peak_memory() + sum(USED.peaks.values()))
        if self.listener is not None:
            self.listener(name, took, counts)

    def record(self) -> dict[str, Any]:
        """What timing.json holds; memory in bytes, null where the system does not tell."""
        return {
            "seconds": {k: round(v, 3) for k, v in self.seconds.items()}
            | {"total": round(time.perf_counter() - self.started, 3)},
            "cpu_seconds": round(cpu_seconds(), 3),
            "peak_memory": self.peak or None,
        }

    def write(self, path: Path, called: dict[str, Any]) -> None:
        """Write timing.json; called: where the inputs lie and what else is this machine's own."""
        from fangpin.report.machine import write_json

        write_json(self.record() | {"called": called}, path)


def cpu_seconds() -> float:
    """Processor seconds of this process, of its children that ended, and of those that read."""
    times = os.times()
    own = times.user + times.system + times.children_user + times.children_system
    return own + USED.cpu
