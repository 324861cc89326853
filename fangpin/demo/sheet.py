"""A sheet before it is written to any format: typed cells, and what was planted in them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.io.table import Cell

TOTAL = "合计"
TYPED = ("xlsx", "spreadsheetml", "ods")
FEWEST_BLOCKS = 2  # of persons side by side
NOTE = "注：本表数据由填报单位负责解释"


@dataclass
class Cells:
    """One column of cells. text: null where empty; kind: one Cell a row, or one for all."""

    text: pl.Series
    kind: npt.NDArray[np.uint8]

    @staticmethod
    def of(text: pl.Series, kind: Cell = Cell.TEXT) -> Cells:
        """Cells of one kind."""
        return Cells(text, np.full(len(text), kind, dtype=np.uint8))

    def put(self, changes: list[tuple[int, str | None, Cell]]) -> None:
        """Write some cells: row, text, kind."""
        if changes:
            rows, texts, kinds = zip(*changes, strict=True)
            self.text = self.text.scatter(rows, pl.Series(texts, dtype=pl.String))
            self.kind[list(rows)] = kinds

    def again(self, rows: list[int]) -> None:
        """Repeat these rows at the end."""
        self.text = pl.concat([self.text, self.text.gather(rows)])
        self.kind = np.concatenate([self.kind, self.kind[rows]])


@dataclass
class Column:
    """header: what stands above; over: what stands above that (two-row headers)."""

    header: str
    field: str
    form: str
    cells: Cells
    over: str = ""


@dataclass(frozen=True)
class Mark:
    """A planted fault. row: position among the data rows; severity: reject or remark."""

    row: int
    code: str
    severity: str
    true_id: str = ""


@dataclass
class Sheet:
    """Data rows with their headers and all that stands around them.

    free: rows where a fault may be planted (not those of scenes, nor where one stands);
    numbers: the ID numbers as they truly are.
    merged: runs of rows (first, last) whose cells in columns `merge` are one merged cell.
    line, block: where a line has several persons side by side (name and ID again and again), the
    line of each data row and its place in it, both from 0.
    """

    kind: str
    name: str
    columns: list[Column]
    title: tuple[str, ...] = ()
    footer: bool = False
    format: str = "xlsx"
    hidden: bool = False
    repeat: int = 0  # the header stands again before this data row; 0: nowhere
    merge: tuple[str, ...] = ()
    merged: list[tuple[int, int]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    free: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    numbers: pl.Series | None = None
    line: npt.NDArray[np.int64] | None = None
    block: npt.NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.columns[0].cells.text)

    @property
    def typed(self) -> bool:
        """Whether numbers and dates stay such in the format."""
        return self.format in TYPED

    @property
    def header_rows(self) -> int:
        """How many rows the header spans."""
        return 2 if any(column.over for column in self.columns) else 1

    def row_number(self, position: int) -> int:
        """The sheet's own number of a data row."""
        if self.line is not None:
            position = int(self.line[position])
        again = self.header_rows if self.repeat and position >= self.repeat else 0
        return len(self.title) + self.header_rows + again + position + 1

    def mark(self, row: int, code: str, severity: str, true_id: str = "") -> None:
        """Note a planted fault; the row is not free any more."""
        self.marks.append(Mark(row, code, severity, true_id))
        self.free[row] = False

    def again(self, rows: list[int]) -> int:
        """Repeat these rows at the end, not free; returns the position of the first copy."""
        first = len(self)
        for column in self.columns:
            column.cells.again(rows)
        if self.numbers is not None:
            self.numbers = pl.concat([self.numbers, self.numbers.gather(rows)])
        self.free = np.concatenate([self.free, np.zeros(len(rows), dtype=np.bool_)])
        return first

    def column(self, field_name: str) -> Column | None:
        """The column of a field."""
        return next((c for c in self.columns if c.field == field_name), None)


@dataclass
class Book:
    """One file. format: xlsx, html, spreadsheetml, ods or text; notes: a sheet of advice first."""

    path: str
    format: str
    sheets: list[Sheet]
    encoding: str = "utf-8"
    delimiter: str = ","
    notes: tuple[str, ...] = ()


def side_by_side(sheet: Sheet) -> Sheet:
    """The sheet with a line's persons side by side: name and ID again and again, the rest once."""
    assert sheet.line is not None
    assert sheet.block is not None
    lines = int(sheet.line.max(initial=-1)) + 1
    columns = [Column("序号", "", "number", _numbers(lines))]
    own = [column for column in sheet.columns if column.field in ("name", "id")]
    for block in range(max(int(sheet.block.max(initial=0)) + 1, FEWEST_BLOCKS)):
        rows = np.flatnonzero(sheet.block == block)
        for column in own:
            cells = _scattered(column.cells, rows, sheet.line[rows], lines)
            columns.append(Column(f"{column.header}{block + 1}", column.field, column.form, cells))
    first = np.flatnonzero(sheet.block == 0)
    for column in sheet.columns:
        if column not in own:
            cells = _scattered(column.cells, first, sheet.line[first], lines)
            columns.append(Column(column.header, column.field, column.form, cells))
    return Sheet(sheet.kind, sheet.name, columns, sheet.title, sheet.footer, sheet.format)


def _numbers(count: int) -> Cells:
    return Cells.of(pl.Series(range(1, count + 1), dtype=pl.Int64).cast(pl.String), Cell.NUMBER)


def _scattered(
    cells: Cells, rows: npt.NDArray[np.int64], lines: npt.NDArray[np.int64], count: int
) -> Cells:
    """The cells of `rows` on their lines, the other lines empty."""
    made = Cells.of(pl.Series([None], dtype=pl.String).new_from_index(0, count))
    if len(rows):
        made.text = made.text.scatter(lines, cells.text.gather(rows))
        made.kind[lines] = cells.kind[rows]
    return made
