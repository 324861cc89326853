"""Raw tables written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from fangpin.io.table import Cell, Column, RawFile, RawTable
from fangpin.rosters.clean.id_number import check_character

Value = str | int | float | date | None
AS_OF = date(2020, 4, 18)


def person(number: int = 0, born: str = "19800101") -> str:
    """An ID number of nobody: sequence 950 and up, right check digit."""
    first = f"150121{born}{950 + number}"
    return first + check_character(first)


def table(
    *rows: Sequence[Value],
    merges: Sequence[tuple[int, int, int, int]] = (),
    sheet: str = "Sheet1",
    first_row: int = 1,
) -> RawTable:
    """A sheet from its rows; merges count rows and columns from 0."""
    width = max(len(row) for row in rows)
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = tuple(column(values) for values in zip(*full, strict=True))
    return RawTable(sheet, columns, first_row, tuple(merges))


def column(values: Sequence[Value]) -> Column:
    """One column of cells."""
    texts = [None if value is None else _text(value) for value in values]
    kinds = np.array([_kind(value) for value in values], np.uint8)
    return Column(pa.array(texts, pa.string()), kinds)


def _text(value: Value) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _kind(value: Value) -> Cell:
    if value is None:
        return Cell.EMPTY
    if isinstance(value, int | float):
        return Cell.NUMBER
    return Cell.DATE if isinstance(value, date) else Cell.TEXT


def file(*tables: RawTable, path: str = "甲.xlsx") -> RawFile:
    """A file of these sheets."""
    return RawFile(path, "", "xlsx", "", tables)
