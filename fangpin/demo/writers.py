"""Sheets to files, byte for byte the same each time."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

from fangpin.demo.grid import texts
from fangpin.demo.markup import ods, spreadsheetml
from fangpin.demo.sheet import Book, Sheet, side_by_side
from fangpin.demo.workbook import write_xlsx

LONG = 50_000  # rows: from here on polars writes the text


def write(book: Book, folder: Path) -> None:
    """Write one file below the folder."""
    path = folder / book.path
    path.parent.mkdir(parents=True, exist_ok=True)
    sheets = [side_by_side(s) if s.line is not None else s for s in book.sheets]
    if book.format == "xlsx":
        write_xlsx(sheets, book.notes, path)
        return
    made = {
        "text": lambda: _text(book, sheets[0]),
        "html": lambda: _html(book, sheets[0]),
        "spreadsheetml": lambda: spreadsheetml(sheets),
        "ods": lambda: ods(sheets),
    }
    path.write_bytes(made[book.format]())


def _encoded(book: Book, text: str) -> bytes:
    """The whole file's text in the book's encoding, with the mark that UTF-16 needs."""
    if book.encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(book.encoding)


def _text(book: Book, sheet: Sheet) -> bytes:
    """Delimited text."""
    if len(sheet) >= LONG and not sheet.footer and not sheet.repeat and sheet.header_rows == 1:
        return _long_text(book, sheet)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=book.delimiter, lineterminator="\r\n")
    writer.writerows([v or "" for v in row] for row in texts(sheet))
    return _encoded(book, out.getvalue())


def _long_text(book: Book, sheet: Sheet) -> bytes:
    """The same by polars, for big tables."""
    head = "".join(f"{title}\r\n" for title in sheet.title)
    head += book.delimiter.join(c.header for c in sheet.columns) + "\r\n"
    frame = pl.DataFrame([c.cells.text.alias(str(i)) for i, c in enumerate(sheet.columns)])
    out = io.BytesIO()
    frame.write_csv(out, include_header=False, separator=book.delimiter, line_terminator="\r\n")
    if book.encoding in ("utf-8", "utf-8-sig"):
        return head.encode(book.encoding) + out.getvalue()
    return _encoded(book, head + out.getvalue().decode("utf-8"))


def _html(book: Book, sheet: Sheet) -> bytes:
    """A page with one table, as many systems export "Excel"."""
    style = " style=\"mso-number-format:'\\@'\""
    rows = []
    for number, row in enumerate(texts(sheet)):
        if number < len(sheet.title):
            rows.append(f'<tr><td colspan="{len(sheet.columns)}">{escape(row[0] or "")}</td></tr>')
            continue
        rows.append("<tr>" + "".join(f"<td{style}>{escape(v or '')}</td>" for v in row) + "</tr>")
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={book.encoding}">'
    body = "\n".join(rows)
    page = f'<html><head>{head}</head><body><table border="1">\n{body}\n</table></body></html>\n'
    return page.encode(book.encoding)
