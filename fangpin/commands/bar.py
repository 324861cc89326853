"""The progress bar of a scan: on a terminal only, on standard error, gone when the scan ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fangpin.timing import Clock

if TYPE_CHECKING:
    from fangpin.cron.log import Log
    from fangpin.pipeline import ScanOptions


@contextmanager
def watched(
    asked: ScanOptions, options: Mapping[str, Any], files: int, log: Log | None
) -> Iterator[tuple[ScanOptions, Clock]]:
    """The same scan and its clock, watched by a bar where somebody looks; files: how many.

    A bar step is a file that was read, or a later stage. -q, -v and a pipe have none.
    """
    listen = log.stage if log is not None else None
    if options["quiet"] or options["verbose"] or not sys.stderr.isatty():
        yield asked, Clock(listen)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from fangpin.cron.log import STAGES

    names = list(STAGES)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(STAGES["read"], total=files + len(names) - 1)

        def stage(name: str, seconds: float, counts: Mapping[str, int]) -> None:
            if listen is not None:
                listen(name, seconds, counts)
            place = names.index(name) + 1
            after = STAGES[names[place]] if place < len(names) else STAGES[name]
            bar.update(task, description=after, completed=files + place - 1)

        yield replace(asked, progress=lambda line: bar.advance(task)), Clock(stage)
