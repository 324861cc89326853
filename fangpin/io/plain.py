"""Raw tables back to rows of Python cells, for comparison with other readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from fangpin.io.table import Cell, Column, RawFile, RawTable


def plain_rows(file: RawFile) -> list[tuple[str, list[list[object]]]]:
    """(sheet, rows from A1) of every table: str, int, float, bool, date, datetime, time or None.

    An error is its word; a formula without value is None.
    """
    return [(table.sheet, _rows(table)) for table in file.tables]


def _rows(table: RawTable) -> list[list[object]]:
    columns = [_cells(column) for column in table.columns]
    above: list[list[object]] = [[None] * len(columns) for _ in range(table.first_row - 1)]
    return above + [list(row) for row in zip(*columns, strict=True)]


def _cells(column: Column) -> list[object]:
    texts = column.values()
    if column.kind is None:
        return list(texts)
    return [
        None if text is None else _BACK[Cell(kind)](text)
        for text, kind in zip(texts, column.kind.tolist(), strict=True)
    ]


def _number(text: str) -> object:
    return float(text) if "." in text else int(text)


def _date(text: str) -> object:
    if ":" not in text:
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text) if " " in text else dt.time.fromisoformat(text)


_BACK: dict[Cell, Callable[[str], object]] = {
    Cell.EMPTY: lambda _: None,
    Cell.TEXT: str,
    Cell.NUMBER: _number,
    Cell.DATE: _date,
    Cell.BOOL: lambda text: text == "TRUE",
    Cell.ERROR: str,
    Cell.FORMULA: lambda _: None,
}
