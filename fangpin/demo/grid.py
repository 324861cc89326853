"""The rows of a sheet in their order: titles, header, data, totals, notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fangpin.demo.sheet import NOTE, TOTAL, Sheet
from fangpin.io.table import Cell

T = TypeVar("T")
TypedCell = tuple[str | None, Cell]


def header_of(sheet: Sheet) -> list[list[str | None]]:
    """The header's rows; a column without an upper header has its name in the first."""
    if sheet.header_rows == 1:
        return [[c.header for c in sheet.columns]]
    upper: list[str | None] = []
    before = ""
    for column in sheet.columns:
        again = bool(column.over) and column.over == before
        upper.append(None if again else column.over or column.header)
        before = column.over
    return [upper, [c.header if c.over else None for c in sheet.columns]]


def texts(sheet: Sheet) -> list[list[str | None]]:
    """All rows as text."""
    body = [list(row) for row in zip(*(c.cells.text for c in sheet.columns), strict=True)]
    return _arranged(sheet, body, lambda text: text)


def typed(sheet: Sheet) -> list[list[TypedCell]]:
    """All rows with what every cell is."""
    columns = [
        [(text, Cell(kind)) for text, kind in zip(c.cells.text, c.cells.kind.tolist(), strict=True)]
        for c in sheet.columns
    ]
    body = [list(row) for row in zip(*columns, strict=True)]
    return _arranged(sheet, body, lambda text: (text, Cell.TEXT))


def _arranged(sheet: Sheet, body: list[list[T]], cell: Callable[[str | None], T]) -> list[list[T]]:
    """The data rows with all that stands around them."""
    header = [[cell(text) for text in row] for row in header_of(sheet)]
    if sheet.repeat:
        body = [*body[: sheet.repeat], *header, *body[sheet.repeat :]]
    foot: list[list[T]] = []
    if sheet.footer:
        total = [TOTAL, *[None] * (len(sheet.columns) - 2), str(len(sheet))]
        foot = [[cell(text) for text in total], [cell(NOTE)]]
    return [*([cell(title)] for title in sheet.title), *header, *body, *foot]
