"""OpenDocument spreadsheets, read row by row so that a million repeated blanks cost nothing."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import Any

from fangpin.errors import FileFault
from fangpin.io.cells import ErrorText, FormulaText, Grid, Merge, table_of_grid
from fangpin.io.limits import Limits, Room
from fangpin.io.package import Package
from fangpin.io.table import RawTable
from fangpin.io.xml import SAFE

_T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_X = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_P, _H = f"{_X}p", f"{_X}h"
_CELL, _COVERED = f"{_T}table-cell", f"{_T}covered-table-cell"
_FORMULA = f"{_T}formula"
_VALUE_TYPE, _CALC_TYPE = f"{_O}value-type", f"{_CALC}value-type"
_ROWS, _COLUMNS = f"{_T}number-rows-repeated", f"{_T}number-columns-repeated"
_DOWN, _ACROSS = f"{_T}number-rows-spanned", f"{_T}number-columns-spanned"
_ERROR = re.compile(r"#(N/A|VALUE!|REF!|NAME\?|DIV/0!|NUM!|NULL!)|Err:\d+")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_DURATION = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")


def read_ods(package: Package, limits: Limits) -> tuple[list[RawTable], list[tuple[str, str]]]:
    """The visible sheets, and the hidden ones with why they are left out.

    Raises FileFault file.encrypted, file.truncated, file.entity_expansion and
    file.too_large_inside (repeated cells that hold something, laid out).
    """
    _refuse_encrypted(package)
    content = package.read("content.xml")
    reader = _Reader(Room(limits.sparse_cells))
    reader.read(content)
    skipped = [(name, "隐藏的工作表") for name in reader.hidden]
    return reader.tables, skipped


def _refuse_encrypted(package: Package) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise FileFault("file.encrypted", "OpenDocument 工作簿有密码，请去掉密码后再给")


class _Reader:
    def __init__(self, room: Room) -> None:
        self.room = room
        self.tables: list[RawTable] = []
        self.hidden: list[str] = []
        self.hidden_styles: set[str] = set()
        self.date1904 = False

    def read(self, content: bytes) -> None:
        from lxml import etree

        tags = [f"{_S}style", f"{_T}table", f"{_T}table-row", f"{_T}null-date"]
        sheets: list[_Sheet] = []
        events = etree.iterparse(BytesIO(content), events=("start", "end"), tag=tags, **SAFE)
        try:
            for event, element in events:
                self._step(event, element, sheets)
        except etree.XMLSyntaxError as error:
            raise FileFault("file.truncated", "OpenDocument 内容不完整") from error

    def _step(self, event: str, element: Any, sheets: list[_Sheet]) -> None:
        if element.tag == f"{_T}table":
            if event == "start":
                sheets.append(_Sheet(element.get(f"{_T}name", ""), self.room))
            else:
                self._finish(sheets.pop(), element, bool(sheets))
        elif event == "start":
            return
        elif element.tag == f"{_T}table-row" and sheets:
            sheets[-1].row(element)
            element.clear()
        elif element.tag == f"{_S}style":
            self._style(element)
        elif element.tag == f"{_T}null-date":
            self.date1904 = element.get(f"{_T}date-value", "").startswith("1904")

    def _style(self, element: Any) -> None:
        properties = element.find(f"{_S}table-properties")
        if properties is not None and properties.get(f"{_T}display") == "false":
            self.hidden_styles.add(element.get(f"{_S}name", ""))

    def _finish(self, sheet: _Sheet, element: Any, nested: bool) -> None:
        if nested:  # a table inside a cell or a chart's own copy of its data
            return
        if element.get(f"{_T}style-name", "") in self.hidden_styles:
            self.hidden.append(sheet.grid.sheet)
        else:
            sheet.grid.date1904 = self.date1904
            self.tables.append(table_of_grid(sheet.grid))
        element.clear()


class _Sheet:
    """Rows of one table; blank rows are held back until a filled one follows."""

    def __init__(self, name: str, room: Room) -> None:
        self.merges: list[Merge] = []
        self.grid = Grid(name, [], merges=self.merges)
        self.waiting = 0
        self.room = room

    def row(self, element: Any) -> None:
        repeat = _repeat(element, _ROWS, _MAX_ROW)
        if element.get(f"{_T}visibility") in ("collapse", "filter"):
            self.grid.hidden_rows += repeat if len(element) else 0
        cells = self._cells(element)
        if not cells:
            self.waiting += repeat
            return
        self.room.take(self.waiting + len(cells) * repeat)
        if self.grid.rows:
            self.grid.rows.extend([] for _ in range(self.waiting))
        else:
            self.grid.top = self.waiting
        self.waiting = 0
        self.grid.rows.extend(list(cells) for _ in range(repeat))

    def _cells(self, element: Any) -> list[object]:
        """The cells up to the last filled one."""
        cells: list[object] = []
        blanks = 0
        for cell in element.iterchildren(_CELL, _COVERED):
            repeat = _repeat(cell, _COLUMNS, _MAX_COLUMN)
            self._merge(cell, len(cells) + blanks)
            value = _value(cell)
            if value is None or value == "":
                blanks += repeat
            else:
                cells.extend([None] * blanks)
                cells.extend([value] * repeat)
                blanks = 0
        return cells

    def _merge(self, cell: Any, left: int) -> None:
        down = _repeat(cell, _DOWN, _MAX_ROW)
        across = _repeat(cell, _ACROSS, _MAX_COLUMN)
        if down > 1 or across > 1:
            top = self.grid.top + len(self.grid.rows) + self.waiting
            self.merges.append((top, left, top + down - 1, left + across - 1))


def _repeat(element: Any, name: str, most: int) -> int:
    text = element.get(name)
    return max(1, min(int(text), most)) if text and text.isdecimal() else 1


def _value(cell: Any) -> object:
    kind = cell.get(_VALUE_TYPE)
    text = _text(cell)
    if kind is None and not text:
        formula = cell.get(_FORMULA)
        return FormulaText(_formula(formula)) if formula else None
    if cell.get(_CALC_TYPE) == "error" or (cell.get(_FORMULA) and _ERROR.fullmatch(text)):
        return ErrorText(text)
    if kind in ("float", "percentage", "currency"):
        return _number(cell.get(f"{_O}value", ""), text)
    if kind == "date":
        return _date(cell.get(f"{_O}date-value", ""), text)
    if kind == "time":
        return _time(cell.get(f"{_O}time-value", ""), text)
    if kind == "boolean":
        return cell.get(f"{_O}boolean-value") == "true"
    return cell.get(f"{_O}string-value") or text


def _formula(formula: str) -> str:
    return "=" + formula.split("=", 1)[-1]


def _number(value: str, shown: str) -> object:
    try:
        return float(value)
    except ValueError:
        return shown


def _date(value: str, shown: str) -> object:
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        return shown


def _time(value: str, shown: str) -> object:
    match = _DURATION.fullmatch(value)
    if match is None:
        return shown
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    span = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if match[1] or span >= dt.timedelta(days=1):
        return -span if match[1] else span
    return (dt.datetime.min + span).time()


def _text(cell: Any) -> str:
    """The paragraphs of a cell, a line each; notes and drawings left out."""
    return "\n".join(_paragraph(child) for child in cell.iterchildren(_P, _H))


def _paragraph(element: Any) -> str:
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_X}s":
            count = child.get(f"{_X}c", "1")
            parts.append(" " * (int(count) if count.isdecimal() else 1))
        elif child.tag == f"{_X}tab":
            parts.append("\t")
        elif child.tag == f"{_X}line-break":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in (f"{_O}annotation", f"{_X}note"):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
