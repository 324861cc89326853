"""An xlsx sheet in the plain form that spreadsheet programs write, read as whole columns.

Nine tenths of a run go into reading sheets, and most sheets are written by a handful of programs
in the same few ways: rows in order, cells that say where they are, values without formulas. Such a
sheet is cut up with numpy, a piece of rows at a time, without a Python object a cell. All that is
not exactly so is left to the other readers; tests compare what they make of the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fangpin.io.cells import Merge, table_of
from fangpin.io.formats import Formats
from fangpin.io.limits import Limits
from fangpin.io.markup import (
    CLOSED,
    Irregular,
    Names,
    Positions,
    Tags,
    among,
    blank_between,
    cut,
    decimal,
    follows,
    heads,
)
from fangpin.io.ooxml import HIDDEN_ROW, Book, SheetInfo, column_number, pieces
from fangpin.io.package import Package
from fangpin.io.regular_values import Values, column_of_values, values_of
from fangpin.io.shared_strings import refuse_other_encoding, shared_strings
from fangpin.io.strings import refuse_over, repeats
from fangpin.io.table import Cell, RawTable

_ROW, _ROW_END, _C, _C_END, _V, _V_END, _IS, _IS_END, _T, _T_END = range(1, 11)
_NAMES = Names({
    b"row": _ROW, b"/row": _ROW_END, b"c": _C, b"/c": _C_END, b"v": _V, b"/v": _V_END,
    b"is": _IS, b"/is": _IS_END, b"t": _T, b"/t": _T_END,
}, closes=True)  # fmt: skip
_EMPTY_ROW, _EMPTY_CELL = _ROW + CLOSED, _C + CLOSED
_NEXT_ROW, _NEXT_CELL = (_ROW, _EMPTY_ROW), (_C, _EMPTY_CELL)
_FOLLOWS = (
    (_V, _V_END), (_V_END, _C_END), (_C, _V), (_C, _C_END), (_C, _IS), (_IS, _T), (_T, _T_END),
    (_T_END, _IS_END), (_IS_END, _C_END), (_ROW, _ROW_END), (_C_END, _ROW_END),
    (_EMPTY_CELL, _ROW_END),
    *((one, other) for one in (_ROW, _C_END, _EMPTY_CELL) for other in _NEXT_CELL),
    *((one, other) for one in (_ROW_END, _EMPTY_ROW) for other in _NEXT_ROW),
)  # fmt: skip
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_ROW_HEAD, _CELL_HEAD = b'<row r="', b'<c r="'
_QUOTE, _A = b'"A'
_MERGE = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"\s*/?>')


@dataclass
class _Cells:
    """The filled cells of one sheet, piece after piece; rows and columns count from 0."""

    rows: list[Positions] = field(default_factory=list)
    columns: list[npt.NDArray[np.int16]] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    tail: bytes = b""  # what follows the rows
    last_row: int = -1
    hidden: int = 0


class RegularReader:
    """Reads the sheets of one workbook that are in the plain form."""

    def __init__(self, package: Package, book: Book, limits: Limits) -> None:
        self._package, self._book, self._limits = package, book, limits
        self._formats = Formats.of(package, book)
        self._strings: pa.Array | None = None
        self._repeated = 0  # bytes of shared strings that cells show

    def read(self, sheet: SheetInfo) -> RawTable | None:
        """The sheet's table, None where the sheet is not in the plain form."""
        cells = _Cells()
        try:
            for piece in _bodies(self._package, sheet.part, cells):
                self._add(piece, cells)
            return self._table(sheet, cells)
        except Irregular:
            return None

    def _add(self, piece: bytes, cells: _Cells) -> None:
        """Add the cells of some whole rows."""
        tags = cut(piece, _NAMES)
        if not len(tags):
            raise Irregular
        follows(tags, _FOLLOWS)
        blank_between(tags, among(tags.code, (_V, _T)))
        if tags.code[0] not in _NEXT_ROW or tags.code[-1] not in (_ROW_END, _EMPTY_ROW):
            raise Irregular
        row_of, digits_of = _rows(tags, cells)
        every = np.flatnonzero(among(tags.code, _NEXT_CELL))
        closed = tags.code[every] == _EMPTY_CELL
        column, rest = _columns(tags, every, row_of[every], digits_of[every])
        told, which = heads(tags.data, rest, tags.end[every] - rest - closed)
        full = ~closed
        full[full] = tags.code[every[full] + 1] != _C_END
        at = every[full]
        inline = tags.code[at + 1] == _IS
        holder = np.where(inline, at + 2, at + 1)
        cells.rows.append(row_of[at])
        cells.columns.append(column[full].astype(np.int16))
        kinds = self._formats.kinds(told)[which[full]]
        if (inline & (kinds != Cell.TEXT)).any():
            raise Irregular
        cells.values.append(values_of(tags, holder, kinds, self._book.date1904))
        if b"hidden=" in piece:
            cells.hidden += len(HIDDEN_ROW.findall(piece))

    def _table(self, sheet: SheetInfo, cells: _Cells) -> RawTable:
        count = sum(map(len, cells.rows))
        if not count:
            raise Irregular  # what an empty sheet means is the others' to say
        row, column = np.concatenate(cells.rows), np.concatenate(cells.columns)
        values = Values.together(cells.values, self._shared)
        top, width = int(row[0]), int(column.max()) + 1
        height = int(row[-1]) + 1 - top
        if height * width > self._limits.sparse_cells and count < height * width / 10:
            raise Irregular
        if values.strings is not None:
            self._repeated += repeats(values.strings, values.shared)
            refuse_over(self._repeated, self._limits)
        order = np.argsort(column, kind="stable")
        bounds = np.searchsorted(column[order], np.arange(width + 1))
        parts = (order[bounds[n] : bounds[n + 1]] for n in range(width))
        return table_of(
            sheet.name,
            [column_of_values(values, part, row[part] - top, height) for part in parts],
            first_row=top + 1,
            merges=[(t - top, left, b - top, r) for t, left, b, r in _merges(cells.tail)],
            hidden_rows=cells.hidden,
            date1904=self._book.date1904,
        )

    def _shared(self) -> pa.Array:
        """The shared strings, cut up when they are needed first."""
        if self._strings is None:
            part = self._package.beside(self._book.part, "sharedStrings")
            if not part:
                raise Irregular
            self._strings = shared_strings(self._package.read(part))
        return self._strings


