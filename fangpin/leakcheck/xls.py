"""Into an .xls file: every cell of every sheet, and the records that tell of what is hidden."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from fangpin.io import biff, workbook
from fangpin.io.ole import workbook_stream
from fangpin.io.table import Cell, RawTable
from fangpin.leakcheck.model import Leaks, Sheet, letters

# Record types, [MS-XLS] 2.3.2
_NAME, _NOTE, _COLUMNS, _GROUP, _LINK, _ROW = 0x18, 0x1C, 0x7D, 0xEB, 0x1AE, 0x208
_BOF, _BOUND_SHEET = 0x809, 0x85
_BLIPS = tuple(bytes([n, 0xF0]) for n in (0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x29, 0x2A))
_OWN_BOOK, _ADD_IN = b"\x01\x04", b"\x01\x3a"
_PERSONS = ("author", "last_saved_by", "company", "manager")


def look(data: bytes, looks: biff.XlsLook, leaks: Leaks) -> None:
    """Everything in the file."""
    book = workbook.open_calamine(data)
    names = [sheet.name for sheet in book.sheets_metadata]
    visible, _ = workbook.visible_sheets(book)
    for index, name in enumerate(names):
        leaks.text("", "工作表名", name)
        if index not in visible:
            leaks.add(name, "", "hidden_sheet", "")
        if index < len(looks.sheets):
            _cells(workbook.sheet_table(book, index, looks.sheets[index], looks.date1904), leaks)
    _records(workbook_stream(data)[0], names, leaks)
    _container(data, leaks)


def _cells(table: RawTable, leaks: Leaks) -> None:
    walk(table, Sheet(leaks, table.sheet))


def walk(table: RawTable, sheet: Sheet) -> None:
    """Every cell of a table, from above."""
    columns = [(c.values(), None if c.kind is None else c.kind.tolist()) for c in table.columns]
    for row in range(len(table)):
        for place, (texts, kinds) in enumerate(columns):
            if text := texts[row]:
                number = kinds is not None and kinds[row] == Cell.NUMBER
                sheet.cell(table.first_row - 1 + row, place, text, numeric=number)


def _records(stream: bytes, names: list[str], leaks: Leaks) -> None:
    starts = _starts(stream)
    sheet = ""
    for position, kind, body in _every(stream):
        if kind == _BOF and position in starts:
            place = starts.index(position)
            sheet = names[place] if place < len(names) else ""
        elif kind == _NOTE:
            leaks.add(sheet, _at(body), "comment", "")
        elif kind == _COLUMNS and len(body) >= 10 and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            leaks.add(sheet, f"{letters(first)}:{letters(min(last, 255))}", "hidden_column", "")
        elif kind == _ROW and len(body) >= 14 and body[12] & 0x20:
            leaks.add(sheet, f"第 {int.from_bytes(body[:2], 'little') + 1} 行", "hidden_row", "")
        elif kind == _NAME and len(body) >= 14 and not body[0] & 0x20 and _holds_data(body):
            leaks.add("", "名称", "defined_name", "")
        elif kind == _LINK and body[2:4] not in (_OWN_BOOK, _ADD_IN):
            leaks.add("", "外部引用", "external_link", "")
        elif kind == _GROUP and any(blip in body for blip in _BLIPS):
            leaks.add("", "图片", "image", "")


def _holds_data(body: bytes) -> bool:
    """Whether a name's formula begins with a value and not with a reference (Ptg, 2.5.198)."""
    length, size = body[3], int.from_bytes(body[4:6], "little")
    wide = len(body) > 14 and body[14] & 1
    start = 15 + length * (2 if wide else 1)
    formula = body[start : start + size]
    return bool(formula) and formula[0] & 0x1F in (0x17, 0x1E, 0x1F, 0x00)


def _starts(stream: bytes) -> list[int]:
    found = [b for _, kind, b in _every(stream) if kind == _BOUND_SHEET and len(b) >= 4]
    return [int.from_bytes(body[:4], "little") for body in found]


def _every(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(position, type, body) of every record of the stream."""
    position = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield position, kind, stream[position + 4 : position + 4 + length]
        position += 4 + length


def _at(body: bytes) -> str:
    row, column = struct.unpack_from("<HH", body) if len(body) >= 4 else (0, 0)
    return f"{letters(column)}{row + 1}"


def _container(data: bytes, leaks: Leaks) -> None:
    """Properties, macros and pivot caches beside the workbook's stream."""
    import olefile  # type: ignore[import-untyped, unused-ignore]

    with olefile.OleFileIO(BytesIO(data)) as container:
        names = {entry[0] for entry in container.listdir(streams=True, storages=True)}
        meta = container.get_metadata()
    for name in ("_VBA_PROJECT_CUR", "VBA"):
        if name in names:
            leaks.add("", name, "macro", "")
    for name in ("_SX_DB_CUR", "_SX_DB"):
        if name in names:
            leaks.add("", name, "pivot_cache", "")
    for name in _PERSONS:
        if value := _decoded(getattr(meta, name, None)):
            leaks.property(name, value)


def _decoded(value: Any) -> str:
    if isinstance(value, bytes):
        for codec in ("utf-8", "gb18030"):
            try:
                return value.decode(codec).strip("\x00 ")
            except UnicodeDecodeError:
                continue
        return "?"
    return str(value or "")
