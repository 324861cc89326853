"""A second look into xlsb parts: errors, merges, hidden rows."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from fangpin.errors import FileFault
from fangpin.io.look import SheetLook, error_word
from fangpin.io.ooxml import Book, SheetInfo
from fangpin.io.package import Package

# Record types, [MS-XLSB] 2.3.2
_ROW, _CELL_ERROR, _FORMULA_ERROR, _LAST_CELL = 0, 3, 11, 11
_DIMENSIONS, _WORKBOOK_SETTINGS, _SHEET, _MERGE = 148, 153, 156, 176
_SHORTEST = {
    **dict.fromkeys((1, 8, 9), 8),
    **dict.fromkeys((3, 4, 10, 11), 9),
    **dict.fromkeys((2, 6, 7), 12),
    **{_ROW: 12, 5: 16, _DIMENSIONS: 16, _MERGE: 16},
}
_MOST = 1_048_576, 16_384  # rows and columns of a sheet
_DAMAGED = "工作簿内部结构已损坏"
_STATES = {1: "hidden", 2: "veryHidden"}
_FOUR = struct.Struct("<4I")


def book(package: Package) -> Book:
    """What the workbook part says."""
    part = package.workbook()
    targets = package.targets(part)
    sheets: list[SheetInfo] = []
    date1904 = False
    for kind, body in _records(package.read(part)):
        if kind == _SHEET and len(body) >= 12:
            relation, after = _wide_string(body, 8)
            of, target = targets.get(relation, ("worksheet", ""))
            hidden = _STATES.get(body[0], "")
            name = _wide_string(body, after)[0]
            sheets.append(SheetInfo(name, target, hidden, of == "worksheet"))
        elif kind == _WORKBOOK_SETTINGS:
            date1904 = bool(body[:1] and body[0] & 1)
    return Book(part, tuple(sheets), date1904)


def look(package: Package, part: str) -> SheetLook:
    """Scan one sheet part."""
    found = SheetLook(merges=[])
    row = 0
    for kind, body in _records(package.read(part)):
        if len(body) < _SHORTEST.get(kind, 0):  # calamine would read on in what came before
            raise FileFault("file.truncated", _DAMAGED)
        if kind == _ROW:
            row = int.from_bytes(body[:4], "little")
            found.rows = max(found.rows, row + 1)
            found.hidden_rows += bool(body[11] & 0x10)
        elif kind <= _LAST_CELL:
            column = int.from_bytes(body[:4], "little")
            found.columns = max(found.columns, column + 1)
            found.count += 1
            if kind in (_CELL_ERROR, _FORMULA_ERROR):
                found.cells[row, column] = error_word(body[8])
        elif kind == _DIMENSIONS:
            # calamine makes room for as many cells as this record says
            top, bottom, left, right = _FOUR.unpack_from(body)
            found.rows = max(found.rows, bottom + 1 - top)
            found.columns = max(found.columns, right + 1 - left)
        elif kind == _MERGE and found.merges is not None:
            first, last, left, right = _FOUR.unpack_from(body)
            found.merges.append((first, left, last, right))
    if found.rows > _MOST[0] or found.columns > _MOST[1]:
        raise FileFault("file.truncated", _DAMAGED)
    return found


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, body) of every record; both its numbers are 7 bits a byte, low first."""
    position, end = 0, len(data)
    while position < end:
        kind = data[position]
        position += 1
        if kind & 0x80 and position < end:
            kind = (kind & 0x7F) | (data[position] & 0x7F) << 7
            position += 1
        length = shift = 0
        while position < end and shift < 28:
            byte = data[position]
            position += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[position : position + length]
        position += length


def _wide_string(body: bytes, at: int) -> tuple[str, int]:
    """A counted UTF-16 string and where the next field begins."""
    count = int.from_bytes(body[at : at + 4], "little")
    end = at + 4 + 2 * count
    return body[at + 4 : end].decode("utf-16-le", "replace"), end