def _bodies(package: Package, part: str, cells: _Cells) -> Iterator[bytes]:
    """Pieces of whole rows of a sheet part; the part's end goes to `cells`."""
    inside = False
    tail: list[bytes] = []
    for piece in pieces(package, part):
        if tail:
            tail.append(piece)
            continue
        body = piece
        if not inside:
            head, found, body = piece.partition(_BEGIN)
            if not found or b"<!--" in head:
                raise Irregular
            refuse_other_encoding(head)
            inside = True
        body, end, rest = body.partition(_END)
        if body:
            yield body
        if end:
            tail.append(rest)
    if not tail:
        raise Irregular
    cells.tail = b"".join(tail)


def _rows(tags: Tags, cells: _Cells) -> tuple[Positions, Positions]:
    """The row (from 0) in which each tag lies, and the digits of its number in the file."""
    opened = np.flatnonzero(among(tags.code, _NEXT_ROW))
    begin = _after(tags, opened, _ROW_HEAD)
    number, digits = decimal(tags.data, begin)
    if (tags.data[begin + digits] != _QUOTE).any():
        raise Irregular
    number -= 1
    if (np.diff(number, prepend=cells.last_row) <= 0).any():
        raise Irregular
    cells.last_row = int(number[-1])
    starts = np.zeros(len(tags), dtype=np.int64)
    starts[opened] = 1
    nth = np.cumsum(starts) - 1
    return number[nth], digits[nth]


def _after(tags: Tags, which: Positions, head: bytes) -> Positions:
    """Where these tags go on after how all of them begin."""
    begin = tags.start[which]
    for n, byte in enumerate(head):
        if (tags.data[begin + n] != byte).any():
            raise Irregular
    return begin + len(head)


def _columns(
    tags: Tags, which: Positions, row: Positions, digits: Positions
) -> tuple[Positions, Positions]:
    """The column of each cell (from 0), and where its head goes on after its place."""
    at = _after(tags, which, _CELL_HEAD)
    column = np.zeros(len(at), dtype=np.int64)
    letters = np.zeros(len(at), dtype=np.int64)
    more = np.ones(len(at), dtype=np.bool_)
    for n in range(3):
        letter = tags.data[at + n] - np.uint8(_A)
        more &= letter < 26
        column = np.where(more, column * 26 + letter + 1, column)
        letters += more
    number, found = decimal(tags.data, at + letters)
    end = at + letters + digits
    if (letters == 0).any() or (found != digits).any() or (number != row + 1).any():
        raise Irregular  # a cell that says that it lies in another row
    if (tags.data[end] != _QUOTE).any():
        raise Irregular
    return column - 1, end + 1


def _merges(tail: bytes) -> list[Merge]:
    """The merged cells; absolute, from 0, inclusive."""
    found = _MERGE.findall(tail)
    if len(found) != tail.count(b"<mergeCell "):
        raise Irregular
    return [
        (int(top) - 1, column_number(left) - 1, int(bottom) - 1, column_number(right) - 1)
        for left, top, right, bottom in found
    ]
