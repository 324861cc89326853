"""An xlsx sheet cell by cell, for sheets that span far more cells than they hold.

One stray cell at XFD1048576 makes calamine lay out 17 thousand million cells. Here a cell costs
what it weighs, and a column without any costs nothing; it is slower a cell, so only for these.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pyarrow as pa

from fangpin.errors import FileFault
from fangpin.io.cells import Merge, column_of, table_of
from fangpin.io.look import SheetLook
from fangpin.io.ooxml import Book, SheetInfo, column_number
from fangpin.io.package import Package
from fangpin.io.styles import date_styles
from fangpin.io.table import Column, RawTable
from fangpin.io.xml import SAFE, parse_xml, refuse_entities

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NS = "{*}"
Cells = dict[int, dict[int, object]]  # column -> row -> cell, 0-based


def read_sparse(
    package: Package, book: Book, sheet: SheetInfo, look: SheetLook, most: int
) -> RawTable:
    """One sheet as a RawTable; look: gives its errors and uncached formulas.

    Raises FileFault file.too_large_inside where even the columns that hold something span more
    than `most` cells, or all of them ten times that; file.truncated.
    """
    reader = _Reader(package, book)
    cells: Cells = {}
    for row, column, cell in reader.cells(sheet.part):
        cells.setdefault(column, {})[row] = cell
    for (row, column), found in look.cells.items():
        cells.setdefault(column, {})[row] = found
    rows = [row for column in cells.values() for row in column]
    top, bottom = min(rows, default=0), max(rows, default=-1)
    height, width = bottom + 1 - top, max(cells, default=-1) + 1
    if height * len(cells) > most or height * width > 10 * most:
        where = f"第 {bottom + 1} 行、第 {width} 列"
        raise FileFault(
            "file.too_large_inside", f"工作表“{sheet.name}”的零散单元格一直到{where}，请删去后再给"
        )
    return table_of(
        sheet.name,
        _columns(cells, top, height),
        first_row=top + 1,
        merges=[(m[0] - top, m[1], m[2] - top, m[3]) for m in reader.merges],
        hidden_rows=look.hidden_rows,
        date1904=book.date1904,
    )


def _columns(cells: Cells, top: int, height: int) -> list[Column]:
    blank = Column(pa.nulls(height, pa.string()))
    columns = [blank] * (max(cells, default=-1) + 1)
    for column, filled in cells.items():
        values: list[object] = [None] * height
        for row, cell in filled.items():
            values[row - top] = cell
        columns[column] = column_of(values)
    return columns


class _Reader:
    def __init__(self, package: Package, book: Book) -> None:
        self.package = package
        self.merges: list[Merge] = []
        self.strings = _shared_strings(package, book)
        self.dates = date_styles(package, book)
        self.epoch = dt.datetime(1904, 1, 1) if book.date1904 else dt.datetime(1899, 12, 30)
        self.leap_bug = not book.date1904

    def cells(self, part: str) -> Iterator[tuple[int, int, object]]:
        """(row, column, cell) of every cell that holds more than blanks."""
        row = column = -1
        for event, element in _events(self.package, part, "row", "c", "mergeCell"):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "row":
                    row, column = _index(element.get("r"), row), -1
                continue
            if tag == "mergeCell":
                self._merge(element.get("ref", ""))
            elif tag == "c":
                at = _place(element.get("r"), row, column)
                row, column = at
                cell = self._value(element)
                if not (cell is None or (isinstance(cell, str) and not cell.strip())):
                    yield row, column, cell
                element.clear()
            else:
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _merge(self, reference: str) -> None:
        corners = re.fullmatch(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)", reference)
        if corners:
            left, right = (column_number(corners[i].encode()) - 1 for i in (1, 3))
            self.merges.append((int(corners[2]) - 1, left, int(corners[4]) - 1, right))

    def _value(self, cell: Any) -> object:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(f"{_NS}is")
            return "" if inline is None else _string(inline)
        value = cell.find(f"{_NS}v")
        text = "" if value is None else (value.text or "")
        if not text or kind == "e":
            return None  # errors come from the look into the bytes
        if kind == "s":
            return self._string_at(text)
        if kind == "str":
            return _unescape(text)
        if kind == "b":
            return text.strip() == "1"
        return _iso(text) if kind == "d" else self._number(text, cell.get("s", ""))

    def _string_at(self, text: str) -> str:
        if not text.isdecimal() or int(text) >= len(self.strings):
            raise FileFault("file.truncated", "工作表引用的文字不存在，文件可能没有传完")
        return self.strings[int(text)]

    def _number(self, text: str, style: str) -> object:
        try:
            number = float(text)
        except ValueError:
            return text
        if style not in self.dates or not 0 <= number < 2_958_466:
            return number
        if number < 1:
            return (self.epoch + dt.timedelta(seconds=round(number * 86400))).time()
        if self.leap_bug and number < 60:
            number += 1
        return self.epoch + dt.timedelta(seconds=round(number * 86400))


def _events(package: Package, part: str, *tags: str) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    stream = BytesIO(package.read(part))
    refuse_entities(stream.getvalue()[:4096].decode("latin-1"))
    names = [f"{_NS}{tag}" for tag in tags]
    try:
        yield from etree.iterparse(stream, events=("start", "end"), tag=names, **SAFE)
    except etree.XMLSyntaxError as error:
        raise FileFault("file.truncated", "工作表的 XML 结构不完整") from error


def _index(reference: str | None, before: int) -> int:
    return int(reference) - 1 if reference and reference.isdecimal() else before + 1


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference or "")
    if match is None:
        return row, column + 1
    return int(match[2]) - 1, column_number(match[1].encode()) - 1


def _beside(package: Package, book: Book, kind: str) -> Any:
    """The root of a part beside the workbook, None where there is none."""
    part = package.beside(book.part, kind)
    return parse_xml(package.text(part)) if part else None


def _shared_strings(package: Package, book: Book) -> list[str]:
    root = _beside(package, book, "sharedStrings")
    return [] if root is None else [_string(item) for item in root.iterchildren(f"{_NS}si")]


def _string(item: Any) -> str:
    """The text of a plain or rich string, its phonetic runs left out."""
    runs = item.iterchildren(f"{_NS}t", f"{_NS}r")
    texts = (run if run.tag.endswith("}t") else run.find(f"{_NS}t") for run in runs)
    return _unescape("".join(text.text or "" for text in texts if text is not None))


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _iso(text: str) -> object:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return text
