"""The first rows of a table as Python texts, and the rows of its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fangpin.io.table import RawTable
from fangpin.rosters.headers import normal, resolve_numbered
from fangpin.rosters.kinds import Kinds

_LOOK = 40  # rows from the first that is not blank
_DEEP = 3  # rows of a header at most
_ABOVE = re.compile(r"单位|日期|时间|填报|制表|报送|年\s*\d{1,2}\s*月|[:：]")
_CODE = re.compile(r"[A-Za-z]{1,6}[A-Za-z0-9_]{0,20}")
_ORDINALS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True)
class Grid:
    """The top of a table: cells[i] is row `first + i` of the raw table's columns."""

    cells: tuple[tuple[str | None, ...], ...]
    first: int
    merges: tuple[tuple[int, int, int, int], ...]

    def filled(self, at: int) -> int:
        """How many cells of a row hold something."""
        return sum(cell is not None for cell in self.cells[at])


@dataclass(frozen=True)
class Header:
    """Where the header is: its first row in the grid, how many rows, each column's texts."""

    top: int
    depth: int
    parts: tuple[tuple[str, ...], ...]
    notes: int = 0  # rows below it that number or code the columns

    @property
    def end(self) -> int:
        """The first row below it."""
        return self.top + self.depth + self.notes


def top_of(table: RawTable) -> Grid:
    """The first rows of a table that may hold its header."""
    count = len(table)
    first = next((n for n in range(count) if _any_filled(table, n)), count) if count else 0
    columns = [column.text.slice(first, _LOOK).to_pylist() for column in table.columns]
    rows = zip(*columns, strict=True) if columns else ()
    cells = tuple(tuple(_filled(cell) for cell in row) for row in rows)
    merges = tuple(
        (top - first, left, bottom - first, right)
        for top, left, bottom, right in table.merges
        if top - first < _LOOK and bottom >= first
    )
    return Grid(cells, first, merges)


def _any_filled(table: RawTable, row: int) -> bool:
    return any(column.text[row].is_valid for column in table.columns)


def _filled(cell: str | None) -> str | None:
    return cell if cell is not None and cell.strip() else None


def find_header(grid: Grid, kinds: Kinds) -> Header | None:
    """The rows whose texts name the most columns; None where no row names two.

    Of equals the one with the fewest rows and the topmost, then rows of groups above it (merged
    over some of its columns) are taken in.
    """
    singles = _single_rows(grid, kinds)
    likely = max(range(len(singles)), key=singles.__getitem__, default=0)
    best = (singles[likely] if singles else 0, likely, 1)
    for depth in range(2, _DEEP + 1):
        for top in range(max(0, likely - depth + 1), min(likely, len(grid.cells) - depth) + 1):
            named = _named(parts_of(grid, top, depth), kinds)
            if named > best[0]:
                best = (named, top, depth)
    named, top, depth = best
    if named < 2:
        return None
    while depth < _DEEP and top > 0 and _groups(grid, top - 1, top + depth - 1):
        top, depth = top - 1, depth + 1
    parts = parts_of(grid, top, depth)
    return Header(top, depth, parts, _notes(grid, top + depth))


def _single_rows(grid: Grid, kinds: Kinds) -> list[int]:
    """How many columns each row names by itself, up to a row that can't be anything else."""
    named: list[int] = []
    for row in range(len(grid.cells)):
        named.append(_named(parts_of(grid, row, 1), kinds))
        if named[-1] >= 4 and 2 * named[-1] >= grid.filled(row):
            break
    return named


def _named(parts: Sequence[tuple[str, ...]], kinds: Kinds) -> int:
    """How many fields the columns mean; a column of rows that do not fit together means none."""
    look_up = kinds.anything.meaning
    found = (resolve_numbered(one, look_up, kinds.foreign) for one in parts if one)
    return len({(one[0].field, one[1]) for one in found if one is not None})


def parts_of(grid: Grid, top: int, depth: int) -> tuple[tuple[str, ...], ...]:
    """Each column's header texts from top to bottom, merged cells over all that they span.

    In a file that lost its merges a group's text stands for the blanks to its right, as long as
    the row below has texts.
    """
    rows = [list(grid.cells[top + n]) for n in range(depth)]
    for up, left, down, right in grid.merges:
        for row in range(max(up, top), min(down, top + depth - 1) + 1):
            here = grid.cells[up][left] if up >= 0 else None
            for column in range(left, min(right + 1, len(rows[0]))):
                rows[row - top][column] = here
    if not any(left < right and top <= up < top + depth for up, left, _, right in grid.merges):
        for above, below in pairwise(rows):
            _spread(above, below)
    return tuple(_texts(column) for column in zip(*rows, strict=True))


def _spread(above: list[str | None], below: list[str | None]) -> None:
    for n in range(1, len(above)):
        if above[n] is None and below[n] is not None and below[n - 1] not in (None, above[n - 1]):
            above[n] = above[n - 1]


def _texts(column: Sequence[str | None]) -> tuple[str, ...]:
    texts: list[str] = []
    for text in column:
        if text is not None and (not texts or texts[-1] != text):
            texts.append(text)
    return tuple(texts)


def _groups(grid: Grid, row: int, last: int) -> bool:
    """Whether a row above the header names groups of its columns."""
    cells = grid.cells[row]
    texts = [text for text in cells if text is not None]
    if len(texts) < 2 or any(_ABOVE.search(text) for text in texts):
        return False
    spans = [merge for merge in grid.merges if merge[0] == row]
    if any(up == row and row < down <= last for up, _, down, _ in spans):
        return True
    if any(left < right for _, left, _, right in spans):
        return True
    return not grid.merges and all(len(text) <= 12 and text[0] > "9" for text in texts)


def _notes(grid: Grid, row: int) -> int:
    """How many rows right below the header say nothing but units, numbers or codes of columns."""
    count = 0
    while count < 2 and row + count < len(grid.cells):
        texts = [normal(text) for text in grid.cells[row + count] if text is not None]
        if len(texts) < 2 or not (_numbers(texts) or _codes(texts) or _units(texts)):
            break
        count += 1
    return count


def _numbers(texts: Sequence[str]) -> bool:
    """1 2 3 ... or 甲 乙 1 2 ...: three at least, each one more than the last."""
    plain = [text.strip("()") for text in texts if text not in _ORDINALS]
    numbers = [int(text) for text in plain if text.isdecimal() and len(text) < 4]
    if len(texts) < 3 or len(numbers) != len(plain):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


def _codes(texts: Sequence[str]) -> bool:
    return len(texts) >= 3 and all(_CODE.fullmatch(text) and len(text) > 1 for text in texts)


def _units(texts: Sequence[str]) -> bool:
    return all(text.startswith("(") and text.endswith(")") and len(text) < 12 for text in texts)
