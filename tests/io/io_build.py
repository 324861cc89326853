"""Small files built by hand, part by part, so that a test can say what is odd about them."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from pathlib import Path

from fangpin.io import read_file
from fangpin.io.table import Cell, Column, RawFile, RawTable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def xlsx_parts(sheet: str, **others: str) -> dict[str, str | bytes]:
    """The parts of a one-sheet workbook; `sheet` is what stands inside <worksheet>.

    others: settings= inside <workbook>, state= of the sheet, styles= inside <styleSheet>.
    """
    state = f' state="{others["state"]}"' if "state" in others else ""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": _rels("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{others.get("settings", "")}'
            f'<sheets><sheet name="花名册" sheetId="1"{state} r:id="rId1"/></sheets>'
            f"{others.get('calculation', '')}</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _rels("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }
    if "styles" in others:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{others["styles"]}</styleSheet>'
        parts["xl/_rels/workbook.xml.rels"] = _rels("worksheet", "worksheets/sheet1.xml").replace(
            "</Relationships>",
            f'<Relationship Id="rId9" Type="{RELATIONS}/styles" Target="styles.xml"/>'
            "</Relationships>",
        )
    return parts


def _rels(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


def inline(reference: str, text: str) -> str:
    """A cell with its own text."""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def xlsb(cells: list[bytes], *, hidden_row: bool = False) -> bytes:
    """An xlsb of one row of cell records; see xlsb_cell."""
    name = _wide("花名册")
    book = _record(131, b"") + _record(153, struct.pack("<III", 0, 0, 0)) + _record(143, b"")
    book += _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + name)
    book += _record(144, b"") + _record(132, b"")
    flags = 0x10 if hidden_row else 0
    row = _record(0, struct.pack("<IIHBB", 0, 0, 300, 0, flags) + b"\0" + struct.pack("<I", 0))
    sheet = _record(129, b"") + _record(148, struct.pack("<4I", 0, 0, 0, len(cells) - 1))
    sheet += _record(145, b"") + row + b"".join(cells) + _record(146, b"")
    sheet += _record(177, struct.pack("<I", 1)) + _record(176, struct.pack("<4I", 0, 0, 0, 1))
    sheet += _record(178, b"") + _record(130, b"")
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _rels("officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": _rels("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def xlsb_cell(kind: int, column: int, content: bytes) -> bytes:
    """A cell record: 3 an error, 5 a number, 6 a text."""
    return _record(kind, struct.pack("<II", column, 0) + content)


def xlsb_text(text: str) -> bytes:
    """The content of a text cell."""
    return _wide(text)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, body: bytes) -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    assert len(body) < 128
    return head + bytes([len(body)]) + body


ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
    )
)


def ods(tables: str, styles: str = "") -> bytes:
    """An OpenDocument spreadsheet; `tables` are its <table:table> elements."""
    content = (
        f"<office:document-content {_ODS_NAMES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": ODS, "content.xml": content})


def saved(folder: Path, data: bytes | str, name: str = "名册.xlsx") -> Path:
    """The bytes (a text: as UTF-8) as a file."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read_bytes(folder: Path, data: bytes | str, name: str = "名册.xlsx") -> RawFile:
    """The bytes as read_file reads them."""
    return read_file(saved(folder, data, name))


def rows(table: RawTable) -> list[list[str | None]]:
    """The table's texts row by row."""
    return [list(row) for row in zip(*(c.values() for c in table.columns), strict=True)]


def kinds(column: Column) -> list[Cell]:
    """What each cell was; a column without kinds holds texts."""
    if column.kind is None:
        return [Cell.EMPTY if text is None else Cell.TEXT for text in column.values()]
    return [Cell(kind) for kind in column.kind.tolist()]
