"""Merged data cells: their value stands for every row that they span, and for no other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fangpin.io.table import Column, RawTable
from fangpin.rosters.model import Positions


class Merged:
    """The columns of a table with merged cells filled down inside their ranges."""

    def __init__(self, table: RawTable) -> None:
        self._table = table
        self._sources = _sources(table)

    def column(self, index: int, positions: Positions) -> Column:
        """The cells of one column at these rows."""
        source = self._sources.get(index)
        return taken(self._table.columns[index], positions if source is None else source[positions])


def taken(column: Column, positions: Positions) -> Column:
    """The cells at these positions; a run without gaps is a slice, not a copy."""
    count = len(positions)
    if count and positions[-1] - positions[0] == count - 1 and _rising(positions):
        first = int(positions[0])
        kind = None if column.kind is None else column.kind[first : first + count]
        return Column(column.text.slice(first, count), kind)
    return column.take(positions)


def _rising(positions: Positions) -> bool:
    return bool(np.all(np.diff(positions) == 1))


def _sources(table: RawTable) -> dict[int, Positions]:
    """Column -> for each row the row whose cell it shows, of columns that have merged rows."""
    found: dict[int, Positions] = {}
    for top, left, bottom, _ in _down(table.merges):
        rows = found.setdefault(left, np.arange(len(table), dtype=np.int64))
        rows[top + 1 : bottom + 1] = top
    return found


def _down(merges: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    return [merge for merge in merges if merge[0] < merge[2] and merge[0] >= 0]
