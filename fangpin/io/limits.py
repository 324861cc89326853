"""How much one file may ask for before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from fangpin.errors import FileFault

_MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds on what a file unpacks to and on what a reader in its own process may use.

    free_bytes: up to this declared size the ratio is not asked for; ratio: declared to packed
    size; declared_bytes: never more than this, whatever the ratio (spec/rosters.md,
    file.too_large_inside). sparse_cells: a sheet whose corners span more cells than this while
    it holds few is read cell by cell and not as a full rectangle. text_bytes: what the texts of
    an xlsx's cells may come to where strings are shown again and again. seconds, memory_bytes:
    of the child process that reads it, the latter on top of what it starts with.
    """

    free_bytes: int = 200 * _MB
    ratio: float = 200.0
    declared_bytes: int = 8192 * _MB
    sparse_cells: int = 40_000_000
    text_bytes: int = 4096 * _MB
    seconds: float = 600.0
    memory_bytes: int = 16384 * _MB


class Room:
    """How many more cells a sheet may lay out: spans and repeats cost their writer nothing."""

    def __init__(self, cells: int) -> None:
        self._left = cells

    def take(self, cells: int) -> None:
        """Raise FileFault file.too_large_inside once more than the limit was taken."""
        self._left -= cells
        if self._left < 0:
            raise FileFault("file.too_large_inside", "重复或跨列的单元格展开后过多")
