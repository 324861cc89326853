"""SpreadsheetML 2003: the XML workbook of Excel 2002 and 2003, usually named .xls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fangpin.errors import FileFault
from fangpin.io.cells import ErrorText, FormulaText, Grid, Merge
from fangpin.io.limits import Limits, Room
from fangpin.io.xml import keep_controls, parse_xml, restore_controls

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_DATA, _FORMULA, _TYPE = f"{_SS}Data", f"{_SS}Formula", f"{_SS}Type"
_CELL, _INDEX = f"{_SS}Cell", f"{_SS}Index"
_ACROSS, _DOWN = f"{_SS}MergeAcross", f"{_SS}MergeDown"
_MAX_ROW = 1_048_576
_MAX_COLUMN = 16_384
_NO_DAY = dt.date(1899, 12, 31)  # what Excel writes before a time alone


def read_spreadsheetml(text: str, limits: Limits) -> tuple[list[Grid], list[tuple[str, str]]]:
    """The visible sheets, and the hidden ones with why they are left out."""
    root = parse_xml(keep_controls(text))
    date1904 = root.find(f".//{_X}Date1904") is not None
    room = Room(limits.sparse_cells)
    grids: list[Grid] = []
    skipped: list[tuple[str, str]] = []
    for sheet in root.iter(f"{_SS}Worksheet"):
        name = sheet.get(f"{_SS}Name", "")
        visible = sheet.find(f"{_X}WorksheetOptions/{_X}Visible")
        if visible is not None and (visible.text or "").strip() in (
            "SheetHidden",
            "SheetVeryHidden",
        ):
            skipped.append((name, "隐藏的工作表"))
        else:
            grids.append(_Sheet(name, date1904, room).read(sheet.find(f"{_SS}Table")))
    return grids, skipped


class _Sheet:
    def __init__(self, name: str, date1904: bool, room: Room) -> None:
        self.room = room
        self.grid = Grid(name, [], date1904=date1904)
        self.merges: list[Merge] = []

    def read(self, table: Any) -> Grid:
        if table is not None:
            for row in table.iterchildren(f"{_SS}Row"):
                self._row(row)
        self.grid.merges = self.merges
        return self.grid

    def _row(self, row: Any) -> None:
        rows = self.grid.rows
        index = _number(row, _INDEX, _MAX_ROW)
        if index:
            rows.extend([] for _ in range(index - 1 - len(rows)))
        cells: list[object] = []
        for cell in row.iterchildren(_CELL):
            at = _number(cell, _INDEX, _MAX_COLUMN)
            if at:
                cells.extend([None] * (at - 1 - len(cells)))
            across = _number(cell, _ACROSS, _MAX_COLUMN)
            down = _number(cell, _DOWN, _MAX_ROW)
            if across or down:
                top, left = len(rows), len(cells)
                self.merges.append((top, left, top + down, left + across))
            cells.extend([_value(cell), *[None] * across])
        self.room.take(len(cells) + 1)
        rows.append(cells)
        rows.extend([] for _ in range(_number(row, f"{_SS}Span", _MAX_ROW - len(rows))))
        self.grid.hidden_rows += row.get(f"{_SS}Hidden") == "1"


def _number(element: Any, name: str, most: int) -> int:
    text = element.get(name)
    if text is None:
        return 0
    if not text.isdecimal():
        raise FileFault("file.truncated", "XML 工作簿里的行列号不是数字")
    return min(int(text), most)


def _value(cell: Any) -> object:
    data = cell.find(_DATA)
    text = "" if data is None else data.text or ""
    if data is not None and len(data):  # a rich text
        text = "".join(data.itertext())
    if not text:
        formula = cell.get(_FORMULA)
        return FormulaText(formula) if formula else None
    text = restore_controls(text)
    kind = data.get(_TYPE, "String")
    if kind == "Number":
        return _as_number(text)
    if kind == "DateTime":
        return _as_date(text)
    if kind == "Boolean":
        return text.strip() in ("1", "true", "True")
    return ErrorText(text.strip()) if kind == "Error" else text


def _as_number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _as_date(text: str) -> object:
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    return moment.time() if moment.date() == _NO_DAY else moment
