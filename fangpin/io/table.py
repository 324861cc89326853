"""Raw tables: what a sheet holds before anything is understood of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa


class Cell(IntEnum):
    """What a cell was in its file; text files have only EMPTY and TEXT."""

    EMPTY = 0
    TEXT = 1
    NUMBER = 2
    DATE = 3
    BOOL = 4
    ERROR = 5
    FORMULA = 6  # a formula that was saved without its value


@dataclass(frozen=True)
class Column:
    """One column of cells, as text with what each cell was.

    text: one string a row, null where the cell is empty. A number is its shortest plain decimal
    (no exponent, no trailing ".0": 43939, 150121196801059000, 2020.1), a date ISO text
    (2020-04-18, with " HH:MM:SS" only where the time is not midnight), a bool TRUE or FALSE, an
    error its Excel word (#N/A), a formula without value its text (=3000*2).
    kind: one Cell a row; None where every cell that is not null is TEXT.
    """

    text: pa.Array
    kind: npt.NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        return len(self.text)

    def take(self, rows: npt.NDArray[np.int64]) -> Column:
        """The cells of these positions, in this order."""
        kind = None if self.kind is None else self.kind[rows]
        return Column(self.text.take(pa.array(rows)), kind)

    def values(self) -> list[str | None]:
        """The texts as Python strings."""
        values: list[str | None] = self.text.to_pylist()
        return values


@dataclass(frozen=True)
class RawTable:
    """One sheet (or one text file, or one HTML table) as it lies in its file.

    All columns have the same length; blank rows inside are kept as rows of nulls, blank rows at
    the end are not. Row i of the columns is row `first_row + i` of the sheet as Excel numbers it.
    merges: (top, left, bottom, right), inclusive, 0-based positions in `columns`.
    hidden_rows: how many rows are hidden or filtered out of sight (they are data all the same).
    date1904: numbers that stand for days count from 1904.
    """

    sheet: str
    columns: tuple[Column, ...]
    first_row: int = 1
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: int = 0
    date1904: bool = False

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0


@dataclass(frozen=True)
class RawFile:
    """One file as read. path: relative to the PATH that was given, with "/"."""

    path: str
    sha256: str
    format: str  # xlsx, xls, xlsb, ods, csv, html, spreadsheetml
    encoding: str  # of text formats, else ""
    tables: tuple[RawTable, ...]
    skipped_sheets: tuple[tuple[str, str], ...] = field(default=())  # (sheet, why in Chinese)
