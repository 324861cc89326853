"""From rows of Python cells to columns of text with what each cell was."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.table import Cell, Column, RawTable

Merge = tuple[int, int, int, int]
_SAFE_INT = float(1 << 53)
_PLAIN = 1e-4, 1e7  # fractions of this size Arrow writes without an exponent
_DAY = dt.timedelta(days=1)
_LAST_TIME = dt.time(23, 59, 59)
_NO_NUMBER = "#NUM!"


class ErrorText(str):
    """An Excel error word (#N/A) as a cell."""

    __slots__ = ()


class FormulaText(str):
    """A formula that was saved without its value, with its leading =, as a cell."""

    __slots__ = ()


@dataclass
class Grid:
    """One sheet as rows of Python cells: str, float, int, bool, date, datetime, time, timedelta,
    ErrorText, FormulaText, None or "" for an empty one.

    top, left: 0-based position of rows[0][0] in the sheet; merges: absolute 0-based, inclusive.
    """

    sheet: str
    rows: list[list[object]]
    top: int = 0
    left: int = 0
    merges: Sequence[Merge] = ()
    hidden_rows: int = 0
    date1904: bool = False
    width: int = field(default=0)  # widest row where the rows are ragged


_KINDS: dict[type, Cell] = {
    type(None): Cell.EMPTY,
    str: Cell.TEXT,
    float: Cell.NUMBER,
    int: Cell.NUMBER,
    bool: Cell.BOOL,
    dt.date: Cell.DATE,
    dt.datetime: Cell.DATE,
    dt.time: Cell.DATE,
    dt.timedelta: Cell.NUMBER,
    ErrorText: Cell.ERROR,
    FormulaText: Cell.FORMULA,
}
_KIND_CODES = {kind: int(code) for kind, code in _KINDS.items()}


def number_text(value: float) -> str:
    """The shortest plain decimal of a number: no exponent, no trailing ".0"; an inf is its word."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return _NO_NUMBER
    if value == int(value) and abs(value) < _SAFE_INT:
        return str(int(value))
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_texts(values: Sequence[float]) -> pa.Array:
    """number_text of every value, vectorised."""
    numbers = np.asarray(values, dtype=np.float64)
    whole = (np.abs(numbers) < _SAFE_INT) & (np.floor(numbers) == numbers)
    integers = pa.array(np.where(whole, numbers, 0).astype(np.int64)).cast(pa.string())
    if whole.all():
        return integers
    texts = pc.if_else(pa.array(whole), integers, pa.array(numbers).cast(pa.string()))
    size = np.abs(numbers)
    odd = ~(whole | ((size >= _PLAIN[0]) & (size < _PLAIN[1])))
    if odd.any():  # Arrow may write an exponent; nan, inf
        mended = pa.array([number_text(number) for number in numbers[odd].tolist()], pa.string())
        texts = pc.replace_with_mask(texts, pa.array(odd), mended)
    return texts


def _date_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        if value.microsecond:
            value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
        text = value.replace(tzinfo=None).isoformat(" ")
        return text.removesuffix(" 00:00:00")
    if isinstance(value, dt.time):
        whole = dt.datetime.combine(dt.date.min, value.replace(tzinfo=None))
        whole += dt.timedelta(microseconds=500_000 if value < _LAST_TIME else 0)
        return whole.time().replace(microsecond=0).isoformat()
    return str(value)


def _texts_of(kind: int, cells: list[object]) -> pa.Array:
    """The cells of one kind as texts."""
    if kind == Cell.NUMBER:
        return _number_cells(cells)
    if kind == Cell.DATE:
        if set(map(type, cells)) == {dt.date}:
            return pa.array(cells, pa.date32()).cast(pa.string())
        known = {cell: _date_text(cell) for cell in set(cells)}
        return pa.array([known[cell] for cell in cells], pa.string())
    if kind == Cell.BOOL:
        return pa.array(["TRUE" if cell else "FALSE" for cell in cells], pa.string())
    return pa.array(cells, pa.string())


def _number_cells(cells: list[object]) -> pa.Array:
    """Floats at once; an int keeps all its digits, a span of time is a number of days."""
    if set(map(type, cells)) == {float}:
        return number_texts(cells)  # type: ignore[arg-type]
    texts = [
        number_text(cell / _DAY if isinstance(cell, dt.timedelta) else cell)  # type: ignore[arg-type]
        for cell in cells
    ]
    return pa.array(texts, pa.string())


def text_column(cells: Sequence[str | None] | pa.Array) -> Column:
    """A column of nothing but texts; empty ones become null, line ends plain."""
    texts = cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())
    return Column(tidy(texts))


def tidy(texts: pa.Array) -> pa.Array:
    """Empty texts to null, every line end to a plain newline."""
    if has(texts, "\r"):
        texts = pc.replace_substring_regex(texts, r"\r\n?", "\n")
    blank = pc.equal(texts, "")
    if not pc.any(blank).as_py():
        return texts
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts)


def has(texts: pa.Array, mark: str) -> bool:
    """Whether a mark lies anywhere in the bytes of the texts."""
    data = texts.buffers()[2]
    return data is not None and mark.encode() in data.to_pybytes()


def column_of(cells: Sequence[object]) -> Column:
    """One column of Python cells as text and kind, a kind at a time."""
    types = set(map(type, cells))
    if types <= {str, type(None)}:
        return text_column(cells)
    codes = map(_KIND_CODES.__getitem__, map(type, cells))
    kind = np.fromiter(codes, dtype=np.uint8, count=len(cells))
    text = tidy(_assemble(cells, kind))
    _mark_errors(text, kind)
    if text.null_count:
        kind[pc.is_null(text).to_numpy(zero_copy_only=False)] = Cell.EMPTY
    return Column(text, kind)


def _mark_errors(text: pa.Array, kind: npt.NDArray[np.uint8]) -> None:
    """A number that is none (nan, inf) was written as its error word: it is one."""
    if (kind == Cell.NUMBER).any():
        words = np.asarray(pc.fill_null(pc.equal(text, _NO_NUMBER), False))
        kind[words & (kind == Cell.NUMBER)] = Cell.ERROR


def _assemble(cells: Sequence[object], kind: npt.NDArray[np.uint8]) -> pa.Array:
    """The texts of all cells, made one kind after the other and put back in order."""
    present = np.unique(kind)
    if len(present) == 1:
        return _texts_of(int(present[0]), list(cells))
    objects = np.empty(len(cells), dtype=object)
    objects[:] = cells
    parts: list[pa.Array] = []
    place = np.empty(len(cells), dtype=np.int64)
    done = 0
    for code in present:
        rows = np.flatnonzero(kind == code)
        parts.append(_texts_of(int(code), objects[rows].tolist()))
        place[rows] = np.arange(done, done + len(rows))
        done += len(rows)
    return pa.concat_arrays(parts).take(pa.array(place))


def _square(grid: Grid) -> None:
    """Pad ragged rows, so that zip over them loses nothing."""
    lengths = set(map(len, grid.rows))
    width = max(lengths, default=0)
    if len(lengths) > 1:
        for row in grid.rows:
            row.extend([None] * (width - len(row)))


def _empty(column: Column) -> bool:
    return bool(column.text.null_count == len(column.text))


def _last_row(columns: Sequence[Column]) -> int:
    """How many rows remain once blank rows at the end are cut."""
    last = 0
    for column in columns:
        if _empty(column):
            continue
        filled = np.flatnonzero(pc.is_valid(column.text).to_numpy(zero_copy_only=False))
        last = max(last, int(filled[-1]) + 1 if len(filled) else 0)
    return last


def table_of(
    sheet: str,
    columns: list[Column],
    *,
    first_row: int = 1,
    merges: Sequence[Merge] = (),
    hidden_rows: int = 0,
    date1904: bool = False,
) -> RawTable:
    """A RawTable without blank rows at its end and blank columns at its right.

    merges: positions in `columns`; what reaches outside is cut.
    """
    while columns and _empty(columns[-1]):
        columns.pop()
    count = _last_row(columns)
    if columns and count < len(columns[0]):
        columns = [
            Column(c.text.slice(0, count), None if c.kind is None else c.kind[:count])
            for c in columns
        ]
    kept = _clip(merges, count, len(columns))
    return RawTable(sheet, tuple(columns), first_row, kept, hidden_rows, date1904)


def _clip(merges: Sequence[Merge], height: int, width: int) -> tuple[Merge, ...]:
    inside = (
        (max(top, 0), left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in merges
        if top < height and left < width and bottom >= 0
    )
    return tuple(sorted(m for m in inside if m[0] < m[2] or m[1] < m[3]))


def table_of_grid(grid: Grid) -> RawTable:
    """The RawTable of a grid, its columns counted from A; the rows are used up."""
    _square(grid)
    count = len(grid.rows)
    blank = Column(pa.nulls(count, pa.string()))
    columns = [blank] * grid.left + [column_of(cells) for cells in zip(*grid.rows, strict=True)]
    grid.rows = []
    return table_of(
        grid.sheet,
        columns,
        first_row=grid.top + 1,
        merges=[(t - grid.top, left, b - grid.top, r) for t, left, b, r in grid.merges],
        hidden_rows=grid.hidden_rows,
        date1904=grid.date1904,
    )
