"""Progress bars: on a terminal only, on standard error, gone when the work ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fangpin.timing import Clock

if TYPE_CHECKING:
    from rich.progress import Progress

    from fangpin.cron.log import Log
    from fangpin.run import ScanOptions


def seen(options: Mapping[str, Any]) -> bool:
    """Whether somebody looks at a bar: no -q, no -v, no pipe."""
    return not options["quiet"] and not options.get("verbose") and sys.stderr.isatty()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    return Progress(*columns, TimeElapsedColumn(), console=console, transient=True)


@contextmanager
def counting(title: str, options: Mapping[str, Any]) -> Iterator[Callable[[int], None]]:
    """A bar of one task; what it gives is called after each step with how many there are."""
    if not seen(options):
        yield lambda whole: None
        return
    with _bar() as bar:
        task = bar.add_task(title, total=None)

        def step(whole: int) -> None:
            bar.update(task, total=whole)
            bar.advance(task)

        yield step


@contextmanager
def watched(
    asked: ScanOptions, options: Mapping[str, Any], files: int, log: Log | None
) -> Iterator[tuple[ScanOptions, Clock]]:
    """The same scan and its clock, watched by a bar where somebody looks; files: how many.

    A bar step is a file that was read, or a later stage. -q, -v and a pipe have none.
    """
    listen = log.stage if log is not None else None
    if not seen(options):
        yield asked, Clock(listen)
        return
    from fangpin.cron.log import STAGES

    names = list(STAGES)
    with _bar() as bar:
        task = bar.add_task(STAGES["read"], total=files + len(names) - 1)

        def stage(name: str, seconds: float, counts: Mapping[str, int]) -> None:
            if listen is not None:
                listen(name, seconds, counts)
            place = names.index(name) + 1
            after = STAGES[names[place]] if place < len(names) else STAGES[name]
            bar.update(task, description=after, completed=files + place - 1)

        yield replace(asked, progress=lambda line: bar.advance(task)), Clock(stage)
