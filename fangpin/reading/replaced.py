"""A correction slip replaces what it was made from (rosters.md, "Validating")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fangpin.reading import Rosters, Source


def drop_replaced(read: Rosters) -> None:
    """Take out every table of which a slip was read too; `skipped` says what took its place.

    Of two files that correct the same sheet the later one in file order counts. A slip stands
    where its source stood, since of equal rows the later one wins.
    """
    if all(one.mark is None for one in read.sources):
        return
    reasons = replaced(read.sources)
    kept = [at for at in range(len(read.sources)) if at not in reasons]
    kept.sort(key=lambda at: _called(read.sources[at]))
    read.skipped += [(place(read.sources[at]), why) for at, why in sorted(reasons.items())]
    # One frame of problems a table, in the same order.
    read.problems[:] = [read.problems[at] for at in kept]
    read.sources[:] = [replace(read.sources[at], source=n) for n, at in enumerate(kept)]


def _called(one: Source) -> str:
    """The name that gives a table its place in file order."""
    return one.file if one.mark is None else one.mark.file


def replaced(sources: Sequence[Source]) -> dict[int, str]:
    """Positions of the tables that do not count, and why."""
    slips = [one for one in sources if one.mark is not None]
    reasons: dict[int, str] = {}
    for at, one in enumerate(sources):
        for slip in slips:
            if _corrects(slip, one):
                reasons[at] = f"由更正表 {place(slip)} 替换"
            elif _rivals(one, slip):
                reasons.setdefault(at, f"与更正表 {place(slip)} 更正的是同一张表,采用后者")
    return reasons


def place(one: Source) -> str:
    """A table's file with its sheet."""
    return f"{one.file}[{one.sheet}]" if one.sheet else one.file


def _corrects(slip: Source, one: Source) -> bool:
    if slip is one or slip.mark is None:
        return False
    return (one.sha256, one.sheet) in slip.mark.origins


def _rivals(one: Source, later: Source) -> bool:
    if one.mark is None or later.mark is None or later.source <= one.source:
        return False
    same = one.mark.origins[:1] == later.mark.origins[:1]
    return same and one.file != later.file
