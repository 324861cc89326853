"""Sheets to xlsx."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from fangpin.demo.sheet import NOTE, TOTAL, Column, Sheet
from fangpin.io.table import Cell

LONG = 50_000  # rows: from here on a workbook is written row by row, to spare memory
CREATED = datetime(2020, 4, 1, 8, 0, 0)


def write_xlsx(sheets: Sequence[Sheet], notes: Sequence[str], path: Path) -> None:
    """One workbook; a sheet of notes first, hidden sheets hidden."""
    long = any(len(sheet) >= LONG for sheet in sheets)
    with xlsxwriter.Workbook(path, {"constant_memory": long}) as out:
        out.set_properties({"created": CREATED})
        formats = {
            "center": out.add_format({"align": "center", "valign": "vcenter"}),
            "date": out.add_format({"num_format": "yyyy-mm-dd"}),
        }
        if notes:
            page = out.add_worksheet("填报说明")
            page.write_column(0, 0, notes)
        for sheet in sheets:
            page = out.add_worksheet(sheet.name)
            _fill(page, sheet, formats)
            if sheet.hidden:
                page.hide()


def _fill(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    """Titles, header, data, totals of one sheet."""
    last = len(sheet.columns) - 1
    for row, text in enumerate(sheet.title):
        page.merge_range(row, 0, row, last, text, formats["center"])
    top = len(sheet.title)
    _header(page, sheet, top, formats["center"])
    if sheet.repeat:
        _header(page, sheet, top + sheet.header_rows + sheet.repeat, formats["center"])
    rows = [sheet.row_number(i) - 1 for i in range(len(sheet))]
    columns = [list(_writes(page, column, formats["date"])) for column in sheet.columns]
    for position, row in enumerate(rows):
        for place, cells in enumerate(columns):
            if (cell := cells[position]) is not None:
                cell[0](row, place, *cell[1:])
    _merge(page, sheet, formats["center"])
    if sheet.footer:
        end = top + sheet.header_rows * (2 if sheet.repeat else 1) + len(sheet)
        page.write_string(end, 0, TOTAL)
        page.write_number(end, last, len(sheet))
        page.write_string(end + 1, 0, NOTE)


def _header(page: Any, sheet: Sheet, top: int, center: Any) -> None:
    """One header row, or two with merged cells."""
    if sheet.header_rows == 1:
        page.write_row(top, 0, [c.header for c in sheet.columns])
        return
    over = [column.over for column in sheet.columns]
    for place, column in enumerate(sheet.columns):
        if not column.over:
            page.merge_range(top, place, top + 1, place, column.header, center)
            continue
        page.write_string(top + 1, place, column.header)
        if place == over.index(column.over):
            end = place + over.count(column.over) - 1
            page.merge_range(top, place, top, end, column.over, center)


def _writes(page: Any, column: Column, date_format: Any) -> Iterator[tuple[Any, ...] | None]:
    """For each cell of a column the call that writes it and what follows row and place."""
    for text, kind in zip(column.cells.text.to_list(), column.cells.kind.tolist(), strict=True):
        if text is None:
            yield None
        elif kind == Cell.NUMBER:
            yield page.write_number, float(text)
        elif kind == Cell.DATE:
            yield page.write_datetime, date.fromisoformat(text), date_format
        elif kind == Cell.ERROR:
            yield page.write_formula, "=NA()", None, text
        elif kind == Cell.FORMULA:
            yield page.write_formula, text, None, ""
        else:
            yield page.write_string, text


def _merge(page: Any, sheet: Sheet, center: Any) -> None:
    """Merge the household's cells down over its members (the first cell's text stands)."""
    columns = {column.field: place for place, column in enumerate(sheet.columns)}
    for first, last in sheet.merged:
        for field in sheet.merge:
            place = columns[field]
            cells = sheet.columns[place].cells
            text, kind = cells.text[first], cells.kind[first]
            top, end = sheet.row_number(first) - 1, sheet.row_number(last) - 1
            value = float(text) if text is not None and kind == Cell.NUMBER else text or ""
            page.merge_range(top, place, end, place, value, center)
