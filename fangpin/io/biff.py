"""A second look into .xls (BIFF5 and BIFF8) streams: errors, uncached formulas, hidden rows."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from fangpin.errors import FileFault
from fangpin.io.cells import FormulaText
from fangpin.io.look import SheetLook, error_word
from fangpin.io.ole import workbook_stream

_HEADER = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")
_DOUBLE = struct.Struct("<d")
# Record types, [MS-XLS] 2.3.2
_FORMULA, _EOF, _DATE_MODE, _FILE_PASS, _BOUND_SHEET = 0x0006, 0x000A, 0x0022, 0x002F, 0x0085
_CODE_PAGE, _UNICODE = 0x0042, 1200
_OLD_FORMULAS = frozenset({0x0206, 0x0406})  # of BIFF3 and 4, which calamine passes over
# Code pages that calamine does not know, and one that it does for the same characters.
_SAME_PAGE = {0: 936, 367: 1252, 10001: 932, 10002: 950, 10003: 949, 10008: 936, 32769: 1252}
_DIMENSIONS, _BOOL_ERROR, _ROW, _BOF = 0x0200, 0x0205, 0x0208, 0x0809
# formula, multiple RK, label (SST), blank, number, label, bool or error, RK
_CELLS = frozenset({0x0006, 0x00BD, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_DAMAGED = "工作簿内部结构已损坏"
_MOST = 65536, 256  # rows and columns of a BIFF sheet


@dataclass(frozen=True)
class XlsLook:
    """encrypted: needs a password, nothing else is known then; sheets: in workbook order.

    code_page: (where in the stream, the number that should stand there) where calamine would
    misread all texts by the one that does.
    """

    encrypted: bool
    date1904: bool
    sheets: tuple[SheetLook, ...]
    code_page: tuple[int, int] | None = None


def look(data: bytes) -> XlsLook:
    """Scan the workbook stream of an OLE2 file.

    Raises FileFault file.truncated.
    """
    stream, saved_by_excel = workbook_stream(data)
    offsets: list[int] = []
    date1904 = False
    for kind, body in _records(stream, 0):
        if kind == _FILE_PASS:
            return XlsLook(True, False, ())
        if kind == _BOUND_SHEET and len(body) >= 4:
            offsets.append(int.from_bytes(body[:4], "little"))
        elif kind == _DATE_MODE:
            date1904 = body[:1] == b"\x01"
    sheets = tuple(_sheet(stream, offset) for offset in offsets)
    if not saved_by_excel and not any(sheet.cached for sheet in sheets):
        for sheet in sheets:
            sheet.cells.update(sheet.doubtful)
    return XlsLook(False, date1904, sheets, _code_page(stream))


def _code_page(stream: bytes) -> tuple[int, int] | None:
    """The code page to put right: in BIFF8 all texts are Unicode, but some writers (jxl) state
    another page, which calamine then takes for theirs."""
    position = 0
    while position <= min(len(stream), 65536) - 6:
        kind, length = _HEADER.unpack_from(stream, position)
        if kind == _CODE_PAGE and length >= 2:
            stated = int.from_bytes(stream[position + 4 : position + 6], "little")
            new = _SAME_PAGE.get(stated, stated)
            right = _UNICODE if stream[4:6] == b"\x00\x06" else new
            return None if right == stated else (position + 4, right)
        position += 4 + length
    return None


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, those of charts inside it left out."""
    depth = 0
    end = len(stream) - 4
    while position <= end:
        kind, length = _HEADER.unpack_from(stream, position)
        body = stream[position + 4 : position + 4 + length]
        position += 4 + length
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth <= 1:
            yield kind, body


def _sheet(stream: bytes, offset: int) -> SheetLook:
    found = SheetLook()
    for kind, body in _records(stream, offset):
        if kind in _CELLS and body[3:4] > b"\x00":
            raise FileFault("file.truncated", _DAMAGED)  # a column past the 256th
        if kind == _FORMULA and len(body) >= 14:
            _formula(body, found)
        elif kind in _OLD_FORMULAS and len(body) >= 14:
            _formula(body, found)
            if body[12:14] != b"\xff\xff":
                found.cells[_PLACE.unpack_from(body)] = _DOUBLE.unpack_from(body, 6)[0]
        elif kind == _BOOL_ERROR and len(body) >= 8:
            if body[7]:
                found.cells[_PLACE.unpack_from(body)] = error_word(body[6])
        elif kind == _DIMENSIONS:
            _check_dimensions(body)
        elif kind == _ROW and len(body) >= 14:
            found.hidden_rows += bool(body[12] & 0x20)
    return found


def _formula(body: bytes, found: SheetLook) -> None:
    """The cached result of a formula, [MS-XLS] 2.5.133 FormulaValue."""
    at = _PLACE.unpack_from(body)
    if body[12:14] != b"\xff\xff":
        found.cached += 1
    elif body[6] == 2:
        found.cells[at] = error_word(body[8])
    elif body[6] == 3:
        found.doubtful[at] = FormulaText("=")
    else:
        found.cached += 1


def _check_dimensions(body: bytes) -> None:
    """calamine makes room for as many cells as this record says."""
    layout = "<IIHH" if len(body) >= 12 else "<HHHH"
    if len(body) >= struct.calcsize(layout):
        _, rows, _, columns = struct.unpack_from(layout, body)
        if rows > _MOST[0] or columns > _MOST[1]:
            raise FileFault("file.truncated", _DAMAGED)
