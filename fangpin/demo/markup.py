"""Sheets to SpreadsheetML 2003 and to a small OpenDocument spreadsheet."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from fangpin.demo.grid import TypedCell, typed
from fangpin.demo.sheet import Sheet
from fangpin.io.table import Cell

ZIP_TIME = (2020, 4, 1, 8, 0, 0)
SML_TYPES = {Cell.NUMBER: "Number", Cell.DATE: "DateTime", Cell.ERROR: "Error"}
SML_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
ODS_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def spreadsheetml(sheets: list[Sheet]) -> bytes:
    """The XML of Excel 2003, mostly found under the name .xls."""
    out = [
        '<?xml version="1.0"?>',
        '<?mso-application progid="Excel.Sheet"?>',
        f'<Workbook xmlns="{SML_SPACE}" xmlns:ss="{SML_SPACE}">',
    ]
    for sheet in sheets:
        out.append(f'<Worksheet ss:Name="{escape(sheet.name)}"><Table>')
        out += ["<Row>" + "".join(map(_sml_cell, row)) + "</Row>" for row in typed(sheet)]
        out.append("</Table></Worksheet>")
    return "\n".join([*out, "</Workbook>", ""]).encode()


def _sml_cell(cell: TypedCell) -> str:
    text, kind = cell
    if text is None:
        return "<Cell/>"
    value = f"{text}T00:00:00.000" if kind == Cell.DATE else escape(text)
    return f'<Cell><Data ss:Type="{SML_TYPES.get(kind, "String")}">{value}</Data></Cell>'


def ods(sheets: list[Sheet]) -> bytes:
    """A zip of the three parts that readers need."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in ODS_SPACES.items())
    out = ['<?xml version="1.0" encoding="UTF-8"?>']
    out.append(f'<office:document-content {spaces} office:version="1.2">')
    out.append("<office:body><office:spreadsheet>")
    for sheet in sheets:
        out.append(f'<table:table table:name="{escape(sheet.name)}">')
        for row in typed(sheet):
            cells = "".join(map(_ods_cell, row))
            out.append(f"<table:table-row>{cells}</table:table-row>")
        out.append("</table:table>")
    out.append("</office:spreadsheet></office:body></office:document-content>")
    parts = {
        "mimetype": ODS_KIND,
        "META-INF/manifest.xml": ODS_MANIFEST,
        "content.xml": "".join(out),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return buffer.getvalue()


def _ods_cell(cell: TypedCell) -> str:
    text, kind = cell
    if text is None:
        return "<table:table-cell/>"
    value = {
        Cell.NUMBER: f'office:value-type="float" office:value="{escape(text)}"',
        Cell.DATE: f'office:value-type="date" office:date-value="{escape(text)}"',
    }.get(kind, 'office:value-type="string"')
    return f"<table:table-cell {value}><text:p>{escape(text)}</text:p></table:table-cell>"
