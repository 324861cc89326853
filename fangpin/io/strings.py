"""How much text the cells of an xlsx come to, where a few long strings are shown many times."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.io.ooxml import Book, pieces
from fangpin.io.package import Package

_ITEM = re.compile(rb"<(?:\w+:)?si[ />]")
_SHOWN = re.compile(rb"\st=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<")
_SHORTEST = 21  # bytes of <c t="s"><v>0</v></c>


def refuse_repeats(package: Package, book: Book, parts: Sequence[str], limits: Limits) -> None:
    """Raise file.too_large_inside where the cells' texts come to more than limits.text_bytes.

    Every cell gets a text of its own, so that a megabyte shown a million times is too much.
    Nearly every file is cleared by the sizes of its parts alone. Sheets in the plain form count
    theirs themselves (`repeats`).
    """
    part = package.beside(book.part, "sharedStrings")
    if not part:
        return
    cells = sum(package.size(one) for one in parts) // _SHORTEST
    if package.size(part) * cells <= limits.text_bytes:
        return
    data = package.read(part)
    starts = np.array([match.start() for match in _ITEM.finditer(data)], np.int64)
    sizes = np.diff(starts, append=len(data))
    if len(sizes) == 0 or int(sizes.max()) * cells <= limits.text_bytes:
        return
    refuse_over(
        sum(_shown(piece, sizes) for one in parts for piece in pieces(package, one)), limits
    )


def repeats(strings: pa.Array, shown: npt.NDArray[np.int32]) -> int:
    """Bytes of the strings that cells show, by their places; -1: a cell has a text of its own."""
    sizes = np.append(pc.binary_length(strings).to_numpy(zero_copy_only=False), 0)
    return int(sizes[shown].sum(dtype=np.int64))


def refuse_over(total: int, limits: Limits) -> None:
    """Raise file.too_large_inside where the texts of cells come to too many bytes."""
    if total > limits.text_bytes:
        raise FileFault(
            "file.too_large_inside", f"重复显示的长文字共有 {total / 1e6:.0f} MB，请删去后再给"
        )


def _shown(piece: bytes, sizes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    """Bytes of the texts that the cells of one piece show."""
    at = np.array(_SHOWN.findall(piece)).astype(np.int64)
    return int(sizes[at[at < len(sizes)]].sum())
