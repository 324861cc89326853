"""Hiding small numbers that tell of illness, so that nobody is found by counting.

A cell of 1 or 2 is hidden. A total less the cells that are shown would give it away, so more cells
are hidden until what is left open is wide enough: the *slack* of a hidden cell is what it has over
the least that the cells shown below it say it is, and a group whose total is shown has no hidden
cell, or at least two with a slack of three together. Where there is none to add, the total is
hidden as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

SMALL = frozenset({1, 2})
_SLACK = 3
Path = tuple[str, ...]  # (), (county,), (county, town), (county, town, village)


def hidden(cells: Mapping[Path, int], already: AbstractSet[Path] = frozenset()) -> frozenset[Path]:
    """Which cells of a tree of counts to hide; () is the city, every cell's parent is a cell.

    already: cells that are hidden for another reason.
    """
    tree = _Tree(cells, already)
    for parent in sorted(tree.parts, key=len, reverse=True):  # from the villages up
        tree.close(parent)
    return frozenset(tree.gone)


class _Tree:
    """Counts, each the sum of its parts, and which are hidden so far."""

    def __init__(self, cells: Mapping[Path, int], already: AbstractSet[Path]) -> None:
        self.cells = cells
        self.gone = {path for path, count in cells.items() if count in SMALL} | set(already)
        self.parts: dict[Path, list[Path]] = {}
        for path in sorted(cells):
            if path:
                self.parts.setdefault(path[:-1], []).append(path)

    def close(self, parent: Path) -> None:
        """Hide more parts until the parent's count gives none away, else hide the parent too."""
        parts = self.parts[parent]
        if parent in self.gone or not any(part in self.gone for part in parts):
            return
        for _, part in sorted((self.cells[part], part) for part in parts):
            if self._safe(parts):
                return
            if self.cells[part] and part not in self.gone:
                self._hide(part)
        if not self._safe(parts):
            self.gone.add(parent)

    def _safe(self, parts: Sequence[Path]) -> bool:
        gone = [part for part in parts if part in self.gone]
        return len(gone) > 1 and sum(self._slack(part) for part in gone) >= _SLACK

    def _slack(self, path: Path) -> int:
        """How much a hidden cell has over the least that it may be."""
        parts = self.parts.get(path)
        if parts is None:
            return max(self.cells[path] - 1, 0)
        return sum(self._slack(part) for part in parts if part in self.gone)

    def _hide(self, path: Path) -> None:
        """Hide a cell, and as many of its parts as its sum would else be read from."""
        self.gone.add(path)
        want = min(_SLACK, self.cells[path] - 1)
        parts = self.parts.get(path, ())
        # First the smallest part that is enough by itself, else the large ones, so that few go.
        enough = sorted((self.cells[p], p) for p in parts if self.cells[p] > want)
        short = sorted((-self.cells[p], p) for p in parts if 0 < self.cells[p] <= want)
        for _, part in enough + short:
            if any(p in self.gone for p in parts) and self._slack(path) >= want:
                return
            if part not in self.gone:
                self._hide(part)
